"""What O*NET's survey says about one element in one occupation, looked up by address."""

from dataclasses import dataclass

from rdflib.term import Node

from search.types import ConceptDocument

from .knowledge_graph import KnowledgeGraph
from .namespaces import CMO, onet_rating_uri


@dataclass(frozen=True, slots=True)
class Rating:
    """Importance (1–5) and level (0–7) where surveyed; ``suppressed`` when O*NET advises against use."""

    importance: float | None = None
    level: float | None = None
    suppressed: bool = False


UNRATED = Rating()


def rating_between(graph: KnowledgeGraph, one: ConceptDocument, other: ConceptDocument) -> Rating:
    """The rating of an element for an occupation, given in either order; unrated for any other pair."""
    if (one.framework, other.framework) != ("onet", "onet"):
        return UNRATED
    if (one.kind == "occupation") == (other.kind == "occupation"):
        return UNRATED
    occupation, element = (one, other) if one.kind == "occupation" else (other, one)
    node = onet_rating_uri(_code(occupation), _code(element))
    stated = {predicate: value for _, predicate, value, _ in graph.match(node)}
    return Rating(
        _number(stated.get(CMO.importance)),
        _number(stated.get(CMO.ratedLevel)),
        str(stated.get(CMO.recommendSuppress)) == "true",
    )


def _code(document: ConceptDocument) -> str:
    return document.id.partition(":")[2]


def _number(value: Node | None) -> float | None:
    return None if value is None else float(str(value))
