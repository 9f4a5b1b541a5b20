"""What must hold in the knowledge graph: SHACL per concept, SKOS integrity over the whole store.

SHACL runs over small focused graphs, a few thousand concepts at a time, because pyshacl slows down with
the size of what it is given. Conditions that span concepts are single SPARQL queries or graph algorithms.
"""

import json
import os
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from rdflib import Graph
from rdflib.term import Node

from .knowledge_graph import KnowledgeGraph
from .namespaces import CMO, KIND_OF_CLASS, RDF, SKOS

SHAPES = Path(__file__).parent / "ontology" / "shapes.ttl"
CHUNK = 4_000
EXAMPLES = 20

#: The statements that the shapes look at; everything else would only slow pyshacl down.
_FOCUS = frozenset(
    {
        RDF.type,
        SKOS.prefLabel,
        SKOS.inScheme,
        SKOS.broader,
        CMO.hasPrerequisite,
        CMO.isAssessedBy,
        CMO.isEssentialForOccupation,
        CMO.isOptionalForOccupation,
        CMO.isRelevantForOccupation,
        CMO.importance,
        CMO.ratedLevel,
        CMO.ratedConcept,
        CMO.ratedOccupation,
    }
)

_LEARNABLE = "cmo:Skill cmo:Competence cmo:Knowledge cmo:Ability cmo:Activity cmo:LearningOutcome"
_STRUCTURE = (
    "skos:broader skos:related skos:exactMatch skos:closeMatch skos:broadMatch skos:narrowMatch "
    "skos:relatedMatch cmo:hasPrerequisite cmo:hasSubSkill cmo:usefulKnowledge cmo:essentialRelation "
    "cmo:optionalRelation cmo:isEssentialForOccupation cmo:isOptionalForOccupation "
    "cmo:isRelevantForOccupation cmo:isEmergingForOccupation cmo:relatedOccupation "
    "cmo:isAssessedBy cmo:domain"
)
_PREFIXES = (
    f"PREFIX skos: <{SKOS}> PREFIX cmo: <{CMO}> PREFIX owl: <http://www.w3.org/2002/07/owl#> "
    "PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> "
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One condition: how often it is broken, and the first concepts that break it."""

    check: str
    title: str
    count: int
    examples: Sequence[str]

    def as_data(self) -> dict[str, Any]:
        return {
            "check": self.check,
            "title": self.title,
            "count": self.count,
            "examples": list(self.examples),
        }


class ValidationFailed(Exception):
    """The validation itself broke down, whatever the data is like; the message has its last words."""


class ShaclProcess:
    """``shacl_findings`` in a process of its own, so that the indexes are built beside it.

    A plain child process, because a Celery worker's processes may not use multiprocessing's.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> "ShaclProcess":
        self._process = subprocess.Popen(  # noqa: S603 - our own module and a path we made
            [sys.executable, "-m", __spec__.name, str(self._path), str(os.getpid())],
            cwd=Path(__file__).parents[1],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        return self

    def __exit__(self, *exception: object) -> None:
        if self._process.poll() is None:
            self._process.kill()
            self._process.communicate()

    def findings(self) -> list[Finding]:
        """Wait for the process. Raises ValidationFailed with its last words when it did not finish."""
        output, errors = self._process.communicate()
        if self._process.returncode:
            last_words = errors.strip().rpartition("\n")[2] or "without a word"
            raise ValidationFailed(
                f"The SHACL validation ended with status {self._process.returncode}: {last_words[:500]}. "
                "Check that the machine has memory left, then run the ingest again"
            )
        return [Finding(**data) for data in json.loads(output)]


def shacl_findings(path: Path) -> list[Finding]:
    """Validate the finished graph at ``path`` against the shapes; one finding per broken constraint."""
    import pyshacl

    graph = KnowledgeGraph.open(path)
    shapes = Graph().parse(SHAPES)
    broken: Counter[str] = Counter()
    examples: dict[str, list[str]] = {}
    for focused in _focused_graphs(graph):
        conforms, results, _ = pyshacl.validate(
            focused, shacl_graph=shapes, inference="none", inplace=True, meta_shacl=False
        )
        if not conforms:
            for message, focus in _results(results):
                broken[message] += 1
                examples.setdefault(message, []).append(str(focus))
    return [
        Finding("SHACL", message, count, sorted(set(examples[message]))[:EXAMPLES])
        for message, count in sorted(broken.items())
    ]


def _focused_graphs(graph: KnowledgeGraph) -> Iterator[Graph]:
    focus = {
        subject
        for class_ in (*KIND_OF_CLASS, CMO.Rating)
        for subject, *_ in graph.match(None, RDF.type, class_)
    }
    ordered = sorted(focus, key=str)
    for start in range(0, len(ordered), CHUNK):
        focused = Graph()
        for subject in ordered[start : start + CHUNK]:
            _add_statements(graph, subject, focused)
        yield focused


def _add_statements(graph: KnowledgeGraph, subject: Node, focused: Graph) -> None:
    for _, predicate, value, _ in graph.match(subject):
        if predicate in _FOCUS:
            focused.add((subject, predicate, value))
            if predicate == CMO.isAssessedBy:
                # Only the class that the shape asks about: more would make it a concept without labels here.
                for statement in graph.match(value, RDF.type, CMO.Certification):
                    focused.add(statement[:3])


def _results(results: Any) -> Iterator[tuple[str, Node]]:
    shacl = "http://www.w3.org/ns/shacl#"
    rows = results.query(
        f"SELECT ?message ?focus WHERE {{ ?r <{shacl}focusNode> ?focus ; <{shacl}resultMessage> ?message }}"
    )
    for message, focus in rows:
        yield str(message), focus


def integrity_findings(graph: KnowledgeGraph) -> list[Finding]:
    """Every whole-store condition with how often it is broken (0 is worth reporting too)."""
    findings = [_query_finding(graph, *check) for check in _QUERIES]
    broader = _Hierarchy(graph)
    return [*findings, broader.cycles(), broader.related_to_ancestors(graph)]


#: (number in the SKOS reference or our own name, what is wrong in words, query for the concepts).
_QUERIES = (
    (
        "S13",
        "a label is preferred and alternative or hidden at once",
        "SELECT DISTINCT ?c WHERE { ?c skos:prefLabel ?l . "
        "{ ?c skos:altLabel ?l } UNION { ?c skos:hiddenLabel ?l } }",
    ),
    (
        "S14",
        "two preferred labels in one language",
        "SELECT ?c WHERE { ?c skos:prefLabel ?l BIND(LANG(?l) AS ?t) } "
        "GROUP BY ?c ?t HAVING (COUNT(DISTINCT ?l) > 1)",
    ),
    (
        "S46",
        "an exact match is also a broad, narrow or related match",
        "SELECT DISTINCT ?c WHERE { ?c skos:exactMatch ?o . "
        "{ ?c skos:broadMatch ?o } UNION { ?c skos:narrowMatch ?o } UNION { ?c skos:relatedMatch ?o } }",
    ),
    (
        "dangling",
        "a relation points at a concept that no loaded framework describes",
        f"SELECT ?c WHERE {{ VALUES ?p {{ {_STRUCTURE} }} ?c ?p ?o . "
        "FILTER NOT EXISTS { ?o rdf:type ?t } }",
    ),
    (
        "orphan",
        "a skill has no broader concept, no relation and no occupation",
        f"SELECT DISTINCT ?c WHERE {{ VALUES ?t {{ {_LEARNABLE} }} ?c rdf:type ?t . "
        f"FILTER NOT EXISTS {{ VALUES ?p {{ {_STRUCTURE} }} ?c ?p ?o }} "
        f"FILTER NOT EXISTS {{ VALUES ?q {{ {_STRUCTURE} }} ?s ?q ?c }} }}",
    ),
    (
        "unlabelled",
        "a concept has no preferred label",
        "SELECT ?c WHERE { ?c rdf:type skos:Concept . FILTER NOT EXISTS { ?c skos:prefLabel ?l } }",
    ),
)


def _query_finding(graph: KnowledgeGraph, check: str, title: str, query: str) -> Finding:
    found = sorted({str(row[0]) for row in graph.select(_PREFIXES + query)})
    return Finding(check, title, len(found), found[:EXAMPLES])


class _Hierarchy:
    """skos:broader as numbered edges, for what SPARQL paths are too slow at."""

    def __init__(self, graph: KnowledgeGraph) -> None:
        edges = [(str(narrow), str(broad)) for narrow, _, broad, _ in graph.match(None, SKOS.broader)]
        self._parents: dict[str, set[str]] = {}
        for narrow, broad in edges:
            self._parents.setdefault(narrow, set()).add(broad)
        self._names = sorted({uri for edge in edges for uri in edge})
        self._edges = edges

    def cycles(self) -> Finding:
        """Concepts that are broader than themselves, directly or through others."""
        looped = sorted(self._in_cycles())
        return Finding("cycle", "a concept is its own broader concept", len(looped), looped[:EXAMPLES])

    def related_to_ancestors(self, graph: KnowledgeGraph) -> Finding:
        """SKOS S27: what is related is not also broader, at any distance."""
        broken = set()
        for predicate in (SKOS.related, CMO.hasPrerequisite, CMO.usefulKnowledge, CMO.essentialRelation):
            for subject, _, value, _ in graph.match(None, predicate):
                if str(value) in self._ancestors(str(subject)) or str(subject) in self._ancestors(str(value)):
                    broken.add(str(subject))
        return Finding(
            "S27", "a related concept is also a broader one", len(broken), sorted(broken)[:EXAMPLES]
        )

    def _in_cycles(self) -> set[str]:
        from scipy.sparse import coo_array
        from scipy.sparse.csgraph import connected_components

        if not self._edges:
            return set()
        number = {uri: index for index, uri in enumerate(self._names)}
        sources, targets = zip(
            *((number[narrow], number[broad]) for narrow, broad in self._edges), strict=True
        )
        size = len(self._names)
        matrix = coo_array((np.ones(len(sources)), (sources, targets)), shape=(size, size)).tocsr()
        _, component = connected_components(matrix, directed=True, connection="strong")
        members = np.bincount(component)
        looped = {self._names[index] for index in np.flatnonzero(members[component] > 1)}
        return looped | {narrow for narrow, broad in self._edges if narrow == broad}

    def _ancestors(self, uri: str) -> set[str]:
        found: set[str] = set()
        open_ends = [uri]
        while open_ends:
            for parent in self._parents.get(open_ends.pop(), ()):
                if parent not in found:
                    found.add(parent)
                    open_ends.append(parent)
        return found


def _leave_with(parent: int) -> None:
    """End this process once ``parent`` is gone: after a killed ingest nobody waits for its findings."""
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(1)


if __name__ == "__main__":
    threading.Thread(target=_leave_with, args=(int(sys.argv[2]),), daemon=True).start()
    json.dump([finding.as_data() for finding in shacl_findings(Path(sys.argv[1]))], sys.stdout)
