"""The links between concepts of one snapshot as arrays in memory, for questions that touch thousands of them.

Concepts are numbered by their document row, as everywhere in the indexes. The store answers a point
question in a millisecond; which skills share occupations with this one would take thousands of those.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from .adjacency import Adjacency, Rows
from .label_words import LabelWords
from .occupation_use import OccupationUse

#: The relations that can be suggested.
SuggestedRelation = Literal["has_prerequisite", "has_sub_skill"]

_EXPLICIT: Mapping[SuggestedRelation, str] = {
    "has_prerequisite": "prerequisite",
    "has_sub_skill": "sub_skill",
}


@dataclass(frozen=True)
class ConceptLinks:
    """All links between skills by name as edges (n × 2 rows), their occupations, and what each row is."""

    edges: Mapping[str, Rows]
    occupations: OccupationUse
    frameworks: NDArray[np.str_]
    kinds: NDArray[np.str_]
    labels: LabelWords
    deprecated: NDArray[np.bool_]
    _adjacencies: dict[tuple[str, bool], Adjacency] = field(default_factory=dict, repr=False)

    @property
    def size(self) -> int:
        return len(self.kinds)

    def without(self, pairs: Rows) -> "ConceptLinks":
        """The same without any link, whatever its name or direction, between the rows of a pair (n × 2)."""
        hidden = self._keys(pairs)
        kept = {name: edges[~np.isin(self._keys(edges), hidden)] for name, edges in self.edges.items()}
        return replace(self, edges=kept, _adjacencies={})

    def forward(self, name: str) -> Adjacency:
        """The links called ``name``, from subject to object."""
        return self._adjacency(name, backward=False)

    def backward(self, name: str) -> Adjacency:
        """The links called ``name``, from object to subject."""
        return self._adjacency(name, backward=True)

    def explicit(self, relation: SuggestedRelation) -> Adjacency:
        """What the frameworks themselves state of ``relation``."""
        return self.forward(_EXPLICIT[relation])

    @cached_property
    def neighbours(self) -> Adjacency:
        """Every link between skills, both ways."""
        every = np.concatenate(list(self.edges.values()))
        return Adjacency.of(np.concatenate([every, every[:, ::-1]]), self.size)

    def ancestors(self, row: int) -> Rows:
        """Everything broader than ``row``, however far up; a cycle is walked once."""
        seen: set[int] = set()
        ahead = {row}
        while ahead:
            above = {int(each) for one in ahead for each in self._above(one)}
            ahead = above - seen
            seen |= above
        return np.array(sorted(seen), dtype=np.int64)

    def generality(self, row: int, rows: Rows) -> NDArray[np.float64]:
        """In how many occupations each of ``rows`` is used, from 0 to 1: ½ is as many as ``row``, 1 is all.

        The scale is logarithmic: log(1 + theirs) over that plus log(1 + own). Frameworks list their own
        occupations, so that only concepts of one framework compare; others get ½.
        """
        own = np.log1p(self.occupations.breadth(np.array([row])))
        theirs = np.log1p(self.occupations.breadth(rows))
        general = np.divide(theirs, own + theirs, out=np.full(len(rows), 0.5), where=own + theirs > 0)
        return np.where(self.frameworks[rows] == self.frameworks[row], general, 0.5)

    def _above(self, row: int) -> Rows:
        return np.concatenate([self.forward("broader").of_row(row), self.backward("sub_skill").of_row(row)])

    def _adjacency(self, name: str, *, backward: bool) -> Adjacency:
        if (name, backward) not in self._adjacencies:
            edges = self.edges[name][:, ::-1] if backward else self.edges[name]
            self._adjacencies[name, backward] = Adjacency.of(edges, self.size)
        return self._adjacencies[name, backward]

    def _keys(self, pairs: Rows) -> Rows:
        low, high = np.sort(pairs, axis=1).T
        keys: Rows = low * self.size + high
        return keys
