"""The words of every label as numbers, to tell which labels a text mentions."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search.analysis import fold_words

from .adjacency import Rows, ranges

#: Words are compared by so many first letters, without the ending of a plural. Fewer took "electronic" for
#: "electrical", and "plan" for "planning", which is something else (docs/inference.md).
STEM = 10
#: "All that a label says", for shares that were added up from parts.
ALL = 0.99
AND_OR = ("and", "or", "et", "ou")
#: They only hold a label together. Lists of stop words are no use here: they have "work" and "area".
FUNCTION_WORDS = (
    *AND_OR, "a", "an", "at", "by", "for", "from", "in", "into", "of", "on", "the", "to", "with",
    "au", "aux", "avec", "d", "dans", "de", "des", "du", "en", "l", "la", "le", "les", "par", "pour",
    "s", "sans", "sur", "un", "une",
)  # fmt: skip
_PLURAL = ("s", "x")
_SHORT = 3


@dataclass(frozen=True, slots=True)
class LabelWords:
    """Stems of labels in order, each once: label r has ``stems[starts[r]:starts[r + 1]]``.

       ``rarity`` is the idf of each stem.
    ``meaningful`` says which stems are more than a function word.
    """

    numbers: Mapping[str, int]
    starts: Rows
    stems: Rows
    rarity: NDArray[np.float64]
    meaningful: NDArray[np.bool_]

    @classmethod
    def of(cls, labels: Sequence[str]) -> "LabelWords":
        """From folded ``labels``. A stem that every label has is worth nothing, as in any idf."""
        numbers: dict[str, int] = {}
        rows = [
            list(dict.fromkeys(numbers.setdefault(_stem(word), len(numbers)) for word in label.split()))
            for label in labels
        ]
        stems = np.array([stem for row in rows for stem in row], dtype=np.int64)
        counts = np.bincount(stems, minlength=len(numbers))
        starts = np.cumsum([0, *map(len, rows)], dtype=np.int64)
        return cls(numbers, starts, stems, np.log(len(labels) / counts), _meaningful(numbers))

    def as_arrays(self) -> dict[str, NDArray[Any]]:
        """All of it as plain arrays, to be written to a file."""
        return {
            "label_stems": np.array(list(self.numbers), dtype=np.str_),
            "label_starts": self.starts,
            "labels": self.stems,
            "label_rarity": self.rarity,
        }

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> "LabelWords":
        """From what ``as_arrays`` gave."""
        numbers = {stem: number for number, stem in enumerate(arrays["label_stems"].tolist())}
        starts, stems, rarity = (arrays[name] for name in ("label_starts", "labels", "label_rarity"))
        return cls(numbers, starts, stems, rarity, _meaningful(numbers))

    def mentioned(self, texts: Iterable[str], rows: Rows) -> NDArray[np.float64]:
        """The share (0 to 1, by idf) of the label of each of ``rows`` whose stems occur in ``texts``."""
        said = np.zeros(len(self.rarity), dtype=bool)
        said[[number for text in texts for number in self._numbers(text)]] = True
        return _shares(self._common(said, rows), self._common(np.ones_like(said), rows))

    def contained(self, row: int, rows: Rows) -> NDArray[np.float64]:
        """The share (0 to 1, by idf) of the label of ``row`` whose stems each label of ``rows`` has."""
        own = self._of(row)
        wanted = np.zeros(len(self.rarity), dtype=bool)
        wanted[own] = True
        return _shares(self._common(wanted, rows), np.full(len(rows), self.rarity[own].sum()))

    def narrows(self, row: int, rows: Rows) -> NDArray[np.bool_]:
        """Whether each label of ``rows`` says all that the label of ``row`` says, and more, and is not wider.

        "clean rooms or tools" is wider than "clean tools": it joins a word that is new to one that is not.
        """
        new = self.meaningful.copy()
        new[self._of(row)] = False
        narrows = (self.contained(row, rows) >= ALL) & (self._common(new, rows) > 0)
        for place in np.flatnonzero(narrows):
            narrows[place] = not self._joins(self._of(int(rows[place])), new)
        return narrows

    def _joins(self, stems: Rows, new: NDArray[np.bool_]) -> bool:
        """Whether an "and" or "or" among ``stems`` stands between one that is ``new`` and one that is not."""
        and_or = {self.numbers.get(word) for word in AND_OR}
        told = [stem for stem in stems.tolist() if stem in and_or or self.meaningful[stem]]
        return any(
            middle in and_or and new[before] != new[after]
            for before, middle, after in zip(told, told[1:], told[2:], strict=False)
        )

    def _of(self, row: int) -> Rows:
        return self.stems[self.starts[row] : self.starts[row + 1]]

    def _numbers(self, text: str) -> Iterable[int]:
        return (self.numbers[stem] for stem in _stems(fold_words(text)) if stem in self.numbers)

    def _common(self, wanted: NDArray[np.bool_], rows: Rows) -> NDArray[np.float64]:
        """The idf of the wanted stems in the label of each of ``rows`` together."""
        starts, stops = self.starts[rows], self.starts[rows + 1]
        stems = self.stems[ranges(starts, stops)]
        labels = np.repeat(np.arange(len(rows)), stops - starts)
        found = np.bincount(labels, self.rarity[stems] * wanted[stems], minlength=len(rows))
        return found.astype(np.float64)


def _shares(parts: NDArray[np.float64], wholes: NDArray[np.float64]) -> NDArray[np.float64]:
    shares = np.divide(parts, wholes, out=np.zeros(len(parts)), where=wholes > 0)
    return np.minimum(shares, 1.0)


def _stems(words: Iterable[str]) -> set[str]:
    return {_stem(word) for word in words}


def _stem(word: str) -> str:
    is_plural = len(word) > _SHORT and word.endswith(_PLURAL)
    return (word[:-1] if is_plural else word)[:STEM]


def _meaningful(numbers: Mapping[str, int]) -> NDArray[np.bool_]:
    meaningful = np.ones(len(numbers), dtype=bool)
    meaningful[[numbers[stem] for stem in _stems(FUNCTION_WORDS) if stem in numbers]] = False
    return meaningful
