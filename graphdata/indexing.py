"""Concept documents in, lexical and dense indexes out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search import dense, lexical_schema
from search.neural.concept_vectors import VECTOR_TEXT, concept_vectors
from search.neural.encoder import Encoder, load_encoder
from search.snapshot import EncoderRecord
from search.types import SEARCHED_KINDS, ConceptDocument

Progress = Callable[[str, int, int | None, str], None]
Vectors = NDArray[np.float32]

#: How many alternative labels measure the recall of the HNSW index: they look like what people type.
PROBES = 200


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
    rows, vectors = _vectors(documents, encoder, tell)
    searched = np.fromiter((document.kind in SEARCHED_KINDS for document in documents), dtype=bool)
    tell("indexing", 0, None, "meanings")
    record = dense.build(dense_path, vectors, rows, searched, probes=_probes(documents, encoder))
    _check_readable(dense_path, record)
    return Indexes(EncoderRecord(encoder.name, encoder.dim, encoder.fingerprint, VECTOR_TEXT), record)


def _vectors(
    documents: Sequence[ConceptDocument], encoder: Encoder, tell: Progress
) -> tuple[NDArray[np.int32], Vectors]:
    """Row numbers (n, ascending) and unit vectors (n × dim).

    A concept whose labels hold nothing the encoder knows has no vector; the lexical leg still finds it.
    """
    rows, vectors = [np.empty(0, np.int32)], [np.empty((0, encoder.dim), np.float32)]
    for batch_rows, batch in concept_vectors(encoder, documents):
        meaningful = batch.any(axis=1)
        rows.append(batch_rows[meaningful])
        vectors.append(batch[meaningful])
        tell("encoding", int(batch_rows[-1]) + 1 if len(batch_rows) else 0, len(documents), encoder.name)
    return np.concatenate(rows), np.concatenate(vectors)


def _probes(documents: Sequence[ConceptDocument], encoder: Encoder) -> Vectors:
    """Vectors of alternative labels spread over the documents."""
    labels = [
        label
        for document in documents
        if document.kind in SEARCHED_KINDS
        for labels in document.alt_labels.values()
        for label in list(labels)[:1]
    ]
    step = max(len(labels) // PROBES, 1)
    return encoder.encode_labels(labels[::step][:PROBES] or [""])


def _check_readable(dense_path: Path, record: Mapping[str, Any]) -> None:
    """hnswlib does not notice that the disk cut its file short; whoever opens the file does."""
    try:
        dense.DenseIndex(dense_path, ef=record["hnsw"]["ef"])
    except (RuntimeError, ValueError) as error:
        raise OSError(f"{dense_path.name} was not written completely: {error}") from error
