"""The snapshot: one immutable directory that holds all a web process needs to answer.

    <root>/
        20261122T101500000000Z-1a2b3c/      one snapshot
            manifest.json             what it holds, with a checksum for every other file
            report.json               what the ingest read, skipped and found
            lexical.sqlite3           FTS5 tables and the concept documents
            dense/                    vectors and HNSW indexes
            graph/                    the knowledge graph (Oxigraph), opened read-only
            links.npz                 its links between concepts as arrays (not in older snapshots)
        current -> 20261122T101500000000Z-1a2b3c
        published.jsonl               every switch, newest last
        .building-…                   an unfinished build; never served

A snapshot is built beside the live one and becomes visible by renaming a link, which POSIX makes
atomic: a crash at any moment leaves the old or the new one live, never half of one.
"""

import hashlib
import json
import logging
import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex
from typing import Any, Generic, TypeVar

from filelock import FileLock

logger = logging.getLogger(__name__)

T = TypeVar("T")

MANIFEST = "manifest.json"
REPORT = "report.json"
LEXICAL = "lexical.sqlite3"
DENSE = "dense"
GRAPH = "graph"
LINKS = "links.npz"
CURRENT = "current"
HISTORY = "published.jsonl"
BUILDING = ".building-"

#: Raised when the layout or the meaning of a file changes; another format refuses to load.
FORMAT = 2
#: After a switch to a snapshot that cannot be loaded, how long before it is tried again.
RETRY_SECONDS = 5.0


class SnapshotError(Exception):
    """A snapshot that cannot be used; the message says why and what to do."""


class SnapshotMissing(SnapshotError):
    """Nothing has been published yet."""


@dataclass(frozen=True, slots=True)
class EncoderRecord:
    """The encoder that made the vectors; another one must not query them."""

    name: str
    dim: int
    fingerprint: str
    text: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a snapshot holds. ``files`` maps each path below the directory to its SHA-256 and size."""

    id: str
    created: str
    encoder: EncoderRecord
    releases: list[dict[str, Any]]
    counts: dict[str, dict[str, int]]
    triples: dict[str, int]
    index: dict[str, Any]
    files: dict[str, dict[str, Any]] = field(default_factory=dict)
    format: int = FORMAT

    @classmethod
    def load(cls, directory: Path) -> "Manifest":
        """Read the manifest of ``directory``; SnapshotError when it is missing, damaged or foreign."""
        try:
            data = dict(json.loads((directory / MANIFEST).read_text(encoding="utf-8")))
            # The format comes first: another one may well have other fields.
            if data["format"] != FORMAT:
                raise SnapshotError(
                    f"Snapshot {directory.name} has format {data['format']}, this version reads {FORMAT}. "
                    "Build it again with: manage.py ingest"
                )
            return cls(encoder=EncoderRecord(**data.pop("encoder")), **data)
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise SnapshotError(
                f"The manifest of snapshot {directory.name} cannot be read: {error!r}. "
                "Build it again with: manage.py ingest"
            ) from error

    def save(self, directory: Path) -> None:
        """Write the manifest, durable before the call returns."""
        with (directory / MANIFEST).open("w", encoding="utf-8") as stream:
            json.dump(asdict(self), stream, ensure_ascii=False, indent=1, sort_keys=True)
            stream.flush()
            os.fsync(stream.fileno())


def checksums(directory: Path) -> dict[str, dict[str, Any]]:
    """SHA-256 and size of every file below ``directory`` but the manifest and RocksDB's own logs."""
    return {name: {"sha256": _sha256(path), "size": path.stat().st_size} for name, path in _files(directory)}


def _files(directory: Path) -> Iterator[tuple[str, Path]]:
    for path in sorted(directory.rglob("*")):
        name = path.relative_to(directory).as_posix()
        # RocksDB writes LOG and LOCK whenever it opens a store: they say nothing about the data.
        if path.is_file() and name != MANIFEST and path.name != "LOCK" and not path.name.startswith("LOG"):
            yield name, path


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


