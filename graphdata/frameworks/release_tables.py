"""The tables of one release by name: recognised among files, read as rows, their codes checked once.

ROME and O*NET are both published as a set of delimited files, one per table, that point at each other
by code. What differs (names, columns, delimiter) is said by the reader.
"""

import codecs
import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from .report import ReadReport
from .sources import SourceFile
from .tables import Row, read_table

#: How much of a file is looked at to recognise it: the longest official header block has 3 kB.
OPENING_BYTES = 64 * 1024


def opening_records(source: SourceFile, delimiter: str, limit: int = 1) -> list[list[str]]:
    """The first ``limit`` records of ``source``, stripped; undecodable bytes do not matter here."""
    opening = source.read_bytes()[:OPENING_BYTES].removeprefix(codecs.BOM_UTF8)
    reader = csv.reader(
        io.StringIO(opening.decode("utf-8", errors="replace"), newline=""), delimiter=delimiter
    )
    records: list[list[str]] = []
    try:
        for values in reader:
            records.append([value.strip() for value in values])
            if len(records) == limit:
                break
    except csv.Error:
        pass  # what cannot be parsed is recognised by what stands before it
    return records


def shares_a_column(source: SourceFile, columns: Sequence[str], delimiter: str) -> bool:
    """Whether the first record names any of ``columns``.

    One shared column is enough beside the official file name: a release with a renamed column must
    end in UnusableFile, which tells the remedy, not in silence.
    """
    header = opening_records(source, delimiter)
    return bool(header) and not set(columns).isdisjoint(header[0])


@dataclass(slots=True)
class ReleaseTables:
    """One release's files by table name, with everything unusable going to ``report``.

    ``columns`` holds the columns that each table cannot do without.
    """

    title: str
    report: ReadReport
    columns: Mapping[str, Sequence[str]]
    delimiter: str = ","
    quoting: int = csv.QUOTE_MINIMAL
    files: dict[str, SourceFile] = field(default_factory=dict)
    claims: dict[str, str] = field(default_factory=dict)

    def add(self, table: str, source: SourceFile) -> None:
        """Take ``source`` as ``table``; a second file for the same table is ignored and named."""
        if table in self.files:
            self.report.ignore(source.name, f"{self.title}: {table} is read from {self.files[table].name}")
        else:
            self.files[table] = source

    def rows(self, table: str) -> Iterator[Row]:
        """The rows of ``table``; none, and a note, where this release lacks it.

        Raises UnusableFile as ``read_table`` does.
        """
        if table not in self.files:
            self.report.note(f"{self.title}: no table {table} found; what it states is left out")
            return
        yield from read_table(
            self.files[table],
            self.report,
            columns=self.columns[table],
            delimiter=self.delimiter,
            quoting=self.quoting,
        )

    def skip(self, table: str, row: Row, reason: str, *, group: str | None = None) -> None:
        """Count ``row`` of ``table`` as unusable."""
        self.report.skip(self.files[table].name, row.line, reason, group=group)

    def claims_concept(self, table: str, row: Row, code: str, label: str) -> bool:
        """Whether ``row`` may define the concept ``code``: it has a code and a label, and is the first.

        Codes are unique across the tables of one release, so a code met again is skipped and named.
        """
        if not code or not label:
            self.skip(table, row, "no code or no label")
            return False
        if code in self.claims:
            self.skip(
                table,
                row,
                f"the code {code} already stands in {self.claims[code]}; the first one is kept",
                group="a code used twice",
            )
            return False
        self.claims[code] = f"{self.files[table].name}, line {row.line}"
        return True

    def note_partial(self, table: str, lines: Sequence[int], what: str) -> None:
        """Note the ``lines`` of ``table`` that were used in part only, saying ``what`` was left out."""
        if lines:
            shown = ", ".join(map(str, lines[:50])) + (", …" if len(lines) > 50 else "")
            self.report.note(f"{self.files[table].name}: {len(lines)} rows {what} (lines {shown})")
