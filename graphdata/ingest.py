"""Official files in, published snapshot out: the one orchestrator of the ingest.

``build_snapshot`` reads, loads, validates, indexes and verifies beside the live snapshot; ``publish``
switches to it. Whatever fails before the switch leaves the live snapshot as it was.
"""

import json
import resource
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout
from rdflib import Graph, URIRef

from search.snapshot import DENSE, GRAPH, LEXICAL, REPORT, Manifest, SnapshotError, SnapshotStore, checksums
from search.types import ConceptDocument

from . import indexing, provenance
from .documents import DuplicateId, documents
from .frameworks.reader import FrameworkReader, ReadingContext, Release, Triple
from .frameworks.registry import MODULES, readers
from .frameworks.report import ReadReport
from .frameworks.sources import find_sources
from .ingest_failures import (
    Cancelled,
    IngestBusy,
    IngestFailed,
    explained,
    nothing_found,
    one_id_twice,
    refuse_two_versions,
    unusable_term,
)
from .knowledge_graph import InvalidTerm, KnowledgeGraph
from .link_reading import write_links
from .namespaces import KIND_OF_CLASS, ONTOLOGY_GRAPH, PROVENANCE_GRAPH, RDF, SCHEME, SKOS
from .records import ReleaseRecord
from .validation import Finding, ShaclProcess, integrity_findings

__all__ = [
    "STAGES", "BuiltSnapshot", "Cancelled", "IngestBusy", "IngestFailed", "IngestOptions", "Progress",
    "build_snapshot", "publish",
]  # fmt: skip

ONTOLOGY = Path(__file__).parent / "ontology" / "cmo.ttl"

STAGES = ("finding", "reading", "loading", "validating", "indexing", "encoding", "verifying")

#: Called as (stage, done, total or None, message); may raise Cancelled.
Progress = Callable[[str, int, int | None, str], None]

#: How often a reader's progress is told, in statements.
TELL_EVERY = 20_000


@dataclass(frozen=True, slots=True)
class IngestOptions:
    """What to read and where to build. ``frameworks`` empty means every reader."""

    data: Path
    var: Path
    frameworks: frozenset[str] = frozenset()
    encoder: str = "embedded"


@dataclass(frozen=True, slots=True)
class BuiltSnapshot:
    """A finished, verified, unpublished snapshot and the report that it carries."""

    snapshot_id: str
    report: dict[str, Any]


@dataclass(slots=True)
class _Reading:
    """What reading has gathered so far."""

    report: ReadReport
    releases: list[Release] = field(default_factory=list)
    known: set[str] = field(default_factory=set)
    kinds: dict[str, Counter[str]] = field(default_factory=dict)
    triples: dict[str, int] = field(default_factory=dict)


def build_snapshot(options: IngestOptions, on_progress: Progress = lambda *step: None) -> BuiltSnapshot:
    """Build and verify a snapshot from the files under ``options.data``.

    Raises IngestFailed (bad input, full disk), IngestBusy, or Cancelled from ``on_progress``.
    """
    unknown = options.frameworks - MODULES.keys()
    if unknown:
        raise IngestFailed(f"Unknown framework {', '.join(sorted(unknown))}. Known are: {', '.join(MODULES)}")
    store = SnapshotStore(options.var / "snapshots")
    with explained(options.var), _only_one(options.var):
        snapshot_id = store.new_id()
        try:
            report = _build(options, store, snapshot_id, on_progress)
        finally:
            store.abandon(snapshot_id)
    return BuiltSnapshot(snapshot_id, report)


def publish(var: Path, snapshot_id: str) -> None:
    """Make a built snapshot the live one. IngestFailed when it does not verify."""
    with explained(var):
        SnapshotStore(var / "snapshots").publish(snapshot_id)


