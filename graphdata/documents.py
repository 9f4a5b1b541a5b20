"""From the knowledge graph to the documents that the indexes are built from."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from rdflib import URIRef

from search.types import LANGUAGES, ConceptDocument

from .frameworks.reader import Release
from .knowledge_graph import KnowledgeGraph
from .namespaces import CMO, DCTERMS, KIND_OF_CLASS, OWL, RDF, SKOS, concept_id

#: Frameworks whose codes or addresses are ids in themselves; any other scheme's name is put before them.
OWN_PREFIXES = frozenset({"esco", "rome", "onet"})
#: ISO 639-2 for a text that does not say which language it is in.
UNDETERMINED = "und"


class DuplicateId(Exception):
    """Two concepts would have one id, and so one address."""

    def __init__(self, concept_id: str, first: str, second: str) -> None:
        self.id, self.first, self.second = concept_id, first, second
        super().__init__(f"{first} and {second} would both be {concept_id}")


@dataclass(slots=True)
class _Gathered:
    kind: str
    pref: dict[str, str] = field(default_factory=dict)
    alt: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    hidden: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    description: dict[str, str] = field(default_factory=dict)
    definition: dict[str, str] = field(default_factory=dict)
    examples: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    reuse_level: str = ""
    themes: list[str] = field(default_factory=list)
    deprecated: bool = False
    replaced_by: str = ""


def documents(graph: KnowledgeGraph, releases: Sequence[Release]) -> Iterator[ConceptDocument]:
    """Every labelled concept of every framework release, ordered by framework, kind and id.

    The order keeps the vectors of one facet together (see ``search.dense``) and makes two builds from
    the same files equal. Raises DuplicateId.
    """
    found: dict[str, ConceptDocument] = {}
    for release in releases:
        if release.role == "framework":
            for document in _of_release(graph, release):
                if document.id in found:
                    raise DuplicateId(document.id, found[document.id].uri, document.uri)
                found[document.id] = document
    yield from sorted(found.values(), key=lambda document: (document.framework, document.kind, document.id))


def _of_release(graph: KnowledgeGraph, release: Release) -> Iterator[ConceptDocument]:
    slug = None if release.framework in OWN_PREFIXES else release.framework
    for uri, gathered in _gather(graph, release.graph).items():
        if gathered.pref:
            yield _document(uri, gathered, release.framework, slug)


def _gather(graph: KnowledgeGraph, name: URIRef) -> dict[str, _Gathered]:
    concepts: dict[str, _Gathered] = {}
    for class_, kind in KIND_OF_CLASS.items():
        for subject, *_ in graph.match(None, RDF.type, class_, name):
            concepts.setdefault(str(subject), _Gathered(kind))
    for predicate, take in _TAKERS.items():
        for uri, text, tag in graph.texts(predicate, name):
            concept = concepts.get(uri)
            if concept is not None:
                take(concept, text, primary_language(tag))
    return concepts


def _document(uri: str, gathered: _Gathered, framework: str, slug: str | None) -> ConceptDocument:
    replacement = gathered.replaced_by
    return ConceptDocument(
        id=concept_id(uri, scheme_slug=slug),
        uri=uri,
        framework=framework,
        kind=gathered.kind,
        pref_labels=_spoken(gathered.pref),
        alt_labels=_sorted_lists(gathered.alt),
        hidden_labels=_sorted_lists(gathered.hidden),
        descriptions=_spoken(gathered.definition | gathered.description),
        examples=_sorted_lists(gathered.examples),
        reuse_level=gathered.reuse_level,
        themes=sorted(set(gathered.themes)),
        deprecated=gathered.deprecated,
        replaced_by=concept_id(replacement, scheme_slug=slug) if replacement else "",
    )


def _spoken(texts: dict[str, str]) -> dict[str, str]:
    """The interface languages first, any other language after them, in order of tag."""
    return {tag: texts[tag] for tag in (*LANGUAGES, *sorted(texts.keys() - set(LANGUAGES))) if tag in texts}


def _sorted_lists(texts: dict[str, list[str]]) -> dict[str, list[str]]:
    return {tag: sorted(set(texts[tag])) for tag in sorted(texts)}


def primary_language(tag: str) -> str:
    """The primary subtag that all regional variants are shown under; ``und`` for an untagged text.

    >>> primary_language("en-gb"), primary_language("")
    ('en', 'und')
    """
    return tag.partition("-")[0].lower() or UNDETERMINED


def _take_pref(concept: _Gathered, text: str, language: str) -> None:
    # Two preferred labels of one language break SKOS S14, which validation reports; the first by
    # alphabet is kept so that builds stay equal.
    concept.pref[language] = min(concept.pref.get(language, text), text)


def _take_alt(concept: _Gathered, text: str, language: str) -> None:
    concept.alt[language].append(text)


def _take_hidden(concept: _Gathered, text: str, language: str) -> None:
    concept.hidden[language].append(text)


def _take_description(concept: _Gathered, text: str, language: str) -> None:
    concept.description[language] = min(concept.description.get(language, text), text)


def _take_definition(concept: _Gathered, text: str, language: str) -> None:
    concept.definition[language] = min(concept.definition.get(language, text), text)


def _take_example(concept: _Gathered, text: str, language: str) -> None:
    concept.examples[language].append(text)


def _take_reuse_level(concept: _Gathered, text: str, _: str) -> None:
    concept.reuse_level = min(concept.reuse_level or text, text)


def _take_theme(concept: _Gathered, text: str, _: str) -> None:
    concept.themes.append(text)


def _take_deprecated(concept: _Gathered, text: str, _: str) -> None:
    concept.deprecated |= text.lower() in {"true", "1"}


def _take_replacement(concept: _Gathered, uri: str, _: str) -> None:
    concept.replaced_by = min(concept.replaced_by or uri, uri)


_TAKERS = {
    SKOS.prefLabel: _take_pref,
    SKOS.altLabel: _take_alt,
    SKOS.hiddenLabel: _take_hidden,
    DCTERMS.description: _take_description,
    SKOS.definition: _take_definition,
    SKOS.example: _take_example,
    CMO.reuseLevel: _take_reuse_level,
    CMO.theme: _take_theme,
    OWL.deprecated: _take_deprecated,
    DCTERMS.isReplacedBy: _take_replacement,
}
