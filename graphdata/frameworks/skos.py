"""Reads any SKOS file (Turtle, RDF/XML, JSON-LD, N-Triples) as a framework of its own.

Files that describe the same scheme in the same version make one release. The framework's name is a
slug of the scheme's title, and ids are ``<slug>:<percent-encoded URI>``.
"""

from collections.abc import Iterator, Sequence

from rdflib import Literal, URIRef

from ..namespaces import DCTERMS, RDF, SKOS, framework_graph
from .reader import ReadingContext, Release, Triple
from .report import UnusableFile
from .skos_parsing import parse_rdf
from .skos_scheme import (
    LABELS,
    UNDETERMINED,
    UNVERSIONED,
    SchemeDescription,
    concepts_in,
    describe,
    may_hold_skos,
    scheme_from_name,
    slug_of,
)
from .skos_statements import SkosFile, statements, usable_concepts
from .sources import RDF_SUFFIXES, SourceFile

_SAMPLE_FOLDER = "skos-sample"


class SkosReader:
    """The reader of SKOS files; see ``FrameworkReader``."""

    name = "skos"

    def find(self, sources: Sequence[SourceFile]) -> list[Release]:
        """One release per scheme and version. A file that cannot be parsed is claimed all the same,
        so that ``read`` says what is wrong with it."""
        described: dict[tuple[str, str], list[tuple[SourceFile, SchemeDescription]]] = {}
        for source in sources:
            if scheme := _describe_source(source):
                described.setdefault((scheme.uri, scheme.version), []).append((source, scheme))
        slugs: dict[str, str] = {}
        return [_release(members, slugs) for members in described.values()]

    def read(self, release: Release, context: ReadingContext) -> Iterator[Triple]:
        if release.version == UNVERSIONED:
            context.report.note(f"{release.title}: the file states no version (owl:versionInfo)")
        graphs = {source: parse_rdf(source, _base(source)) for source in release.sources}
        siblings = {concept for graph in graphs.values() for concept in usable_concepts(graph)}
        for source, graph in graphs.items():
            scheme = describe(graph, source.file_name)
            language = scheme.language_of_untagged
            known = context.known_concepts
            file = SkosFile(graph, URIRef(scheme.uri), language, siblings, known)
            yield from _file_triples(source, file, release, context)


def _base(source: SourceFile) -> str:
    """What relative addresses of a file are resolved against: never a path of this machine."""
    return scheme_from_name(source.file_name).uri


def _describe_source(source: SourceFile) -> SchemeDescription | None:
    if source.suffix not in RDF_SUFFIXES or not may_hold_skos(source):
        return None
    try:
        graph = parse_rdf(source, _base(source))
    except UnusableFile:
        return scheme_from_name(source.file_name)
    return describe(graph, source.file_name) if concepts_in(graph) else None


def _release(members: Sequence[tuple[SourceFile, SchemeDescription]], slugs: dict[str, str]) -> Release:
    sources, schemes = zip(*members, strict=True)
    scheme = schemes[0]
    slug = _unique_slug(scheme, slugs)
    return Release(
        reader=SkosReader.name,
        framework=slug,
        version=scheme.version,
        graph=framework_graph(slug, scheme.version),
        title=scheme.title,
        publisher=scheme.publisher,
        licence=scheme.licence,
        licence_name=scheme.licence_name,
        landing_page=scheme.landing_page,
        sources=sources,
        languages=tuple(sorted({language for each in schemes for language in each.label_languages})),
        notice=dict(scheme.notice),
        sample=_SAMPLE_FOLDER in f"{sources[0].root}/{sources[0].name}".split("/"),
    )


def _unique_slug(scheme: SchemeDescription, slugs: dict[str, str]) -> str:
    """The slug of the title; a second scheme of the same title gets a number."""
    wanted = slug_of(scheme.title)
    slug, number = wanted, 1
    while slugs.setdefault(slug, scheme.uri) != scheme.uri:
        number += 1
        slug = f"{wanted}-{number}"
    return slug


def _file_triples(
    source: SourceFile, file: SkosFile, release: Release, context: ReadingContext
) -> Iterator[Triple]:
    if (file.scheme, RDF.type, SKOS.ConceptScheme) not in file.graph:
        yield file.scheme, RDF.type, SKOS.ConceptScheme
        yield file.scheme, DCTERMS.title, Literal(release.title)
    yield from statements(file)
    _account(source, file, context)


def _account(source: SourceFile, file: SkosFile, context: ReadingContext) -> None:
    """A statement is to this reader what a row is to the others."""
    entry = context.report.open(source.name, source.sha256)
    entry.rows_read, entry.rows_skipped = len(file.graph), file.dropped.total()
    entry.reasons.update(file.dropped)
    for reason, count in sorted(file.dropped.items()):
        context.report.note(f"{source.name}: {count:,} × left out: {reason}")
    if file.untagged:
        advice = "; declare one with dct:language" if file.language == UNDETERMINED else ""
        context.report.note(
            f"{source.name}: {file.untagged:,} texts have no language tag, taken as {file.language!r}{advice}"
        )
    addressless = len(concepts_in(file.graph)) - len(file.concepts)
    if addressless:
        context.report.note(
            f"{source.name}: {addressless:,} concepts have no usable address and are left out"
        )
    _note_unlabelled(source, file, context)


def _note_unlabelled(source: SourceFile, file: SkosFile, context: ReadingContext) -> None:
    bare = [
        str(concept)
        for concept in file.concepts
        if not any((concept, label, None) in file.graph for label in LABELS)
    ]
    if bare:
        context.report.note(f"{source.name}: {len(bare):,} concepts have no label, the first is {bare[0]}")


READER = SkosReader()
