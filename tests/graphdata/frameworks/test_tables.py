"""Rows keep their line numbers; every defect of a table is counted or named with line and remedy."""

import csv
import io
from collections.abc import Sequence
from contextlib import suppress
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphdata.frameworks.report import ReadReport, UnusableFile
from graphdata.frameworks.sources import SourceFile
from graphdata.frameworks.tables import Row, read_table


def source_of(content: bytes | str, name: str = "skills_en.csv") -> SourceFile:
    data = content.encode() if isinstance(content, str) else content
    return SourceFile(name, sha256(data).hexdigest(), len(data), lambda: data)


def rows_of(
    content: bytes | str,
    columns: Sequence[str] = ("uri",),
    *,
    header_block: bool = False,
    pad_short_rows: bool = False,
) -> tuple[list[Row], ReadReport]:
    report = ReadReport()
    rows = read_table(
        source_of(content), report, columns=columns, header_block=header_block, pad_short_rows=pad_short_rows
    )
    return list(rows), report


def refusal(content: bytes | str, columns: Sequence[str] = ("uri",)) -> UnusableFile:
    with pytest.raises(UnusableFile) as caught:
        rows_of(content, columns)
    return caught.value


def test_cells_are_found_by_column_name_in_any_order() -> None:
    (first,), _ = rows_of("label,uri\n bake ,u1\n")
    (second,), _ = rows_of("uri,label\nu1,bake\n")
    assert (first["uri"], first["label"]) == (second["uri"], second["label"]) == ("u1", "bake")


def test_a_column_that_a_release_lacks_is_read_as_empty() -> None:
    (row,), _ = rows_of("uri\nu1\n")
    assert row.get("hiddenLabels") == ""
    assert row.lines("hiddenLabels") == []


def test_a_multi_valued_cell_loses_empties_and_repeats_but_not_its_order() -> None:
    (row,), _ = rows_of('uri,alt\nu1,"b\n a\n\nb"\n')
    assert row.lines("alt") == ["b", "a"]


def test_a_row_that_spans_lines_is_numbered_by_the_line_it_ends_on() -> None:
    rows, _ = rows_of('uri,alt\nu1,"a\nb"\nu2,c\n')
    assert [(row["uri"], row.line) for row in rows] == [("u1", 3), ("u2", 4)]


def test_a_cell_longer_than_pythons_default_limit_is_read() -> None:
    (row,), _ = rows_of(f"uri,text\nu1,{'x' * 200_000}\n")
    assert len(row["text"]) == 200_000


def test_a_byte_order_mark_is_no_part_of_the_first_column() -> None:
    (row,), _ = rows_of(b"\xef\xbb\xbfuri\nu1\n")
    assert row["uri"] == "u1"


def test_a_latin_1_file_is_refused_with_the_line_of_the_bad_byte() -> None:
    error = refusal("uri\nu1\npréparer\n".encode("latin-1"))
    assert (error.file, error.line) == ("skills_en.csv", 3)
    assert "0xe9" in error.reason
    assert "UTF-8" in error.remedy


def test_a_utf_16_file_is_called_by_its_name() -> None:
    assert "UTF-16" in refusal("uri\nu1\n".encode("utf-16")).reason


def test_a_renamed_column_is_named_along_with_what_was_found() -> None:
    error = refusal("URI,label\nu1,bake\n")
    assert "'uri'" in error.reason
    assert "URI, label" in error.reason
    assert error.line == 1


def test_an_empty_file_is_refused() -> None:
    assert "found: nothing" in refusal("").reason


def test_an_unclosed_quote_is_named_by_the_line_where_its_row_begins() -> None:
    error = refusal('uri,label\nu1,bake\nu2,"knead\nu3,shape\nu4,prove\n')
    assert (error.file, error.line) == ("skills_en.csv", 3)
    assert "quote" in error.reason
    assert "Close the quote" in str(error)


def test_text_before_the_header_is_passed_over_where_the_file_has_such_a_block() -> None:
    text = "Mapping of occupations\nVersion,2\n\nuri,label\nu1,bake\n"
    rows, report = rows_of(text, ("uri", "label"), header_block=True)
    assert [(row["uri"], row.line) for row in rows] == [("u1", 5)]
    assert report.files["skills_en.csv"].rows_read == 1
    refusal(text, ("uri", "label"))


def test_a_row_with_another_number_of_fields_is_counted_named_and_left_out() -> None:
    rows, report = rows_of("uri,label\nu1\nu2,bake\nu3,knead,dough\n\n")
    entry = report.files["skills_en.csv"]
    assert [row["uri"] for row in rows] == ["u2"]
    assert (entry.rows_read, entry.rows_used, entry.rows_skipped) == (3, 1, 2)
    assert [(skipped.line, skipped.reason) for skipped in entry.skipped] == [
        (2, "1 fields where the header has 2"),
        (4, "3 fields where the header has 2"),
    ]
    assert entry.reasons == {"another number of fields than the header": 2}


def test_short_rows_are_used_and_counted_in_a_note_where_the_caller_knows_of_them() -> None:
    rows, report = rows_of("uri,label,code\nu0,mix,K\nu1,bake\nu2\nu3,knead,K,extra\n", pad_short_rows=True)
    assert [(row["uri"], row["code"]) for row in rows] == [("u0", "K"), ("u1", ""), ("u2", "")]
    assert report.files["skills_en.csv"].rows_skipped == 1
    assert report.notes == [
        "skills_en.csv: rows with fewer fields than the header: 2, the first on line 3; "
        "the cells missing at their end were read as empty"
    ]


cells = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"))


@given(st.lists(st.tuples(cells.filter(str.strip), cells, cells)))
def test_what_the_csv_writer_wrote_is_read_back_cell_by_cell(table: list[tuple[str, str, str]]) -> None:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerows([("uri", "label", "text"), *table])
    rows, report = rows_of(buffer.getvalue())
    assert [tuple(row.cells.values()) for row in rows] == table
    entry = report.files["skills_en.csv"]
    assert entry.rows_read == entry.rows_used == len(table)


@given(st.lists(st.lists(st.sampled_from(["u1", "é", "two words"]), min_size=2, max_size=5)))
def test_every_row_is_either_used_or_counted_as_skipped(table: list[list[str]]) -> None:
    text = "\n".join(",".join(cells) for cells in [["uri", "label", "text"], *table])
    rows, report = rows_of(text)
    entry = report.files["skills_en.csv"]
    assert entry.rows_read == len(table)
    assert entry.rows_used == len(rows) == sum(len(cells) == 3 for cells in table)


@given(st.binary())
def test_no_bytes_at_all_lead_to_anything_but_rows_or_a_refusal(content: bytes) -> None:
    for data in (content, b"uri,label\n" + content):
        with suppress(UnusableFile):
            rows, report = rows_of(data)
            assert len(rows) == report.files["skills_en.csv"].rows_used
