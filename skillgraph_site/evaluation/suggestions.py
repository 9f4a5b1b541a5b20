"""``evaluate inference``: explicit prerequisites and sub-skills, hidden and looked for among suggestions."""

from dataclasses import replace
from typing import Any

import numpy as np

from graphdata.adjacency import Rows
from graphdata.inference_coverage import coverage
from graphdata.inference_evaluation import Bench, Fold, figures_of, fit, rankers
from graphdata.links import SuggestedRelation
from graphdata.live import current_graph
from search.evaluation.errors import EvaluationError

from . import Tell
from .engines import describe

#: Only ESCO states what is essential and what is useful for a skill.
FRAMEWORK = "esco"
RELATIONS: tuple[SuggestedRelation, ...] = ("has_prerequisite", "has_sub_skill")
SEED = 20_261_122


def measure_inference(sample: int, tell: Tell) -> dict[str, Any]:
    """Figures of both relations, the direction test, and shares of concepts by framework.

    At most ``sample`` concepts are taken of each framework (0: all). Raises EvaluationError, SnapshotError.
    """
    graph = current_graph()
    bench = Bench(graph, graph.links, "has_prerequisite")
    return {
        **_prerequisites(bench, sample, tell),
        "has_sub_skill": _sub_skills(replace(bench, relation="has_sub_skill"), sample, tell),
        "coverage": {relation: _coverage(bench, relation, sample, tell) for relation in RELATIONS},
        "snapshot": describe(graph.manifest),
    }


def _prerequisites(bench: Bench, sample: int, tell: Tell) -> dict[str, Any]:
    """Essential relations by cross-validation, their direction, and optional ones by the weights of these."""
    links = bench.links
    essential = np.concatenate([links.edges["prerequisite"], links.edges["essential"]])
    if not len(essential):
        raise EvaluationError(
            "The live snapshot has no essential relations. Ingest ESCO, then evaluate inference"
        )
    tell(f"{len(essential):,} essential relations, hidden one fold at a time")
    every_kind = replace(bench, same_kind=True)
    folds = every_kind.folds(essential)
    useful = _sampled(_within(bench, "useful"), sample)
    tell(f"{len(useful):,} relations to useful knowledge, hidden together")
    knowledge = bench.folds(links.edges["prerequisite"])
    return {
        "has_prerequisite": bench.cross_validated(knowledge) | {"shown": bench.shown(knowledge)},
        "every_kind": every_kind.cross_validated(folds),
        "direction": every_kind.direction(folds),
        "useful_knowledge": _by_weights_of(folds, bench, bench.fold(useful)),
    }


def _by_weights_of(folds: list[Fold], bench: Bench, asked: Fold) -> dict[str, Any]:
    """Figures of ``asked`` by weights that never saw it: those that ``folds`` give."""
    weights = fit([case for fold in folds for case in fold.cases], bench.relation)
    ranked = {
        name: [ranker(case.signals) for case in asked.cases]
        for name, ranker in rankers(weights, seed=SEED).items()
    }
    return figures_of(asked.cases, ranked)


def _sub_skills(bench: Bench, sample: int, tell: Tell) -> dict[str, Any]:
    """Figures by framework, each by weights of its own; ``weights`` are those that all of them give."""
    stated, found, cases = bench.links.edges["sub_skill"], {}, []
    of_source = bench.links.frameworks[stated[:, 0]]
    for framework in np.unique(of_source).tolist():
        edges = _sampled(stated[of_source == framework], sample)
        tell(f"{framework}: {len(edges):,} relations to sub-skills, hidden one fold at a time")
        folds = bench.folds(edges)
        found[framework] = bench.cross_validated(folds) | {"shown": bench.shown(folds)}
        cases += [case for fold in folds for case in fold.cases]
    return {"frameworks": found, "weights": fit(cases, bench.relation)}


def _coverage(bench: Bench, relation: SuggestedRelation, sample: int, tell: Tell) -> dict[str, Any]:
    tell(
        f"{relation}: up to {sample:,} concepts of each framework" if sample else f"{relation}: all concepts"
    )
    return coverage(bench.graph, relation, sample)


def _within(bench: Bench, name: str) -> Rows:
    """The links called ``name`` inside ESCO."""
    edges = bench.links.edges[name]
    inside: Rows = edges[(bench.links.frameworks[edges] == FRAMEWORK).all(axis=1)]
    return inside


def _sampled(edges: Rows, sample: int) -> Rows:
    """The ``edges`` of at most ``sample`` sources, drawn at random."""
    sources = np.unique(edges[:, 0])
    if not sample or len(sources) <= sample:
        return edges
    drawn = np.random.default_rng(SEED).choice(sources, sample, replace=False)
    chosen: Rows = edges[np.isin(edges[:, 0], drawn)]
    return chosen
