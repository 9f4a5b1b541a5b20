"""``evaluate melo``: French occupation titles of ROME → names of ESCO occupations."""

from pathlib import Path
from typing import Any

from search.evaluation.melo import DEPTH, KIND, melo_figures, read_task
from search.evaluation.runs import ask
from search.types import Facets, Variant

from . import Tell
from .engines import searcher, temporary_engine

VARIANTS: tuple[Variant, ...] = ("lexical", "dense", "hybrid")
LANGUAGE = "fr"


def measure_melo(folder: Path, tell: Tell) -> dict[str, Any]:
    """MRR, A@k and R@10 of every variant, over corpus elements and over concepts. Raises EvaluationError."""
    task = read_task(folder, LANGUAGE)
    tell(f"indexing {len(task.documents):,} names of occupations")
    figures = {}
    with temporary_engine(task.documents) as engine:
        for variant in VARIANTS:
            tell(f"asking {len(task.queries):,} titles: {variant}")
            search = searcher(engine, variant, Facets(kinds=frozenset({KIND})))
            figures[variant] = melo_figures(ask(task.queries, search, DEPTH), task)
        made_by = engine.manifest.encoder
    return {
        "task": folder.name,
        "queries": len(task.queries),
        "elements": len(task.documents),
        "concepts": len(set(task.concept_of.values())),
        "encoder": made_by.name,
        "fingerprint": made_by.fingerprint,
        "variants": figures,
    }
