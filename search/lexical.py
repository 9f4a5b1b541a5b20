"""The lexical leg: BM25 by SQLite FTS5, exact labels, and the concept documents themselves."""

import json
import sqlite3
import threading
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .analysis import Query
from .label_letters import LabelLetters
from .lexical_schema import CONFIGS, IDENTIFIER, LexicalConfig, sort_column
from .types import ConceptDocument, Language, Scope
from .word_matches import Match, WordMatches, share

#: What a match in the language that the query is not in still counts: enough to find "Java" whatever
#: the guess, too little for a cognate to outrank the query's own language.
OTHER_LANGUAGE = 0.5
#: What a match by translated words counts, before how likely each translation is.
TRANSLATED = 0.8
#: What the weaker of two languages adds: a concept that fits in both is the likelier one.
BOTH_LANGUAGES = 0.1
#: From this share of its letters on, a label is found without any word of the query.
LETTERS_ALONE = 0.5

#: BM25 over what could be earned, one number for each document row.
Shares = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Scores:
    """Raw scores by document row, best first; ``rows`` int32, ``values`` float32, higher is better."""

    rows: NDArray[np.int32]
    values: NDArray[np.float32]

    @classmethod
    def of(cls, by_row: Shares) -> "Scores":
        """Every row with a score, in order. Ties keep document order."""
        rows = np.flatnonzero(by_row).astype(np.int32)
        order = np.argsort(-by_row[rows], kind="stable")
        return cls(rows[order], by_row[rows][order])

    def top(self, mask: NDArray[np.bool_], limit: int) -> dict[int, float]:
        """The best ``limit`` rows that ``mask`` admits, as row → score in order."""
        admitted = mask[self.rows]
        rows, values = self.rows[admitted][:limit], self.values[admitted][:limit]
        return dict(zip(rows.tolist(), values.tolist(), strict=True))


