"""Reads whatever a folder holds with one reader, and answers questions about the outcome."""

import os
import shutil
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import pytest
from rdflib import Graph, URIRef
from rdflib.namespace import RDF

from graphdata.frameworks.reader import FrameworkReader, ReadingContext, Release
from graphdata.frameworks.report import ReadReport
from graphdata.frameworks.sources import find_sources
from graphdata.namespaces import SKOS

SAMPLE = Path(__file__).resolve().parents[3] / "graphdata" / "sample"


@dataclass(frozen=True, slots=True)
class Reading:
    """The releases found, the statements of all of them, and the report."""

    releases: list[Release]
    graph: Graph
    report: ReadReport

    def of_class(self, class_: URIRef) -> set[str]:
        """The last segments of the URIs of this class."""
        return {str(subject).rpartition("/")[2] for subject in self.graph.subjects(RDF.type, class_)}

    def concepts(self) -> set[str]:
        return {str(subject) for subject in self.graph.subjects(RDF.type, SKOS.Concept)}

    def skipped(self, file_name: str) -> list[tuple[int, str]]:
        """Line and reason of the rows of ``file_name`` that could not be used."""
        (entry,) = (entry for name, entry in self.report.files.items() if Path(name).name == file_name)
        assert entry.rows_skipped == len(entry.skipped)
        return [(row.line, row.reason) for row in entry.skipped]


def read(reader: FrameworkReader, data: Path, known: Collection[str] = frozenset()) -> Reading:
    report = ReadReport()
    releases = reader.find(find_sources(data, report))
    graph = Graph()
    for release in releases:
        for triple in reader.read(release, ReadingContext(report, known)):
            graph.add(triple)
    return Reading(releases, graph, report)


def tally(reader: FrameworkReader, data: Path) -> tuple[Counter[URIRef], Counter[URIRef], ReadReport]:
    """How often each class and each predicate occurs: for official data, too large for an rdflib graph."""
    report = ReadReport()
    classes: Counter[URIRef] = Counter()
    predicates: Counter[URIRef] = Counter()
    for release in reader.find(find_sources(data, report)):
        for _, predicate, value in reader.read(release, ReadingContext(report)):
            predicates[predicate] += 1
            if predicate == RDF.type and isinstance(value, URIRef):
                classes[value] += 1
    return classes, predicates, report


def copy_of_sample(name: str, destination: Path) -> Path:
    """A folder of the bundled sample that a test may edit."""
    return Path(shutil.copytree(SAMPLE / name, destination / name))


def append(file: Path, *lines: str) -> int:
    """Add ``lines``; returns the line number of the first one."""
    first = file.read_text(encoding="utf-8").count("\n") + 1
    with file.open("a", encoding="utf-8", newline="") as stream:
        stream.writelines(f"{line}\n" for line in lines)
    return first


def replace_in(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text, f"{old!r} is not in {file.name}"
    file.write_text(text.replace(old, new), encoding="utf-8")


def official_data() -> Path:
    """The folder with the official frameworks; tests that use it are marked ``data``."""
    if not (folder := os.environ.get("SKILLGRAPH_DATA_DIR")):
        pytest.fail("set SKILLGRAPH_DATA_DIR to the folder with the official frameworks")
    return Path(folder)
