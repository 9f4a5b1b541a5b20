"""What a SKOS file says about itself: its scheme, title, version, publisher, licence and language."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from rdflib import Graph, Literal, URIRef
from rdflib.namespace import DC, FOAF
from rdflib.term import Node

from ..namespaces import DCTERMS, KIND_OF_CLASS, OWL, RDF, RDFS, SCHEME, SKOS
from . import normalise
from .sources import SourceFile

#: Names that belong to the other readers, to crosswalks and to graphs of our own.
RESERVED_SLUGS = frozenset({"esco", "rome", "onet", "crosswalks", "mapping", "provenance", "ontology"})
UNVERSIONED = "unversioned"
UNDETERMINED = "und"
LABELS = (SKOS.prefLabel, SKOS.altLabel, SKOS.hiddenLabel)

_CONCEPT_CLASSES = (SKOS.Concept, *KIND_OF_CLASS)
_MARKERS = (b"http://www.w3.org/2004/02/skos/core", b"Concept")
_NOT_IN_SLUG = re.compile(r"[^a-z0-9]+")
#: Last segments of the EU and LexVo authority addresses of the two languages of the interface.
_LANGUAGE_CODES = {"eng": "en", "fra": "fr", "fre": "fr"}


@dataclass(frozen=True, slots=True)
class SchemeDescription:
    """A scheme as its file describes it; ``uri`` is made from the slug when the file names no scheme."""

    uri: str
    title: str
    version: str
    publisher: str = ""
    licence: str = ""
    licence_name: str = ""
    landing_page: str = ""
    notice: tuple[tuple[str, str], ...] = ()
    declared_languages: tuple[str, ...] = ()
    label_languages: tuple[str, ...] = ()

    @property
    def language_of_untagged(self) -> str:
        """The language of texts that name none: the one that the file declares, if it declares one."""
        return self.declared_languages[0] if len(self.declared_languages) == 1 else UNDETERMINED


def may_hold_skos(source: SourceFile) -> bool:
    """Whether parsing is worth while, judged by the bytes: SKOS's namespace and the word Concept.

    JSON-LD may leave the namespace to a remote context; such a file is to be refused, not passed over.
    """
    data = source.read_bytes()
    if source.suffix == ".jsonld":
        return b"Concept" in data
    return all(marker in data for marker in _MARKERS)


def concepts_in(graph: Graph) -> dict[Node, None]:
    """The resources typed as a concept, by SKOS or by a CMO class, in file order."""
    return {
        concept: None for class_ in _CONCEPT_CLASSES for concept in graph.subjects(RDF.type, URIRef(class_))
    }


def slug_of(text: str) -> str:
    """ASCII, lower case, hyphens; never empty, never the name of another framework.

    >>> slug_of("Référentiel CECRL (2020)"), slug_of("ESCO")
    ('referentiel-cecrl-2020', 'esco-skos')
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    slug = _NOT_IN_SLUG.sub("-", plain).strip("-")[:60].strip("-") or "scheme"
    return f"{slug}-skos" if slug in RESERVED_SLUGS else slug


def scheme_from_name(file_name: str) -> SchemeDescription:
    """All that can be said of a file whose content names no scheme, or cannot be parsed."""
    stem = PurePosixPath(file_name).stem
    return SchemeDescription(uri=str(SCHEME[slug_of(stem)]), title=stem, version=UNVERSIONED)


def describe(graph: Graph, file_name: str) -> SchemeDescription:
    """The scheme with the most concepts; its own statements first, then those on an ``owl:Ontology``."""
    fallback = scheme_from_name(file_name)
    scheme = _main_scheme(graph)
    subjects = [node for node in (scheme, *sorted(graph.subjects(RDF.type, OWL.Ontology), key=str)) if node]
    licence, licence_name = _licence(graph, subjects)
    return SchemeDescription(
        uri=str(scheme or fallback.uri),
        title=_text(graph, subjects, (DCTERMS.title, DC.title, SKOS.prefLabel, RDFS.label)) or fallback.title,
        version=_text(graph, subjects, (OWL.versionInfo, DCTERMS.hasVersion)).rsplit("/", 1)[-1]
        or UNVERSIONED,
        publisher=_text(graph, subjects, (DCTERMS.publisher, DC.publisher, DCTERMS.creator, DC.creator)),
        licence=licence,
        licence_name=licence_name,
        landing_page=_address(graph, subjects, (FOAF.homepage, DCTERMS.source, RDFS.seeAlso)),
        notice=tuple(sorted(_notices(graph, subjects).items())),
        declared_languages=tuple(sorted(_declared_languages(graph, subjects))),
        label_languages=tuple(sorted(_label_languages(graph))),
    )


