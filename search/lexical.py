"""The lexical leg: BM25 by SQLite FTS5, exact labels, and the concept documents themselves."""

import json
import sqlite3
import threading
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .analysis import Query
from .lexical_schema import CONFIGS, LexicalConfig, sort_column, table
from .spelling import Vocabulary
from .types import ConceptDocument, Language, Scope

#: What a match in the language that the query is not in still counts: enough to find "Java" whatever
#: the guess, too little for a cognate to outrank the query's own language.
OTHER_LANGUAGE = 0.5


@dataclass(frozen=True, slots=True)
class Scores:
    """Raw scores by document row, best first; ``rows`` int32, ``values`` float32, higher is better."""

    rows: NDArray[np.int32]
    values: NDArray[np.float32]

    @classmethod
    def of(cls, scores: Mapping[int, float]) -> "Scores":
        """Scores in order. Ties keep document order, so that a ranking never depends on hash order."""
        rows = np.fromiter(scores.keys(), dtype=np.int32, count=len(scores))
        values = np.fromiter(scores.values(), dtype=np.float32, count=len(scores))
        order = np.lexsort((rows, -values))
        return cls(rows[order], values[order])

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
        self._vocabularies: dict[Language, Vocabulary] = {}

    def search(self, query: Query, scopes: Sequence[Scope]) -> Scores:
        """Every concept of ``scopes`` that matches, by BM25; the better of its languages counts.

        The words that carry meaning are alternatives, and the whole query as a phrase is one more, whose
        rarity gives it its weight. A word that no concept uses stands for what it begins (people are
        still typing) or for its nearest spelling. No input is invalid: words reach FTS5 as quoted strings.
        """
        best: dict[int, float] = {}
        for language in self._configs:
            weight = 1.0 if language == query.language else OTHER_LANGUAGE
            for scope in scopes:
                expression = self._expression(query, language, scope)
                for rowid, score in self._run(expression, language, scope):
                    row = rowid - 1
                    # FTS5's bm25() is negative; lower is better.
                    if -score * weight > best.get(row, 0.0):
                        best[row] = -score * weight
        return Scores.of(best)

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

    def _vocabulary(self, language: Language) -> Vocabulary:
        """Read at the first unknown word; who only looks concepts up never needs it."""
        if language not in self._vocabularies:
            self._vocabularies[language] = Vocabulary(self._words(language))
        return self._vocabularies[language]

    def _words(self, language: Language) -> list[str]:
        return [
            word
            for (word,) in self._connection.execute("SELECT word FROM word WHERE language = ?", (language,))
        ]

    def _run(self, expression: str, language: Language, scope: Scope) -> list[tuple[int, float]]:
        if not expression:
            return []
        name = table(language, scope)
        found = self._connection.execute(
            f"SELECT rowid, bm25({name}, ?, ?, ?) FROM {name} WHERE {name} MATCH ?",  # noqa: S608
            (*self._configs[language].weights, expression),
        )
        return found.fetchall()

    def _expression(self, query: Query, language: Language, scope: Scope) -> str:
        alternatives = [self._alternative(token, query, language, scope) for token in query.content]
        if len(query.tokens) > 1:
            alternatives.append(_quote(" ".join(query.tokens)))
        return " OR ".join(alternatives)

    def _alternative(self, token: str, query: Query, language: Language, scope: Scope) -> str:
        if self._is_used(_quote(token), language, scope):
            return _quote(token)
        if token == query.tokens[-1] and self._is_used(_quote(token) + " *", language, scope):
            return _quote(token) + " *"
        vocabulary = self._vocabulary(language)
        # What is unknown in the other language is most often just a word of this one: guess at accents only.
        meant = vocabulary.repair(token) if language == query.language else vocabulary.accented(token)
        return _quote(meant or token)

    def _is_used(self, expression: str, language: Language, scope: Scope) -> bool:
        name = table(language, scope)
        found = self._connection.execute(f"SELECT 1 FROM {name} WHERE {name} MATCH ? LIMIT 1", (expression,))  # noqa: S608
        return found.fetchone() is not None


def _quote(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _document(record: str) -> ConceptDocument:
    data: dict[str, Any] = json.loads(record)
    return ConceptDocument(**data)
