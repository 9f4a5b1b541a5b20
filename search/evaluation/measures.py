"""Measures of rankings, from the field's own library (ir_measures over trec_eval).

P@k, MRR and judged@5 treat grades 2 and 3 as relevant; nDCG@5 uses the grades as linear gains, as
trec_eval does; a query without an answer, or without judgements, counts as 0.
"""

import statistics
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import ir_measures
from ir_measures import RR, Judged, P, Qrel, R, Success, nDCG

from .runs import Run

#: Grades from this one on are relevant for the binary measures.
RELEVANT_FROM = 2
CONDENSED = "condensed_nDCG@5"

GRADED = {
    "P@3": P(rel=RELEVANT_FROM) @ 3,
    "P@5": P(rel=RELEVANT_FROM) @ 5,
    "nDCG@5": nDCG @ 5,
    "MRR": RR(rel=RELEVANT_FROM),
    "judged@5": Judged @ 5,
}
#: For queries that have one right answer.
ONE_ANSWER = {"R@1": R @ 1, "R@5": R @ 5, "nDCG@5": nDCG @ 5}
#: What the MELO benchmark publishes; A@k is the share of queries with a right answer among the first k.
LINKING = {"MRR": RR, "A@1": Success @ 1, "A@5": Success @ 5, "A@10": Success @ 10, "R@10": R @ 10}

#: Measure → query id → value.
PerQuery = dict[str, dict[str, float]]


def per_query(
    run: Run, qids: Collection[str], qrels: Iterable[Qrel], measures: Mapping[str, Any] = GRADED
) -> PerQuery:
    """Every measure of every query in ``qids``."""
    wanted = set(qids)
    judged = [qrel for qrel in qrels if qrel.query_id in wanted]
    found = {name: dict.fromkeys(qids, 0.0) for name in measures}
    names = {measure: name for name, measure in measures.items()}
    for metric in ir_measures.iter_calc(list(measures.values()), judged, run.scored()):
        if metric.query_id in wanted:
            found[names[metric.measure]][metric.query_id] = metric.value
    return found


def condensed(run: Run, qrels: Iterable[Qrel]) -> Run:
    """The run without results that nobody judged (the condensed lists of Sakai, SIGIR 2007)."""
    judged = {(qrel.query_id, qrel.doc_id) for qrel in qrels}
    return run.mapped(lambda qid, ids: [found for found in ids if (qid, found) in judged])


def graded(run: Run, qids: Collection[str], qrels: Sequence[Qrel]) -> PerQuery:
    """The graded measures, and nDCG@5 of the condensed lists."""
    lists = per_query(condensed(run, qrels), qids, qrels, {CONDENSED: nDCG @ 5})
    return per_query(run, qids, qrels) | lists


def means(found: PerQuery, qids: Collection[str]) -> dict[str, float]:
    """The mean of every measure over ``qids``, to four decimals."""
    return {name: round(statistics.fmean(values[qid] for qid in qids), 4) for name, values in found.items()}
