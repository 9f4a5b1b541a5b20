"""Delimited text as rows with line numbers; every defect named with file, line and remedy."""

import codecs
import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, cast

from .report import ReadReport, UnusableFile
from .sources import SourceFile

#: Some official cells exceed Python's default of 131,072 characters (ESCO conceptSchemes).
CELL_LIMIT = 16 * 1024 * 1024
csv.field_size_limit(CELL_LIMIT)


@dataclass(frozen=True, slots=True)
class Row:
    """One record of a table. ``line`` is where the record ends in the file (from 1)."""

    line: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column].strip()

    def get(self, column: str) -> str:
        """The stripped cell, or ``""`` where this release has no such column."""
        return self.cells.get(column, "").strip()

    def lines(self, column: str, *, separator: str = "\n") -> list[str]:
        """The values of a multi-valued cell, stripped, without empties or repeats, in file order."""
        parts = (part.strip() for part in self.get(column).split(separator))
        return list(dict.fromkeys(part for part in parts if part))


def open_utf8(source: SourceFile) -> io.StringIO:
    """The decoded text of ``source`` (a byte-order mark is dropped).

    Raises UnusableFile for bytes that are not UTF-8, naming the line they stand on.
    """
    data = source.read_bytes().removeprefix(codecs.BOM_UTF8)
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise UnusableFile(source.name, "the text is UTF-16", "Save the file as UTF-8", line=1)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise UnusableFile(
            source.name,
            f"byte 0x{data[error.start]:02x} is not valid UTF-8 (the file looks like Latin-1)",
            "Save the file as UTF-8, or download the official export again",
            line=line,
        ) from error
    return io.StringIO(text, newline="")


def read_table(
    source: SourceFile,
    report: ReadReport,
    *,
    columns: Sequence[str],
    delimiter: str = ",",
    header_block: bool = False,
    quoting: int = csv.QUOTE_MINIMAL,
    pad_short_rows: bool = False,
) -> Iterator[Row]:
    """Yield the rows of a delimited file, counting each in ``report``.

    ``columns`` are the ones the caller cannot do without; with ``header_block`` the lines before the
    one that holds them all are free text. Rows with another number of fields than the header are
    counted as skipped and not yielded; blank lines are not rows. ``pad_short_rows`` is for files known
    to leave out empty cells at the end of a row: such rows are used, and a note says how many they are.

    Raises UnusableFile for text that is not UTF-8, a missing column or a quote that never closes.
    """
    entry = report.open(source.name, source.sha256)
    reader = csv.reader(
        open_utf8(source), delimiter=delimiter, quoting=cast("Literal[0, 3]", quoting), strict=True
    )
    last_line = 0
    padded: list[int] = []
    try:
        header = _find_header(reader, source, columns, header_block)
        last_line = reader.line_num
        for values in reader:
            last_line = reader.line_num
            if not values or (len(values) == 1 and not values[0].strip()):
                continue
            entry.rows_read += 1
            if pad_short_rows and len(values) < len(header):
                padded.append(reader.line_num)
                values += [""] * (len(header) - len(values))
            if len(values) != len(header):
                report.skip(
                    source.name,
                    reader.line_num,
                    f"{len(values)} fields where the header has {len(header)}",
                    group="another number of fields than the header",
                )
                continue
            yield Row(reader.line_num, dict(zip(header, values, strict=True)))
    except csv.Error as error:
        raise UnusableFile(
            source.name,
            f"the row that begins here cannot be parsed ({error}); most often a quote is not closed",
            "Close the quote, or download the official export again",
            line=last_line + 1,
        ) from error
    if padded:
        report.note(
            f"{source.name}: rows with fewer fields than the header: {len(padded)}, the first on line "
            f"{padded[0]}; the cells missing at their end were read as empty"
        )


def _find_header(
    reader: Iterator[list[str]], source: SourceFile, columns: Sequence[str], header_block: bool
) -> list[str]:
    first: list[str] = []
    for values in reader:
        header = [value.strip() for value in values]
        first = first or header
        if set(columns) <= set(header):
            return header
        if not header_block:
            break
    missing = ", ".join(repr(column) for column in columns if column not in first)
    raise UnusableFile(
        source.name,
        f"the column {missing} is missing (found: {', '.join(first[:20]) or 'nothing'})",
        "The file is another release or was edited; restore the official column names",
        line=1,
    )
