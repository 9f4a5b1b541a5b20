"""Suggested prerequisites and sub-skills, from the graph and the vectors of one snapshot.

>>> infer_prerequisites(graph, "esco:0005c151-5b5a-4a66-8aac-60e734beb1ab")  # doctest: +SKIP
[InferredEdge(relation='has_prerequisite', ..., score=0.61, signals={'similarity': 0.72, ...})]

A suggestion is never a fact: each carries ``inferred-graph`` as its origin, and the signals that put it
there. How good suggestions are, and how the weights were found, stands in docs/inference.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np

from .adjacency import Rows
from .candidates import Candidates, candidates
from .links import ConceptLinks, SuggestedRelation
from .neighbourhood import ConceptGraph, as_link
from .records import LinkedConcept, Origin
from .signals import Signals, Values, signals

#: The parts of a score, which sum to 1. Fitted by ``manage.py evaluate inference`` (docs/inference.md).
WEIGHTS: Mapping[SuggestedRelation, Mapping[str, float]] = MappingProxyType(
    {
        "has_prerequisite": {
            "graph_proximity": 0.0,
            "similarity": 0.53,
            "mention": 0.02,
            "shared_occupations": 0.19,
            "knowledge_first": 0.11,
            "more_general": 0.15,
        },
        "has_sub_skill": {
            "graph_proximity": 0.06,
            "similarity": 0.54,
            "mention": 0.14,
            "shared_occupations": 0.11,
            "more_specific": 0.15,
        },
    }
)
#: Below this score nothing is suggested (docs/inference.md tells how the bounds were found).
WEAKEST: Mapping[SuggestedRelation, float] = MappingProxyType({"has_prerequisite": 0.6, "has_sub_skill": 0.5})


@dataclass(frozen=True, slots=True)
class Judged:
    """How many suggestions were read one by one, and how many of them were right."""

    read: int
    right: int


#: By a language model, of random suggestions by these rules (docs/inference.md).
JUDGED: Mapping[SuggestedRelation, Judged] = MappingProxyType(
    {"has_prerequisite": Judged(read=25, right=18), "has_sub_skill": Judged(read=25, right=20)}
)
#: Who has so many explicit ones needs no suggestions.
ENOUGH = 5
LIMIT = 5
_DECIMALS = 4


@dataclass(frozen=True, slots=True)
class InferredEdge:
    """``source_id`` seems to have ``target`` as prerequisite or sub-skill.

    ``score`` is the sum of ``signals`` times their WEIGHTS; all of them are from 0 to 1, higher is better.
    """

    relation: SuggestedRelation
    source_id: str
    target: LinkedConcept
    score: float
    signals: Mapping[str, float] = field(default_factory=dict)
    origin: Origin = "inferred-graph"


@dataclass(frozen=True, slots=True)
class Weighed:
    """All candidates of one concept with their signals and scores, in the order of ``candidates.rows``."""

    candidates: Candidates
    signals: Signals
    scores: Values

    def signals_at(self, place: int) -> dict[str, float]:
        """The signals of one candidate, by name."""
        return {name: round(float(values[place]), _DECIMALS) for name, values in self.signals.items()}


def infer_prerequisites(graph: ConceptGraph, concept_id: str, *, limit: int = LIMIT) -> list[InferredEdge]:
    """What seems to be needed before ``concept_id``, best first; at most ``limit``, none that is weak.

    Empty for an unknown id, for what is withdrawn or has ENOUGH explicit ones, and for what is no skill or
    knowledge.
    """
    return infer(graph, concept_id, "has_prerequisite", limit=limit)


def infer_subskills(graph: ConceptGraph, concept_id: str, *, limit: int = LIMIT) -> list[InferredEdge]:
    """What ``concept_id`` seems to be made of; in all else like ``infer_prerequisites``."""
    return infer(graph, concept_id, "has_sub_skill", limit=limit)


def infer(
    graph: ConceptGraph,
    concept_id: str,
    relation: SuggestedRelation,
    *,
    limit: int = LIMIT,
) -> list[InferredEdge]:
    """Either of the above, by the name of the relation."""
    row = graph.documents.row_of(concept_id)
    links = graph.links
    if row is None or links.deprecated[row] or links.explicit(relation).degrees[row] >= ENOUGH:
        return []
    weighed = weigh(graph, links, row, relation)
    best = strong(links, row, weighed.candidates.rows, weighed.scores, relation)[:limit]
    targets = graph.documents.documents([int(weighed.candidates.rows[place]) for place in best])
    return [
        InferredEdge(
            relation, concept_id, as_link(target), float(weighed.scores[place]), weighed.signals_at(place)
        )
        for place, target in zip(best, targets, strict=True)
    ]


def prepare(graph: ConceptGraph) -> None:
    """Open and arrange all that suggestions need, so that no person's question pays for it."""
    skills = np.flatnonzero(graph.links.kinds == "skill")[:1]
    for document in graph.documents.documents(skills.tolist()):
        for relation in WEIGHTS:
            infer(graph, document.id, relation)


def weigh(
    graph: ConceptGraph,
    links: ConceptLinks,
    row: int,
    relation: SuggestedRelation,
    *,
    same_kind: bool = False,
) -> Weighed:
    """Every candidate of the concept at ``row``, weak ones included. ``links`` may hide some of ``graph``;
    ``same_kind`` is that of ``candidates``."""
    [document] = graph.documents.documents([row])
    found = candidates(links, row, relation, same_kind=same_kind)
    by_name = signals(links, graph.vectors, document, row, relation, found)
    return Weighed(found, by_name, score(by_name, WEIGHTS[relation]))


def strong(
    links: ConceptLinks, row: int, rows: Rows, scores: Values, relation: SuggestedRelation
) -> list[int]:
    """The places of the candidates ``rows`` that may be shown for the concept at ``row``, best first.

    A sub-skill must also say all that the concept's label says, and more: without that, three in four
    suggestions were siblings or the same thing in other words.
    """
    enough = scores >= WEAKEST[relation]
    if relation == "has_sub_skill":
        enough = enough & links.labels.narrows(row, rows)
    return [int(place) for place in np.argsort(-scores, kind="stable") if enough[place]]


def score(by_name: Signals, weights: Mapping[str, float]) -> Values:
    """The weighted sum of signals, one number for each candidate."""
    total = np.zeros(len(next(iter(by_name.values()))))
    for name, weight in weights.items():
        total += weight * by_name[name]
    return np.round(total, _DECIMALS)
