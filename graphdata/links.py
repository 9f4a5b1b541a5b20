"""The links between concepts of one snapshot as arrays in memory, for questions that touch thousands of them.

Concepts are numbered by their document row, as everywhere in the indexes. The store answers a point
question in a millisecond; which skills share occupations with this one would take thousands of those.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from threading import Lock
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from rdflib import URIRef

from .adjacency import Adjacency, Rows
from .label_words import LabelWords
from .namespaces import CMO, OWL, SKOS
from .neighbourhood import ConceptGraph
from .occupation_use import OccupationUse

#: The relations that can be suggested.
SuggestedRelation = Literal["has_prerequisite", "has_sub_skill"]

#: What a link of each name is read from. ``broader`` leads from the narrower concept to the wider one.
_PREDICATES: Mapping[str, tuple[URIRef, ...]] = {
    "broader": (SKOS.broader, CMO.isSubSkillOf),
    "sub_skill": (CMO.hasSubSkill,),
    "prerequisite": (CMO.hasPrerequisite,),
    "useful": (CMO.usefulKnowledge, CMO.drawsOn),
    "essential": (CMO.essentialRelation,),
    "related": (CMO.optionalRelation, SKOS.related),
    "same": (SKOS.exactMatch, SKOS.closeMatch),
    "mapped": (SKOS.broadMatch, SKOS.narrowMatch, SKOS.relatedMatch),
}
_OF_OCCUPATIONS = (
    CMO.isEssentialForOccupation,
    CMO.isOptionalForOccupation,
    CMO.isEmergingForOccupation,
    CMO.isRelevantForOccupation,
)
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


_loading = Lock()


def links_of(graph: ConceptGraph) -> ConceptLinks:
    """The links of the snapshot behind ``graph``, read once (seconds on full frameworks) and then kept."""
    with _loading:
        return _read(graph)


@lru_cache(maxsize=1)
def _read(graph: ConceptGraph) -> ConceptLinks:
    names = list(graph.documents.names())
    columns = list(graph.documents.facet_columns())
    row_of = {uri: row for row, (uri, _) in enumerate(names)}
    return ConceptLinks(
        edges={name: _edges(graph, predicates, row_of) for name, predicates in _PREDICATES.items()},
        occupations=OccupationUse.of(_edges(graph, _OF_OCCUPATIONS, row_of), len(row_of)),
        frameworks=np.array([framework for framework, *_ in columns], dtype=np.str_),
        kinds=np.array([kind for _, kind, *_ in columns], dtype=np.str_),
        labels=LabelWords.of([label for _, label in names]),
        deprecated=_deprecated(graph, row_of),
    )


def _edges(graph: ConceptGraph, predicates: Collection[URIRef], row_of: Mapping[str, int]) -> Rows:
    pairs = [
        (row_of[subject], row_of[target])
        for name in graph.graph.graphs()
        for predicate in predicates
        for subject, target, _ in graph.graph.texts(predicate, name)
        if subject in row_of and target in row_of
    ]
    return np.array(pairs, dtype=np.int64).reshape(-1, 2)


def _deprecated(graph: ConceptGraph, row_of: Mapping[str, int]) -> NDArray[np.bool_]:
    marked = np.zeros(len(row_of), dtype=bool)
    for name in graph.graph.graphs():
        for uri, value, _ in graph.graph.texts(OWL.deprecated, name):
            if uri in row_of and value == "true":
                marked[row_of[uri]] = True
    return marked
