"""A table of text as CSV (RFC 4180), safe to open in a spreadsheet program.

    >>> "".join(csv_lines([["a", "=1+1"]], header=["name", "note"]))
    "name,note\\r\\na,'=1+1\\r\\n"

Spreadsheet programs run a cell that begins with ``= + - @``, a tab or a carriage return as a formula, so
such a cell gets an apostrophe in front. So does one that begins with apostrophes and then one of those:
otherwise nobody could tell whose apostrophe it is when the file is read back.
"""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence

#: Spreadsheet programs take a file for UTF-8 when it begins with this.
BYTE_ORDER_MARK = "\ufeff"

_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_GUARDED = re.compile(r"'+[=+\-@\t\r]")


class _Line:
    """A file that hands back what was written last: csv only writes to files."""

    def write(self, text: str) -> str:
        return text


def csv_lines(
    rows: Iterable[Sequence[str]], *, header: Sequence[str], byte_order_mark: bool = False
) -> Iterator[str]:
    """The table line by line; only the row in hand is in memory."""
    writer = csv.writer(_Line())
    if byte_order_mark:
        yield BYTE_ORDER_MARK
    yield writer.writerow(header)
    for row in rows:
        yield writer.writerow([guarded(cell) for cell in row])


def guarded(cell: str) -> str:
    """``cell`` as no spreadsheet program runs it."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def unguarded(cell: str) -> str:
    """The cell that ``guarded`` was given."""
    return cell[1:] if _GUARDED.match(cell) else cell
