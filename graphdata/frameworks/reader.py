"""What a reader is: it recognises releases among files, and turns one release into triples."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

from rdflib import URIRef
from rdflib.term import Node

from .report import ReadReport
from .sources import SourceFile

Triple = tuple[Node, URIRef, Node]


@dataclass(frozen=True, slots=True)
class Release:
    """One framework version, or one crosswalk, as found on disk.

    ``notice`` is the wording that the licence requires on screen, by language. ``author``,
    ``trust`` (``official`` or ``derived``) are filled for mappings.
    """

    reader: str
    framework: str
    version: str
    graph: URIRef
    title: str
    publisher: str
    licence: str
    licence_name: str
    landing_page: str
    sources: tuple[SourceFile, ...]
    languages: tuple[str, ...]
    notice: Mapping[str, str] = field(default_factory=dict)
    role: Literal["framework", "mapping"] = "framework"
    author: str = ""
    trust: Literal["official", "derived"] = "official"
    sample: bool = False


@dataclass(slots=True)
class ReadingContext:
    """What a reader may look at while reading: the report to write to, and the concepts known so far.

    ``known_concepts`` holds the URIs of every concept of the framework releases already read; mapping
    readers, which come last, check both ends of each row against it.
    """

    report: ReadReport
    known_concepts: Collection[str] = frozenset()


class FrameworkReader(Protocol):
    """One module of this package per framework implements this; see ``registry``."""

    #: The name in the registry and in ``manage.py ingest --framework``.
    name: str

    def find(self, sources: Sequence[SourceFile]) -> list[Release]:
        """The releases of this framework among ``sources``, judged by file names and header rows."""
        ...

    def read(self, release: Release, context: ReadingContext) -> Iterator[Triple]:
        """Yield the triples of ``release``; deterministic, the same files give the same triples.

        Raises UnusableFile for a file that cannot be read at all; a row that cannot be used is
        counted through ``context.report.skip`` and reading goes on.
        """
        ...
