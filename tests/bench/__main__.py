"""``make bench``: what search costs beside the sum of its parts, and the API beside search.

Runs on the live snapshot of SKILLGRAPH_VAR (the sample after ``make run``; the official frameworks
after ``manage.py ingest --data``). Every round asks each query once of everything that is compared, one
right after the other, so that a busy moment of the machine hits all of them alike.
"""

import os
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from urllib.parse import urlencode

import django

ROUNDS = 15

#: Everyday wording in both languages, short and long; none is a judged query.
QUERIES = (
    "teaching children to read",
    "apprendre à lire aux enfants",
    "fixing a dripping tap",
    "gérer un conflit dans la classe",
    "spreadsheets",
    "tenir une caisse",
    "pupils can explain how plants grow",
    "être capable de rédiger un courriel professionnel",
    "first aid",
    "soudure",
    "planning a budget for a small association",
    "accompagner une personne âgée dans les gestes du quotidien",
)

Timings = dict[str, list[float]]


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "skillgraph_site.settings")
    django.setup()
    from django.core.management import call_command

    from search.live import current_engine
    from search.snapshot import SnapshotError

    try:
        engine = current_engine()
    except SnapshotError as error:
        print(error)
        return 1
    call_command("collectstatic", interactive=False, verbosity=0)  # pages name their files by hash
    actions = _actions()
    timings: Timings = {name: [] for name in actions}
    for number in range(ROUNDS + 1):
        for query in QUERIES:
            for name, action in actions.items():
                started = time.perf_counter()
                action(query)
                if number:  # the first round warms caches
                    timings[name].append((time.perf_counter() - started) * 1000)
    size = sum(sum(counts.values()) for counts in engine.manifest.counts.values())
    _print(timings, f"{size} concepts, snapshot {engine.snapshot_id}, {ROUNDS} × {len(QUERIES)} queries")
    return 0


def _actions() -> dict[str, Callable[[str], object]]:
    from django.conf import settings
    from django.test import Client

    from search.analysis import analyse
    from search.dense import DenseIndex
    from search.fusion import POOL
    from search.lexical import LexicalIndex
    from search.live import current_engine
    from search.neural.encoder import load_encoder
    from search.snapshot import DENSE, LEXICAL

    engine = current_engine()
    directory = Path(settings.SKILLGRAPH_VAR) / "snapshots" / engine.snapshot_id
    encoder = load_encoder(settings.SKILLGRAPH_ENCODER)
    lexical = LexicalIndex(directory / LEXICAL)
    dense = DenseIndex(directory / DENSE, ef=engine.manifest.index["hnsw"]["ef"])
    vectors = {query: encoder.encode_query(query) for query in QUERIES}
    analysed = {query: analyse(query) for query in QUERIES}
    client = Client(headers={"host": "localhost"})
    return {
        "encode": lambda query: encoder.encode_query(query),
        "fts5": lambda query: lexical.search(analysed[query], ["searched"]),
        "hnsw": lambda query: dense.nearest(vectors[query], "searched", POOL),
        "hybrid": lambda query: engine.search(query, limit=5, count_facets=False),
        "hybrid, facets counted": lambda query: engine.search(query, limit=10),
        "api": lambda query: _get(client, "/api/v1/search", q=query, k="5"),
        "suggestions": lambda query: _get(client, "/suggest", q=query),
        "results page": lambda query: _get(client, "/", q=query),
    }


def _get(client: object, path: str, **parameters: str) -> None:
    response = client.get(f"{path}?{urlencode(parameters)}")  # type: ignore[attr-defined]
    if response.status_code != 200:
        raise SystemExit(f"{path} answered {response.status_code}")


def _print(timings: Timings, title: str) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table("", "median ms", "p95 ms", title=title)
    for name, values in timings.items():
        table.add_row(name, f"{statistics.median(values):.2f}", f"{_p95(values):.2f}")
    console = Console(width=100)
    console.print(table)
    parts = [sum(trio) for trio in zip(timings["encode"], timings["fts5"], timings["hnsw"], strict=True)]
    ratios = Table("ratio", "median", "aim")
    ratios.add_row("hybrid / (encode + fts5 + hnsw)", _ratio(timings["hybrid"], parts), "≤ 1.3")
    ratios.add_row("api / hybrid", _ratio(timings["api"], timings["hybrid"]), "≤ 2")
    ratios.add_row(
        "results page / hybrid with facets",
        _ratio(timings["results page"], timings["hybrid, facets counted"]),
        "",
    )
    console.print(ratios)


def _ratio(over: Sequence[float], under: Sequence[float]) -> str:
    """Median of the ratios of neighbours in time."""
    return f"{statistics.median(one / other for one, other in zip(over, under, strict=True)):.2f}"


def _p95(values: Sequence[float]) -> float:
    return statistics.quantiles(values, n=20)[18]


if __name__ == "__main__":
    sys.exit(main())
