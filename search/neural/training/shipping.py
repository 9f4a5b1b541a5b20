"""Writes the trained encoder as a folder that sentence-transformers loads and ``encoder.py`` reads."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file
from tokenizers import Tokenizer

MODEL_NAME = "skillgraph-static-bilingual-1"

_MODULES = [
    {"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.StaticEmbedding"},
    {"idx": 1, "name": "1", "path": "1_Normalize", "type": "sentence_transformers.models.Normalize"},
]


def quantise(vectors: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Rows as 8-bit integers and one scale per row, so that ``integers × scale ≈ vectors``.

    A row of zeros keeps a scale of one, and stays zero.
    """
    largest = np.abs(vectors).max(axis=1)
    scales = np.where(largest > 0, largest / 127, 1.0).astype(np.float32)
    return np.round(vectors / scales[:, None]).astype(np.int8), scales


def write_model(
    folder: Path, tokenizer: Tokenizer, vectors: NDArray[np.float32], *, facts: Mapping[str, Any]
) -> None:
    """Write ``vectors`` (vocabulary × dim) and ``tokenizer`` into ``folder``.

    The tensors carry model2vec's names (``embeddings``, ``weights``), which ``StaticEmbedding`` reads
    and multiplies itself. ``facts`` (recipe, counts, figures) go into ``config.json``.
    """
    folder.mkdir(parents=True, exist_ok=True)
    integers, scales = quantise(vectors)
    save_file({"embeddings": integers, "weights": scales}, folder / "model.safetensors")
    # The library makes it readable for its owner alone; the app may run as someone else.
    (folder / "model.safetensors").chmod(0o644)
    tokenizer.save(str(folder / "tokenizer.json"))
    _write_json(folder / "modules.json", _MODULES)
    config = {"name": MODEL_NAME, "dim": int(vectors.shape[1]), "tokens": len(vectors), **facts}
    _write_json(folder / "config.json", config)
    (folder / "1_Normalize").mkdir(exist_ok=True)
    _write_json(folder / "1_Normalize" / "config.json", {"module_input_name": "sentence_embedding"})


def _write_json(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
