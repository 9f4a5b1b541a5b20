"""Text to unit vectors: the shipped bilingual encoder, or any sentence-transformers model.

The shipped one is read with numpy, the tokenizers library and onnxruntime, because importing torch costs
a web process six seconds and 400 MB. It has two halves in one space: long texts and batches get the mean
of static token vectors, equal to that of sentence-transformers' ``StaticEmbedding``; the vector of a query
or a label is a weighted mean of that and of what a small transformer makes of the same tokens.

>>> encoder = load_encoder(None)
>>> encoder.encode(["fix leaking taps", ""]).shape
(2, 384)
"""

import hashlib
import json
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from .contextual import LAYERS, TABLES, ContextualEncoder

#: A unit vector per text, n × dim; an empty text has a vector of zeros.
Vectors = NDArray[np.float32]

EMBEDDED = "embedded"
#: Share of the transformer in the vector of a query and of a label (docs/encoder.md).
QUERY_SHARE = 0.5
LABEL_SHARE = 0.4
WEIGHTS = Path(__file__).resolve().parent.parent / "weights"
#: Characters that are looked at; more is cut before tokenising (the tokenizer itself cuts at 512 tokens).
LONGEST_TEXT = 20_000
#: Texts tokenised at once: bounds memory, costs no speed.
TEXTS_PER_BATCH = 4_096
#: Labels that one thread encodes at a time.
LABELS_PER_TASK = 64
REMEDY = "Rebuild the snapshot with `manage.py ingest`, or set SKILLGRAPH_ENCODER back to that encoder."


class EncoderError(Exception):
    """Root of what can go wrong: EncoderUnavailable, EncoderMismatch."""


class EncoderUnavailable(EncoderError):
    """The configured encoder cannot be loaded; the message says what to do."""


class EncoderMismatch(EncoderError):
    """The encoder is not the one that made the vectors of a snapshot."""


class Encoder(Protocol):
    """What search asks of an encoder. Implementations are safe to share between threads."""

    @property
    def name(self) -> str: ...

    @property
    def dim(self) -> int: ...

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the weights for the shipped encoder, the model's name for any other."""
        ...

    def encode(self, texts: Sequence[str]) -> Vectors: ...

    def encode_labels(self, texts: Sequence[str]) -> Vectors:
        """The vectors of names of concepts: finer where an encoder can be, and slower."""
        ...

    def encode_query(self, text: str) -> NDArray[np.float32]:
        """The vector of what a person typed: finer where an encoder can be, and slower."""
        ...


class EmbeddedEncoder:
    """An encoder from a folder as ``train_encoder`` writes it: a static half, and a contextual one if
    there is one.
    """

    def __init__(self, folder: Path) -> None:
        from safetensors import SafetensorError
        from safetensors.numpy import load
        from tokenizers import Tokenizer

        try:
            config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
            weights = (folder / "model.safetensors").read_bytes()
            vocabulary = (folder / "tokenizer.json").read_bytes()
            tensors = load(weights)
            self._tokenizer = Tokenizer.from_buffer(vocabulary)
            self._integers, self._scales = tensors["embeddings"], tensors["weights"]
            self._name = str(config["name"])
            both = (folder / LAYERS).exists()
            self._contextual = ContextualEncoder(folder, self._integers) if both else None
            contextual = [(folder / name).read_bytes() for name in (LAYERS, TABLES)] if both else []
        except (OSError, ValueError, KeyError, SafetensorError) as error:
            raise EncoderUnavailable(
                f"The encoder in {folder.name} cannot be read ({error}). "
                "Restore search/weights from the release, or make it again with `manage.py train_encoder`."
            ) from error
        self._fingerprint = hashlib.sha256(b"".join([weights, vocabulary, *contextual])).hexdigest()

    @property
    def name(self) -> str:
        return self._name

    @property
    def dim(self) -> int:
        return int(self._integers.shape[1])

    @property
    def fingerprint(self) -> str:
        return self._fingerprint

    def encode(self, texts: Sequence[str]) -> Vectors:
        """The vectors of ``texts``, n × dim, float32, unit length (zeros where no token is known)."""
        vectors = np.zeros((len(texts), self.dim), dtype=np.float32)
        for start in range(0, len(texts), TEXTS_PER_BATCH):
            batch = [_encodable(text) for text in texts[start : start + TEXTS_PER_BATCH]]
            encodings = self._tokenizer.encode_batch_fast(batch, add_special_tokens=False)
            for row, encoding in enumerate(encodings, start):
                vectors[row] = self._pooled(encoding.ids)
        return vectors

    def encode_labels(self, texts: Sequence[str]) -> Vectors:
        """The vectors of ``texts``, n × dim, by both halves. All cores work: onnxruntime holds no lock."""
        vectors = np.zeros((len(texts), self.dim), dtype=np.float32)

        def fill(start: int) -> None:
            for row, text in enumerate(texts[start : start + LABELS_PER_TASK], start):
                vectors[row] = self._by_both(text, share=LABEL_SHARE)

        with ThreadPoolExecutor(_cores()) as pool:
            for _ in pool.map(fill, range(0, len(texts), LABELS_PER_TASK)):
                pass
        return vectors

    def encode_query(self, text: str) -> NDArray[np.float32]:
        """The vector of one text, length dim, by both halves."""
        return self._by_both(text, share=QUERY_SHARE)

    def _by_both(self, text: str, share: float) -> NDArray[np.float32]:
        tokens = self._tokenizer.encode(_encodable(text), add_special_tokens=False).ids
        static = self._pooled(tokens)
        if self._contextual is None or not static.any():
            return static
        vector = share * self._contextual.encode(tokens) + (1 - share) * static
        unit: NDArray[np.float32] = vector / np.linalg.norm(vector)
        return unit

    @property
    def token_vectors(self) -> Vectors:
        """What the static half is made of, vocabulary × dim."""
        vectors: Vectors = self._integers.astype(np.float32) * self._scales[:, None]
        return vectors

    def _pooled(self, tokens: list[int]) -> NDArray[np.float32]:
        """Unit vector of the sum, which has the direction of the mean."""
        pooled = self._scales[tokens] @ self._integers[tokens].astype(np.float32)
        length = np.sqrt(pooled @ pooled)
        unit: NDArray[np.float32] = pooled / length if length > 0 else pooled
        return unit


