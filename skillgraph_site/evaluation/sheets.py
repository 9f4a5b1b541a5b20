"""Figures as tables, for a terminal or for a page in Markdown."""

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rich.console import Console
from rich.table import Table

WIDTH = 110
LANGUAGE_NAMES = {"all": "all", "en": "English", "fr": "French"}
KIND_NAMES = {"near_duplicate": "near-duplicate"}

SEARCH_COLUMNS = (
    "P@3",
    "P@5",
    "nDCG@5",
    "MRR",
    "judged@5",
    "condensed_nDCG@5",
    "median_ms",
    "p95_ms",
)
HEADINGS = {"condensed_nDCG@5": "condensed nDCG@5", "median_ms": "median ms", "p95_ms": "p95 ms"}


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table. Cells are text, ready to be shown."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]


def as_text(sheet: Sheet) -> str:
    """The table for a terminal."""
    table = Table(*sheet.columns, title=sheet.title)
    for row in sheet.rows:
        table.add_row(*row)
    text = io.StringIO()
    Console(file=text, width=WIDTH).print(table)
    return text.getvalue()


def as_markdown(sheet: Sheet) -> str:
    """The table for a page, without its title, which the page's own headings give."""
    lines = [_line(sheet.columns), _line(["---"] * len(sheet.columns)), *map(_line, sheet.rows)]
    return "\n".join(lines) + "\n"


def figures(result: Mapping[str, Any], title: str) -> Sheet:
    """Every measure of every variant, over all queries and per language."""
    rows = [
        (
            variant,
            _group(group),
            str(found["queries"]),
            *(_cell(name, found[name]) for name in SEARCH_COLUMNS),
        )
        for variant, groups in result["variants"].items()
        for group, found in groups.items()
    ]
    headings = [HEADINGS.get(name, name) for name in SEARCH_COLUMNS]
    return Sheet(title, ("variant", "queries", "n", *headings), rows)


def intervals(result: Mapping[str, Any]) -> Sheet:
    """The 95 % intervals of P@5 and nDCG@5."""
    rows = [
        (variant, _group(group), _interval(found["P@5"]), _interval(found["nDCG@5"]))
        for variant, groups in result["intervals"].items()
        for group, found in groups.items()
    ]
    return Sheet("95 % intervals", ("variant", "queries", "P@5", "nDCG@5"), rows)


def comparison(result: Mapping[str, Any]) -> Sheet:
    """Every other variant against hybrid."""
    rows = [
        (variant, _signed(found["nDCG@5"]), _interval(found["interval"], signed=True), _p(found["p"]))
        for variant, found in result["significance"].items()
    ]
    return Sheet("Against hybrid, on nDCG@5", ("variant", "difference", "95 % interval", "p"), rows)


def languages(result: Mapping[str, Any]) -> Sheet:
    """English less French."""
    rows = [
        (variant, _signed(found["en-fr"]), _interval(found["interval"], signed=True))
        for variant, found in result["language_difference"].items()
    ]
    return Sheet("English − French, on nDCG@5", ("variant", "difference", "95 % interval"), rows)


def kinds(result: Mapping[str, Any]) -> Sheet:
    """nDCG@5 of every variant per kind of query, and the precision of hybrid (or of the one variant)."""
    variants = list(result["kinds"])
    last = "hybrid" if "hybrid" in variants else (variants or [""])[0]
    groups = result["kinds"][last] if variants else {}
    rows = [
        (
            KIND_NAMES.get(kind, kind),
            str(found["queries"]),
            *(_share(result["kinds"][variant][kind]["nDCG@5"]) for variant in variants),
            _share(found["P@5"]),
            _share(found["judged@5"]),
        )
        for kind, found in groups.items()
    ]
    columns = (
        "kind of query",
        "n",
        *(f"nDCG@5 {name}" for name in variants),
        f"P@5 {last}",
        f"judged@5 {last}",
    )
    return Sheet("By kind of query", columns, rows)


def failures(result: Mapping[str, Any]) -> Sheet:
    """The worst queries of every kind with their first five results, each with its grade."""
    rows = [
        (KIND_NAMES.get(kind, kind), failure["query"], _share(failure["nDCG@5"]), _graded(failure["top"]))
        for kind, found in result["failures"].items()
        for failure in found
    ]
    return Sheet("Worst queries by kind", ("kind", "query", "nDCG@5", "first five (grade)"), rows)


