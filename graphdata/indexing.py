"""Concept documents in, lexical and dense indexes out."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search import dense, lexical_schema
from search.neural.encoder import Encoder, load_encoder
from search.snapshot import EncoderRecord
from search.types import SEARCHED_KINDS, ConceptDocument

Progress = Callable[[str, int, int | None, str], None]
Vectors = NDArray[np.float32]

#: Texts encoded between two progress messages.
BATCH = 8_192
#: How many alternative labels, which no vector is made of, measure the recall of the HNSW index.
PROBES = 200

#: Weight of what a concept means (descriptions and examples) beside what it is called, tuned on the
#: development queries: 0 gave nDCG@5 0.578, 0.3 gave 0.586, one concatenated text 0.544–0.558.
DESCRIPTION_WEIGHT = 0.3
VECTOR_TEXT = (
    "per language: unit vector of the preferred label + "
    f"{DESCRIPTION_WEIGHT} × mean unit vector of descriptions and examples, at unit length"
)


@dataclass(frozen=True, slots=True)
class Indexes:
    """What the manifest records about the indexes."""

    encoder: EncoderRecord
    record: dict[str, Any]


def build(
    documents: Sequence[ConceptDocument], lexical_path: Path, dense_path: Path, model: str, tell: Progress
) -> Indexes:
    """Write both indexes for ``documents``, whose order becomes the row numbers."""
    lexical_schema.build(lexical_path, documents)
    encoder = load_encoder(model)
    rows, vectors = concept_vectors(documents, encoder, tell)
    searched = np.fromiter((document.kind in SEARCHED_KINDS for document in documents), dtype=bool)
    tell("indexing", 0, None, "meanings")
    record = dense.build(dense_path, vectors, rows, searched, probes=_probes(documents, encoder))
    return Indexes(EncoderRecord(encoder.name, encoder.dim, encoder.fingerprint, VECTOR_TEXT), record)


def concept_vectors(
    documents: Sequence[ConceptDocument], encoder: Encoder, tell: Progress
) -> tuple[NDArray[np.int32], Vectors]:
    """Row numbers (n, ascending) and unit vectors (n × dim): one per language a concept is named in.

    A concept whose labels hold nothing the encoder knows has no vector; the lexical leg still finds it.
    """
    labels = [
        (row, label) for row, document in enumerate(documents) for label in document.pref_labels.values()
    ]
    meanings = [(row, text) for row, document in enumerate(documents) for text in _meanings(document)]
    rows = np.fromiter((row for row, _ in labels), dtype=np.int32, count=len(labels))
    vectors = _encode(encoder, [label for _, label in labels], "names", tell)
    vectors += DESCRIPTION_WEIGHT * _mean_per_row(meanings, len(documents), encoder, tell)[rows]
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    meaningful = lengths[:, 0] > 0
    return rows[meaningful], vectors[meaningful] / lengths[meaningful]


def _meanings(document: ConceptDocument) -> Iterator[str]:
    """One text a language: the description and the examples."""
    for language in document.descriptions.keys() | document.examples.keys():
        parts = (document.descriptions.get(language, ""), *document.examples.get(language, ()))
        yield "\n".join(part for part in parts if part)


def _mean_per_row(texts: Sequence[tuple[int, str]], size: int, encoder: Encoder, tell: Progress) -> Vectors:
    """Mean vector of each row's texts (size × dim); zeros where it has none."""
    total = np.zeros((size, encoder.dim), dtype=np.float32)
    count = np.zeros((size, 1), dtype=np.float32)
    rows = np.fromiter((row for row, _ in texts), dtype=np.int32, count=len(texts))
    np.add.at(total, rows, _encode(encoder, [text for _, text in texts], "descriptions", tell))
    np.add.at(count, rows, 1)
    return (total / np.maximum(count, 1)).astype(np.float32)


def _encode(encoder: Encoder, texts: Sequence[str], what: str, tell: Progress) -> Vectors:
    vectors = np.empty((len(texts), encoder.dim), dtype=np.float32)
    for start in range(0, len(texts), BATCH):
        vectors[start : start + BATCH] = encoder.encode(texts[start : start + BATCH])
        tell("encoding", min(start + BATCH, len(texts)), len(texts), what)
    return vectors


def _probes(documents: Sequence[ConceptDocument], encoder: Encoder) -> Vectors:
    """Vectors of alternative labels spread over the documents: they look like what people type."""
    labels = [
        label
        for document in documents
        if document.kind in SEARCHED_KINDS
        for labels in document.alt_labels.values()
        for label in list(labels)[:1]
    ]
    step = max(len(labels) // PROBES, 1)
    return encoder.encode(labels[::step][:PROBES] or [""])