class SentenceTransformersEncoder:
    """Any sentence-transformers model, by name or path."""

    def __init__(self, model: str) -> None:
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        try:
            from sentence_transformers import SentenceTransformer

            self._model: Any = SentenceTransformer(model)
            self._dim = len(self._model.encode("dimension"))
        except Exception as error:
            raise EncoderUnavailable(
                f"The encoder {model!r} cannot be loaded ({error}). Check SKILLGRAPH_ENCODER: "
                "it takes 'embedded', the name of a sentence-transformers model, or the path of one."
            ) from error
        self._name = model
        self._lock = Lock()

    @property
    def name(self) -> str:
        return self._name

    @property
    def dim(self) -> int:
        return self._dim

    @property
    def fingerprint(self) -> str:
        return self._name

    def encode(self, texts: Sequence[str]) -> Vectors:
        """The vectors of ``texts``, n × dim, float32, unit length (zeros for a blank text)."""
        if not len(texts):
            return np.zeros((0, self.dim), dtype=np.float32)
        with self._lock:
            vectors: Vectors = self._model.encode(
                [_encodable(text) for text in texts], normalize_embeddings=True, show_progress_bar=False
            ).astype(np.float32)
        vectors[[not text.strip() for text in texts]] = 0.0
        return np.nan_to_num(vectors)

    def encode_labels(self, texts: Sequence[str]) -> Vectors:
        """As ``encode``: these models read all texts alike."""
        return self.encode(texts)

    def encode_query(self, text: str) -> NDArray[np.float32]:
        """The vector of one text, length dim."""
        vector: NDArray[np.float32] = self.encode([text])[0]
        return vector


def _cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _encodable(text: str) -> str:
    """``text`` cut to what is looked at, and without lone surrogates, which no tokenizer takes."""
    return text[:LONGEST_TEXT].encode("utf-8", "ignore").decode("utf-8")


@lru_cache(maxsize=2)
def load_encoder(model: str | None = None) -> Encoder:
    """The shipped encoder for None or ``"embedded"``, the one in a folder that ``train_encoder`` wrote, else
    the sentence-transformers model of that name or path. Loaded once per process. Raises
    EncoderUnavailable with the remedy.
    """
    if model is None or model == EMBEDDED:
        return EmbeddedEncoder(WEIGHTS)
    if (Path(model) / LAYERS).is_file():
        # sentence-transformers would read the static half alone.
        return EmbeddedEncoder(Path(model))
    return SentenceTransformersEncoder(model)


def check_matches(encoder: Encoder, *, name: str, dim: int, fingerprint: str) -> None:
    """Raise EncoderMismatch unless ``encoder`` is the one that made a snapshot's vectors.

    The fingerprint counts too: weights trained anew keep their name, and their vectors fit no old ones.
    """
    if (encoder.name, encoder.dim, encoder.fingerprint) != (name, dim, fingerprint):
        raise EncoderMismatch(
            f"The snapshot's vectors were made by {name!r} ({dim} dimensions, {fingerprint[:12]}), but the "
            f"configured encoder is {encoder.name!r} ({encoder.dim} dimensions, {encoder.fingerprint[:12]}). "
            f"{REMEDY}"
        )