def neighbours(result: Mapping[str, Any]) -> Sheet:
    """Recall of the approximate index."""
    hnsw = result["hnsw"]
    rows = [
        (f"alternative labels, {'default scope' if scope == 'searched' else 'the rest'}", _share(recall))
        for scope, recall in hnsw["build"].items()
    ]
    if hnsw["queries"] is not None:
        rows.append(("these queries, default scope", _share(hnsw["queries"])))
    return Sheet("HNSW against exact search", ("asked with", "recall@10"), rows)


def label_directions(result: Mapping[str, Any]) -> Sheet:
    """Held-out labels by direction and variant."""
    rows = [
        (
            direction,
            _of(found["queries"], found["labels"]),
            variant,
            f"{_share(values['R@1'])} ({_interval(values['R@1 interval'])})",
            _share(values["R@5"]),
            _share(values["nDCG@5"]),
        )
        for direction, found in result["directions"].items()
        for variant, values in found["variants"].items()
    ]
    return Sheet("Held-out labels", ("direction", "labels", "variant", "R@1", "R@5", "nDCG@5"), rows)


def sibling_test(result: Mapping[str, Any]) -> Sheet:
    """The right concept against its siblings."""
    rows = [
        (
            _group(language),
            f"{found['queries']:,}",
            variant,
            f"{values['pairs']:,}",
            f"{_share(values['accuracy'])} ({_interval(values['interval'])})",
            _share(values["first"]),
        )
        for language, found in result["siblings"].items()
        for variant, values in found["variants"].items()
    ]
    columns = ("language", "labels", "variant", "pairs", "accuracy", "above every sibling")
    return Sheet("Siblings told apart", columns, rows)


def melo(result: Mapping[str, Any]) -> Sheet:
    """The MELO task, over names and over concepts."""
    names = ("A@1", "A@5", "A@10", "R@10")
    rows = [
        (
            variant,
            "names" if level == "elements" else level,
            f"{_share(values['MRR'])} ({_interval(values['MRR interval'])})",
            *(_share(values[name]) for name in names),
        )
        for variant, levels in result["variants"].items()
        for level, values in levels.items()
    ]
    return Sheet(f"MELO {result['task']}", ("variant", "ranked", "MRR", *names), rows)


def top_results(result: Mapping[str, Any]) -> Sheet:
    """Queries with what is found first."""
    rows = [
        (entry["query"], entry["lang"], "; ".join(found["label"] for found in entry["top"]))
        for entry in result["queries"]
    ]
    return Sheet(f"First results, {result['variant']}", ("query", "language", "first results"), rows)


def search_sheets(result: Mapping[str, Any]) -> Iterator[Sheet]:
    """All tables of ``evaluate search``; those without a row are left out."""
    everything = [
        figures(result, f"Snapshot {result['snapshot']['id']}"),
        *_uncertain(result),
        neighbours(result),
    ]
    if "with_gaps" in result:
        more = result["with_gaps"]
        title = f"With {more['judgements']} further judgements"
        everything += [figures(more, title), *_uncertain(more)]
    yield from (sheet for sheet in everything if sheet.rows)


def _uncertain(result: Mapping[str, Any]) -> Iterable[Sheet]:
    return (sheet(result) for sheet in (intervals, comparison, languages, kinds, failures))


def _line(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _group(group: str) -> str:
    return LANGUAGE_NAMES.get(group, group)


def _cell(name: str, value: float) -> str:
    return f"{value:.2f}" if name.endswith("_ms") else _share(value)


def _share(value: float) -> str:
    return f"{value:.3f}"


def _signed(value: float) -> str:
    return f"{value:+.3f}".replace("-", "−")


def _interval(ends: Sequence[float] | None, *, signed: bool = False) -> str:
    if ends is None:
        return "one query only"
    low, high = (_signed(end) if signed else _share(end) for end in ends)
    return f"{low} to {high}"


def _p(value: float) -> str:
    return "< 0.001" if value < 0.001 else f"{value:.3f}"


def _of(asked: int, every: int) -> str:
    return f"{asked:,}" if asked == every else f"{asked:,} of {every:,}"


def _graded(top: Iterable[Mapping[str, Any]]) -> str:
    named = (f"{found['label']} ({'–' if found['grade'] is None else found['grade']})" for found in top)
    return "; ".join(named)
