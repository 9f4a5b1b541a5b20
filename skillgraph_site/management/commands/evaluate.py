"""``manage.py evaluate``: how good search and explanations are, by task, as tables or as JSON."""

import json
from argparse import ArgumentParser
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from search.types import VARIANTS
from skillgraph_site.evaluation import CONCEPTS, EXPLANATION_MODES, SAMPLE, WORST


class Command(BaseCommand):
    help = "Measure search on judged queries, held-out labels and the MELO benchmark, and explanations."

    def add_arguments(self, parser: ArgumentParser) -> None:
        tasks = parser.add_subparsers(dest="task", required=True)
        _add_search(tasks.add_parser("search", help="rankings against graded judgements"))
        _add_labels(tasks.add_parser("labels", help="concepts found by labels hidden from the indexes"))
        _add_melo(tasks.add_parser("melo", help="French occupation titles (MELO benchmark)"))
        _add_top(tasks.add_parser("top", help="the first five results of every query, to look at"))
        _add_explain(tasks.add_parser("explain", help="explanations checked against their evidence"))
        _add_inference(tasks.add_parser("inference", help="suggested prerequisites and sub-skills"))
        _add_all(tasks.add_parser("all", help="every task, and the tables of a page"))

    def handle(self, *args: Any, **options: Any) -> None:
        from search.evaluation.errors import EvaluationError
        from search.snapshot import SnapshotError

        try:
            result, tables = getattr(self, f"_{options['task']}")(options)
        except (OSError, EvaluationError, SnapshotError) as error:
            raise CommandError(str(error)) from error
        if options["format"] == "json":
            self.stdout.write(json.dumps(result, indent=1, ensure_ascii=False))
        else:
            self.stdout.write("\n".join(tables))

    def _search(self, options: dict[str, Any]) -> tuple[dict[str, Any], Iterable[str]]:
        from skillgraph_site.evaluation.judged_search import SearchTask, measure_search
        from skillgraph_site.evaluation.sheets import as_text, search_sheets

        task = SearchTask(
            queries=options["queries"],
            qrels=options["qrels"],
            gaps=options["gaps"],
            variants=options["variant"] or (),
            worst=max(options["worst"], 0),
            run_out=options["run_out"],
            unjudged_out=options["unjudged_out"],
        )
        result = measure_search(task, self._tell)
        return result, [*map(as_text, search_sheets(result)), *result["notes"]]

    def _labels(self, options: dict[str, Any]) -> tuple[dict[str, Any], Iterable[str]]:
        from skillgraph_site.evaluation.hidden_labels import measure_labels
        from skillgraph_site.evaluation.sheets import as_text, label_directions, sibling_test

        result = measure_labels(max(options["sample"], 0), self._tell)
        return result, map(as_text, (label_directions(result), sibling_test(result)))

    def _melo(self, options: dict[str, Any]) -> tuple[dict[str, Any], Iterable[str]]:
        from skillgraph_site.evaluation.occupation_titles import measure_melo
        from skillgraph_site.evaluation.sheets import as_text, melo

        result = measure_melo(options["melo"], self._tell)
        return result, [as_text(melo(result))]

    def _top(self, options: dict[str, Any]) -> tuple[dict[str, Any], Iterable[str]]:
        from skillgraph_site.evaluation.sheets import as_text, top_results
        from skillgraph_site.evaluation.top_results import measure_top

        result = measure_top(options["queries"], options["variant"], self._tell)
        return result, [as_text(top_results(result))]

    def _explain(self, options: dict[str, Any]) -> tuple[dict[str, Any], Iterable[str]]:
        from search.neural.generator import Misconfigured
        from skillgraph_site.evaluation.explanations import explanation_sheets, measure_explanations
        from skillgraph_site.evaluation.sheets import as_text

        try:
            result = measure_explanations(max(options["sample"], 0), self._tell, options["mode"] or ())
        except Misconfigured as problem:
            raise CommandError(str(problem)) from problem
        return result, map(as_text, explanation_sheets(result))

    def _inference(self, options: dict[str, Any]) -> tuple[dict[str, Any], Iterable[str]]:
        from skillgraph_site.evaluation.sheets import as_text
        from skillgraph_site.evaluation.suggestion_sheets import inference_sheets
        from skillgraph_site.evaluation.suggestions import measure_inference

        result = measure_inference(max(options["sample"], 0), self._tell)
        return result, map(as_text, inference_sheets(result))

    def _all(self, options: dict[str, Any]) -> tuple[dict[str, Any], Iterable[str]]:
        from skillgraph_site.evaluation.everything import Everything, measure_all, page_parts
        from skillgraph_site.evaluation.page import rewrite

        if options["data"] is None:
            raise CommandError("Give the data folder: --data DIR, or set SKILLGRAPH_DATA_DIR")
        task = Everything(
            options["data"], max(options["sample"], 0), gaps=options["gaps"], everyday=options["everyday"]
        )
        results = measure_all(task, self._tell)
        parts = page_parts(results)
        if options["page"]:
            rewrite(options["page"], parts)
        return results, (f"{name.capitalize()}\n\n{body}\n" for name, body in parts.items())

    def _tell(self, message: str) -> None:
        self.stderr.write(message)


