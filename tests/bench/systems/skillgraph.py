"""SkillGraph itself, with its own index builders, on the same concepts as all others."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search import dense, lexical_schema
from search.neural.concept_vectors import VECTOR_TEXT
from search.neural.encoder import Encoder, Vectors
from search.retrieval import SearchEngine
from search.snapshot import DENSE, LEXICAL, EncoderRecord, Manifest
from search.types import ConceptDocument, Variant

from ..corpus import PAGE, Corpus
from ..rounds import Ask


def build(corpus: Corpus, folder: Path) -> None:
    build_words(folder, corpus.documents)
    build_meanings(folder, corpus.rows, corpus.vectors)


def build_words(folder: Path, documents: Iterable[ConceptDocument]) -> int:
    """The lexical index; how many concepts it holds."""
    return lexical_schema.build(folder / LEXICAL, documents)


def build_meanings(folder: Path, rows: NDArray[np.int32], vectors: Vectors) -> dict[str, Any]:
    """The vectors and their HNSW index, with every concept in the default scope; what a manifest records.

    As an ingest does, vectors of zeros are left out.
    """
    meaningful = vectors.any(axis=1)
    if not meaningful.all():
        rows, vectors = rows[meaningful], vectors[meaningful]
    searched = np.ones(int(rows[-1]) + 1, dtype=bool)
    return dense.build(folder / DENSE, vectors, rows, searched, probes=vectors[:0])


def engine(folder: Path, encoder: Encoder) -> SearchEngine:
    """The engine over an index that was built here."""
    Manifest(
        id=folder.name,
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        encoder=EncoderRecord(encoder.name, encoder.dim, encoder.fingerprint, VECTOR_TEXT),
        releases=[],
        counts={},
        triples={},
        index={"hnsw": asdict(dense.HnswConfig())},
    ).save(folder)
    return SearchEngine(folder, encoder)


def ask(searcher: SearchEngine, variant: Variant) -> Ask:
    """A page of one variant, documents and matched labels included, as the site shows it."""

    def concepts(query: str) -> list[str]:
        found = searcher.search(query, variant=variant, limit=PAGE, count_facets=False)
        return [hit.document.id for hit in found.hits]

    return concepts


def open_hybrid(folder: Path, encoder: Encoder) -> Ask:
    return ask(engine(folder, encoder), "hybrid")
