"""txtai's hybrid index (BM25 and Faiss) over our vectors."""

import json
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from types import FunctionType

import numpy as np

from search.neural.encoder import Encoder, Vectors
from search.retrieval import ALPHA

from ..corpus import ROWS, Corpus, distinct
from ..rounds import Ask

_INDEX, _CONCEPTS = "index", "concepts.json"


def build(corpus: Corpus, folder: Path) -> None:
    rows = corpus.texts()
    # txtai hands its function the texts alone; two rows of one text share a vector, the first's.
    vectors: dict[str, Vectors] = {}
    for row, vector in zip(rows, corpus.vectors, strict=True):
        vectors.setdefault(row.text, vector)
    embeddings = import_module("txtai").Embeddings(
        method="external", transform=_looked_up(vectors), hybrid=True
    )
    embeddings.index((number, row.text, None) for number, row in enumerate(rows))
    del embeddings.config["transform"]  # a function cannot be saved; whoever opens the index gives its own
    embeddings.save(str(folder / _INDEX))
    (folder / _CONCEPTS).write_text(json.dumps([row.concept for row in rows]))


def open_default(folder: Path, encoder: Encoder) -> Ask:
    """Both kinds of search at equal weight."""
    return _ask(folder, encoder, None)


def open_tuned(folder: Path, encoder: Encoder) -> Ask:
    """Weighted as SkillGraph weighs them."""
    return _ask(folder, encoder, ALPHA)


def _ask(folder: Path, encoder: Encoder, weight: float | None) -> Ask:
    embeddings = import_module("txtai").Embeddings()
    embeddings.load(str(folder / _INDEX), config={"transform": _encoded(encoder)})
    concepts = json.loads((folder / _CONCEPTS).read_text())

    def ask(query: str) -> list[str]:
        return distinct(concepts[number] for number, _ in embeddings.search(query, ROWS, weights=weight))

    return ask


def _looked_up(vectors: Mapping[str, Vectors]) -> FunctionType:
    def transform(texts: Sequence[str]) -> Vectors:
        return np.stack([vectors[text] for text in texts])

    return _function(transform)


def _encoded(encoder: Encoder) -> FunctionType:
    def transform(texts: Sequence[str]) -> Vectors:
        return np.stack([encoder.encode_query(text) for text in texts])

    return _function(transform)


def _function(transform: object) -> FunctionType:
    assert isinstance(transform, FunctionType)  # txtai would call anything else without an argument
    return transform
