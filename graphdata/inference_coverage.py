"""How many concepts of each framework have explicit prerequisites or sub-skills, suggested ones, or none."""

import time
from collections import Counter
from collections.abc import Iterator
from typing import Any

import numpy as np

from search.types import SEARCHED_KINDS

from .adjacency import Rows
from .inference import infer
from .links import SuggestedRelation
from .neighbourhood import ConceptGraph

SEED = 20_261_122
#: What a concept can have of a relation; the first that applies is counted.
HAVING = ("explicit", "inferred", "none")


def coverage(graph: ConceptGraph, relation: SuggestedRelation, sample: int) -> dict[str, Any]:
    """By framework: the share of concepts for each of HAVING, and the median and 95th percentile of the
    milliseconds that suggesting took; at most ``sample`` concepts each (0: all)."""
    return {framework: _coverage(graph, relation, rows) for framework, rows in _samples(graph, sample)}


def _samples(graph: ConceptGraph, sample: int) -> Iterator[tuple[str, Rows]]:
    links = graph.links
    searched = np.isin(links.kinds, sorted(SEARCHED_KINDS))
    for framework in np.unique(links.frameworks).tolist():
        rows = np.flatnonzero(searched & (links.frameworks == framework))
        if sample and len(rows) > sample:
            rows = np.sort(np.random.default_rng(SEED).choice(rows, sample, replace=False))
        if len(rows):
            yield framework, rows


def _coverage(graph: ConceptGraph, relation: SuggestedRelation, rows: Rows) -> dict[str, Any]:
    counts: Counter[str] = Counter()
    milliseconds = []
    for document in graph.documents.documents(rows.tolist()):
        started = time.perf_counter()
        suggested = infer(graph, document.id, relation)
        milliseconds.append((time.perf_counter() - started) * 1_000)
        row = graph.documents.row_of(document.id)
        explicit = row is not None and len(graph.links.explicit(relation).of_row(row)) > 0
        counts["explicit" if explicit else "inferred" if suggested else "none"] += 1
    return {
        "concepts": len(rows),
        "shares": {name: round(counts[name] / len(rows), 4) for name in HAVING},
        "median_ms": round(float(np.median(milliseconds)), 2),
        "p95_ms": round(float(np.percentile(milliseconds, 95)), 2),
    }
