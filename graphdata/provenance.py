"""Where each named graph comes from: as a record for people, as PROV-O and DCTERMS for machines."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from rdflib import Literal, URIRef

from .frameworks.reader import Release, Triple
from .frameworks.report import FileReport
from .namespaces import CMO, DCTERMS, OWL, PROV, RDF, RDFS, SKOS, XSD
from .records import ReleaseRecord


def release_record(
    release: Release,
    files: Mapping[str, FileReport],
    *,
    ingested_at: datetime,
    triples: int,
    counts: Counter[str],
) -> ReleaseRecord:
    """The account of one named graph, as it stands in the manifest."""
    return ReleaseRecord(
        graph=str(release.graph),
        role=release.role,
        framework=release.framework,
        version=release.version,
        title=release.title,
        publisher=release.publisher,
        licence=release.licence,
        licence_name=release.licence_name,
        landing_page=release.landing_page,
        notice=dict(release.notice),
        ingested_at=ingested_at.isoformat(timespec="seconds"),
        languages=tuple(release.languages),
        author=release.author,
        trust=release.trust,
        sample=release.sample,
        triples=triples,
        counts=dict(sorted(counts.items())),
        files=tuple(
            _file(files.get(source.name) or FileReport(source.name, source.sha256))
            for source in release.sources
        ),
    )


def _file(report: FileReport) -> dict[str, str | int]:
    return {
        "name": report.file,
        "sha256": report.sha256,
        "rows_read": report.rows_read,
        "rows_used": report.rows_used,
        "rows_skipped": report.rows_skipped,
    }


def release_triples(record: ReleaseRecord) -> Iterator[Triple]:
    """The same account in RDF, for the provenance graph."""
    graph = URIRef(record.graph)
    yield graph, RDF.type, PROV.Entity
    yield graph, DCTERMS.title, Literal(record.title)
    yield graph, OWL.versionInfo, Literal(record.version)
    yield graph, DCTERMS.publisher, Literal(record.publisher)
    for predicate, address in ((DCTERMS.license, record.licence), (DCTERMS.source, record.landing_page)):
        if address:
            yield graph, predicate, URIRef(address)
    yield graph, PROV.generatedAtTime, Literal(record.ingested_at, datatype=XSD.dateTime)
    yield graph, CMO.trust, Literal(record.trust)
    if record.author:
        yield graph, DCTERMS.creator, Literal(record.author)
    for language, notice in record.notice.items():
        yield graph, DCTERMS.rights, Literal(notice, lang=language)
    for file in record.files:
        yield from _file_triples(graph, file)


def _file_triples(graph: URIRef, file: Mapping[str, str | int]) -> Iterator[Triple]:
    entity = URIRef(f"urn:sha256:{file['sha256']}")
    yield graph, PROV.wasDerivedFrom, entity
    yield entity, RDF.type, PROV.Entity
    yield entity, RDFS.label, Literal(file["name"])
    yield entity, DCTERMS.identifier, Literal(f"sha256:{file['sha256']}")


def scheme_triples(release: Release, scheme: URIRef) -> Iterator[Triple]:
    """The concept scheme that stands for the whole framework, in the framework's own graph."""
    yield scheme, RDF.type, SKOS.ConceptScheme
    yield scheme, DCTERMS.title, Literal(release.title)


def record_from(data: Mapping[str, Any]) -> ReleaseRecord:
    """The record that ``asdict`` wrote to a manifest."""
    return ReleaseRecord(**data)


def as_data(record: ReleaseRecord) -> dict[str, Any]:
    """Plain data for a manifest."""
    return asdict(record)
