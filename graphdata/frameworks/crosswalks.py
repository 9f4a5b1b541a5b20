"""Reads crosswalks between frameworks, each into a named graph of its own.

Three layouts are known by their column row: the official ESCO–ROME mapping (in ESCO's mapping template),
the official O*NET–ESCO crosswalk, and the derived ESCO–ROME skill pairs. The official ones open with a
header block that names the mapping, its author, version and date.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from rdflib import URIRef

from ..namespaces import ESCO_PREFIX, ONET, ROME, SKOS
from .crosswalk_layouts import layout_of
from .crosswalk_releases import mapping_release
from .reader import ReadingContext, Release, Triple
from .report import UnusableFile
from .sources import SourceFile
from .tables import read_table

#: The words of all layouts, without ``skos:``. ``exactISCO`` marks an O*NET occupation that equals a
#: whole ISCO group, whose URI the crosswalk gives.
MATCHES = {
    "exactmatch": SKOS.exactMatch,
    "closematch": SKOS.closeMatch,
    "broadmatch": SKOS.broadMatch,
    "narrowmatch": SKOS.narrowMatch,
    "relatedmatch": SKOS.relatedMatch,
    "exactisco": SKOS.exactMatch,
}
_PREFIXES = {"ESCO": ESCO_PREFIX, "ROME": str(ROME), "O*NET": str(ONET)}


class CrosswalkReader:
    """The FrameworkReader for mappings; it needs every framework's concepts known."""

    name = "crosswalks"

    def find(self, sources: Sequence[SourceFile]) -> list[Release]:
        """One release per mapping and version; files that state the same version are one release."""
        found: dict[URIRef, Release] = {}
        for source in sources:
            if layout := layout_of(source):
                release = mapping_release(layout, source)
                found[release.graph] = _joined(found.get(release.graph), release)
        return [found[graph] for graph in sorted(found)]

    def read(self, release: Release, context: ReadingContext) -> Iterator[Triple]:
        """One SKOS mapping statement per usable row.

        All three layouts say broad and narrow of the *first* classification's concept: "musicien
        broadMatch Saxophoniste", "Photographers broadMatch photojournalist". In SKOS the word is about
        the object: ``A skos:broadMatch B`` states that B is the broader one (SKOS Reference, section
        10.3). So the word is kept as given, and its statement runs from the second concept to the first.
        """
        stated: set[Triple] = set()
        for source in release.sources:
            for triple in _statements(source, release, context):
                if triple not in stated:
                    stated.add(triple)
                    yield triple


def _joined(earlier: Release | None, release: Release) -> Release:
    return replace(earlier, sources=earlier.sources + release.sources) if earlier else release


def _statements(source: SourceFile, release: Release, context: ReadingContext) -> Iterator[Triple]:
    layout = layout_of(source)
    if layout is None:
        raise UnusableFile(source.name, "the file changed while it was read", "Run the ingest again")
    report = context.report
    unread = [name for name in (layout.first, layout.second) if not _is_read(name, context)]
    if unread:
        report.note(f"{release.title}: {' and '.join(unread)} was not read, so none of its rows can be used")
    for row in read_table(source, report, columns=layout.columns, header_block=layout.has_header_block):
        first, second = layout.ends(row)
        word = row[layout.columns[2]]
        relation = MATCHES.get(word.lower().removeprefix("skos:"))
        unknown = [end for end in (first, second) if end not in context.known_concepts]
        if unread:
            report.skip(source.name, row.line, f"{' and '.join(unread)} was not read")
        elif relation is None:
            report.skip(source.name, row.line, f"unknown match type {word!r}", group="unknown match type")
        elif unknown:
            named = ", ".join(end or "(empty)" for end in unknown)
            report.skip(source.name, row.line, f"unknown concept {named}", group="unknown concept")
        else:
            yield URIRef(second), relation, URIRef(first)


def _is_read(framework: str, context: ReadingContext) -> bool:
    prefix = _PREFIXES[framework]
    return any(uri.startswith(prefix) for uri in context.known_concepts)


READER = CrosswalkReader()
