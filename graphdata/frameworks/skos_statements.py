"""Which statements of a SKOS file enter the graph, and in what shape; the others are counted by kind."""

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from rdflib import Graph, Literal, URIRef
from rdflib.term import Node

from ..namespaces import CMO, DCTERMS, KIND_OF_CLASS, OWL, RDF, SKOS
from . import normalise
from .iris import is_iri
from .reader import Triple
from .skos_scheme import LABELS, concepts_in, label_tags, plain_tags

PROSE = frozenset(
    {
        SKOS.note, SKOS.scopeNote, SKOS.definition, SKOS.example, SKOS.editorialNote, SKOS.changeNote,
        SKOS.historyNote, DCTERMS.title, DCTERMS.description, DCTERMS.abstract,
    }
)  # fmt: skip
#: Relations inside a framework: both ends have to be described here or by a framework read before.
LINKS = frozenset(
    {
        SKOS.broader, SKOS.narrower, SKOS.related, SKOS.broaderTransitive, SKOS.narrowerTransitive,
        SKOS.semanticRelation, SKOS.member, SKOS.hasTopConcept, DCTERMS.isReplacedBy, DCTERMS.replaces,
    }
)  # fmt: skip
#: Statements that say the same from the other end. Both are kept, so that a query needs to ask one.
INVERSES = {
    SKOS.narrower: SKOS.broader,
    SKOS.topConceptOf: SKOS.hasTopConcept,
    SKOS.hasTopConcept: SKOS.topConceptOf,
    CMO.isSubSkillOf: CMO.hasSubSkill,
    CMO.hasSubSkill: CMO.isSubSkillOf,
}
_KEPT_CLASSES = frozenset(
    {SKOS.Concept, SKOS.ConceptScheme, SKOS.Collection, SKOS.OrderedCollection, *KIND_OF_CLASS}
)
_KEPT_NAMESPACES = (str(SKOS), str(DCTERMS), str(CMO))
_KEPT_FURTHER = frozenset({OWL.deprecated, OWL.versionInfo})


@dataclass(slots=True)
class SkosFile:
    """One parsed file and what is counted while its statements are chosen.

    ``language`` is given to texts without a language tag. Links may lead to ``siblings``, the concepts
    in other files of the same release, and to ``known``, those of other frameworks.
    """

    graph: Graph
    scheme: URIRef
    language: str
    siblings: Collection[Node]
    known: Collection[str]
    dropped: Counter[str] = field(default_factory=Counter)
    untagged: int = 0
    plain_tags: dict[str, str] = field(default_factory=dict)
    concepts: dict[Node, None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.concepts = usable_concepts(self.graph)
        self.plain_tags = plain_tags(label_tags(self.graph))


def usable_concepts(graph: Graph) -> dict[Node, None]:
    """The concepts that have an address; one without can be neither linked to nor shown."""
    return {node: None for node in concepts_in(graph) if isinstance(node, URIRef) and is_iri(str(node))}


def statements(file: SkosFile) -> Iterator[Triple]:
    """The triples to keep, each counted as dropped with its reason otherwise."""
    subjects = {*file.concepts, *file.siblings, *_schemes_and_collections(file.graph)}
    for subject, predicate, value in file.graph:
        reason = _reason_to_drop(file, subjects, subject, predicate, value)
        if reason:
            file.dropped[reason] += 1
        elif isinstance(predicate, URIRef):
            yield from _shaped(file, subject, predicate, value)
    for concept in file.concepts:
        yield from _completed(file, concept)


def _schemes_and_collections(graph: Graph) -> set[Node]:
    classes = (SKOS.ConceptScheme, SKOS.Collection, SKOS.OrderedCollection)
    return {node for class_ in classes for node in graph.subjects(RDF.type, class_)}


def _reason_to_drop(
    file: SkosFile, subjects: set[Node], subject: Node, predicate: Node, value: Node
) -> str | None:
    if not isinstance(subject, URIRef) or not is_iri(str(subject)):
        return "about a resource without a usable address"
    if subject not in subjects:
        links_here = str(predicate).startswith(str(CMO)) and value in subjects and str(subject) in file.known
        return None if links_here else "about a resource that is no concept, scheme or collection here"
    if predicate == RDF.type:
        return None if value in _KEPT_CLASSES else f"type {value}"
    if not str(predicate).startswith(_KEPT_NAMESPACES) and predicate not in _KEPT_FURTHER:
        return f"property {predicate}"
    return _reason_against_value(file, subjects, predicate, value)


def _reason_against_value(file: SkosFile, subjects: set[Node], predicate: Node, value: Node) -> str | None:
    if isinstance(value, Literal):
        return None if str(value).strip() else "empty text"
    if predicate in LABELS:
        return f"{predicate} that is no text"
    if not isinstance(value, URIRef) or not is_iri(str(value)):
        return f"{predicate} to a resource without a usable address"
    is_link = predicate in LINKS or str(predicate).startswith(str(CMO))
    if is_link and value not in subjects and str(value) not in file.known:
        return f"{predicate} to a concept that no file describes"
    return None


def _shaped(file: SkosFile, subject: Node, predicate: URIRef, value: Node) -> Iterator[Triple]:
    if isinstance(value, Literal) and (predicate in LABELS or predicate in PROSE):
        yield subject, predicate, _tagged(file, predicate, value)
        return
    yield subject, predicate, value
    if predicate in INVERSES:
        yield value, INVERSES[predicate], subject
    if predicate in {CMO.isSubSkillOf, CMO.hasSubSkill}:
        child, parent = (subject, value) if predicate == CMO.isSubSkillOf else (value, subject)
        yield child, SKOS.broader, parent


def _tagged(file: SkosFile, predicate: URIRef, value: Literal) -> Literal:
    text = normalise.label(value) if predicate in LABELS else normalise.prose(value)
    if value.language:
        tag = value.language.lower()
        return Literal(text, lang=file.plain_tags.get(tag, tag))
    file.untagged += 1
    return Literal(text, lang=file.language)


def _completed(file: SkosFile, concept: Node) -> Iterator[Triple]:
    """What every concept of the knowledge graph has: SKOS type, a class of the ontology, a scheme."""
    types = set(file.graph.objects(concept, RDF.type))
    if SKOS.Concept not in types:
        yield concept, RDF.type, SKOS.Concept
    if types.isdisjoint(KIND_OF_CLASS):
        yield concept, RDF.type, CMO.Skill
    if (concept, SKOS.inScheme, None) not in file.graph:
        yield concept, SKOS.inScheme, file.scheme
