"""The report of an ingest as tables for people and as rows for a spreadsheet."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

Row = Sequence[str | int]


@dataclass(frozen=True, slots=True)
class Table:
    """A titled table. The columns named in ``numbers`` (by position) are aligned as numbers."""

    title: str
    headers: Sequence[str]
    rows: Sequence[Row]
    numbers: frozenset[int] = frozenset()


def tables(report: Mapping[str, Any]) -> list[Table]:
    """Every part of ``report`` that holds something, in reading order."""
    candidates = (
        _files(report),
        _reasons(report),
        _quality(report, "shacl", _("Shapes that do not hold")),
        _quality(report, "integrity", _("Integrity of the whole graph")),
        _counts(report),
        _triples(report),
        Table(_("Files that were ignored"), (_("File"), _("Reason")), report.get("ignored", ())),
        Table(_("Notes"), (_("Note"),), [(note,) for note in report.get("notes", ())]),
    )
    return [table for table in candidates if table.rows]


def skipped_rows(report: Mapping[str, Any]) -> Iterator[Row]:
    """``file, line, reason`` of every skipped row that the report lists, then what it only counted."""
    for file in report.get("files", ()):
        for line, reason in file["skipped"]:
            yield file["file"], line, reason
        unlisted = file["rows_skipped"] - len(file["skipped"])
        if unlisted > 0:
            yield file["file"], "", _("%(count)d more rows, not listed one by one") % {"count": unlisted}


def _files(report: Mapping[str, Any]) -> Table:
    rows = [
        (file["file"], file["rows_read"], file["rows_used"], file["rows_skipped"])
        for file in report.get("files", ())
    ]
    headers = (_("File"), _("Rows read"), _("Used"), _("Skipped"))
    return Table(_("Files"), headers, rows, frozenset({1, 2, 3}))


def _reasons(report: Mapping[str, Any]) -> Table:
    rows = [
        (file["file"], count, reason)
        for file in report.get("files", ())
        for reason, count in file["reasons"].items()
    ]
    return Table(_("Why rows were skipped"), (_("File"), _("Rows"), _("Reason")), rows, frozenset({1}))


def _quality(report: Mapping[str, Any], part: str, title: str) -> Table:
    rows = [
        (finding["title"], finding["count"], ", ".join(finding["examples"][:5]))
        for finding in report.get("quality", {}).get(part, ())
    ]
    return Table(title, (_("Condition"), _("Broken"), _("For example")), rows, frozenset({1}))


def _counts(report: Mapping[str, Any]) -> Table:
    rows = [
        (graph, kind, count)
        for graph, by_kind in report.get("counts", {}).items()
        for kind, count in by_kind.items()
    ]
    return Table(_("Concepts"), (_("Graph"), _("Kind"), _("Concepts")), rows, frozenset({2}))


def _triples(report: Mapping[str, Any]) -> Table:
    rows = list(report.get("triples", {}).items())
    return Table(_("Statements"), (_("Graph"), _("Statements")), rows, frozenset({1}))
