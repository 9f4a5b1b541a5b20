"""Where a graph comes from: the same account for people and in PROV-O."""

import json
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from rdflib import Literal, URIRef
from rdflib.namespace import XSD

from graphdata import provenance
from graphdata.frameworks.report import FileReport
from graphdata.frameworks.sources import SourceFile
from graphdata.knowledge_graph import KnowledgeGraph
from graphdata.namespaces import CMO, DCTERMS, OWL, PROV, PROVENANCE_GRAPH, RDF, RDFS
from graphdata.records import ReleaseRecord
from search.snapshot import GRAPH, Manifest, SnapshotStore

from .frameworks.reading import SAMPLE
from .thesaurus import published, release

AT = datetime(2026, 11, 22, 10, 30, 15, 999, tzinfo=UTC)


def record(**changes: Any) -> ReleaseRecord:
    files = {
        "a.csv": FileReport("a.csv", "11aa", rows_read=10, rows_skipped=3),
        "other.csv": FileReport("other.csv", "99ff", rows_read=5),
    }
    sources = tuple(
        SourceFile(name, digest, 1, bytes) for name, digest in (("a.csv", "11aa"), ("b.csv", "22bb"))
    )
    return provenance.release_record(
        replace(release(), sources=sources, **changes),
        files,
        ingested_at=AT,
        triples=42,
        counts=Counter(Skill=2, Knowledge=1),
    )


def test_a_record_names_the_files_of_its_own_release_with_what_was_read() -> None:
    files = record().files
    assert files == (
        {"name": "a.csv", "sha256": "11aa", "rows_read": 10, "rows_used": 7, "rows_skipped": 3},
        {"name": "b.csv", "sha256": "22bb", "rows_read": 0, "rows_used": 0, "rows_skipped": 0},
    )
    assert (record().triples, record().counts) == (42, {"Knowledge": 1, "Skill": 2})
    assert record().ingested_at == "2026-11-22T10:30:15+00:00"


def test_the_statements_give_source_version_licence_checksums_and_time() -> None:
    about = record(author="Ada", trust="derived")
    graph = URIRef(about.graph)
    file = URIRef("urn:sha256:11aa")
    stated = set(provenance.release_triples(about))
    assert {
        (graph, RDF.type, PROV.Entity),
        (graph, DCTERMS.title, Literal("Trades")),
        (graph, OWL.versionInfo, Literal("1")),
        (graph, DCTERMS.publisher, Literal("Somebody")),
        (graph, DCTERMS.creator, Literal("Ada")),
        (graph, DCTERMS.license, URIRef("https://example.org/licence")),
        (graph, DCTERMS.source, URIRef("https://example.org/about")),
        (graph, PROV.generatedAtTime, Literal("2026-11-22T10:30:15+00:00", datatype=XSD.dateTime)),
        (graph, CMO.trust, Literal("derived")),
        (graph, DCTERMS.rights, Literal("Say thank you.", lang="en")),
        (graph, DCTERMS.rights, Literal("Dites merci.", lang="fr")),
        (graph, PROV.wasDerivedFrom, file),
        (graph, PROV.wasDerivedFrom, URIRef("urn:sha256:22bb")),
        (file, RDF.type, PROV.Entity),
        (file, RDFS.label, Literal("a.csv")),
        (file, DCTERMS.identifier, Literal("sha256:11aa")),
    } <= stated


def test_what_is_not_known_is_not_stated() -> None:
    stated = list(provenance.release_triples(record(landing_page="", licence="", author="")))
    predicates = {predicate for _, predicate, _ in stated}
    assert not predicates & {DCTERMS.source, DCTERMS.license, DCTERMS.creator}
    assert all(str(value) for _, _, value in stated)


@pytest.mark.parametrize(
    "changes", [{}, {"role": "mapping", "trust": "derived", "author": "Ada", "sample": True}]
)
def test_a_record_survives_the_manifest(changes: dict[str, Any]) -> None:
    written = json.dumps(provenance.as_data(record(**changes)))
    read = provenance.record_from(json.loads(written))
    assert provenance.as_data(read) == json.loads(written)
    assert read.notice == {"en": "Say thank you.", "fr": "Dites merci."}
    assert read.files[0]["rows_used"] == 7
    assert json.dumps(provenance.as_data(read)) == written


def test_every_graph_of_a_snapshot_is_accounted_for_in_its_store(tmp_path: Path) -> None:
    live = published(SAMPLE, tmp_path)
    directory = SnapshotStore(tmp_path / "snapshots").path(live)
    graph, manifest = KnowledgeGraph.open(directory / GRAPH), Manifest.load(directory)
    records = [provenance.record_from(data) for data in manifest.releases]
    assert {entry.role for entry in records} == {"framework", "mapping"}
    for entry in records:
        name = URIRef(entry.graph)
        told = {
            (predicate, str(value))
            for _, predicate, value, where in graph.match(name, graph=PROVENANCE_GRAPH)
        }
        assert (OWL.versionInfo, entry.version) in told
        assert (DCTERMS.license, entry.licence) in told
        assert {f"urn:sha256:{file['sha256']}" for file in entry.files} == {
            value for predicate, value in told if predicate == PROV.wasDerivedFrom
        }
        assert entry.files
        assert entry.triples == graph.count(name) > 0
