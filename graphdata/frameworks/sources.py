"""Finds the files of official exports in folders and zips, safely, each content once.

A zip is untrusted input: entries that climb out of the archive, inflate beyond measure or cannot be
inflated end in UnusableFile, before anything is written anywhere (entries are only ever read into
memory, one at a time).
"""

import hashlib
import lzma
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from .report import ReadReport, UnusableFile

#: The largest single file we accept, unpacked. The largest official one (ESCO) has 21 MB.
LARGEST_FILE = 512 * 1024 * 1024
#: The most that one archive may unpack to, and how many times its packed size.
LARGEST_ARCHIVE = 2 * 1024 * 1024 * 1024
LARGEST_RATIO = 100
#: Below this an entry's ratio says nothing: a kilobyte of blanks packs as well as a bomb.
RATIO_MATTERS_FROM = 10 * 1024 * 1024
CHUNK = 1024 * 1024

#: All that zipfile raises for archives that are cut off or overwritten.
DAMAGED = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError, IndexError, ValueError
)  # fmt: skip

TABLE_SUFFIXES = frozenset({".csv", ".txt", ".tsv"})
RDF_SUFFIXES = frozenset({".ttl", ".rdf", ".xml", ".jsonld", ".nt", ".owl"})
SUFFIXES = TABLE_SUFFIXES | RDF_SUFFIXES


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file of an export. ``name`` is its path below the data folder (``a.zip!b.csv`` in a zip).

    ``root`` is the data folder's own name: with ``--data esco-1.1.1`` nothing else tells the version.
    """

    name: str
    sha256: str
    size: int
    read_bytes: Callable[[], bytes]
    root: str = ""

    @property
    def file_name(self) -> str:
        """The last segment of the path, which official releases keep stable."""
        return PurePosixPath(self.name.replace("!", "/")).name

    @property
    def suffix(self) -> str:
        return PurePosixPath(self.file_name).suffix.lower()

    @property
    def folder(self) -> str:
        """The path of the folder or zip that the file lies in."""
        return self.name.rpartition("!")[0] or str(PurePosixPath(self.name).parent)


def find_sources(data: Path, report: ReadReport) -> list[SourceFile]:
    """Every readable file below ``data`` (a folder, or one zip), in path order.

    A content met twice is kept once; the second place, and files of other types, are listed in the
    report as ignored. Raises UnusableFile when ``data`` does not exist or an archive is unsafe.
    """
    if not data.exists():
        raise UnusableFile(str(data), "no such folder or file", "Check the path given with --data")
    root = data.resolve().name if data.is_dir() else ""
    first_seen: dict[str, str] = {}
    sources = []
    for source in _candidates(data, report):
        if source.sha256 in first_seen:
            report.ignore(source.name, f"same content as {first_seen[source.sha256]}")
            continue
        first_seen[source.sha256] = source.name
        sources.append(replace(source, root=root))
    return sources


def _candidates(data: Path, report: ReadReport) -> Iterator[SourceFile]:
    if data.is_file():
        yield from _file_candidates(data, data.name, report)
        return
    for path in sorted(data.rglob("*")):
        if path.is_file() and not any(part.startswith(".") for part in path.relative_to(data).parts):
            yield from _file_candidates(path, path.relative_to(data).as_posix(), report)


def _file_candidates(path: Path, name: str, report: ReadReport) -> Iterator[SourceFile]:
    suffix = path.suffix.lower()
    if suffix == ".zip":
        yield from _zip_candidates(path, name, report)
    elif suffix not in SUFFIXES:
        report.ignore(name, "not a table, RDF or zip file")
    elif path.stat().st_size > LARGEST_FILE:
        raise UnusableFile(
            name, f"larger than {LARGEST_FILE >> 20} MB", "Official exports are smaller; check the file"
        )
    else:
        yield SourceFile(name, _digest(path, name), path.stat().st_size, path.read_bytes)


def _digest(path: Path, name: str) -> str:
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise UnusableFile(name, f"cannot be opened ({error.strerror})", "Check its permissions") from error


def _zip_candidates(path: Path, name: str, report: ReadReport) -> Iterator[SourceFile]:
    try:
        with zipfile.ZipFile(path) as archive:
            entries = [entry for entry in archive.infolist() if not entry.filename.endswith(("/", "\\"))]
            _refuse_unsafe(name, entries)
            for entry in sorted(entries, key=lambda entry: entry.filename):
                full_name = f"{name}!{entry.filename}"
                if reason := _reason_to_ignore(entry):
                    report.ignore(full_name, reason)
                    continue
                digest = hashlib.sha256(_inflate(archive, entry, full_name)).hexdigest()
                yield SourceFile(full_name, digest, entry.file_size, _entry_reader(path, entry, full_name))
    except DAMAGED as error:
        raise UnusableFile(
            name, f"the zip is damaged or incomplete ({error})", "Download the archive again"
        ) from error
    except (NotImplementedError, RuntimeError) as error:
        raise UnusableFile(
            name, f"the zip cannot be unpacked ({error})", "Unpack it by hand and give the folder instead"
        ) from error


def _reason_to_ignore(entry: zipfile.ZipInfo) -> str:
    path = PurePosixPath(entry.filename)
    if path.suffix.lower() not in SUFFIXES:
        return "not a table or RDF file"
    hidden = any(part.startswith(".") or part == "__MACOSX" for part in path.parts)
    return "a hidden file of the system that packed the zip" if hidden else ""


def _refuse_unsafe(name: str, entries: list[zipfile.ZipInfo]) -> None:
    for entry in entries:
        entry_path = PurePosixPath(entry.filename.replace("\\", "/"))
        outside = entry_path.is_absolute() or ".." in entry_path.parts
        if outside or not entry_path.parts or ":" in entry_path.parts[0]:
            raise UnusableFile(
                name,
                f"the entry {entry.filename!r} points outside the archive",
                "This is no official export; do not use it",
            )
        inflated, packed = entry.file_size, max(entry.compress_size, 1)
        if inflated > LARGEST_FILE or (inflated > RATIO_MATTERS_FROM and inflated > packed * LARGEST_RATIO):
            raise _bomb(name, entry.filename)
    if sum(entry.file_size for entry in entries) > LARGEST_ARCHIVE:
        raise _bomb(name, "all entries together")


def _bomb(name: str, what: str) -> UnusableFile:
    return UnusableFile(
        name,
        f"{what} would unpack to far more than an official export does",
        "This looks like a zip bomb; do not use it",
    )


def _inflate(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, full_name: str) -> bytes:
    """The entry's bytes. The declared size is not trusted: reading stops one chunk beyond it."""
    pieces, total = [], 0
    with archive.open(entry) as stream:
        while piece := stream.read(CHUNK):
            total += len(piece)
            if total > entry.file_size:
                raise _bomb(full_name, "the entry")
            pieces.append(piece)
    return b"".join(pieces)


def _entry_reader(path: Path, entry: zipfile.ZipInfo, full_name: str) -> Callable[[], bytes]:
    def read() -> bytes:
        # By entry, not by name: a zip may hold two entries of one name.
        with zipfile.ZipFile(path) as archive:
            return _inflate(archive, entry, full_name)

    return read
