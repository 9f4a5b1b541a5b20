"""Parses RDF files that nobody vouches for: nothing is fetched, nothing expands, errors name a line."""

import io
import json
import logging
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from xml.parsers import expat

from rdflib import Graph
from rdflib.plugins.parsers.notation3 import RDFSink, SinkParser
from rdflib.plugins.parsers.ntriples import NTGraphSink, W3CNTriplesParser

from .report import UnusableFile
from .sources import SourceFile

_LINE_IN_MESSAGE = re.compile(r":(\d+):\d+: ?")
_EDIT = "Correct the file, or export it again"


def parse_rdf(source: SourceFile, base: str) -> Graph:
    """All statements of ``source``; relative addresses are resolved against ``base``.

    Raises UnusableFile for a syntax error, a document type declaration in XML (its entities can be made
    to expand without end) and a JSON-LD context that would have to be fetched.
    """
    parse = _PARSERS[source.suffix]
    try:
        with _quiet_rdflib():
            return parse(source, base)
    except RecursionError as error:
        raise UnusableFile(source.name, "brackets are nested too deeply", _EDIT) from error
    except UnicodeDecodeError as error:
        line = bytes(error.object).count(b"\n", 0, error.start) + 1
        raise UnusableFile(
            source.name, "the text is not valid UTF-8", "Save it as UTF-8", line=line
        ) from error


@contextmanager
def _quiet_rdflib() -> Iterator[None]:
    """rdflib logs odd literals and addresses with a traceback; the reader counts them itself."""
    logger = logging.getLogger("rdflib.term")
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(level)


def _parse_turtle(source: SourceFile, base: str) -> Graph:
    graph = Graph()
    # The parser that Graph.parse uses, driven by hand because only the object knows the line.
    parser = SinkParser(RDFSink(graph), baseURI=base, turtle=True)
    _run(lambda: parser.loadBuf(source.read_bytes()), source, lambda: int(parser.lines) + 1)
    return graph


class _LineCountingParser(W3CNTriplesParser):
    line_number = 0

    def readline(self) -> str | None:
        self.line_number += 1
        return super().readline()


def _parse_ntriples(source: SourceFile, base: str) -> Graph:  # noqa: ARG001  N-Triples has no relative IRIs
    graph = Graph()
    parser = _LineCountingParser(NTGraphSink(graph))
    text = io.StringIO(source.read_bytes().decode("utf-8-sig"), newline="")
    _run(lambda: parser.parse(text), source, lambda: parser.line_number)
    return graph


def _parse_xml(source: SourceFile, base: str) -> Graph:
    data = source.read_bytes()
    _refuse_document_type(source, data)
    graph = Graph()
    _run(lambda: graph.parse(data=data, format="xml", publicID=base), source, lambda: None)
    return graph


def _refuse_document_type(source: SourceFile, data: bytes) -> None:
    def refuse(*_declaration: object) -> None:
        raise UnusableFile(
            source.name,
            "it declares a document type (DOCTYPE), whose entities are not expanded here for safety",
            "Export the file as Turtle, or write its entities out and remove the declaration",
            line=checker.CurrentLineNumber,
        )

    checker = expat.ParserCreate()
    checker.StartDoctypeDeclHandler = refuse
    try:
        checker.Parse(data, True)
    except expat.ExpatError as error:
        raise UnusableFile(
            source.name, f"not well-formed XML ({expat.ErrorString(error.code)})", _EDIT, line=error.lineno
        ) from error


def _parse_json_ld(source: SourceFile, base: str) -> Graph:
    text = source.read_bytes().decode("utf-8-sig")
    try:
        document = json.loads(text)
    except json.JSONDecodeError as error:
        raise UnusableFile(source.name, f"not JSON ({error.msg})", _EDIT, line=error.lineno) from error
    _refuse_remote_contexts(source, document)
    graph = Graph()
    _run(lambda: graph.parse(data=text, format="json-ld", publicID=base), source, lambda: None)
    return graph


def _refuse_remote_contexts(source: SourceFile, document: object) -> None:
    for address in _remote_contexts(document):
        raise UnusableFile(
            source.name,
            f"its JSON-LD context would have to be fetched ({_shortened(address)})",
            "Write the context into the file, or convert the file to Turtle",
        )


def _remote_contexts(document: object) -> Iterator[str]:
    waiting = [document]
    while waiting:
        value = waiting.pop()
        if isinstance(value, list):
            waiting += value
        elif isinstance(value, dict):
            waiting += value.values()
            contexts = value.get("@context")
            candidates = [*(contexts if isinstance(contexts, list) else [contexts]), value.get("@import")]
            yield from (context for context in candidates if isinstance(context, str))


def _run(parse: Callable[[], object], source: SourceFile, line: Callable[[], int | None]) -> None:
    try:
        parse()
    except (RecursionError, UnicodeDecodeError, MemoryError):
        raise
    except Exception as error:  # rdflib's parsers fail with any type, AssertionError included
        message = " ".join(str(error).split())
        found = _LINE_IN_MESSAGE.search(message)
        raise UnusableFile(
            source.name,
            f"cannot be parsed ({_shortened(message)})",
            _EDIT,
            line=line() or (int(found[1]) if found else None),
        ) from error


def _shortened(message: str, longest: int = 200) -> str:
    return message if len(message) <= longest else f"{message[:longest]}…"


_PARSERS: dict[str, Callable[[SourceFile, str], Graph]] = {
    ".ttl": _parse_turtle,
    ".nt": _parse_ntriples,
    ".rdf": _parse_xml,
    ".xml": _parse_xml,
    ".owl": _parse_xml,
    ".jsonld": _parse_json_ld,
}
