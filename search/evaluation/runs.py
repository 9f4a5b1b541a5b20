"""Asking every query of a variant."""

import statistics
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from ir_measures import ScoredDoc

from ..types import Ranking
from .errors import EvaluationError

#: How far down rankings are compared.
DEPTH = 100
#: Hits on one page of results.
PAGE = 10

#: ``search(text, limit)``.
Search = Callable[[str, int], Ranking]


class Query(Protocol):
    """A text to ask, and the id its answer goes by."""

    @property
    def qid(self) -> str: ...

    @property
    def text(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Run:
    """What one variant answered: concept ids by query id, best first, and each query's milliseconds."""

    rankings: Mapping[str, Sequence[str]]
    milliseconds: Mapping[str, float]

    def scored(self) -> Iterator[ScoredDoc]:
        """The run as scored documents.

        Scores are made from ranks: trec_eval sorts by them, and an exact label stands above what scores
        higher.
        """
        for qid, ids in self.rankings.items():
            for place, concept_id in enumerate(ids):
                yield ScoredDoc(qid, concept_id, float(len(ids) - place))

    def mapped(self, change: Callable[[str, Sequence[str]], Iterable[str]]) -> "Run":
        """The run with every ranking changed by ``change(qid, ids)``."""
        return replace(self, rankings={qid: list(change(qid, ids)) for qid, ids in self.rankings.items()})


def ask(queries: Iterable[Query], search: Search, depth: int = DEPTH, *, timed: bool = False) -> Run:
    """Ask every query for ``depth`` hits; ``timed`` asks it again as a page does, and keeps that time."""
    rankings, milliseconds = {}, {}
    for query in queries:
        answer = search(query.text, depth)
        if answer.fallback:
            raise EvaluationError(f"{query.text!r} was answered by {answer.variant}: {answer.fallback}")
        rankings[query.qid] = [hit.document.id for hit in answer.hits]
        milliseconds[query.qid] = (search(query.text, PAGE) if timed else answer).milliseconds
    return Run(rankings, milliseconds)


def latency(milliseconds: Sequence[float]) -> dict[str, float]:
    """Median and 95th percentile (nearest rank)."""
    ordered = sorted(milliseconds)
    p95 = ordered[-(-95 * len(ordered) // 100) - 1]
    return {"median_ms": round(statistics.median(ordered), 2), "p95_ms": round(p95, 2)}
