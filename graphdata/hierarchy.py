"""The ways from a concept up to the tops of its hierarchy."""

from collections import deque

from rdflib import URIRef

from .knowledge_graph import KnowledgeGraph
from .namespaces import SKOS

#: Breadcrumbs: a concept under many groups shows the first paths, and a broken hierarchy ends here.
MOST_PATHS = 12
DEEPEST_PATH = 12


def broader_paths(graph: KnowledgeGraph, uri: str) -> list[tuple[str, ...]]:
    """All ways up from ``uri``, itself left out, each from the top down; the shortest first.

    A cycle is cut where it closes. No more than MOST_PATHS are found, none deeper than DEEPEST_PATH.
    """
    finished: list[tuple[str, ...]] = []
    open_paths: deque[tuple[str, ...]] = deque([(uri,)])
    while open_paths and len(finished) < MOST_PATHS:
        path = open_paths.popleft()
        parents = [parent for parent in _parents(graph, path[0]) if parent not in path]
        if parents and len(path) <= DEEPEST_PATH:
            open_paths.extend((parent, *path) for parent in parents)
        elif len(path) > 1:
            finished.append(path[:-1])
    return finished


def _parents(graph: KnowledgeGraph, uri: str) -> list[str]:
    return sorted({str(value) for _, _, value, _ in graph.match(URIRef(uri), SKOS.broader)})
