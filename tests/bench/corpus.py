"""What every system of the comparison gets: the same concepts, the same texts, the same vectors."""

import json
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from search.lexical import LexicalIndex
from search.neural.concept_vectors import concept_vectors
from search.neural.encoder import Encoder, Vectors, load_encoder
from search.snapshot import LEXICAL
from search.types import LANGUAGES, SEARCHED_KINDS, ConceptDocument

#: Concepts on a page of results; every system is asked for as many.
PAGE = 10
#: Rows that hold a page of distinct concepts for certain: a concept has one per language.
ROWS = PAGE * len(LANGUAGES)

_VECTORS, _ROWS, _RECORD = "vectors.npy", "rows.npy", "corpus.json"


@dataclass(frozen=True, slots=True)
class Row:
    """One concept in one language: what a keyword index reads of it, and its label alone."""

    concept: str
    language: str
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Corpus:
    """The concepts of the default scope, and their vectors by the configured encoder.

    ``vectors`` (n × dim, unit length) belong to the documents numbered ``rows`` (n, ascending): one per
    concept and language of its labels, in that order. ``encode_s`` is what making them took.
    """

    documents: Sequence[ConceptDocument]
    rows: NDArray[np.int32]
    vectors: Vectors
    encode_s: float

    def texts(self) -> list[Row]:
        """A row of text for every vector, in the same order."""
        return [_row(document, language) for document in self.documents for language in document.pref_labels]


def open_encoder(model: str) -> Encoder:
    """The encoder, warm. Every process has it, whatever it searches with: it is no part of any system."""
    encoder = load_encoder(model)
    encoder.encode_query("apprendre to learn")
    return encoder


def prepare(snapshot: Path, folder: Path, encoder: Encoder) -> None:
    """Encode the default scope of ``snapshot`` into ``folder``, unless that was done before."""
    if (folder / _RECORD).is_file():
        return
    folder.mkdir(parents=True, exist_ok=True)
    documents = _searched(snapshot)
    started = time.perf_counter()
    batches = list(concept_vectors(encoder, documents))
    seconds = time.perf_counter() - started
    np.save(folder / _ROWS, np.concatenate([rows for rows, _ in batches]))
    np.save(folder / _VECTORS, np.concatenate([vectors for _, vectors in batches]))
    (folder / _RECORD).write_text(json.dumps({"snapshot": str(snapshot), "encode_s": round(seconds, 1)}))


def load(folder: Path) -> Corpus:
    """The corpus that ``prepare`` wrote to ``folder``."""
    record = json.loads((folder / _RECORD).read_text())
    return Corpus(
        _searched(Path(record["snapshot"])),
        np.load(folder / _ROWS),
        np.load(folder / _VECTORS),
        record["encode_s"],
    )


def distinct(concepts: Iterable[str]) -> list[str]:
    """A page of concepts, each where it first stands."""
    return list(dict.fromkeys(concepts))[:PAGE]


def _searched(snapshot: Path) -> list[ConceptDocument]:
    index = LexicalIndex(snapshot / LEXICAL)
    rows = [row for row, (_, kind, _, _) in enumerate(index.facet_columns()) if kind in SEARCHED_KINDS]
    return index.documents(rows)


def _row(document: ConceptDocument, language: str) -> Row:
    texts = (
        document.pref_labels[language],
        *document.alt_labels.get(language, ()),
        *document.hidden_labels.get(language, ()),
        document.descriptions.get(language, ""),
    )
    return Row(document.id, language, texts[0], "\n".join(text for text in texts if text))
