"""The report of an ingest as lines of plain text."""

from collections.abc import Iterator, Mapping
from typing import Any

#: Unusable rows printed per file; the JSON report in the snapshot lists them all.
PRINTED_ROWS = 10


def report_lines(report: Mapping[str, Any]) -> Iterator[str]:
    """What was read, what could not be used and why, what the graph holds, what is wrong with it."""
    yield from _file_lines(report["files"])
    yield from _listed("Ignored", (f"{name}: {reason}" for name, reason in report["ignored"]))
    yield from _listed("Notes", report["notes"])
    yield from _count_lines(report)
    yield from _quality_lines(report["quality"])
    yield f"Took {report['seconds']} s, peak memory {report['peak_mb']} MB."


def _file_lines(files: list[Mapping[str, Any]]) -> Iterator[str]:
    yield "Files (rows read, used, skipped)"
    for file in files:
        yield f"  {file['rows_read']:>8} {file['rows_used']:>8} {file['rows_skipped']:>6}  {file['file']}"
        for reason, count in file["reasons"].items():
            yield f"{'':>27}{count} × {reason}"
        for line, reason in file["skipped"][:PRINTED_ROWS]:
            yield f"{'':>29}line {line}: {reason}"
        if len(file["skipped"]) > PRINTED_ROWS:
            yield f"{'':>29}… {file['rows_skipped'] - PRINTED_ROWS} more in the snapshot's report.json"


def _listed(heading: str, entries: Any) -> Iterator[str]:
    lines = [f"  {entry}" for entry in entries]
    if lines:
        yield heading
        yield from lines


def _count_lines(report: Mapping[str, Any]) -> Iterator[str]:
    yield "Named graphs (statements, concepts by class)"
    for graph, triples in report["triples"].items():
        classes = report["counts"].get(graph, {})
        yield f"  {triples:>9}  {graph}"
        if classes:
            yield f"{'':>13}" + ", ".join(f"{name} {count}" for name, count in classes.items())


def _quality_lines(quality: Mapping[str, Any]) -> Iterator[str]:
    yield "Quality"
    findings = [*quality["shacl"], *quality["integrity"]]
    if not quality["shacl"]:
        yield "         0  SHACL: every shape holds"
    for finding in findings:
        yield f"  {finding['count']:>8}  {finding['check']}: {finding['title']}"
        for example in finding["examples"][:3]:
            yield f"{'':>14}{example}"
