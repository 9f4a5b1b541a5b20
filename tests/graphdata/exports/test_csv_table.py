"""CSV that Python's own reader reads back, and that no spreadsheet program runs."""

import csv
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphdata.exports.csv_table import BYTE_ORDER_MARK, csv_lines, guarded, unguarded
from graphdata.exports.flat import COLUMNS, FlatRow

#: Any text that can be encoded, and often what makes trouble.
TROUBLE = (
    "=cmd|'/C calc'!A0",
    "@SUM(1)",
    "+1",
    "-1",
    "\t=1",
    "\r=1",
    "'=1",
    "''-1",
    'a "b", c',
    "a\r\nb",
    "👩‍🏫",
    "\u202efdp",
)
cells = st.one_of(st.text(st.characters(codec="utf-8")), st.sampled_from(TROUBLE))
rows = st.lists(st.lists(cells, min_size=3, max_size=3))


def read(table: str) -> list[list[str]]:
    return list(csv.reader(StringIO(table, newline="")))


@given(rows)
def test_what_is_written_can_be_read_back(table: list[list[str]]) -> None:
    written = "".join(csv_lines(table, header=["a", "b", "c"])).encode().decode()
    assert [[unguarded(cell) for cell in row] for row in read(written)] == [["a", "b", "c"], *table]


@given(rows)
def test_no_cell_begins_like_a_formula(table: list[list[str]]) -> None:
    written = read("".join(csv_lines(table, header=["a", "b", "c"])))
    assert [
        cell for row in written for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))
    ] == []


@given(cells, cells)
def test_two_cells_are_never_written_alike(one: str, other: str) -> None:
    assert (guarded(one) == guarded(other)) == (one == other)


@pytest.mark.parametrize("cell", ["weld", "'tis", "3 = 3", " =1", "", "’=1"])
def test_a_harmless_cell_stays_as_it_is(cell: str) -> None:
    assert guarded(cell) == cell


@pytest.mark.parametrize("asked", [True, False])
def test_the_byte_order_mark_stands_first_and_only_on_demand(asked: bool) -> None:
    table = "".join(csv_lines([["x"]], header=["a"], byte_order_mark=asked))
    assert table.startswith(BYTE_ORDER_MARK) == asked
    assert table.count(BYTE_ORDER_MARK) == asked


def test_lines_come_one_by_one() -> None:
    seen: list[int] = []

    def endless() -> object:
        for number in range(10**9):
            seen.append(number)
            yield [str(number)]

    lines = csv_lines(endless(), header=["n"])  # type: ignore[arg-type]
    assert [next(lines), next(lines)] == ["n\r\n", "0\r\n"]
    assert seen == [0]


def test_a_row_has_a_cell_for_every_column() -> None:
    row = FlatRow(
        id="esco:1", uri="urn:1", framework="esco", kind="skill", pref_label="weld",
        alt_labels=["join", "braze"], broader_uris=["urn:2", "urn:3"], score=0.5,
    )  # fmt: skip
    named = dict(zip(COLUMNS, row.cells(), strict=True))
    assert named["alt_labels"] == "join\nbraze"
    assert named["broader_uris"] == "urn:2 urn:3"
    assert named["score"] == "0.5"
    assert named["decision"] == ""


def test_the_columns_are_those_of_the_format() -> None:
    assert ",".join(COLUMNS) == (
        "id,uri,framework,framework_version,licence,kind,pref_label,label_language,alt_labels,description,"
        "broader_uris,note,evidence_sentence,score,decision"
    )
