"""The knowledge graph: rdflib terms over Oxigraph on disk; the only door to pyoxigraph and oxrdflib.

Bulk-loading goes straight to pyoxigraph (rdflib's parser into the same store takes six times as long).
A published graph is opened read-only, so that any number of processes share one directory.
"""

import hashlib
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyoxigraph as ox
from rdflib import BNode, Dataset, Literal, URIRef
from rdflib.term import Node

Triple = tuple[Node, URIRef, Node]
Quad = tuple[Node, URIRef, Node, URIRef]

_XSD_STRING = "http://www.w3.org/2001/XMLSchema#string"


class InvalidTerm(ValueError):
    """An address or language tag that the store refuses; the message quotes it."""


class KnowledgeGraph:
    """Named graphs on disk."""

    def __init__(self, store: ox.Store) -> None:
        self._store = store

    @classmethod
    def create(cls, path: Path) -> "KnowledgeGraph":
        """Open ``path`` for building, alone; it is created when missing."""
        return cls(ox.Store(str(path)))

    @classmethod
    def open(cls, path: Path) -> "KnowledgeGraph":
        """Open a finished graph read-only. OSError when it is missing or damaged."""
        return cls(ox.Store.read_only(str(path)))

    def close(self) -> None:
        """Let go of the files now, whoever still holds this object; nothing can be asked afterwards.

        Until then a store opened for building has threads of its own that write.
        """
        del self._store

    def load(self, graph: URIRef, triples: Iterable[Triple]) -> None:
        """Add ``triples`` to the named graph ``graph``; repeats are stored once.

        Language tags come back in lower case, numbers in their canonical form (``4.50`` as ``4.5``).
        What ``triples`` raises passes through, and nothing of them is then kept. Raises InvalidTerm for an
        address or a language tag that RDF does not allow.
        """
        name = _node(graph)
        self._store.bulk_extend(
            ox.Quad(_subject(subject), _node(predicate), _term(value), name)
            for subject, predicate, value in triples
        )

    def drop(self, graph: URIRef) -> None:
        """Remove one named graph and nothing else."""
        self._store.remove_graph(_node(graph))

    def optimise(self) -> None:
        """Compact the store for reading; worth its seconds once, after the last load."""
        self._store.optimize()
        self._store.flush()

    def graphs(self) -> list[URIRef]:
        """The names of all graphs, sorted."""
        return sorted(
            URIRef(name.value) for name in self._store.named_graphs() if isinstance(name, ox.NamedNode)
        )

    def match(
        self,
        subject: Node | None = None,
        predicate: URIRef | None = None,
        value: Node | None = None,
        graph: URIRef | None = None,
    ) -> Iterator[Quad]:
        """Every statement that fits the pattern, over all graphs or one; None fits anything."""
        found = self._store.quads_for_pattern(
            _subject(subject) if subject is not None else None,
            _node(predicate) if predicate is not None else None,
            _term(value) if value is not None else None,
            _node(graph) if graph is not None else None,
        )
        for quad in found:
            name = _rdflib(quad.graph_name)
            yield _rdflib(quad.subject), _uri(quad.predicate.value), _rdflib(quad.object), URIRef(str(name))

    def ask(self, query: str) -> bool:
        """The answer to a SPARQL ASK over the union of all graphs."""
        return bool(self._store.query(query, use_default_graph_as_union=True))

    def select(self, query: str) -> Iterator[tuple[Any, ...]]:
        """The rows of a SPARQL SELECT over the union of all graphs; unbound cells are None."""
        solutions = self._store.query(query, use_default_graph_as_union=True)
        if not isinstance(solutions, ox.QuerySolutions):
            raise ValueError("not a SELECT query")
        for solution in solutions:
            yield tuple(None if term is None else _rdflib(term) for term in solution)

    def texts(self, predicate: URIRef, graph: URIRef) -> Iterator[tuple[str, str, str]]:
        """Subject, plain value and language tag (or ``""``) of every statement of ``predicate``.

        Three times as fast as ``match`` for whoever needs no rdflib terms: those cost more than the read.
        """
        found: Iterator[Any] = self._store.quads_for_pattern(None, _node(predicate), None, _node(graph))
        for quad in found:
            yield quad.subject.value, quad.object.value, getattr(quad.object, "language", None) or ""

    def pairs(self, predicate: URIRef) -> Iterator[tuple[str, str]]:
        """Plain subject and value of every statement of ``predicate`` in any graph, repeats included.

        Twice as fast as ``texts``, which also decodes the predicate and the graph of each statement.
        """
        found: Any = self._store.query(f"SELECT ?s ?o WHERE {{ GRAPH ?g {{ ?s <{predicate}> ?o }} }}")
        for subject, value in found:
            yield subject.value, value.value

    def count(self, graph: URIRef) -> int:
        """How many statements ``graph`` holds."""
        # Counted by the store: handing millions of quads over to Python would take a minute.
        query = f"SELECT (COUNT(*) AS ?count) WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}"
        ((count,),) = self.select(query)
        return int(count)

    def digest(self, graph: URIRef) -> str:
        """SHA-256 over the sorted N-Quads of ``graph``: equal digests mean equal statements."""
        lines = sorted(str(quad) for quad in self._store.quads_for_pattern(None, None, None, _node(graph)))
        digest = hashlib.sha256()
        for line in lines:
            digest.update(line.encode() + b" .\n")
        return digest.hexdigest()

    def dataset(self) -> Dataset:
        """The same store through rdflib, for libraries that want a Dataset. Avoid ``len()`` on it."""
        from oxrdflib import OxigraphStore

        return Dataset(store=OxigraphStore(store=self._store), default_union=True)


@lru_cache(maxsize=200_000)
def _node(uri: URIRef) -> ox.NamedNode:
    try:
        return ox.NamedNode(str(uri))
    except ValueError as error:
        raise InvalidTerm(f"{str(uri)!r} is no usable address ({error})") from error


@lru_cache(maxsize=200_000)
def _uri(value: str) -> URIRef:
    return URIRef(value)


def _subject(term: Node) -> Any:
    return ox.BlankNode(str(term)) if isinstance(term, BNode) else _node(_as_uri(term))


def _as_uri(term: Node) -> URIRef:
    if not isinstance(term, URIRef):
        raise TypeError(f"{term!r} cannot stand as a subject")
    return term


def _term(term: Node) -> Any:
    if isinstance(term, Literal):
        if term.language:
            return _tagged(str(term), term.language)
        if term.datatype and str(term.datatype) != _XSD_STRING:
            return ox.Literal(str(term), datatype=_node(term.datatype))
        return ox.Literal(str(term))
    return _subject(term)


def _tagged(text: str, language: str) -> ox.Literal:
    try:
        return ox.Literal(text, language=language)
    except ValueError as error:
        raise InvalidTerm(f"{language!r} ({text[:80]!r}) is no language tag: {error}") from error


def _rdflib(term: Any) -> Node:
    if isinstance(term, ox.NamedNode):
        return _uri(term.value)
    if isinstance(term, ox.BlankNode):
        return BNode(term.value)
    if term.language:
        return Literal(term.value, lang=term.language)
    if term.datatype.value == _XSD_STRING:
        return Literal(term.value)
    # Unless told not to, rdflib rewrites what it reads: a time in "Z" as "+00:00", for example.
    return Literal(term.value, datatype=_uri(term.datatype.value), normalize=False)