class SnapshotStore:
    """The snapshots below one root: making room for a new one, switching, rolling back, pruning."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def new_id(self) -> str:
        """A fresh id: sorts by time of building, to the microsecond."""
        return f"{datetime.now(UTC):%Y%m%dT%H%M%S%fZ}-{token_hex(3)}"

    def path(self, snapshot_id: str) -> Path:
        return self.root / snapshot_id

    def begin(self, snapshot_id: str) -> Path:
        """An empty directory to build ``snapshot_id`` in; what killed processes left behind is removed."""
        self.root.mkdir(parents=True, exist_ok=True)
        for leftover in self.root.glob(BUILDING + "*"):
            shutil.rmtree(leftover, ignore_errors=True)
        directory = self.root / (BUILDING + snapshot_id)
        directory.mkdir()
        return directory

    def finish(self, snapshot_id: str) -> Path:
        """Turn the finished build into a snapshot that can be published, durable against a power cut."""
        building, directory = self.root / (BUILDING + snapshot_id), self.path(snapshot_id)
        for path in (*building.rglob("*"), building):
            _sync(path)
        building.rename(directory)
        _sync(self.root)
        return directory

    def abandon(self, snapshot_id: str) -> None:
        """Remove an unfinished build."""
        shutil.rmtree(self.root / (BUILDING + snapshot_id), ignore_errors=True)

    def current_id(self) -> str | None:
        """The id of the live snapshot, or None before the first publication. One system call."""
        try:
            return (self.root / CURRENT).readlink().name
        except FileNotFoundError:
            return None

    def ids(self) -> list[str]:
        """Every finished snapshot, oldest first."""
        if not self.root.exists():
            return []
        return sorted(
            path.name
            for path in self.root.iterdir()
            if not path.is_symlink() and (path / MANIFEST).is_file() and not path.name.startswith(".")
        )

    def verify(self, snapshot_id: str) -> Manifest:
        """Check every file against its checksum; SnapshotError names the first that differs."""
        directory = self.path(snapshot_id)
        manifest = Manifest.load(directory)
        found = dict(_files(directory))
        for name, expected in manifest.files.items():
            if name not in found:
                raise SnapshotError(
                    f"Snapshot {snapshot_id} lacks {name}. Build it again with: manage.py ingest"
                )
            if _sha256(found[name]) != expected["sha256"]:
                raise SnapshotError(
                    f"Snapshot {snapshot_id}: {name} differs from its checksum. "
                    "Build it again with: manage.py ingest"
                )
        return manifest

    def publish(self, snapshot_id: str) -> None:
        """Verify ``snapshot_id`` and make it the live one. Readers notice at their next question."""
        self._switch(snapshot_id, rollback=False)

    def _switch(self, snapshot_id: str, *, rollback: bool) -> None:
        if snapshot_id not in self.ids():
            raise SnapshotError(f"There is no snapshot {snapshot_id}. See: manage.py snapshots list")
        with self._switching():
            self.verify(snapshot_id)
            for leftover in self.root.glob(f".{CURRENT}-*"):
                leftover.unlink()  # of a switch that was killed: this one holds the lock
            link = self.root / f".{CURRENT}-{token_hex(4)}"
            link.symlink_to(snapshot_id, target_is_directory=True)
            link.replace(self.root / CURRENT)
            _sync(self.root)
            self._remember(snapshot_id, rollback=rollback)

    def _switching(self) -> FileLock:
        """Held while one snapshot is made live or others are deleted: what is chosen is not deleted."""
        return FileLock(self.root / ".switch.lock")

    def rollback(self) -> str:
        """Publish the snapshot that was live before the current one; returns its id.

        Each call goes one further back: what was rolled back from is never returned to.
        """
        available, current = set(self.ids()), self.current_id()
        for candidate in reversed(self._way_here()):
            if candidate != current and candidate in available:
                self._switch(candidate, rollback=True)
                return candidate
        raise SnapshotError("There is no earlier snapshot to go back to. See: manage.py snapshots list")

    def _way_here(self) -> list[str]:
        """The ids published one after another up to the live one, without those rolled back from."""
        way: list[str] = []
        for entry in self.history():
            if entry.get("rollback") and entry["id"] in way:
                while way[-1] != entry["id"]:
                    way.pop()
            else:
                way.append(str(entry["id"]))
        return way

    def history(self) -> list[Mapping[str, Any]]:
        """Every publication, oldest first: ``{"id": …, "at": …, "rollback": …}``."""
        try:
            lines = (self.root / HISTORY).read_text(encoding="utf-8").splitlines()
        except FileNotFoundError:
            return []
        return [entry for line in lines if (entry := _entry(line))]

    def prune(self, keep: int = 2) -> list[str]:
        """Delete all but the live snapshot and the ``keep`` newest others; returns what was deleted."""
        if not self.root.exists():
            return []
        with self._switching():
            others = [snapshot_id for snapshot_id in self.ids() if snapshot_id != self.current_id()]
            doomed = others[: max(len(others) - keep, 0)]
            for snapshot_id in doomed:
                # Renamed first, so that a kill half-way leaves a leftover and not half a snapshot.
                doomed_path = self.path(snapshot_id).rename(self.root / (BUILDING + snapshot_id))
                shutil.rmtree(doomed_path, ignore_errors=True)
        return doomed

    def _remember(self, snapshot_id: str, *, rollback: bool) -> None:
        at = datetime.now(UTC).isoformat(timespec="seconds")
        entry = json.dumps({"id": snapshot_id, "at": at, "rollback": rollback})
        with (self.root / HISTORY).open("a", encoding="utf-8") as stream:
            # A newline first: a line cut short by a crash must not swallow this one.
            stream.write("\n" + entry)
            stream.flush()
            os.fsync(stream.fileno())


def _entry(line: str) -> dict[str, Any] | None:
    """One line of the history, or None when a crash cut it short."""
    try:
        entry = json.loads(line)
    except ValueError:
        return None
    return entry if isinstance(entry, dict) and "id" in entry else None


def _sync(path: Path) -> None:
    """Have the system write a file, or a folder's list of entries, to the disk now."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class Live(Generic[T]):
    """What ``load`` makes of the live snapshot, made anew when the ``current`` link has moved.

    ``get`` costs one ``readlink`` per call. One caller loads a new snapshot while the others go on with
    the old one, so that no request waits for a switch but the very first. The old value is dropped when
    its last user lets go of it. A snapshot that fails to load is reported and the old one kept.
    """

    def __init__(self, root: Path, load: Callable[[Path], T]) -> None:
        self._store = SnapshotStore(root)
        self._load = load
        self._lock = threading.Lock()
        self._held: tuple[str, T] | None = None
        self._failed: tuple[str, float, SnapshotError] | None = None

    def get(self) -> T:
        """The value for the live snapshot. SnapshotMissing before the first publication."""
        current, held = self._store.current_id(), self._held
        if current is None:
            raise SnapshotMissing(
                "No snapshot has been published yet. Run: manage.py ingest (or: make run, for the sample)"
            )
        if held is not None and held[0] == current:
            return held[1]
        failure = self._failed_lately(current)
        if failure is None:
            return self._reload(current, wait=held is None)
        if held is None:
            raise failure
        return held[1]

    def _failed_lately(self, snapshot_id: str) -> SnapshotError | None:
        """Why ``snapshot_id`` could not be loaded a moment ago: it is not tried at every request."""
        if self._failed is None:
            return None
        failed_id, at, failure = self._failed
        lately = failed_id == snapshot_id and time.monotonic() - at < RETRY_SECONDS
        return failure if lately else None

    def _reload(self, current: str, *, wait: bool) -> T:
        if not self._lock.acquire(blocking=wait):
            held = self._held
            if held is None:  # pragma: no cover - only a first caller waits, and it waits for the lock
                raise SnapshotMissing("The snapshot is still being loaded")
            return held[1]
        try:
            # Asked again under the lock: the link may have moved, and another caller loaded, meanwhile.
            current, held = self._store.current_id() or current, self._held
            if held is not None and held[0] == current:
                return held[1]
            failure = self._failed_lately(current)
            if failure is None:
                return self._replace(current)
            if held is None:
                raise failure
            return held[1]
        finally:
            self._lock.release()

    def _replace(self, current: str) -> T:
        try:
            value = self._load(self._store.path(current))
        except Exception as error:
            failure = SnapshotError(f"Snapshot {current} cannot be loaded: {error}")
            self._failed = (current, time.monotonic(), failure)
            logger.exception("Snapshot %s cannot be loaded", current)
            if self._held is None:
                raise failure from error
            return self._held[1]
        self._held = (current, value)
        return value
