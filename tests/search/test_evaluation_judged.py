"""Variants side by side: groups, comparisons, failures and what is left to judge."""

import pytest
from ir_measures import Qrel

from search.evaluation.files import JudgedQuery
from search.evaluation.judged import Assessment
from search.evaluation.runs import Run

QUERIES = [
    JudgedQuery("E1", "en", "keyword", "weld"),
    JudgedQuery("E2", "en", "typo", "plumming"),
    JudgedQuery("F1", "fr", "keyword", "souder"),
    JudgedQuery("F2", "fr", "typo", "plonberie"),
]
QRELS = [Qrel(query.qid, "a", 3) for query in QUERIES] + [Qrel(query.qid, "b", 0) for query in QUERIES]


def run(**rankings: str) -> Run:
    """Rankings of concepts that have one letter each."""
    return Run({qid: list(ids) for qid, ids in rankings.items()}, dict.fromkeys(rankings, 5.0))


@pytest.fixture
def assessed() -> Assessment:
    runs = {
        "lexical": run(E1="ab", E2="", F1="xyza", F2="bx"),
        "hybrid": run(E1="ab", E2="ba", F1="xa", F2="ab"),
    }
    return Assessment(runs, QUERIES, QRELS)


def test_means_are_given_over_all_queries_and_per_language(assessed: Assessment) -> None:
    found = assessed.figures()["lexical"]
    assert list(found) == ["all", "en", "fr"]
    # Reciprocal ranks 1, 0, 1/4 and 0.
    assert [found[group]["MRR"] for group in found] == [pytest.approx(1.25 / 4, abs=1e-4), 0.5, 0.125]
    assert [found[group]["queries"] for group in found] == [4, 2, 2]
    assert found["all"]["median_ms"] == 5.0


def test_means_are_given_per_kind_of_query(assessed: Assessment) -> None:
    found = assessed.by_kind()["hybrid"]
    # Keywords: ranks 1 and 2; typing errors: ranks 2 and 1.
    assert {kind: figures["MRR"] for kind, figures in found.items()} == {"keyword": 0.75, "typo": 0.75}
    assert assessed.by_kind()["lexical"]["typo"]["MRR"] == 0.0


def test_queries_without_a_kind_have_no_figures_by_kind_and_fail_together() -> None:
    query = JudgedQuery("E1", "en", "", "weld")
    assessed = Assessment({"hybrid": run(E1="ba")}, [query], QRELS)
    assert assessed.by_kind() == {"hybrid": {}}
    assert list(assessed.failures(1)) == ["all"]


def test_condensed_lists_forgive_what_nobody_judged(assessed: Assessment) -> None:
    french = assessed.figures()["hybrid"]["fr"]
    assert french["judged@5"] == 0.75  # one of two, two of two
    assert french["condensed_nDCG@5"] == 1.0 > french["nDCG@5"]


def test_intervals_enclose_the_mean(assessed: Assessment) -> None:
    figures, intervals = assessed.figures(), assessed.intervals()
    for variant, groups in intervals.items():
        for group, measures in groups.items():
            for name, (low, high) in measures.items():
                assert low <= figures[variant][group][name] <= high
    assert set(intervals["hybrid"]["all"]) == {"P@5", "nDCG@5"}


def test_the_others_are_compared_with_hybrid_query_by_query(assessed: Assessment) -> None:
    found = assessed.significance()
    assert list(found) == ["lexical"]
    assert found["lexical"]["nDCG@5"] == pytest.approx(
        assessed.figures()["lexical"]["all"]["nDCG@5"] - assessed.figures()["hybrid"]["all"]["nDCG@5"],
        abs=1e-3,
    )
    # Three of four queries differ, all in one direction: 4 of the 16 sign changes are as extreme.
    assert found["lexical"]["p"] == pytest.approx(4 / 16)
    low, high = found["lexical"]["interval"]
    assert low < found["lexical"]["nDCG@5"] < high <= 0


def test_without_hybrid_nothing_is_compared_and_the_only_variant_fails() -> None:
    assessed = Assessment({"dense": run(E1="ba", E2="", F1="a", F2="a")}, QUERIES, QRELS)
    assert assessed.significance() == {}
    assert [failure["qid"] for failure in assessed.failures(1)["typo"]] == ["E2"]


def test_english_less_french(assessed: Assessment) -> None:
    figures = assessed.figures()["hybrid"]
    found = assessed.language_difference()["hybrid"]
    assert found["en-fr"] == pytest.approx(figures["en"]["nDCG@5"] - figures["fr"]["nDCG@5"], abs=1e-3)
    assert found["interval"][0] <= found["en-fr"] <= found["interval"][1]


def test_one_language_alone_has_no_difference() -> None:
    assessed = Assessment({"hybrid": run(E1="a", E2="a")}, QUERIES[:2], QRELS)
    assert assessed.language_difference() == {}


def test_the_worst_queries_of_each_kind_are_named_with_the_grades_of_what_they_found(
    assessed: Assessment,
) -> None:
    found = assessed.failures(1)
    assert {kind: [failure["qid"] for failure in failures] for kind, failures in found.items()} == {
        "keyword": ["F1"],
        "typo": ["E2"],
    }
    (failure,) = found["keyword"]
    assert (failure["query"], failure["lang"]) == ("souder", "fr")
    assert failure["top"] == [{"id": "x", "grade": None}, {"id": "a", "grade": 3}]


def test_what_nobody_judged_is_listed_once_over_all_variants(assessed: Assessment) -> None:
    assert [(query.qid, found) for query, found in assessed.unjudged()] == [
        ("F1", "x"),
        ("F1", "y"),
        ("F1", "z"),
        ("F2", "x"),
    ]


def test_no_variant_at_all_is_no_error() -> None:
    nothing = Assessment({}, QUERIES, QRELS)
    assert (nothing.figures(), nothing.failures(3), nothing.significance()) == ({}, {}, {})