def left_out(var: Path, snapshot_id: str) -> list[str]:
    """What the live snapshot has and ``snapshot_id`` has not, such as ``"rome 4.60"``; samples do not count.

    Publishing would take these frameworks away from everybody, which is seldom what reading one anew is for.
    A live snapshot that is gone or damaged has nothing to lose: the new one is its remedy.
    """
    store = SnapshotStore(var / "snapshots")
    live = store.current_id()
    try:
        leaving = _frameworks(store, live) if live else []
    except SnapshotError:
        return []
    coming = {release["framework"] for release in _frameworks(store, snapshot_id)}
    return [
        f"{release['framework']} {release['version']}"
        for release in leaving
        if release["framework"] not in coming and not release["sample"]
    ]


def _frameworks(store: SnapshotStore, snapshot_id: str) -> list[dict[str, Any]]:
    releases = Manifest.load(store.path(snapshot_id)).releases
    return [release for release in releases if release["role"] == "framework"]


@contextmanager
def _only_one(var: Path) -> Iterator[None]:
    """Hold the ingest lock; the kernel lets go of it when the process dies, however it dies."""
    var.mkdir(parents=True, exist_ok=True)
    lock = FileLock(var / "ingest.lock")
    try:
        with lock.acquire(timeout=0):
            yield
    except Timeout as error:
        raise IngestBusy(
            f"Another ingest is running in {var}. Wait until it ends, or stop it, then try again"
        ) from error


def _build(options: IngestOptions, store: SnapshotStore, snapshot_id: str, tell: Progress) -> dict[str, Any]:
    started, ingested_at = time.monotonic(), datetime.now(UTC)
    directory = store.begin(snapshot_id)
    # The only writer leaves before the readers come, and before a failed build is removed.
    with closing(KnowledgeGraph.create(directory / GRAPH)) as graph:
        reading = _read_everything(options, graph, tell)
        records = _load_provenance(graph, reading, ingested_at)
        tell("loading", 0, None, "compacting the knowledge graph")
        graph.optimise()
    with (
        ShaclProcess(directory / GRAPH) as shacl,
        closing(KnowledgeGraph.open(directory / GRAPH)) as finished,
    ):
        tell("validating", 0, None, "integrity of the whole store")
        integrity = integrity_findings(finished)
        tell("indexing", 0, None, "words")
        indexes = indexing.build(
            _documents(finished, reading.releases),
            directory / LEXICAL,
            directory / DENSE,
            options.encoder,
            tell,
        )
        tell("indexing", 0, None, "links")
        write_links(directory, finished)
        tell("validating", 0, None, "waiting for the shapes")
        findings = shacl.findings()
    report = _report(reading, records, findings, integrity)
    report |= {"seconds": round(time.monotonic() - started, 1), "peak_mb": _peak_mb()}
    (directory / REPORT).write_text(json.dumps(report, ensure_ascii=False), encoding="utf-8")
    tell("verifying", 0, None, "checksums")
    Manifest(
        id=snapshot_id,
        created=ingested_at.isoformat(timespec="seconds"),
        encoder=indexes.encoder,
        releases=[provenance.as_data(record) for record in records],
        counts={str(name): dict(counts) for name, counts in reading.kinds.items()},
        triples=reading.triples,
        index=indexes.record,
        files=checksums(directory),
    ).save(directory)
    store.finish(snapshot_id)
    store.verify(snapshot_id)
    return report


def _read_everything(options: IngestOptions, graph: KnowledgeGraph, tell: Progress) -> _Reading:
    reading = _Reading(ReadReport())
    tell("finding", 0, None, str(options.data))
    sources = find_sources(options.data, reading.report)
    graph.load(ONTOLOGY_GRAPH, _ontology())
    reading.triples[str(ONTOLOGY_GRAPH)] = graph.count(ONTOLOGY_GRAPH)
    found = [(reader, release) for reader in readers(options.frameworks) for release in reader.find(sources)]
    releases = [release for _, release in found]
    if not any(release.role == "framework" for release in releases):
        raise nothing_found(options.data, options.frameworks, len(sources))
    refuse_two_versions(releases)
    for reader, release in found:
        _read_release(reader, release, graph, reading, tell)
    claimed = {source.name for release in releases for source in release.sources}
    for source in sources:
        if source.name not in claimed:
            reading.report.ignore(source.name, "belongs to no known framework")
    return reading


