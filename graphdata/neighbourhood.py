"""What the knowledge graph states about one concept: its own attributes and its explicit relations."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from rdflib import Literal, URIRef
from rdflib.term import Node

from search.dense import StoredVectors
from search.lexical import LexicalIndex
from search.snapshot import DENSE, GRAPH, LEXICAL, Manifest
from search.types import ConceptDocument, Language

from . import prominence, provenance
from .documents import primary_language
from .hierarchy import broader_paths
from .knowledge_graph import KnowledgeGraph
from .link_reading import open_links
from .links import ConceptLinks
from .namespaces import CMO, DCTERMS, SKOS
from .ratings import rating_between
from .records import (
    RELATION_NAMES,
    ConceptRecord,
    Direction,
    LinkedConcept,
    Relation,
    RelationGroup,
    ReleaseRecord,
)


@dataclass(frozen=True, slots=True)
class _Way:
    """How a relation is read off the graph: along a predicate, or against it."""

    predicate: URIRef
    forward: bool = True


#: Relation name → the statements it shows. Symmetric relations are read both ways.
_WAYS: dict[str, tuple[_Way, ...]] = {
    "has_prerequisite": (_Way(CMO.hasPrerequisite),),
    "is_prerequisite_of": (_Way(CMO.hasPrerequisite, False),),
    "has_sub_skill": (_Way(CMO.hasSubSkill), _Way(CMO.isSubSkillOf, False)),
    "is_sub_skill_of": (_Way(CMO.hasSubSkill, False), _Way(CMO.isSubSkillOf)),
    "narrower": (_Way(SKOS.broader, False), _Way(SKOS.narrower)),
    "useful_knowledge": (_Way(CMO.usefulKnowledge),),
    "is_useful_knowledge_for": (_Way(CMO.usefulKnowledge, False),),
    "essential_relation": (_Way(CMO.essentialRelation), _Way(CMO.essentialRelation, False)),
    "optional_relation": (_Way(CMO.optionalRelation), _Way(CMO.optionalRelation, False)),
    "related": (_Way(SKOS.related), _Way(SKOS.related, False)),
    "draws_on": (_Way(CMO.drawsOn),),
    "is_drawn_on_by": (_Way(CMO.drawsOn, False),),
    "has_learning_outcome": (_Way(CMO.hasLearningOutcome),),
    "is_learning_outcome_of": (_Way(CMO.hasLearningOutcome, False),),
    "is_assessed_by": (_Way(CMO.isAssessedBy),),
    "assesses": (_Way(CMO.isAssessedBy, False),),
    "essential_for_occupation": (_Way(CMO.isEssentialForOccupation),),
    "optional_for_occupation": (_Way(CMO.isOptionalForOccupation),),
    "emerging_for_occupation": (_Way(CMO.isEmergingForOccupation),),
    "relevant_for_occupation": (_Way(CMO.isRelevantForOccupation),),
    "essential_skill": (_Way(CMO.isEssentialForOccupation, False),),
    "optional_skill": (_Way(CMO.isOptionalForOccupation, False),),
    "emerging_skill": (_Way(CMO.isEmergingForOccupation, False),),
    "relevant_skill": (_Way(CMO.isRelevantForOccupation, False),),
    "related_occupation": (_Way(CMO.relatedOccupation),),
    "job_title": (_Way(SKOS.broader, False),),
    "uses_tool": (_Way(CMO.usesTool),),
    "used_by_occupation": (_Way(CMO.usesTool, False),),
    "task": (_Way(CMO.performedIn, False), _Way(CMO.carriesOut, False)),
    "performed_in": (_Way(CMO.performedIn),),
    "carries_out": (_Way(CMO.carriesOut),),
    "domain": (_Way(CMO.domain),),
    "exact_match": (_Way(SKOS.exactMatch), _Way(SKOS.exactMatch, False)),
    "close_match": (_Way(SKOS.closeMatch), _Way(SKOS.closeMatch, False)),
    "broad_match": (_Way(SKOS.broadMatch), _Way(SKOS.narrowMatch, False)),
    "narrow_match": (_Way(SKOS.narrowMatch), _Way(SKOS.broadMatch, False)),
    "related_match": (_Way(SKOS.relatedMatch), _Way(SKOS.relatedMatch, False)),
}

_MATCHES = frozenset(name for name in _WAYS if name.endswith("_match"))


def direction_of(name: str) -> Direction:
    """Which way the statement behind the relation ``name`` points, seen from the concept described."""
    first, *others = _WAYS[name]
    if any(way.predicate == first.predicate for way in others):
        return "both"
    return "out" if first.forward else "in"


class ConceptGraph:
    """The knowledge graph of one snapshot with its concept documents, for looking things up by id."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self.manifest = Manifest.load(directory)
        self.graph = KnowledgeGraph.open(directory / GRAPH)
        self.documents = LexicalIndex(directory / LEXICAL)
        self.releases = [provenance.record_from(data) for data in self.manifest.releases]
        self.release_of = {release.graph: release for release in self.releases}

    @property
    def snapshot_id(self) -> str:
        return self.manifest.id

    @cached_property
    def links(self) -> ConceptLinks:
        """The links between its concepts as arrays, opened when first asked for."""
        return open_links(self._directory, self.graph, self.documents)

    @cached_property
    def vectors(self) -> StoredVectors:
        """The vectors of its concepts, opened when first asked for."""
        return StoredVectors(self._directory / DENSE)

    def document(self, concept_id: str) -> ConceptDocument | None:
        """The document of ``concept_id``, or None."""
        row = self.documents.row_of(concept_id)
        return None if row is None else self.documents.documents([row])[0]

    def linked(self, uri: str) -> LinkedConcept | None:
        """The concept at ``uri`` as the end of a link, or None when nothing describes it."""
        _, found = self.documents.by_uri([uri], limit=1)
        return as_link(found[0]) if found else None


