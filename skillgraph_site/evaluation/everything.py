"""``evaluate all``: every task on one data folder, and the parts of docs/evaluation.md made of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from search.evaluation.errors import EvaluationError

from . import Tell, sheets
from .hidden_labels import measure_labels
from .judged_search import SearchTask, measure_search
from .occupation_titles import measure_melo
from .sheets import Sheet, as_markdown
from .top_results import measure_top

SEARCH = "benchmarks/search"
MELO = "benchmarks/melo_rome_esco/fra_q_fr_c_fr"

Result = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Everything:
    """Where all tasks find what they need."""

    data: Path
    sample: int
    gaps: Path | None = None
    everyday: Path | None = None


def measure_all(task: Everything, tell: Tell) -> dict[str, Result]:
    """The result of every task by name. One that cannot be done has ``{"failed": why}`` instead."""
    folder = task.data / SEARCH
    search = SearchTask(folder / "queries.tsv", folder / "qrels.txt", task.gaps)
    everyday = task.everyday
    tasks: dict[str, Callable[[], Result]] = {
        "search": lambda: measure_search(search, tell),
        "labels": lambda: measure_labels(task.sample, tell),
        "melo": lambda: measure_melo(task.data / MELO, tell),
    }
    if everyday is not None:
        tasks["everyday"] = lambda: measure_top(everyday, "hybrid", tell)
    return {name: _attempt(measure) for name, measure in tasks.items()}


def page_parts(results: Mapping[str, Result]) -> dict[str, str]:
    """The Markdown of every generated part of the page."""
    search, labels, melo = results["search"], results["labels"], results["melo"]
    more = search.get("with_gaps")
    return {
        "run": _run(search),
        "figures": _tables(search, lambda found: sheets.figures(found, ""), sheets.intervals),
        "comparison": _tables(search, sheets.comparison),
        "languages": _tables(search, sheets.languages),
        "gaps": _gaps(more),
        "kinds": _tables(more or search, sheets.kinds),
        "failures": _tables(more or search, sheets.failures),
        "everyday queries": _tables(
            results.get("everyday", {"failed": "no queries were given"}), sheets.top_results
        ),
        "labels": _tables(labels, sheets.label_directions),
        "siblings": _tables(labels, sheets.sibling_test),
        "melo": _tables(melo, sheets.melo),
        "neighbours": _tables(search, sheets.neighbours),
    }


def _attempt(measure: Callable[[], Result]) -> Result:
    """One missing benchmark must not cost the figures of the others."""
    try:
        return measure()
    except EvaluationError as error:
        return {"failed": str(error)}


def _tables(result: Result, *makers: Callable[[Result], Sheet]) -> str:
    if "failed" in result:
        return f"Not measured in this run: {result['failed']}"
    return "\n".join(as_markdown(make(result)) for make in makers)


def _gaps(more: Result | None) -> str:
    if more is None:
        return "No further judgements were given in this run."
    counted = f"With {more['judgements']} further judgements:\n\n"
    figures = _tables(more, lambda found: sheets.figures(found, ""), sheets.intervals)
    return (
        counted + figures + "\n" + _tables(more, sheets.comparison) + "\n" + _tables(more, sheets.languages)
    )


def _run(search: Result) -> str:
    """When, on what, with which encoder, and by which command."""
    lines = [f"- Measured on {datetime.now(UTC):%d %B %Y} by `make evaluate`"]
    snapshot = search.get("snapshot")
    if snapshot:
        lines += [
            f"- Snapshot `{snapshot['id']}`: {', '.join(snapshot['frameworks'])}",
            f"- Encoder `{snapshot['encoder']}`, fingerprint `{snapshot['fingerprint'][:16]}`",
        ]
    lines += [f"- {note}" for note in search.get("notes", ())]
    return "\n".join(lines)
