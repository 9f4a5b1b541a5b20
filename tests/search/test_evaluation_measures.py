"""Measures against figures worked out by hand."""

import math
from collections.abc import Iterable

import pytest
from ir_measures import Qrel

from search.evaluation.measures import CONDENSED, LINKING, ONE_ANSWER, condensed, graded, means, per_query
from search.evaluation.runs import Run, ask, latency
from search.types import Hit, Ranking

from .catalogue import concept


def run(**rankings: list[str]) -> Run:
    return Run(rankings, dict.fromkeys(rankings, 5.0))


def qrels(*lines: str) -> list[Qrel]:
    split = [line.split() for line in lines]
    return [Qrel(qid, concept_id, int(grade)) for qid, concept_id, grade in split]


def figures(of: Run, judged: list[Qrel], *qids: str) -> dict[str, float]:
    return means(graded(of, qids, judged), qids)


def test_the_measures_are_those_worked_out_by_hand() -> None:
    judged = qrels("E1 a 3", "E1 b 1", "E1 c 2", "E1 d 0", "E1 e 2")
    found = figures(run(E1=["x", "b", "c", "a", "d", "e"]), judged, "E1")
    # Grades in order of the ranking:  x unjudged (0), b 1, c 2, a 3, d 0 | e 2 is below the cut-off.
    # DCG@5   = 0/log2(2) + 1/log2(3) + 2/log2(4) + 3/log2(5) + 0/log2(6) = 0.6309 + 1 + 1.2920 = 2.9230
    # ideal   = 3, 2, 2, 1: 3/1 + 2/log2(3) + 2/log2(4) + 1/log2(5)       = 3 + 1.2619 + 1 + 0.4307 = 5.6925
    # nDCG@5  = 2.9230 / 5.6925                                             = 0.5135
    dcg = 1 / math.log2(3) + 2 / math.log2(4) + 3 / math.log2(5)
    ideal = 3 + 2 / math.log2(3) + 2 / math.log2(4) + 1 / math.log2(5)
    assert found["nDCG@5"] == pytest.approx(dcg / ideal, abs=1e-4) == pytest.approx(0.5135, abs=1e-4)
    # Relevant are grades 2 and 3: c and a, in places 3 and 4.
    assert found["P@3"] == pytest.approx(1 / 3, abs=1e-4)
    assert found["P@5"] == pytest.approx(2 / 5)
    assert found["MRR"] == pytest.approx(1 / 3, abs=1e-4)
    # Of the five, x alone has no judgement.
    assert found["judged@5"] == pytest.approx(4 / 5)
    # Without x the list is b 1, c 2, a 3, d 0, e 2.
    moved_up = 1 + 2 / math.log2(3) + 3 / math.log2(4) + 2 / math.log2(6)
    assert found[CONDENSED] == pytest.approx(moved_up / ideal, abs=1e-4) == pytest.approx(0.7967, abs=1e-3)


def test_ndcg_is_that_of_the_textbook_example() -> None:
    # The gains of Järvelin & Kekäläinen (TOIS 2002), 3, 2, 3, 0, 0, 1, 2, 2, 3, 0, with trec_eval's discount
    # log2(rank + 1): DCG@5 = 3 + 2/1.585 + 3/2 = 5.7619; ideal (3, 3, 3, 2, 2) = 8.0279.
    grades = [3, 2, 3, 0, 0, 1, 2, 2, 3, 0]
    judged = [Qrel("E1", str(place), grade) for place, grade in enumerate(grades)]
    found = figures(run(E1=[str(place) for place in range(10)]), judged, "E1")
    assert found["nDCG@5"] == pytest.approx(5.7619 / 8.0279, abs=1e-4)


def test_grade_one_is_not_relevant_for_the_binary_measures() -> None:
    found = figures(run(E1=["a", "b"]), qrels("E1 a 1", "E1 b 1"), "E1")
    assert (found["P@3"], found["P@5"], found["MRR"], found["nDCG@5"]) == (0.0, 0.0, 0.0, 1.0)


def test_the_order_of_the_ranking_counts_also_between_equal_scores() -> None:
    judged = qrels("E1 zz 3", "E1 aa 0")
    assert figures(run(E1=["zz", "aa"]), judged, "E1")["MRR"] == 1.0
    assert figures(run(E1=["aa", "zz"]), judged, "E1")["MRR"] == 0.5