def as_link(document: ConceptDocument) -> LinkedConcept:
    """``document`` as the other end of a relation."""
    return LinkedConcept(
        document.id,
        document.uri,
        document.framework,
        document.kind,
        document.pref_labels,
        document.deprecated,
    )


def releases(graph: ConceptGraph) -> list[ReleaseRecord]:
    """Every framework version and crosswalk of the snapshot, in reading order."""
    return list(graph.releases)


def describe(graph: ConceptGraph, concept_id: str) -> ConceptRecord | None:
    """All that the framework states about ``concept_id`` itself, or None when there is no such concept."""
    document = graph.document(concept_id)
    if document is None:
        return None
    statements = _statements(graph, document)
    return ConceptRecord(
        id=document.id,
        uri=document.uri,
        framework=document.framework,
        kind=document.kind,
        graph=_framework_graph(graph, document),
        pref_labels=document.pref_labels,
        alt_labels=document.alt_labels,
        hidden_labels=document.hidden_labels,
        descriptions=document.descriptions,
        scope_notes=_by_language([*statements.get(SKOS.scopeNote, ()), *statements.get(SKOS.note, ())]),
        examples=document.examples,
        notation=_first(statements.get(SKOS.notation)),
        reuse_level=document.reuse_level,
        categories=_texts(statements.get(CMO.category)),
        themes=document.themes,
        level=_first(statements.get(CMO.level)),
        status=_first(statements.get(CMO.status)),
        modified=_first(statements.get(DCTERMS.modified)),
        deprecated=document.deprecated,
        replaced_by=_replacement(graph, document),
        replaces=tuple(_replaced(graph, document)),
        schemes=_texts(statements.get(SKOS.inScheme)),
        broader_paths=tuple(_broader_paths(graph, document.uri)),
    )


def relations(
    graph: ConceptGraph,
    concept_id: str,
    *,
    names: Collection[str] | None = None,
    limit: int = 20,
    language: Language = "en",
) -> list[RelationGroup]:
    """The explicit relations of ``concept_id``, in page order, the first ``limit`` of each.

    The most important stand first where the framework says which those are (``prominence``), the rest by
    label as it reads in ``language``.

    ``names`` are from ``records.RELATION_NAMES`` (all when None). Groups without members are left out;
    an unknown id has none.
    """
    document = graph.document(concept_id)
    if document is None:
        return []
    wanted = [name for name in RELATION_NAMES if names is None or name in names]
    groups = (_group(graph, document, name, limit, language) for name in wanted)
    return [group for group in groups if group.total]


def _group(
    graph: ConceptGraph, document: ConceptDocument, name: str, limit: int, language: Language
) -> RelationGroup:
    stated = _stated(graph, URIRef(document.uri), name)
    if name == "narrower":
        sub_skills = _stated(graph, URIRef(document.uri), "has_sub_skill")
        stated = {uri: where for uri, where in stated.items() if uri not in sub_skills}
    weighed = prominence.weights(graph.graph, document, name, stated)
    if weighed:
        total, targets = prominence.foremost(graph.documents, weighed, limit=limit, language=language)
    else:
        reach = _reach(name, limit, len(stated))
        total, targets = graph.documents.by_uri(stated, limit=reach, language=language) if stated else (0, [])
    shown = [target for target in targets if _belongs(target, name)]
    if len(shown) < len(targets):
        total = len(shown)
    items = [_relation(graph, document, name, target, stated[target.uri]) for target in shown[:limit]]
    return RelationGroup(name, total, items, prominence.order_of(name, weighed) or "")