def _main_scheme(graph: Graph) -> URIRef | None:
    schemes = {node for node in graph.subjects(RDF.type, SKOS.ConceptScheme) if isinstance(node, URIRef)}
    sizes = Counter(scheme for scheme in graph.objects(None, SKOS.inScheme) if scheme in schemes)
    return min(schemes, key=lambda scheme: (-sizes[scheme], str(scheme)), default=None)


def _values(graph: Graph, subjects: Sequence[Node], predicates: Sequence[URIRef]) -> Iterator[Node]:
    for subject in subjects:
        for predicate in predicates:
            yield from sorted(graph.objects(subject, predicate), key=_english_first)


def _english_first(value: Node) -> tuple[bool, bool, str]:
    literal = isinstance(value, Literal)
    return not (isinstance(value, Literal) and value.language == "en"), not literal, str(value)


def _text(graph: Graph, subjects: Sequence[Node], predicates: Sequence[URIRef]) -> str:
    """The first value in words: a literal, or the name of the agent or document that is named."""
    for value in _values(graph, subjects, predicates):
        if isinstance(value, Literal):
            return normalise.label(value)
        if name := graph.value(value, FOAF.name) or graph.value(value, RDFS.label):
            return normalise.label(str(name))
        if isinstance(value, URIRef):
            return str(value)
    return ""


def _address(graph: Graph, subjects: Sequence[Node], predicates: Sequence[URIRef]) -> str:
    addresses = (value for value in _values(graph, subjects, predicates) if isinstance(value, URIRef))
    return str(next(addresses, ""))


def _licence(graph: Graph, subjects: Sequence[Node]) -> tuple[str, str]:
    """Address and name of the licence; either may be all that the file gives."""
    rights = (DCTERMS.rights, DC.rights)
    name = _text(graph, subjects, (DCTERMS.license,)) or _text(graph, subjects, rights)
    return _address(graph, subjects, (DCTERMS.license, *rights)), name


def _notices(graph: Graph, subjects: Sequence[Node]) -> dict[str, str]:
    wordings = _values(graph, subjects, (DCTERMS.rights, DC.rights))
    literals = [wording for wording in wordings if isinstance(wording, Literal)]
    return {wording.language or "en": normalise.prose(wording) for wording in reversed(literals)}


def _declared_languages(graph: Graph, subjects: Sequence[Node]) -> set[str]:
    values = _values(graph, subjects, (DCTERMS.language, DC.language))
    codes = (str(value).rstrip("/").rsplit("/", 1)[-1].lower() for value in values)
    return {_LANGUAGE_CODES.get(code, code) for code in codes if re.fullmatch("[a-z]{2,3}", code)}


def _label_languages(graph: Graph) -> set[str]:
    tags = label_tags(graph)
    return {plain_tags(tags).get(tag, tag) for tag in tags}


def label_tags(graph: Graph) -> set[str]:
    """The language tags that stand on labels, in lower case (tags differ in nothing else, RFC 5646)."""
    labels = (label for predicate in LABELS for label in graph.objects(None, predicate))
    return {label.language.lower() for label in labels if isinstance(label, Literal) and label.language}


def plain_tags(tags: Iterable[str]) -> dict[str, str]:
    """``fr-fr`` → ``fr`` where a file knows one kind of French only, so that pages in French show it.

    >>> plain_tags(["fr-fr", "en-gb", "en-us"])
    {'fr-fr': 'fr'}
    """
    kinds = Counter(tag.split("-")[0] for tag in set(tags))
    return {tag: primary for tag in tags if "-" in tag and kinds[primary := tag.split("-")[0]] == 1}
