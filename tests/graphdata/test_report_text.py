"""The report of an ingest in plain text says everything that a reader of the terminal must know."""

from typing import Any

from graphdata.report_text import PRINTED_ROWS, report_lines


def report(**changes: Any) -> dict[str, Any]:
    file = {
        "file": "skills.csv", "sha256": "ab", "rows_read": 120, "rows_used": 108, "rows_skipped": 12,
        "reasons": {"unknown address": 12},
        "skipped": [[line, f"unknown address {line}"] for line in range(2, 14)],
    }  # fmt: skip
    finding = {"check": "cycle", "title": "a circle", "count": 5, "examples": ["a", "b", "c", "d"]}
    return {
        "files": [file],
        "ignored": [["notes.pdf", "not a table"]],
        "notes": ["no version is stated"],
        "counts": {"urn:g": {"Skill": 3, "Knowledge": 4}},
        "triples": {"urn:g": 99, "urn:provenance": 7},
        "quality": {"shacl": [], "integrity": [finding]},
        "seconds": 1.5,
        "peak_mb": 80,
    } | changes


def test_the_whole_report() -> None:
    lines = list(report_lines(report()))
    assert [" ".join(line.split()) for line in lines] == [
        "Files (rows read, used, skipped)",
        "120 108 12 skills.csv",
        "12 × unknown address",
        *(f"line {line}: unknown address {line}" for line in range(2, 2 + PRINTED_ROWS)),
        "… 2 more in the snapshot's report.json",
        "Ignored",
        "notes.pdf: not a table",
        "Notes",
        "no version is stated",
        "Named graphs (statements, concepts by class)",
        "99 urn:g",
        "Skill 3, Knowledge 4",
        "7 urn:provenance",
        "Quality",
        "0 SHACL: every shape holds",
        "5 cycle: a circle",
        "a",
        "b",
        "c",
        "Took 1.5 s, peak memory 80 MB.",
    ]


def test_headings_without_anything_below_are_left_out() -> None:
    text = "\n".join(report_lines(report(ignored=[], notes=[])))
    assert "Ignored" not in text
    assert "Notes" not in text


def test_a_broken_shape_is_shown_in_place_of_the_reassurance() -> None:
    broken = {"check": "SHACL", "title": "one label per language", "count": 2, "examples": ["x"]}
    text = "\n".join(report_lines(report(quality={"shacl": [broken], "integrity": []})))
    assert "2  SHACL: one label per language" in text
    assert "every shape holds" not in text
