"""``evaluate search``: the live snapshot on queries with graded judgements."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from search.evaluation.files import JudgedQuery, read_gaps, read_qrels, read_queries, trec_run, write_lines
from search.evaluation.judged import Assessment
from search.evaluation.neighbours import neighbour_recall
from search.evaluation.runs import Run, ask
from search.live import current_engine
from search.neural.encoder import load_encoder
from search.retrieval import SearchEngine
from search.types import VARIANTS, Variant

from . import WORST, Tell
from .engines import describe, label, live_directory, searcher


@dataclass(frozen=True, slots=True)
class SearchTask:
    """What to measure, and where further files go."""

    queries: Path
    qrels: Path
    gaps: Path | None = None
    variants: Sequence[Variant] = ()
    worst: int = WORST
    run_out: Path | None = None
    unjudged_out: Path | None = None


def measure_search(task: SearchTask, tell: Tell) -> dict[str, Any]:
    """The figures of every variant. Raises EvaluationError and SnapshotError."""
    queries, qrels = read_queries(task.queries), read_qrels(task.qrels)
    gaps = read_gaps(task.gaps, qrels) if task.gaps else []
    engine = current_engine()
    asked, notes = _variants(engine, task.variants)
    runs: dict[str, Run] = {}
    for variant in asked:
        tell(f"asking {len(queries)} queries: {variant}")
        runs[variant] = ask(queries, searcher(engine, variant), timed=True)
    tell("computing intervals")
    plain = Assessment(runs, queries, qrels)
    filled = Assessment(runs, queries, [*qrels, *gaps])
    _write(task, runs, filled, engine)
    result = _assessed(plain, engine, task.worst)
    if gaps:
        result["with_gaps"] = {"judgements": len(gaps), **_assessed(filled, engine, task.worst)}
    snapshot = describe(engine.manifest)
    return result | {"notes": notes, "snapshot": snapshot, "hnsw": _neighbours(engine, queries)}


def _variants(engine: SearchEngine, wanted: Sequence[Variant]) -> tuple[list[Variant], list[str]]:
    """The variants that can be asked, and why another that was wanted cannot."""
    chosen = list(dict.fromkeys(wanted or VARIANTS))
    missing = [variant for variant in chosen if variant not in engine.variants]
    notes = [
        f"{variant} is left out: no re-ranker is configured (SKILLGRAPH_RERANKER)." for variant in missing
    ]
    return [variant for variant in chosen if variant in engine.variants], notes


def _assessed(assessment: Assessment, engine: SearchEngine, worst: int) -> dict[str, Any]:
    return {
        "variants": assessment.figures(),
        "kinds": assessment.by_kind(),
        "intervals": assessment.intervals(),
        "significance": assessment.significance(),
        "language_difference": assessment.language_difference(),
        "failures": {
            kind: [_named(failure, engine) for failure in failures]
            for kind, failures in assessment.failures(worst).items()
        },
    }


def _named(failure: dict[str, Any], engine: SearchEngine) -> dict[str, Any]:
    top = [found | {"label": label(engine, found["id"], failure["lang"])} for found in failure["top"]]
    return failure | {"top": top}


def _write(task: SearchTask, runs: dict[str, Run], filled: Assessment, engine: SearchEngine) -> None:
    if task.run_out:
        write_lines(task.run_out, (line for variant, run in runs.items() for line in trec_run(run, variant)))
    if task.unjudged_out:
        write_lines(task.unjudged_out, _to_judge(filled, engine))


def _to_judge(assessment: Assessment, engine: SearchEngine) -> Iterator[str]:
    """Lines for a person to judge, who puts a grade in place of the question mark."""
    for query, concept_id in assessment.unjudged():
        name = label(engine, concept_id, query.language)
        yield f"{query.qid} 0 {concept_id} ? # {query.text} → {name}"


def _neighbours(engine: SearchEngine, queries: Sequence[JudgedQuery]) -> dict[str, Any]:
    """Recall of the HNSW index: as measured when the snapshot was built, and with these queries."""
    index = engine.manifest.index
    encoder = load_encoder(settings.SKILLGRAPH_ENCODER)
    vectors = [encoder.encode_query(query.text) for query in queries]
    return {
        "build": {scope: index[scope]["recall@10"] for scope in ("searched", "other") if scope in index},
        "queries": neighbour_recall(live_directory(engine.snapshot_id), vectors),
    }
