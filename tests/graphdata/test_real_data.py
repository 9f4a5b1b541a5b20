"""The official frameworks at full size: what is in them, and that crosswalks leave them alone."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from rdflib import URIRef

from graphdata.documents import documents
from graphdata.frameworks.reader import ReadingContext, Release
from graphdata.frameworks.registry import readers
from graphdata.frameworks.report import ReadReport
from graphdata.frameworks.sources import SourceFile, find_sources
from graphdata.knowledge_graph import KnowledgeGraph
from graphdata.namespaces import RDF, SKOS
from graphdata.validation import integrity_findings

from .frameworks.reading import official_data

pytestmark = pytest.mark.data

OWN = frozenset({"esco", "rome", "onet"})


class Loaded:
    """The official frameworks and crosswalks in one store."""

    def __init__(self, folder: Path) -> None:
        self.sources = find_sources(official_data(), ReadReport())
        self.graph = KnowledgeGraph.create(folder)
        self.frameworks = load(self.graph, self.sources, OWN, set())
        self.alone = {release.graph: self.graph.digest(release.graph) for release in self.frameworks}
        known = {uri for release in self.frameworks for uri in concepts(self.graph, release.graph)}
        self.crosswalks = load(self.graph, self.sources, frozenset({"crosswalks"}), known)


def load(
    graph: KnowledgeGraph, sources: list[SourceFile], names: frozenset[str], known: set[str]
) -> list[Release]:
    releases = []
    for reader in readers(names):
        for release in reader.find(sources):
            graph.load(release.graph, reader.read(release, ReadingContext(ReadReport(), known)))
            releases.append(release)
    return releases


def concepts(graph: KnowledgeGraph, name: URIRef) -> Iterator[str]:
    return (str(subject) for subject, *_ in graph.match(predicate=RDF.type, value=SKOS.Concept, graph=name))


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    return Loaded(tmp_path_factory.mktemp("official") / "graph")


def test_every_official_concept_has_a_document_of_its_own(loaded: Loaded) -> None:
    found = list(documents(loaded.graph, loaded.frameworks))
    assert len({document.id for document in found}) == len(found) > 90_000
    kinds = {(document.framework, document.kind) for document in found}
    assert {
        ("esco", "skill"),
        ("rome", "job_title"),
        ("onet", "activity"),
        ("rome", "certification"),
    } <= kinds


def test_nothing_official_dangles_circles_or_lacks_a_label(loaded: Loaded) -> None:
    counts = {finding.check: finding.count for finding in integrity_findings(loaded.graph)}
    for check in ("S13", "S14", "S46", "dangling", "unlabelled", "cycle"):
        assert counts[check] == 0, check


def test_crosswalks_leave_the_official_frameworks_as_they_were(loaded: Loaded) -> None:
    """Last, because it takes the crosswalks out of the store again."""
    with_crosswalks = {name: loaded.graph.digest(name) for name in loaded.alone}
    assert with_crosswalks == loaded.alone
    assert len(loaded.crosswalks) >= 3
    for crosswalk in loaded.crosswalks:
        assert loaded.graph.count(crosswalk.graph) > 4_000
        loaded.graph.drop(crosswalk.graph)
    assert {name: loaded.graph.digest(name) for name in loaded.alone} == loaded.alone
