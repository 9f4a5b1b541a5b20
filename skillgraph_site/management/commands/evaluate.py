"""``manage.py evaluate search``: judged queries against the live snapshot, variants side by side."""

import io
import json
from argparse import ArgumentParser
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.table import Table

from search.types import VARIANTS, Ranking, Variant

if TYPE_CHECKING:
    from search.retrieval import SearchEngine

COLUMNS = ("P@3", "P@5", "nDCG@5", "MRR", "judged@5", "median_ms", "p95_ms")


class Command(BaseCommand):
    help = "Measure search on judged queries (TREC qrels)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        tasks = parser.add_subparsers(dest="task", required=True)
        search = tasks.add_parser("search", help="rankings against graded judgements")
        search.add_argument("--queries", type=Path, required=True, help="TSV with qid, lang, kind, query")
        search.add_argument("--qrels", type=Path, required=True, help="TREC qrels: qid 0 concept_id grade")
        search.add_argument("--variant", choices=VARIANTS, action="append", help="one variant (default: all)")
        search.add_argument("--run-out", type=Path, help="write the runs in TREC format")
        search.add_argument("--format", choices=("table", "json"), default="table")

    def handle(self, *args: Any, **options: Any) -> None:
        from search import evaluation
        from search.live import current_engine
        from search.snapshot import SnapshotError

        try:
            queries = evaluation.read_queries(options["queries"])
            qrels = evaluation.read_qrels(options["qrels"])
            engine = current_engine()
        except (OSError, UnicodeDecodeError, evaluation.EvaluationError, SnapshotError) as error:
            raise CommandError(str(error)) from error
        results: dict[str, dict[str, dict[str, float]]] = {}
        lines: list[str] = []
        for variant in options["variant"] or VARIANTS:
            run = evaluation.run(queries, partial(_ask, engine, variant))
            results[variant] = evaluation.figures(run, queries, qrels)
            lines.extend(evaluation.trec_run(run, variant))
        if options["run_out"]:
            _write(options["run_out"], lines)
        if options["format"] == "json":
            self.stdout.write(json.dumps({"variants": results}, indent=1))
        else:
            self.stdout.write(_as_text(results, engine.snapshot_id))


def _write(path: Path, lines: list[str]) -> None:
    try:
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    except OSError as error:
        raise CommandError(f"The run cannot be written to {path}: {error.strerror}") from error


def _ask(engine: "SearchEngine", variant: Variant, text: str, limit: int) -> Ranking:
    return engine.search(text, variant=variant, limit=limit, count_facets=False)


def _as_text(results: dict[str, dict[str, dict[str, float]]], snapshot_id: str) -> str:
    table = Table("variant", "queries", *COLUMNS, title=f"Snapshot {snapshot_id}")
    for variant, groups in results.items():
        for group, figures in groups.items():
            cells = [
                f"{figures[name]:.2f}" if name.endswith("_ms") else f"{figures[name]:.3f}" for name in COLUMNS
            ]
            table.add_row(variant, group, *cells)
    text = io.StringIO()
    Console(file=text, width=110).print(table)
    return text.getvalue()
