"""The rows of a list for every flat export, in the order of the list, and the name of the file."""

import unicodedata
from collections.abc import Iterator
from itertools import islice

from rdflib import URIRef

from search.language_fallback import best_wording, label_of
from search.types import ConceptDocument, Language

from ..exports.flat import FlatRow
from ..namespaces import SKOS
from ..neighbourhood import ConceptGraph
from .editing import items_of
from .live_concepts import framework_release, live_concepts, live_graph
from .models import ListItem, SkillList

#: Items that are looked up together, and so are in memory at once.
BATCH = 200
LONGEST_NAME = 80
_NOT_IN_NAMES = '\\/:*?"<>|'


def flat_rows(skill_list: SkillList, language: Language) -> Iterator[FlatRow]:
    """A row for every item: of a concept that is gone, what was stored when it was added."""
    graph = live_graph()
    items = items_of(skill_list).iterator(chunk_size=BATCH)
    while batch := list(islice(items, BATCH)):
        live = live_concepts(graph, (item.concept_id for item in batch))
        for item in batch:
            document = live.documents.get(item.concept_id)
            if graph is None or document is None:
                yield _stored_row(item, graph)
            else:
                yield _live_row(item, document, graph, language)


def _stored_row(item: ListItem, graph: ConceptGraph | None) -> FlatRow:
    release = framework_release(graph, item.framework) if graph else None
    # Another version may have had another licence.
    is_same = release is not None and release.version == item.framework_version
    return FlatRow(
        id=item.concept_id,
        uri=item.uri,
        framework=item.framework,
        framework_version=item.framework_version,
        licence=release.licence or release.licence_name if release and is_same else "",
        kind=item.kind,
        pref_label=item.label,
        label_language=item.label_language,
        note=item.note,
        evidence_sentence=item.evidence_sentence,
    )


def _live_row(item: ListItem, document: ConceptDocument, graph: ConceptGraph, language: Language) -> FlatRow:
    label = label_of(document.pref_labels, language, document.id)
    description = best_wording(document.descriptions, language)
    release = framework_release(graph, document.framework)
    return FlatRow(
        id=document.id,
        uri=document.uri,
        framework=document.framework,
        framework_version=release.version if release else item.framework_version,
        licence=release.licence or release.licence_name if release else "",
        kind=document.kind,
        pref_label=label.text,
        label_language=label.language,
        alt_labels=document.alt_labels.get(label.language, ()),
        description=description.text if description else "",
        broader_uris=_broader_uris(graph, document.uri),
        note=item.note,
        evidence_sentence=item.evidence_sentence,
    )


def _broader_uris(graph: ConceptGraph, uri: str) -> list[str]:
    return sorted({str(value) for _, _, value, _ in graph.graph.match(URIRef(uri), SKOS.broader)})


def file_name(title: str, extension: str) -> str:
    """A name that every system takes and that reads like ``title``.

    >>> file_name("Boulangerie : CAP 1/2", "csv")
    'Boulangerie CAP 1 2.csv'
    """
    # Control and formatting characters could hide what kind of file it is.
    kept = (" " if c in _NOT_IN_NAMES or unicodedata.category(c)[0] in "CZ" else c for c in title)
    name = " ".join("".join(kept).split())[:LONGEST_NAME].strip(" .")
    return f"{name or 'skills'}.{extension}"
