"""Which members of a relation come first, where the framework says that some matter more than others.

O*NET rates the elements of an occupation by importance, marks its tasks as core or supplemental, and names
the technologies that job adverts often ask for. All else is listed by label.
"""

from collections.abc import Collection, Mapping
from typing import Literal

from rdflib import URIRef

from search.lexical import LexicalIndex
from search.types import ConceptDocument, Language

from .knowledge_graph import KnowledgeGraph
from .namespaces import CMO, concept_id, onet_rating_uri

#: What decides the order of a list, apart from labels.
Order = Literal["importance", "core", "demand"]

_ORDERS: Mapping[str, Order] = {
    "essential_skill": "importance",
    "optional_skill": "importance",
    "task": "core",
    "uses_tool": "demand",
}
#: The categories of O*NET's “Task Statements” and “Technology Skills” that put a member first.
_FOREMOST_CATEGORY: Mapping[Order, str] = {"core": "Core", "demand": "hot technology"}


def weights(
    graph: KnowledgeGraph, occupation: ConceptDocument, name: str, targets: Collection[str]
) -> Mapping[str, float]:
    """Target URI → weight, higher first, of the relation ``name``; empty where labels alone decide."""
    order = _ORDERS.get(name)
    if order is None or (occupation.framework, occupation.kind) != ("onet", "occupation"):
        return {}
    if order == "importance":
        return {uri: _importance(graph, occupation, uri) for uri in targets}
    foremost = _FOREMOST_CATEGORY[order]
    return {uri: float(foremost in _categories(graph, uri)) for uri in targets}


def order_of(name: str, weighed: Mapping[str, float]) -> Order | None:
    """What decided the order of the relation ``name``; None where its members weigh the same."""
    return _ORDERS.get(name) if len(set(weighed.values())) > 1 else None


def foremost(
    documents: LexicalIndex, weighed: Mapping[str, float], *, limit: int, language: Language
) -> tuple[int, list[ConceptDocument]]:
    """How many of ``weighed`` have a document, and the heaviest ``limit`` of those; equal ones by label."""
    bound = sorted(weighed.values(), reverse=True)[min(limit, len(weighed)) - 1]
    above = [uri for uri, weight in weighed.items() if weight > bound]
    at_bound = [uri for uri, weight in weighed.items() if weight == bound]
    below = weighed.keys() - {*above, *at_bound}
    first, found = documents.by_uri(above, limit=len(above), language=language)
    second, further = documents.by_uri(at_bound, limit=max(limit - len(found), 0), language=language)
    third, _ = documents.by_uri(below, limit=0)
    return first + second + third, sorted([*found, *further], key=lambda document: -weighed[document.uri])


def _importance(graph: KnowledgeGraph, occupation: ConceptDocument, uri: str) -> float:
    _, _, element = concept_id(uri).partition(":")
    _, _, code = occupation.id.partition(":")
    stated = graph.match(onet_rating_uri(code, element), CMO.importance)
    return max((float(str(value)) for _, _, value, _ in stated), default=0.0)


def _categories(graph: KnowledgeGraph, uri: str) -> set[str]:
    return {str(value) for _, _, value, _ in graph.match(URIRef(uri), CMO.category)}
