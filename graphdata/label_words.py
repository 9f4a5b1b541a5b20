"""The words of every label as numbers, to tell which labels a text mentions."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from search.analysis import fold_words

from .adjacency import Rows, ranges

#: Words are compared by their first letters, which "manage" and "managing" share, in French as in English.
STEM = 6


@dataclass(frozen=True, slots=True)
class LabelWords:
    """Stems of labels: label r has ``stems[starts[r]:starts[r + 1]]``; ``rarity`` is the idf of each stem."""

    numbers: Mapping[str, int]
    starts: Rows
    stems: Rows
    rarity: NDArray[np.float64]

    @classmethod
    def of(cls, labels: Sequence[str]) -> "LabelWords":
        """From folded ``labels``. A stem that every label has is worth nothing, as in any idf."""
        numbers: dict[str, int] = {}
        rows = [
            sorted(numbers.setdefault(stem, len(numbers)) for stem in _stems(label.split()))
            for label in labels
        ]
        stems = np.array([stem for row in rows for stem in row], dtype=np.int64)
        counts = np.bincount(stems, minlength=len(numbers))
        starts = np.cumsum([0, *map(len, rows)], dtype=np.int64)
        return cls(numbers, starts, stems, np.log(len(labels) / counts))

    def mentioned(self, texts: Iterable[str], rows: Rows) -> NDArray[np.float64]:
        """The share (0 to 1, by idf) of the label of each of ``rows`` whose stems occur in ``texts``."""
        said = np.zeros(len(self.rarity), dtype=bool)
        said[[number for text in texts for number in self._numbers(text)]] = True
        return _shares(self._common(said, rows), self._common(np.ones_like(said), rows))

    def contained(self, row: int, rows: Rows) -> NDArray[np.float64]:
        """The share (0 to 1, by idf) of the label of ``row`` whose stems each label of ``rows`` has."""
        own = self.stems[self.starts[row] : self.starts[row + 1]]
        wanted = np.zeros(len(self.rarity), dtype=bool)
        wanted[own] = True
        return _shares(self._common(wanted, rows), np.full(len(rows), self.rarity[own].sum()))

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
    return {word[:STEM] for word in words}
