"""Which skills are used in the same occupations."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .adjacency import Adjacency, Rows


@dataclass(frozen=True, slots=True)
class OccupationUse:
    """From skills to their occupations (``used_in``) and back (``lists``).

    ``weights`` are those of rows as occupations, ``masses`` those of all occupations of each row together.
    """

    used_in: Adjacency
    lists: Adjacency
    weights: NDArray[np.float64]
    masses: NDArray[np.float64]

    @classmethod
    def of(cls, edges: Rows, size: int) -> "OccupationUse":
        """From ``edges`` (n × 2, skill and occupation). An occupation weighs the logarithm of how many skills
        are in use over how many it lists: the idf of information retrieval."""
        used_in, lists = Adjacency.of(edges, size), Adjacency.of(edges[:, ::-1], size)
        in_use = np.count_nonzero(used_in.degrees)
        weights = np.log((1 + in_use) / np.maximum(lists.degrees, 1))
        skills = np.repeat(np.arange(size), used_in.degrees)
        masses = np.bincount(skills, weights[used_in.targets], minlength=size).astype(np.float64)
        return cls(used_in, lists, weights, masses)

    def breadth(self, rows: Rows) -> Rows:
        """In how many occupations each of ``rows`` is used."""
        return self.used_in.starts[rows + 1] - self.used_in.starts[rows]

    def shared(self, row: int) -> NDArray[np.float64]:
        """Weighted Jaccard of ``row`` and every row: occupations in common over occupations of either.

        What is used everywhere shares little with anything by this measure, for its "either" is large.
        """
        own = self.used_in.of_row(row)
        counted = np.repeat(self.weights[own], self.lists.starts[own + 1] - self.lists.starts[own])
        common = np.bincount(self.lists.of_rows(own), counted, minlength=len(self.masses))
        either = self.masses + self.masses[row] - common
        shares: NDArray[np.float64] = np.divide(common, either, out=np.zeros(len(common)), where=common > 0)
        return shares