def _ontology() -> Iterator[Triple]:
    for subject, predicate, value in Graph().parse(ONTOLOGY):
        yield subject, URIRef(str(predicate)), value


def _read_release(
    reader: FrameworkReader, release: Release, graph: KnowledgeGraph, reading: _Reading, tell: Progress
) -> None:
    title = f"{release.title} {release.version}"
    tell("reading", 0, None, title)
    context = ReadingContext(reading.report, reading.known)
    kinds: Counter[str] = Counter()
    stream = reader.read(release, context)
    if release.role == "framework":
        stream = _with_scheme(release, stream, reading, kinds)
    try:
        graph.load(release.graph, _counted(stream, title, tell))
    except InvalidTerm as error:
        raise unusable_term(error, release) from error
    reading.releases.append(release)
    reading.kinds[str(release.graph)] = kinds
    reading.triples[str(release.graph)] = graph.count(release.graph)


def _with_scheme(
    release: Release, stream: Iterator[Triple], reading: _Reading, kinds: Counter[str]
) -> Iterator[Triple]:
    """Place every concept in its framework's scheme, and note which concepts there are."""
    scheme = SCHEME[release.framework]
    yield from provenance.scheme_triples(release, scheme)
    for triple in stream:
        yield triple
        subject, predicate, value = triple
        if predicate == RDF.type and isinstance(value, URIRef) and value in KIND_OF_CLASS:
            kinds[str(value).rpartition("#")[2]] += 1
            if str(subject) not in reading.known:
                reading.known.add(str(subject))
                yield subject, RDF.type, SKOS.Concept
                yield subject, SKOS.inScheme, scheme


def _counted(stream: Iterator[Triple], title: str, tell: Progress) -> Iterator[Triple]:
    for number, triple in enumerate(stream, start=1):
        if number % TELL_EVERY == 0:
            tell("reading", number, None, title)
        yield triple


def _documents(graph: KnowledgeGraph, releases: Sequence[Release]) -> list[ConceptDocument]:
    try:
        return list(documents(graph, releases))
    except DuplicateId as error:
        raise one_id_twice(error, releases) from error


def _load_provenance(graph: KnowledgeGraph, reading: _Reading, at: datetime) -> list[ReleaseRecord]:
    records = [
        provenance.release_record(
            release,
            reading.report.files,
            ingested_at=at,
            triples=reading.triples[str(release.graph)],
            counts=reading.kinds[str(release.graph)],
        )
        for release in reading.releases
    ]
    graph.load(
        PROVENANCE_GRAPH, (triple for record in records for triple in provenance.release_triples(record))
    )
    reading.triples[str(PROVENANCE_GRAPH)] = graph.count(PROVENANCE_GRAPH)
    return records


def _report(
    reading: _Reading, records: Sequence[ReleaseRecord], shacl: list[Finding], integrity: list[Finding]
) -> dict[str, Any]:
    return {
        "files": [
            {
                "file": entry.file,
                "sha256": entry.sha256,
                "rows_read": entry.rows_read,
                "rows_used": entry.rows_used,
                "rows_skipped": entry.rows_skipped,
                "reasons": dict(entry.reasons.most_common()),
                "skipped": [[row.line, row.reason] for row in entry.skipped],
            }
            for entry in reading.report.files.values()
        ],
        "ignored": [list(entry) for entry in reading.report.ignored],
        "notes": reading.report.notes,
        "counts": {record.graph: dict(record.counts) for record in records},
        "triples": reading.triples,
        "quality": {
            "shacl": [finding.as_data() for finding in shacl],
            "integrity": [finding.as_data() for finding in integrity],
        },
    }


def _peak_mb() -> int:
    """Peak resident memory of this process and its children, in MB (Linux counts kilobytes)."""
    unit = 1024 if sys.platform != "darwin" else 1024 * 1024
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return int((own + children) / unit)
