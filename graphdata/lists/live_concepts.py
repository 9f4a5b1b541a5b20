"""What the live snapshot says of the concepts in a list, if there is one and if it still has them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from search.snapshot import SnapshotError
from search.types import ConceptDocument

from ..live import current_graph
from ..neighbourhood import ConceptGraph
from ..records import ReleaseRecord


@dataclass(frozen=True, slots=True)
class LiveConcepts:
    """The documents of those concepts that are there. Without a ``graph`` nothing is known of any."""

    graph: ConceptGraph | None = None
    documents: Mapping[str, ConceptDocument] = field(default_factory=dict)

    def is_gone(self, concept_id: str) -> bool:
        """Whether the frameworks that are loaded have no such concept any more."""
        return self.graph is not None and concept_id not in self.documents


def live_graph() -> ConceptGraph | None:
    """The graph of the live snapshot; None when a site cannot answer, for lists can be read without."""
    try:
        return current_graph()
    except SnapshotError:
        return None


def live_concepts(graph: ConceptGraph | None, concept_ids: Iterable[str]) -> LiveConcepts:
    if graph is None:
        return LiveConcepts()
    rows = (graph.documents.row_of(concept_id) for concept_id in concept_ids)
    found = graph.documents.documents([row for row in rows if row is not None])
    return LiveConcepts(graph, {document.id: document for document in found})


def framework_release(graph: ConceptGraph, framework: str) -> ReleaseRecord | None:
    """The version of ``framework`` that is loaded."""
    releases = (each for each in graph.releases if each.role == "framework")
    return next((each for each in releases if each.framework == framework), None)
