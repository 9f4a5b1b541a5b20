"""Links between numbered concepts as two arrays (compressed sparse rows)."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Adjacency:
    """Which rows each row leads to, without repeats: row r to ``targets[starts[r]:starts[r + 1]]``."""

    starts: Rows
    targets: Rows

    @classmethod
    def of(cls, edges: Rows, size: int) -> "Adjacency":
        """From ``edges`` (n × 2, from and to) between ``size`` rows; an edge may be repeated."""
        keys = np.unique(edges[:, 0] * size + edges[:, 1])
        starts = np.searchsorted(keys, np.arange(size + 1) * size)
        return cls(starts, keys % max(size, 1))

    @property
    def degrees(self) -> Rows:
        """To how many rows each row leads."""
        return np.diff(self.starts)

    def edges(self) -> Rows:
        """All links again (n × 2, from and to), in ascending order, each once."""
        sources = np.repeat(np.arange(len(self.starts) - 1), self.degrees)
        return np.stack([sources, self.targets], axis=1)

    def of_row(self, row: int) -> Rows:
        """What ``row`` leads to, in ascending order."""
        return self.targets[self.starts[row] : self.starts[row + 1]]

    def of_rows(self, rows: Rows) -> Rows:
        """What each of ``rows`` leads to, one after another, with repeats."""
        return self.targets[ranges(self.starts[rows], self.starts[rows + 1])]


def ranges(starts: Rows, stops: Rows) -> Rows:
    """The numbers of every range from a start to before its stop, one range after another."""
    lengths = stops - starts
    before = np.cumsum(lengths) - lengths
    numbers: Rows = np.arange(int(lengths.sum())) + np.repeat(starts - before, lengths)
    return numbers
