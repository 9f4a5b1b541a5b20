"""The concept that a request names."""

from urllib.parse import quote

from graphdata.neighbourhood import ConceptGraph, describe
from graphdata.records import ConceptRecord
from search.types import ConceptDocument

from .problems import UnknownConceptError


def known(graph: ConceptGraph, concept_id: str) -> ConceptDocument:
    """The concept called ``concept_id``, also when an address took the percent signs out of its id."""
    scheme, _, tail = concept_id.partition(":")
    document = graph.document(concept_id) or graph.document(f"{scheme}:{quote(tail, safe='')}")
    if document is None:
        raise UnknownConceptError(
            f"There is no concept with the id {concept_id!r}. Every answer of /search has ids."
        )
    return document


def described(graph: ConceptGraph, document: ConceptDocument) -> ConceptRecord:
    record = describe(graph, document.id)
    if record is None:  # pragma: no cover - a snapshot never changes
        raise UnknownConceptError(f"There is no concept with the id {document.id!r}.")
    return record
