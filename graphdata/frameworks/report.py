"""What a reader could and could not use, file by file and row by row."""

from collections import Counter
from dataclasses import dataclass, field

#: Reasons are kept for every skipped row up to this many per file; beyond it rows are still counted,
#: and the report says that it stopped listing them.
LISTED_ROWS_PER_FILE = 1_000


class UnusableFile(Exception):
    """A file that cannot be read at all. The message names the file, the line and the remedy."""

    def __init__(self, file: str, reason: str, remedy: str, *, line: int | None = None) -> None:
        self.file, self.reason, self.remedy, self.line = file, reason, remedy, line
        where = f"{file}, line {line}" if line else file
        super().__init__(f"{where}: {reason}. {remedy}")


@dataclass(frozen=True, slots=True)
class SkippedRow:
    """One row that could not be used, and why."""

    file: str
    line: int
    reason: str


@dataclass(slots=True)
class FileReport:
    """Counts for one file: ``rows_read`` = ``rows_used`` + ``rows_skipped``."""

    file: str
    sha256: str
    rows_read: int = 0
    rows_skipped: int = 0
    skipped: list[SkippedRow] = field(default_factory=list)
    reasons: Counter[str] = field(default_factory=Counter)

    @property
    def rows_used(self) -> int:
        return self.rows_read - self.rows_skipped


@dataclass(slots=True)
class ReadReport:
    """The account of one ingest's reading: every file, every unusable row, every note."""

    files: dict[str, FileReport] = field(default_factory=dict)
    ignored: list[tuple[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def open(self, file: str, sha256: str) -> FileReport:
        """The report of ``file``, begun on first call."""
        return self.files.setdefault(file, FileReport(file, sha256))

    def skip(self, file: str, line: int, reason: str, *, group: str | None = None) -> None:
        """Count row ``line`` of ``file`` as unusable. ``group`` is the reason without its particulars."""
        entry = self.files[file]
        entry.rows_skipped += 1
        entry.reasons[group or reason] += 1
        if len(entry.skipped) < LISTED_ROWS_PER_FILE:
            entry.skipped.append(SkippedRow(file, line, reason))

    def ignore(self, file: str, reason: str) -> None:
        """Say that ``file`` was found but belongs to no framework (or was read already)."""
        self.ignored.append((file, reason))

    def note(self, text: str) -> None:
        """Record something an admin should know that is not tied to a row."""
        self.notes.append(text)

    @property
    def rows_skipped(self) -> int:
        return sum(entry.rows_skipped for entry in self.files.values())
