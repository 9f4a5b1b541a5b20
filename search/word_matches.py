"""What single words match in the full-text tables: as typed, as begun, as meant, or as translated."""

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from .analysis import Query
from .bm25 import rarity
from .lexical_schema import LexicalConfig, table
from .spelling import Vocabulary
from .types import Language, Scope

_FOUND = np.dtype([("rowid", np.int32), ("bm25", np.float32)])


@dataclass(frozen=True, slots=True)
class Match:
    """The word that was looked for, the rows that hold it with their BM25, and how rare it is."""

    word: str
    rows: NDArray[np.int32]
    values: NDArray[np.float32]
    rarity: float


def share(matches: Sequence[Match], size: int, phrase: Match | None = None) -> NDArray[np.float32]:
    """By row (``size`` of them), BM25 over what a text of average length that holds every word gets.

    A word that nothing holds makes every share smaller. A phrase is a bonus: who lacks it loses nothing.
    """
    sums = np.zeros(size, np.float32)
    for match in matches:
        sums[match.rows] += match.values
    if phrase is not None:
        sums[phrase.rows] += phrase.values
    return sums / np.float32(sum(match.rarity for match in matches) or 1.0)


class WordMatches:
    """Looks words up in the tables of one snapshot; safe for many threads if ``connect`` is."""

    def __init__(
        self, connect: Callable[[], sqlite3.Connection], configs: Mapping[Language, LexicalConfig]
    ) -> None:
        self._connect = connect
        self._configs = configs
        self._vocabularies: dict[Language, Vocabulary] = {}
        self._sizes: dict[str, int] = {}

    def of(self, query: Query, language: Language, scope: Scope) -> list[Match]:
        """What each word that carries meaning matches, in the order of the query.

        A word that no concept uses stands for what it begins when it is the last (people are still
        typing), else for its nearest spelling.
        """
        return [self._of_word(token, query, language, scope) for token in query.content]

    def phrase(self, query: Query, language: Language, scope: Scope) -> Match | None:
        """What holds the whole query word by word; its rarity gives it its weight."""
        if len(query.tokens) < 2:
            return None
        return self._look_up(" ".join(query.tokens), language, scope)

    def translated(
        self, matches: Sequence[Match], source: Language, target: Language, scope: Scope
    ) -> list[Match]:
        """What the likeliest translations of ``matches`` match, each as much as it is likely."""
        return [self._translated(match, source, target, scope) for match in matches]

    def _of_word(self, token: str, query: Query, language: Language, scope: Scope) -> Match:
        match = self._look_up(token, language, scope)
        if not len(match.rows) and token == query.tokens[-1]:
            match = self._look_up(token, language, scope, prefix=True)
        if not len(match.rows):
            vocabulary = self._vocabulary(language)
            # Unknown in the other language is most often just a word of this one: guess at accents only.
            known = language == query.language
            meant = vocabulary.repair(token) if known else vocabulary.accented(token)
            match = self._look_up(meant, language, scope) if meant else match
        return match

    def _translated(self, match: Match, source: Language, target: Language, scope: Scope) -> Match:
        found = self._connect().execute(
            "SELECT translated, probability FROM translation WHERE language = ? AND word = ?",
            (source, match.word),
        )
        for word, probability in found:
            translated = self._look_up(word, target, scope)
            return replace(translated, values=translated.values * np.float32(probability))
        return replace(match, rows=match.rows[:0], values=match.values[:0])

    def _look_up(self, text: str, language: Language, scope: Scope, *, prefix: bool = False) -> Match:
        name = table(language, scope)
        found = self._connect().execute(
            f"SELECT rowid, bm25({name}, ?, ?, ?) FROM {name} WHERE {name} MATCH ?",  # noqa: S608
            (*self._configs[language].weights, _quote(text) + " *" * prefix),
        )
        rows = np.fromiter(found, _FOUND)
        # Row numbers start at 0, rowids at 1; FTS5's bm25() is negative, lower is better.
        return Match(text, rows["rowid"] - 1, -rows["bm25"], rarity(len(rows), self._size(name)))

    def _size(self, name: str) -> int:
        if name not in self._sizes:
            counted = self._connect().execute(f"SELECT count(*) FROM {name}_docsize")  # noqa: S608
            self._sizes[name] = int(counted.fetchone()[0])
        return self._sizes[name]

    def _vocabulary(self, language: Language) -> Vocabulary:
        """Read at the first unknown word; who only looks concepts up never needs it."""
        if language not in self._vocabularies:
            words = self._connect().execute("SELECT word FROM word WHERE language = ?", (language,))
            self._vocabularies[language] = Vocabulary(word for (word,) in words)
        return self._vocabularies[language]


def _quote(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'
