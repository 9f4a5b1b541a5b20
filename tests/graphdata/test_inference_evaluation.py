"""Hidden relations are really hidden, folds keep sources together, and figures are what they say."""

from pathlib import Path

import numpy as np
import pytest

from graphdata.inference_coverage import coverage
from graphdata.inference_evaluation import FOLDS, Bench, Case, Fold, figures, fit
from graphdata.neighbourhood import ConceptGraph
from graphdata.signals import SIGNALS

from .test_inference import read

NAMES = SIGNALS["has_prerequisite"]


def case(right: list[bool], hidden: int, **values: list[float]) -> Case:
    size = len(right)
    signals = {name: np.array(values.get(name, [0.5] * size)) for name in NAMES}
    return Case(0, np.arange(size), signals, np.array(right), hidden)


def test_hits_are_counted_against_everything_hidden_and_all_places_shown() -> None:
    found = figures([case([True, False, True], hidden=4)], [np.array([0.9, 0.5, 0.1])])
    assert found["P@1"]["mean"] == 1.0
    assert found["P@5"]["mean"] == pytest.approx(2 / 5)
    assert found["R@1"]["mean"] == pytest.approx(1 / 4)
    assert found["R@5"]["mean"] == pytest.approx(2 / 4)


def test_the_signal_that_tells_right_from_wrong_gets_the_weight() -> None:
    known = [case([True, False], 1, similarity=[0.9, 0.1]), case([False, True], 1, similarity=[0.2, 0.8])]
    weights = fit(known, "has_prerequisite")
    assert weights["similarity"] > 0.5
    assert sum(weights.values()) == pytest.approx(1.0, abs=1e-3)


def test_equal_weights_where_nothing_was_right() -> None:
    weights = fit([case([False, False], 1)], "has_prerequisite")
    assert set(weights.values()) == {round(1 / len(NAMES), 4)}


@pytest.fixture
def ladder(tmp_path: Path) -> ConceptGraph:
    """Skills with one prerequisite each, all of one occupation."""
    turtle = ':job a skos:Concept , cmo:Occupation ; skos:prefLabel "job"@en .\n' + "".join(
        f':s{n} a skos:Concept , cmo:Skill ; skos:prefLabel "use {word}"@en ; cmo:hasPrerequisite :k{n} ;'
        f" cmo:isEssentialForOccupation :job .\n"
        f':k{n} a skos:Concept , cmo:Knowledge ; skos:prefLabel "{word}"@en ;'
        f" cmo:isEssentialForOccupation :job .\n"
        for n, word in enumerate(("steel", "timber", "glass", "leather", "paper", "copper", "wool"))
    )
    return read(tmp_path, turtle)


def bench(graph: ConceptGraph) -> Bench:
    return Bench(graph, graph.links, "has_prerequisite")


def test_each_fold_hides_its_own_relations_and_no_others(ladder: ConceptGraph) -> None:
    measured = bench(ladder)
    edges = measured.links.edges["prerequisite"]
    folds = measured.folds(edges)
    assert len(folds) == FOLDS
    assert sorted(np.concatenate([fold.edges for fold in folds]).tolist()) == sorted(edges.tolist())
    for fold in folds:
        kept = {tuple(edge) for edge in fold.links.edges["prerequisite"].tolist()}
        assert kept == {tuple(edge) for edge in edges.tolist()} - {
            tuple(edge) for edge in fold.edges.tolist()
        }
        assert all(not case.signals["graph_proximity"][case.right].any() for case in fold.cases)


def test_hidden_prerequisites_are_found_again_by_what_is_left(ladder: ConceptGraph) -> None:
    measured = bench(ladder)
    found = measured.cross_validated(measured.folds(measured.links.edges["prerequisite"]))
    assert (found["concepts"], found["hidden"], found["reached"]) == (7, 7, 7)
    assert found["methods"]["suggested"]["P@1"]["mean"] == 1.0
    assert found["methods"]["random"]["P@1"]["mean"] < 1.0


def test_the_direction_of_pairs_of_different_kinds_is_not_asked(ladder: ConceptGraph) -> None:
    measured = bench(ladder)
    folds: list[Fold] = measured.folds(measured.links.edges["prerequisite"])
    assert measured.direction(folds)["pairs"] == 0


def test_coverage_counts_every_concept_once(ladder: ConceptGraph) -> None:
    found = coverage(ladder, "has_prerequisite", 0)["trades"]
    assert found["concepts"] == 14
    assert found["shares"]["explicit"] == 0.5
    assert sum(found["shares"].values()) == pytest.approx(1.0)


def test_what_readers_would_see_is_counted_with_what_was_hidden(ladder: ConceptGraph) -> None:
    measured = bench(ladder)
    shown = measured.shown(measured.folds(measured.links.edges["prerequisite"]))
    assert shown["concepts"] == 7
    assert 0 < shown["right"] <= shown["suggestions"]
