"""The label of each concept that looks most like the query: BM25 over the 4-letter pieces of single labels.

Pieces of four letters do for French what a stemmer does, and more: they bridge inflections, derivations
and slips of the finger (McNamee & Mayfield 2004, "Character N-Gram Tokenization for European Language
Text Retrieval"). Each label is a text of its own, so that a long list of alternatives dilutes nothing.
"""

import json
import sqlite3
from array import array
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from .analysis import fold
from .bm25 import K1, B, rarity
from .types import Language, Scope

#: Letters in a piece; three found as much for twice the work, five less.
LENGTH = 4

TABLES = """
CREATE TABLE piece (
    language TEXT NOT NULL, scope TEXT NOT NULL, piece TEXT NOT NULL, labels BLOB NOT NULL,
    PRIMARY KEY (language, scope, piece)
);
CREATE TABLE pieced_label (
    language TEXT NOT NULL, scope TEXT NOT NULL, rows BLOB NOT NULL, lengths BLOB NOT NULL,
    PRIMARY KEY (language, scope)
);
"""

_STORED = np.dtype("<i4")


def pieces(text: str) -> set[str]:
    """The distinct pieces of the words of ``text``, case and accents aside; ``_`` marks where words end.

    >>> sorted(pieces("Évier"))
    ['_evi', 'evie', 'vier', 'ier_']
    """
    return {
        padded[start : start + LENGTH]
        for padded in (f"_{word}_" for word in fold(text).split())
        for start in range(max(len(padded) - LENGTH, 0) + 1)
    }


@dataclass(slots=True)
class PieceWriter:
    """Collects the labels of one language and scope, in row order, and writes them."""

    _postings: defaultdict[str, "array[int]"] = field(default_factory=lambda: defaultdict(lambda: array("i")))
    _rows: "array[int]" = field(default_factory=lambda: array("i"))
    _lengths: "array[int]" = field(default_factory=lambda: array("i"))

    def add(self, row: int, labels: Iterable[str]) -> None:
        for label in labels:
            found = pieces(label)
            for piece in found:
                self._postings[piece].append(len(self._rows))
            self._rows.append(row)
            self._lengths.append(len(found))

    def write(self, connection: sqlite3.Connection, language: Language, scope: Scope) -> None:
        connection.executemany(
            "INSERT INTO piece (language, scope, piece, labels) VALUES (?, ?, ?, ?)",
            ((language, scope, piece, _blob(labels)) for piece, labels in sorted(self._postings.items())),
        )
        connection.execute(
            "INSERT INTO pieced_label (language, scope, rows, lengths) VALUES (?, ?, ?, ?)",
            (language, scope, _blob(self._rows), _blob(self._lengths)),
        )


def _blob(numbers: "array[int]") -> bytes:
    return np.array(numbers, dtype=_STORED).tobytes()


class LabelLetters:
    """The labels of one language and scope, read as pieces."""

    def __init__(self, connection: sqlite3.Connection, language: Language, scope: Scope) -> None:
        self._of = (language, scope)
        found = connection.execute(
            "SELECT rows, lengths FROM pieced_label WHERE language = ? AND scope = ?", self._of
        ).fetchone()
        rows, lengths = found or (b"", b"")
        self._label_rows = np.frombuffer(rows, _STORED)
        self._lengths = np.frombuffer(lengths, _STORED)

    def shares(
        self, connection: sqlite3.Connection, words: Iterable[str]
    ) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        """Rows (int32, ascending) and the share of the query's pieces that their best label holds.

        A label of average length that holds every piece has the share 1, a shorter one has more.
        """
        wanted = pieces(" ".join(words))
        if not wanted or not len(self._label_rows):
            return np.empty(0, np.int32), np.empty(0, np.float32)
        sums = np.zeros(len(self._label_rows), np.float32)
        unknown = rarity(0, len(sums))
        earnable = len(wanted) * unknown
        for (labels,) in connection.execute(
            "SELECT labels FROM piece WHERE language = ? AND scope = ?"
            " AND piece IN (SELECT value FROM json_each(?))",
            (*self._of, json.dumps(sorted(wanted))),
        ):
            numbers = np.frombuffer(labels, _STORED)
            weight = rarity(len(numbers), len(sums))
            sums[numbers] += weight
            earnable += weight - unknown
        sums *= self._saturation
        best = np.maximum.reduceat(sums, self._starts)
        return self._rows, (best / earnable).astype(np.float32)

    @cached_property
    def _starts(self) -> NDArray[np.intp]:
        return np.flatnonzero(np.diff(self._label_rows, prepend=-1))

    @cached_property
    def _rows(self) -> NDArray[np.int32]:
        return self._label_rows[self._starts]

    @cached_property
    def _saturation(self) -> NDArray[np.float32]:
        """What BM25 makes of a piece that occurs once, by the length of its label."""
        relative = self._lengths / max(self._lengths.mean(), 1.0)
        saturation: NDArray[np.float32] = ((K1 + 1) / (1 + K1 * (1 - B + B * relative))).astype(np.float32)
        return saturation
