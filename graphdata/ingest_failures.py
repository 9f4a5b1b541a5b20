"""What can stop an ingest, in words for the person who started it: what is wrong, where, and the remedy."""

import sqlite3
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from search.neural.encoder import EncoderError
from search.snapshot import SnapshotError

from .documents import DuplicateId
from .frameworks.reader import Release
from .frameworks.report import UnusableFile
from .knowledge_graph import InvalidTerm
from .validation import ValidationFailed

_UNTOUCHED = "Nothing was published; the live snapshot goes on"


class IngestFailed(Exception):
    """The build stopped; the message says what is wrong, where, and what to do. Nothing was published."""


class IngestBusy(IngestFailed):
    """Another ingest is running on the same SKILLGRAPH_VAR."""


class Cancelled(Exception):
    """Raised by a progress callback to stop the build."""


@contextmanager
def explained(var: Path) -> Iterator[None]:
    """Turn what the engine raises on bad input, a full disk or a broken model into IngestFailed."""
    try:
        yield
    except (UnusableFile, SnapshotError, EncoderError, ValidationFailed) as error:
        raise IngestFailed(str(error)) from error
    # SQLite and hnswlib have errors of their own for a write that the disk refuses.
    except (OSError, sqlite3.Error) as error:
        raise IngestFailed(_refusal(var, error)) from error


def _refusal(var: Path, error: OSError | sqlite3.Error) -> str:
    file = getattr(error, "filename", None)
    if file is not None and not Path(file).absolute().is_relative_to(var.absolute()):
        return f"{file} cannot be read ({error}). Check that it is there and its permissions. {_UNTOUCHED}"
    return (
        f"The disk refused a write while building ({error}). {_UNTOUCHED}. "
        f"Make room on {var} and run the ingest again"
    )


def nothing_found(data: Path, frameworks: Collection[str], files: int) -> IngestFailed:
    """No reader recognised anything below ``data``."""
    wanted = ", ".join(sorted(frameworks)) or "ESCO, ROME, O*NET or SKOS"
    seen = f"{files} files were looked at" if files else "It holds no table, RDF or zip file"
    return IngestFailed(
        f"No framework ({wanted}) was found under {data}. {seen}. Give the folder that the official "
        "export was unpacked to, or the zip itself; the README lists the files"
    )


def one_id_twice(error: DuplicateId, releases: Sequence[Release]) -> IngestFailed:
    """Two addresses that would share one id, each with the place that names it."""
    first, second = (f"{uri}{_first_mention(releases, uri)}" for uri in (error.first, error.second))
    return IngestFailed(
        f"{first} and {second} would both have the id {error.id}. "
        "Correct or remove one of them, or download the official export again"
    )


def unusable_term(error: InvalidTerm, release: Release) -> IngestFailed:
    """A term that RDF does not allow, which no reader should have let through."""
    files = ", ".join(source.name for source in release.sources)
    return IngestFailed(f"{files}: {error}. Correct it there and run the ingest again")


def refuse_two_versions(releases: Sequence[Release]) -> None:
    """IngestFailed when two releases of one framework were found: their concepts have the same ids."""
    first_of: dict[str, Release] = {}
    for release in releases:
        if release.role != "framework":
            continue
        first = first_of.setdefault(release.framework, release)
        if first is not release:
            raise IngestFailed(
                f"Two versions of {release.framework} were found: {_with_file(first)} and "
                f"{_with_file(release)}. Their concepts have the same ids, so only one can be loaded. "
                "Give --data the folder of one, or move the other away"
            )


def _with_file(release: Release) -> str:
    return f"{release.version} ({release.sources[0].name})"


def _first_mention(releases: Sequence[Release], uri: str) -> str:
    """Where ``uri`` first stands in the files, in brackets; empty when it is made, not read."""
    for release in releases:
        for source in release.sources:
            data = source.read_bytes()
            place = data.find(uri.encode())
            if place >= 0:
                line = data.count(b"\n", 0, place) + 1
                return f" ({source.name}, line {line})"
    return ""