class LexicalIndex:
    """Read access to the index of one snapshot, safe for many threads (one connection each)."""

    def __init__(self, path: Path, configs: Mapping[Language, LexicalConfig] = CONFIGS) -> None:
        if not path.is_file():
            raise FileNotFoundError(f"{path} is missing")
        self._address = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
        self._local = threading.local()
        self._configs = configs
        self._words = WordMatches(lambda: self._connection, configs)
        self._letters: dict[tuple[Language, Scope], LabelLetters] = {}

    def search(self, query: Query, scopes: Sequence[Scope]) -> Scores:
        """Every concept of ``scopes`` that matches, best first.

        A score is the share of what the query could earn: BM25 over what a concept of average length with
        every word of the query would get, so that languages and scopes compare. Each language is asked by
        itself; the better one counts, and the other a little, for two labels that fit say more than one.
        No input is invalid: words reach FTS5 as quoted strings.
        """
        totals = np.zeros(self._size, np.float32)
        for scope in scopes:
            words: list[Match] = []
            if query.language in self._configs:
                words = self._words.of(query, query.language, scope)
            own, other = self._own(query, words, scope), self._other(query, words, scope)
            totals += np.maximum(own, other) + BOTH_LANGUAGES * np.minimum(own, other)
        return Scores.of(totals)

    def exact(self, query: Query) -> dict[int, int]:
        """Rows one of whose labels, or identifiers, is the query, case and accents aside.

        The value is the role: its place in ``ROLES``, or ``lexical_schema.IDENTIFIER``.
        """
        if not query.folded:
            return {}
        found = self._connection.execute(
            "SELECT row, min(role) FROM label WHERE folded = ? GROUP BY row ORDER BY 2, 1", (query.folded,)
        )
        return dict(found.fetchall())

    def called(self, folded: Collection[str]) -> Iterator[tuple[str, str, str]]:
        """Folded label, id and kind of every concept that has one of ``folded`` among its labels."""
        yield from self._connection.execute(
            "SELECT label.folded, document.id, document.kind FROM label"
            " JOIN document ON document.rowid = label.row + 1"
            " WHERE label.role < ? AND label.folded IN (SELECT value FROM json_each(?))",
            (IDENTIFIER, json.dumps(sorted(folded))),
        )

    def documents(self, rows: Sequence[int]) -> list[ConceptDocument]:
        """The documents at ``rows``, in that order."""
        found = self._connection.execute(
            "SELECT rowid, record FROM document WHERE rowid IN (SELECT value FROM json_each(?))",
            (json.dumps([row + 1 for row in rows]),),
        )
        records = {rowid - 1: record for rowid, record in found}
        return [_document(records[row]) for row in rows]

    def facet_columns(self) -> Iterator[tuple[str, str, str, str]]:
        """Framework, kind, reuse level and label languages (separated by spaces) of every row, in order."""
        yield from self._connection.execute(
            "SELECT framework, kind, reuse_level, languages FROM document ORDER BY rowid"
        )

    def names(self) -> Iterator[tuple[str, str]]:
        """URI and folded label (the English one where there is one) of every row, in order."""
        yield from self._connection.execute("SELECT uri, sort_en FROM document ORDER BY rowid")

    def row_of(self, concept_id: str) -> int | None:
        """The row of a concept id, or None."""
        found = self._connection.execute("SELECT rowid FROM document WHERE id = ?", (concept_id,)).fetchone()
        return None if found is None else int(found[0]) - 1

    def by_uri(
        self, uris: Collection[str], *, limit: int, language: Language = "en"
    ) -> tuple[int, list[ConceptDocument]]:
        """How many of ``uris`` have a document, and the first ``limit`` of those documents by label.

        Labels are ordered as they read in ``language``; one that lacks it stands by its other label.
        """
        known = "FROM document WHERE uri IN (SELECT value FROM json_each(?))"
        listed = json.dumps(list(uris))
        total = int(self._connection.execute(f"SELECT count(*) {known}", (listed,)).fetchone()[0])
        found = self._connection.execute(
            f"SELECT record {known} ORDER BY {sort_column(language)}, id LIMIT ?",
            (listed, limit),
        )
        return total, [_document(record) for (record,) in found]

    @property
    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = sqlite3.connect(self._address, uri=True, check_same_thread=False)
            connection.execute("PRAGMA mmap_size = 1073741824")
            self._local.connection = connection
        return connection

    @cached_property
    def _size(self) -> int:
        return int(self._connection.execute("SELECT count(*) FROM document").fetchone()[0])

    def _own(self, query: Query, words: Sequence[Match], scope: Scope) -> Shares:
        """Shares by row in the query's own language: its words, and the label most like it in letters."""
        if not words:
            return np.zeros(self._size, np.float32)
        by_words = share(words, self._size, self._words.phrase(query, query.language, scope))
        weight = self._configs[query.language].letters
        by_letters = self._by_letters([match.word for match in words], query.language, scope)
        counted = (by_words > 0) | (by_letters >= LETTERS_ALONE)
        return np.where(counted, (by_words + weight * by_letters) / (1 + weight), np.float32(0))

    def _other(self, query: Query, words: Sequence[Match], scope: Scope) -> Shares:
        """Shares by row in the other languages: the query's words as they are, and translated."""
        best = np.zeros(self._size, np.float32)
        for language in self._configs.keys() - {query.language}:
            same = share(
                self._words.of(query, language, scope),
                self._size,
                self._words.phrase(query, language, scope),
            )
            translated = share(self._words.translated(words, query.language, language, scope), self._size)
            best = np.maximum.reduce([best, OTHER_LANGUAGE * same, TRANSLATED * translated])
        return best

    def _by_letters(self, words: Sequence[str], language: Language, scope: Scope) -> Shares:
        by_row = np.zeros(self._size, np.float32)
        if (language, scope) not in self._letters:
            self._letters[language, scope] = LabelLetters(self._connection, language, scope)
        rows, shares = self._letters[language, scope].shares(self._connection, words)
        by_row[rows] = shares
        return by_row


def _document(record: str) -> ConceptDocument:
    data: dict[str, Any] = json.loads(record)
    return ConceptDocument(**data)
