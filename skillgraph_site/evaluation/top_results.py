"""``evaluate top``: what the live snapshot answers first, for people to look at."""

from pathlib import Path
from typing import Any

from search.evaluation.files import read_queries
from search.evaluation.runs import ask
from search.live import current_engine
from search.types import Variant

from . import Tell
from .engines import describe, label, searcher

FIRST = 5


def measure_top(path: Path, variant: Variant, tell: Tell) -> dict[str, Any]:
    """The first five results of every query of a queries file. Raises EvaluationError and SnapshotError."""
    queries = read_queries(path)
    engine = current_engine()
    tell(f"asking {len(queries)} queries: {variant}")
    run = ask(queries, searcher(engine, variant), FIRST)
    return {
        "variant": variant,
        "queries": [
            {
                "qid": query.qid,
                "lang": query.language,
                "query": query.text,
                "top": [
                    {"id": found, "label": label(engine, found, query.language)}
                    for found in run.rankings[query.qid]
                ],
            }
            for query in queries
        ],
        "snapshot": describe(engine.manifest),
    }
