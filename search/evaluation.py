"""Rankings against judgements, with the field's own measures library (ir_measures over trec_eval).

P@k, MRR and judged@5 treat grades 2 and 3 as relevant; nDCG@5 uses the grades as linear gains, as
trec_eval does; a query without an answer counts as 0.
"""

import csv
import io
import re
import statistics
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import ir_measures
from ir_measures import RR, Judged, P, Qrel, ScoredDoc, nDCG

from .types import Hit, Ranking

#: Grades from this one on are relevant for the binary measures.
RELEVANT_FROM = 2
DEPTH = 100
#: Hits on one page of results.
PAGE = 10

_GRADE = re.compile(r"-?[0-9]+")

MEASURES = {
    "P@3": P(rel=RELEVANT_FROM) @ 3,
    "P@5": P(rel=RELEVANT_FROM) @ 5,
    "nDCG@5": nDCG @ 5,
    "MRR": RR(rel=RELEVANT_FROM),
    "judged@5": Judged @ 5,
}


class EvaluationError(Exception):
    """Queries or judgements that cannot be used; the message names file and line."""


@dataclass(frozen=True, slots=True)
class JudgedQuery:
    """One line of the queries file."""

    qid: str
    language: str
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Run:
    """What one variant answered: rankings by query id, and how long each took in milliseconds."""

    rankings: Mapping[str, Sequence[Hit]]
    milliseconds: Mapping[str, float]


Figures = dict[str, float]


def read_queries(path: Path) -> list[JudgedQuery]:
    """The queries of a tab-separated file with the columns qid, lang, kind and query."""
    table = csv.DictReader(io.StringIO(_text(path)), delimiter="\t", quoting=csv.QUOTE_NONE)
    missing = {"qid", "lang", "query"} - set(table.fieldnames or ())
    if missing:
        raise EvaluationError(f"{path}: the column {', '.join(sorted(missing))} is missing")
    queries: dict[str, JudgedQuery] = {}
    for row in table:
        if not (row["qid"] and row["lang"] and row["query"]):
            raise EvaluationError(f"{path}, line {table.line_num}: qid, lang or query is empty")
        if row["qid"] in queries:
            raise EvaluationError(f"{path}, line {table.line_num}: the qid {row['qid']} is used twice")
        queries[row["qid"]] = JudgedQuery(row["qid"], row["lang"], row.get("kind") or "", row["query"])
    if not queries:
        raise EvaluationError(f"{path} holds no query")
    return list(queries.values())


def read_qrels(path: Path) -> list[Qrel]:
    """TREC judgements: ``qid 0 concept_id grade``. Blank lines are passed over."""
    qrels = []
    for number, line in enumerate(_text(path).splitlines(), start=1):
        fields = line.split()
        if not fields:
            continue
        if len(fields) != 4 or not _GRADE.fullmatch(fields[3]):
            raise EvaluationError(f"{path}, line {number}: expected “qid 0 concept_id grade”, found {line!r}")
        qrels.append(Qrel(fields[0], fields[2], int(fields[3])))
    return qrels


def _text(path: Path) -> str:
    """The text of a file, a byte order mark aside, which would hide the first column's name."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise EvaluationError(f"{path} is not UTF-8: {error}") from error
    except OSError as error:
        raise EvaluationError(f"{path} cannot be read: {error.strerror}") from error


def run(queries: Iterable[JudgedQuery], search: Callable[[str, int], Ranking]) -> Run:
    """Ask ``search(text, limit)`` every query: deeply for the measures, then as a page does for the time."""
    rankings, milliseconds = {}, {}
    for query in queries:
        rankings[query.qid] = search(query.text, DEPTH).hits
        milliseconds[query.qid] = search(query.text, PAGE).milliseconds
    return Run(rankings, milliseconds)


def figures(run: Run, queries: Sequence[JudgedQuery], qrels: Sequence[Qrel]) -> dict[str, Figures]:
    """Every measure over all queries (``"all"``) and per language."""
    languages = sorted({query.language for query in queries})
    groups = {"all": list(queries)} | {
        language: [query for query in queries if query.language == language] for language in languages
    }
    return {name: _figures(run, members, qrels) for name, members in groups.items()}


def _figures(run: Run, queries: Sequence[JudgedQuery], qrels: Sequence[Qrel]) -> Figures:
    wanted = {query.qid for query in queries}
    judged = [qrel for qrel in qrels if qrel.query_id in wanted]
    per_query = {name: dict.fromkeys(wanted, 0.0) for name in MEASURES}
    names = {measure: name for name, measure in MEASURES.items()}
    for metric in ir_measures.iter_calc(list(MEASURES.values()), judged, scored(run, wanted)):
        if metric.query_id in wanted:
            per_query[names[metric.measure]][metric.query_id] = metric.value
    means = {name: round(statistics.fmean(found.values()), 4) for name, found in per_query.items()}
    return means | latency([run.milliseconds[qid] for qid in wanted])


def scored(run: Run, wanted: set[str]) -> list[ScoredDoc]:
    """The run as scored documents. Scores are made from ranks, for a ranking may order ties on purpose."""
    return [
        ScoredDoc(qid, hit.document.id, float(DEPTH - hit.rank))
        for qid, hits in run.rankings.items()
        if qid in wanted
        for hit in hits
    ]


def latency(milliseconds: Sequence[float]) -> Figures:
    """Median and 95th percentile (nearest rank)."""
    ordered = sorted(milliseconds)
    p95 = ordered[-(-95 * len(ordered) // 100) - 1]
    return {"median_ms": round(statistics.median(ordered), 2), "p95_ms": round(p95, 2)}


def trec_run(run: Run, tag: str) -> Iterable[str]:
    """The run in TREC format: ``qid Q0 concept_id rank score tag``.

    The score is made from the rank, as for the figures: trec_eval sorts by it, and exact labels stand
    above what scores higher.
    """
    for qid, hits in run.rankings.items():
        for hit in hits:
            yield f"{qid} Q0 {hit.document.id} {hit.rank} {DEPTH - hit.rank} {tag}"
