"""Hand-made SKOS files, graphs and snapshots, small enough to see what a test depends on."""

from collections.abc import Iterable
from pathlib import Path

from rdflib import Graph, URIRef

from graphdata.frameworks.reader import Release, Triple
from graphdata.ingest import IngestOptions, build_snapshot, publish
from graphdata.knowledge_graph import KnowledgeGraph
from graphdata.namespaces import CMO, DCTERMS, RDF, SKOS, framework_graph
from graphdata.neighbourhood import ConceptGraph
from search.snapshot import SnapshotStore

PREFIXES = f"""
@prefix cmo: <{CMO}> . @prefix dct: <{DCTERMS}> . @prefix rdf: <{RDF}> . @prefix skos: <{SKOS}> .
@prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix : <https://example.org/> .
"""
EX = "https://example.org/"
GRAPH = URIRef(EX + "graph")
SCHEME = ':scheme a skos:ConceptScheme ; dct:title "Trades"@en ; owl:versionInfo "1" .\n'


def example(name: str) -> URIRef:
    return URIRef(EX + name)


def example_id(name: str) -> str:
    return f"trades:https%3A%2F%2Fexample.org%2F{name}"


def triples(turtle: str) -> list[Triple]:
    """The statements of ``turtle``, which may use the usual prefixes."""
    return [(s, URIRef(str(p)), o) for s, p, o in Graph().parse(data=PREFIXES + turtle, format="turtle")]


def store(path: Path, turtle: str, graph: URIRef = GRAPH) -> KnowledgeGraph:
    """A new store at ``path`` that holds ``turtle`` in one named graph."""
    path.parent.mkdir(parents=True, exist_ok=True)
    knowledge = KnowledgeGraph.create(path)
    knowledge.load(graph, triples(turtle))
    return knowledge


def release(framework: str = "trades", version: str = "1", languages: Iterable[str] = ("en",)) -> Release:
    """A release without files, for what needs no more than its names."""
    return Release(
        reader="skos", framework=framework, version=version, graph=framework_graph(framework, version),
        title=framework.title(), publisher="Somebody", licence="https://example.org/licence",
        licence_name="Free", landing_page="https://example.org/about", sources=(),
        languages=tuple(languages), notice={"en": "Say thank you.", "fr": "Dites merci."},
    )  # fmt: skip


def write_scheme(folder: Path, turtle: str, name: str = "trades.ttl") -> Path:
    """A folder with one SKOS file: a scheme called Trades that holds ``turtle``."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(PREFIXES + SCHEME + turtle, encoding="utf-8")
    return folder


def published(data: Path, var: Path) -> str:
    """Build what ``data`` holds below ``var`` and make it live; returns the snapshot's id."""
    built = build_snapshot(IngestOptions(data=data, var=var))
    publish(var, built.snapshot_id)
    return built.snapshot_id


def concept_graph(var: Path) -> ConceptGraph:
    """The graph of the live snapshot below ``var``."""
    snapshots = SnapshotStore(var / "snapshots")
    return ConceptGraph(snapshots.path(snapshots.current_id() or ""))
