"""The ego network of a concept: itself, its neighbours, and the typed edges between them.

>>> network = ego_network(graph, "esco:0005c151-5b5a-4a66-8aac-60e734beb1ab")  # doctest: +SKIP
>>> [(group.relation, group.origin, group.total) for group in network.groups]  # doctest: +SKIP
[('has_prerequisite', 'inferred-graph', 3), ('essential_for_occupation', 'explicit', 46)]

Edges stand in groups, one for each relation and origin, in the order of ``records.RELATION_NAMES``; what
frameworks state comes before what is suggested. A group holds the first of its edges and how many there are.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from search.types import Language

from .inference import InferredEdge
from .neighbourhood import ConceptGraph, as_link, direction_of, relations
from .records import RELATION_NAMES, Direction, LinkedConcept, Origin, Relation, RelationGroup

#: How many edges there are before any more are asked for: of one relation, and of all together.
FIRST = 12
MOST = 30
#: No relation is squeezed below this, even where there are so many relations that MOST is passed.
LEAST = 2


@dataclass(frozen=True, slots=True)
class Edge:
    """One statement or suggestion about the concept in the middle.

    ``match`` is ``exact``, ``close``, ``broad``, ``narrow`` or ``related`` for mappings, else empty.
    ``score`` is that of a suggestion, from 0 to 1; None for what is stated.
    """

    statement: Relation
    direction: Direction
    match: str = ""
    score: float | None = None

    @property
    def target(self) -> LinkedConcept:
        return self.statement.target

    @property
    def origin(self) -> Origin:
        return self.statement.origin


@dataclass(frozen=True, slots=True)
class EdgeGroup:
    """The first ``edges`` of ``total`` that share a relation and an origin."""

    relation: str
    origin: Origin
    total: int
    edges: Sequence[Edge]

    @property
    def direction(self) -> Direction:
        return direction_of(self.relation)


@dataclass(frozen=True, slots=True)
class EgoNetwork:
    """A concept and all that is one edge away from it."""

    concept: LinkedConcept
    groups: Sequence[EdgeGroup]

    @property
    def neighbours(self) -> Sequence[LinkedConcept]:
        """Every neighbour once, however many edges lead to it, in the order of the groups."""
        found = {edge.target.id: edge.target for group in self.groups for edge in group.edges}
        return list(found.values())


def ego_network(
    graph: ConceptGraph,
    concept_id: str,
    *,
    suggested: Sequence[InferredEdge] = (),
    opened: str = "",
    limit: int = FIRST,
    language: Language = "en",
) -> EgoNetwork | None:
    """What is around ``concept_id``; None for an unknown id.

    About MOST edges are shared out among the relations, none having more than FIRST, except that the one
    called ``opened`` has ``limit``. ``suggested`` are the inferred edges of the same concept, which all
    stay. Labels are ordered as they read in ``language``.
    """
    document = graph.document(concept_id)
    if document is None:
        return None
    stated = list(_stated(graph, concept_id, opened, limit, language))
    inferred = list(_inferred(suggested))
    order = {name: place for place, name in enumerate(RELATION_NAMES)}
    groups = sorted(
        [*stated, *inferred], key=lambda group: (order[group.relation], group.origin != "explicit")
    )
    return EgoNetwork(as_link(document), groups)


def _stated(
    graph: ConceptGraph, concept_id: str, opened: str, limit: int, language: Language
) -> Iterator[EdgeGroup]:
    others = [name for name in RELATION_NAMES if name != opened]
    groups = relations(graph, concept_id, names=others, limit=FIRST, language=language)
    shares = share_out([len(group.items) for group in groups], MOST)
    for group, share in zip(groups, shares, strict=True):
        yield _group(group, share)
    if opened:
        for group in relations(graph, concept_id, names=[opened], limit=limit, language=language):
            yield _group(group, limit)


def share_out(sizes: Sequence[int], budget: int) -> list[int]:
    """How many of each of ``sizes`` fit into ``budget`` when the smaller ones give way last.

    >>> share_out([1, 12, 12, 5], 20)
    [1, 7, 7, 5]
    """
    shares = [min(size, LEAST) for size in sizes]
    while sum(shares) < budget and shares != list(sizes):
        smallest = min(share for share, size in zip(shares, sizes, strict=True) if share < size)
        growing = [place for place, size in enumerate(sizes) if shares[place] == smallest < size]
        for place in growing[: budget - sum(shares)]:
            shares[place] += 1
    return shares


def _group(group: RelationGroup, most: int) -> EdgeGroup:
    match = group.name.removesuffix("_match") if group.name.endswith("_match") else ""
    direction = direction_of(group.name)
    edges = [Edge(item, direction, match) for item in group.items[:most]]
    return EdgeGroup(group.name, "explicit", group.total, edges)


def _inferred(suggested: Sequence[InferredEdge]) -> Iterator[EdgeGroup]:
    """Suggestions keep their order: the likeliest first."""
    by_relation = sorted(suggested, key=attrgetter("relation"))
    for relation, edges in groupby(by_relation, key=attrgetter("relation")):
        found = [_edge(edge) for edge in edges]
        yield EdgeGroup(relation, "inferred-graph", len(found), found)


def _edge(suggestion: InferredEdge) -> Edge:
    statement = Relation(suggestion.relation, suggestion.target, graph="", origin=suggestion.origin)
    return Edge(statement, direction_of(suggestion.relation), score=suggestion.score)