def _reach(name: str, limit: int, everything: int) -> int:
    """Relations that share a predicate are told apart by kind, so all their targets must be seen."""
    return everything if name in {"narrower", "job_title"} else limit


def _belongs(target: ConceptDocument, name: str) -> bool:
    """Job titles are narrower than their occupation, and shown once: as job titles."""
    return name not in {"narrower", "job_title"} or (target.kind == "job_title") == (name == "job_title")


def _stated(graph: ConceptGraph, uri: URIRef, name: str) -> dict[str, str]:
    """Target URI → named graph of the statements that the relation ``name`` shows.

    Where several graphs state one thing, an official one speaks for it.
    """
    stated: dict[str, str] = {}
    for target, where in _statements_of(graph, uri, name):
        stated[target] = min(stated.get(target, where), where, key=lambda name: _rank(graph, name))
    stated.pop(str(uri), None)
    return stated


def _rank(graph: ConceptGraph, where: str) -> tuple[bool, str]:
    release = graph.release_of.get(where)
    return (release is None or release.trust != "official", where)


def _statements_of(graph: ConceptGraph, uri: URIRef, name: str) -> Iterator[tuple[str, str]]:
    for way in _WAYS[name]:
        if way.forward:
            for _, _, value, where in graph.graph.match(uri, way.predicate):
                yield str(value), str(where)
        else:
            for subject, _, _, where in graph.graph.match(None, way.predicate, uri):
                yield str(subject), str(where)


def _relation(
    graph: ConceptGraph, document: ConceptDocument, name: str, target: ConceptDocument, where: str
) -> Relation:
    release = graph.release_of.get(where)
    rating = rating_between(graph.graph, document, target)
    return Relation(
        name=name,
        target=as_link(target),
        graph=where,
        trust=release.trust if release and name in _MATCHES else "",
        importance=rating.importance,
        level=rating.level,
        suppressed=rating.suppressed,
        performed_in=_occupation_of(graph, target) if document.kind == "activity" else None,
    )


def _occupation_of(graph: ConceptGraph, target: ConceptDocument) -> LinkedConcept | None:
    if target.kind != "task":
        return None
    stated = graph.graph.match(URIRef(target.uri), CMO.performedIn)
    return next((graph.linked(str(occupation)) for _, _, occupation, _ in stated), None)


def _statements(graph: ConceptGraph, document: ConceptDocument) -> dict[URIRef, list[Node]]:
    found: dict[URIRef, list[Node]] = {}
    for _, predicate, value, _ in graph.graph.match(URIRef(document.uri)):
        found.setdefault(predicate, []).append(value)
    return found


def _framework_graph(graph: ConceptGraph, document: ConceptDocument) -> str:
    for release in graph.releases:
        if release.role == "framework" and release.framework == document.framework:
            return release.graph
    return ""


def _replacement(graph: ConceptGraph, document: ConceptDocument) -> LinkedConcept | None:
    replacement = graph.document(document.replaced_by) if document.replaced_by else None
    return as_link(replacement) if replacement else None


def _replaced(graph: ConceptGraph, document: ConceptDocument) -> Iterator[LinkedConcept]:
    """The entries that ``document`` stands in for, by label."""
    stated = {str(old) for old, *_ in graph.graph.match(None, DCTERMS.isReplacedBy, URIRef(document.uri))}
    if stated:
        yield from map(as_link, graph.documents.by_uri(stated, limit=len(stated))[1])


def _broader_paths(graph: ConceptGraph, uri: str) -> Iterator[tuple[LinkedConcept, ...]]:
    for path in broader_paths(graph.graph, uri):
        links = [link for step in path if (link := graph.linked(step)) is not None]
        if links:
            yield tuple(links)


def _by_language(values: list[Node]) -> dict[str, str]:
    texts: dict[str, str] = {}
    for value in sorted(values, key=str):
        tag = primary_language((value.language if isinstance(value, Literal) else None) or "")
        texts[tag] = f"{texts[tag]}\n\n{value}" if tag in texts else str(value)
    return texts


def _texts(values: list[Node] | None) -> tuple[str, ...]:
    return tuple(sorted(str(value) for value in values or ()))


def _first(values: list[Node] | None) -> str:
    return min((str(value) for value in values), default="") if values else ""