def test_a_query_without_an_answer_counts_as_nought() -> None:
    found = figures(run(E1=["a"], E2=[]), qrels("E1 a 3", "E2 b 3"), "E1", "E2")
    # E1: 1 in every measure but P@3 = 1/3 and P@5 = 1/5; E2: 0. Means over both.
    assert (found["MRR"], found["nDCG@5"], found["judged@5"], found[CONDENSED]) == (0.5, 0.5, 0.5, 0.5)
    assert found["P@3"] == pytest.approx(1 / 6, abs=1e-4)
    assert found["P@5"] == pytest.approx(1 / 10)


def test_no_answer_at_all_is_nought_everywhere() -> None:
    assert set(figures(run(E1=[], E2=[]), qrels("E1 a 3"), "E1", "E2").values()) == {0.0}


def test_a_query_without_judgements_counts_as_nought() -> None:
    found = figures(run(E1=["a"], E2=["a"]), qrels("E1 a 3"), "E1", "E2")
    assert (found["MRR"], found["judged@5"]) == (0.5, 0.5)


def test_judgements_of_other_queries_change_nothing() -> None:
    judged = qrels("E1 a 3", "ELSEWHERE a 3")
    assert figures(run(E1=["a"], ELSEWHERE=["x"]), judged, "E1")["MRR"] == 1.0


def test_condensing_keeps_what_was_judged_irrelevant() -> None:
    judged = qrels("E1 a 0", "E1 b 3", "E2 x 3")
    assert condensed(run(E1=["x", "a", "y", "b"]), judged).rankings == {"E1": ["a", "b"]}


def test_with_one_right_answer_recall_is_whether_it_is_there() -> None:
    found = run(E1=["a", "b"], E2=["x", "b", "y"], E3=["x"])
    judged = qrels("E1 a 1", "E2 b 1", "E3 c 1")
    qids = ("E1", "E2", "E3")
    assert means(per_query(found, qids, judged, ONE_ANSWER), qids) == {
        "R@1": pytest.approx(1 / 3, abs=1e-4),
        "R@5": pytest.approx(2 / 3, abs=1e-4),
        "nDCG@5": pytest.approx((1 + 1 / math.log2(3)) / 3, abs=1e-4),
    }


def test_linking_counts_the_first_of_several_right_answers() -> None:
    found = per_query(run(E1=["x", "a", "b"]), ["E1"], qrels("E1 a 1", "E1 b 1", "E1 c 1"), LINKING)
    assert {name: values["E1"] for name, values in found.items()} == {
        "MRR": 0.5,
        "A@1": 0.0,
        "A@5": 1.0,
        "A@10": 1.0,
        "R@10": pytest.approx(2 / 3),
    }


@pytest.mark.parametrize(
    ("milliseconds", "median", "p95"),
    [
        ([4.0], 4.0, 4.0),
        ([1.0, 9.0], 5.0, 9.0),
        # Nearest rank: the value at place ceil(0.95 · n): 10 of 10, 13 of 13, 19 of 20, 29 of 30.
        (range(1, 11), 5.5, 10.0),
        (range(1, 14), 7.0, 13.0),
        (range(20, 0, -1), 10.5, 19.0),
        (range(1, 31), 15.5, 29.0),
        (range(1, 101), 50.5, 95.0),
    ],
)
def test_latency_is_the_median_and_the_95th_percentile(
    milliseconds: Iterable[float], median: float, p95: float
) -> None:
    assert latency([float(value) for value in milliseconds]) == {"median_ms": median, "p95_ms": p95}


class Recorder:
    """A search that answers with one concept and notes how it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, int]] = []

    def __call__(self, text: str, limit: int) -> Ranking:
        self.asked.append((text, limit))
        hits = [Hit(concept("t:a", "a"), 1, 1.0)]
        return Ranking(text, "hybrid", hits, 0, 0, {}, "", float(limit))


class Asked:
    qid, text = "E1", "weld"


def test_a_timed_query_is_asked_deeply_for_the_measures_and_as_a_page_for_the_time() -> None:
    search = Recorder()
    answered = ask([Asked()], search, timed=True)
    assert search.asked == [("weld", 100), ("weld", 10)]
    assert (answered.rankings, answered.milliseconds) == ({"E1": ["t:a"]}, {"E1": 10.0})


def test_another_query_is_asked_once() -> None:
    search = Recorder()
    assert ask([Asked()], search, 5).milliseconds == {"E1": 5.0}
    assert search.asked == [("weld", 5)]