def _add_search(parser: ArgumentParser) -> None:
    parser.add_argument("--queries", type=Path, required=True, help="TSV with qid, lang, kind, query")
    parser.add_argument("--qrels", type=Path, required=True, help="TREC qrels: qid 0 concept_id grade")
    parser.add_argument("--gaps", type=Path, help="further judgements (TREC qrels); figures are given apart")
    parser.add_argument("--variant", choices=VARIANTS, action="append", help="one variant (default: all)")
    parser.add_argument("--worst", type=int, default=WORST, help="how many of the worst queries of each kind")
    parser.add_argument("--run-out", type=Path, help="write the runs in TREC format")
    parser.add_argument("--unjudged-out", type=Path, help="write what nobody judged among the first five")
    _add_format(parser)


def _add_labels(parser: ArgumentParser) -> None:
    _add_sample(parser)
    _add_format(parser)


def _add_melo(parser: ArgumentParser) -> None:
    parser.add_argument("--melo", type=Path, required=True, help="folder of one task of the benchmark")
    _add_format(parser)


def _add_top(parser: ArgumentParser) -> None:
    parser.add_argument("--queries", type=Path, required=True, help="TSV with qid, lang, kind, query")
    parser.add_argument("--variant", choices=VARIANTS, default="hybrid")
    _add_format(parser)


def _add_explain(parser: ArgumentParser) -> None:
    parser.add_argument("--sample", type=int, default=CONCEPTS, help="how many concepts (0: all)")
    parser.add_argument(
        "--mode",
        choices=EXPLANATION_MODES,
        action="append",
        help="template, or a language model's summaries (default: all that the settings allow)",
    )
    _add_format(parser)


def _add_inference(parser: ArgumentParser) -> None:
    _add_sample(parser, "most concepts asked per framework (0: all)")
    _add_format(parser)


def _add_all(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--data", type=Path, default=settings.SKILLGRAPH_DATA_DIR, help="folder with benchmarks/"
    )
    parser.add_argument("--page", type=Path, help="Markdown page whose generated parts are replaced")
    parser.add_argument("--gaps", type=Path, help="further judgements (TREC qrels); figures are given apart")
    parser.add_argument("--everyday", type=Path, help="TSV of queries whose first results are shown")
    _add_sample(parser)
    _add_format(parser)


def _add_sample(parser: ArgumentParser, meaning: str = "most labels asked per direction (0: all)") -> None:
    parser.add_argument("--sample", type=int, default=SAMPLE, help=meaning)


def _add_format(parser: ArgumentParser) -> None:
    parser.add_argument("--format", choices=("table", "json"), default="table")
