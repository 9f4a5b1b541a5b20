"""``engine``: what search costs beside the sum of its parts, and the API beside search."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from urllib.parse import urlencode

from django.conf import settings
from django.core.management import call_command
from django.test import Client

from search.analysis import analyse
from search.dense import DenseIndex
from search.fusion import POOL
from search.lexical import LexicalIndex
from search.neural.encoder import load_encoder
from search.retrieval import SearchEngine
from search.snapshot import DENSE, LEXICAL

from .figures import Figures, Timings, latency, ratio_of_neighbours
from .queries import QUERIES
from .rounds import Ask, ask_in_turn, timed

COLUMNS = ("median_ms", "p95_ms", "aim")
RATIOS = ("median", "aim")
AIMS = {
    "encode": "≤ 5 ms",
    "hybrid": "≤ 10 ms",
    "hybrid / (encode + fts5 + hnsw)": "≤ 1.3",
    "api / hybrid": "≤ 2",
}


def measure(engine: SearchEngine, rounds: int) -> tuple[dict[str, Figures], dict[str, Figures]]:
    """Times of everything, and the ratios that matter, with what they should be."""
    call_command("collectstatic", interactive=False, verbosity=0)  # pages name their files by hash
    asked = {name: partial(timed, _without_answer(action)) for name, action in _actions(engine).items()}
    heard = ask_in_turn(asked, QUERIES, rounds)
    timings = {name: answers.milliseconds for name, answers in heard.items()}
    times: dict[str, Figures] = {
        name: {**latency(values), "aim": AIMS.get(name, "")} for name, values in timings.items()
    }
    ratios: dict[str, Figures] = {
        name: {"median": value, "aim": AIMS.get(name, "")} for name, value in _ratios(timings).items()
    }
    return times, ratios


def _ratios(timings: Timings) -> dict[str, float]:
    legs = (timings["encode"], timings["fts5"], timings["hnsw"])
    parts = [sum(neighbours) for neighbours in zip(*legs, strict=True)]
    return {
        "hybrid / (encode + fts5 + hnsw)": ratio_of_neighbours(timings["hybrid"], parts),
        "api / hybrid": ratio_of_neighbours(timings["api"], timings["hybrid"]),
        "results page / hybrid with facets": ratio_of_neighbours(
            timings["results page"], timings["hybrid, facets counted"]
        ),
    }


def _actions(engine: SearchEngine) -> dict[str, Callable[[str], object]]:
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


def _without_answer(action: Callable[[str], object]) -> Ask:
    def ask(query: str) -> tuple[()]:
        action(query)
        return ()

    return ask


def _get(client: Client, path: str, **parameters: str) -> None:
    response = client.get(f"{path}?{urlencode(parameters)}")
    if response.status_code != 200:
        raise SystemExit(f"{path} answered {response.status_code}")
