"""Convex combination of min-max normalised scores, against figures worked out by hand."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.fusion import fuse, min_max, query_alpha

SCORES = st.dictionaries(st.integers(0, 30), st.floats(-1e6, 1e6), max_size=12)


def test_the_worked_example() -> None:
    # lexical 4, 10, 6 over its own pool: (s - 4) / (10 - 4)          = 0, 1, 1/3
    # dense   0.5, 0.9, 0.6 over its own pool: (s - 0.5) / (0.9 - 0.5) = 0, 1, 1/4
    # alpha 0.75: 0.75 · dense + 0.25 · lexical
    #   1: only lexical, the lowest     0.75 · 0   + 0.25 · 0   = 0
    #   2: lexical best, dense lowest   0.75 · 0   + 0.25 · 1   = 0.25
    #   3: both in the middle           0.75 · 1/4 + 0.25 · 1/3 = 0.270833…
    #   4: only dense, the best         0.75 · 1   + 0.25 · 0   = 0.75
    fused = fuse({1: 4.0, 2: 10.0, 3: 6.0}, {2: 0.5, 4: 0.9, 3: 0.6}, 0.75)
    assert {row: found.score for row, found in fused.items()} == pytest.approx(
        {1: 0.0, 2: 0.25, 3: 0.1875 + 1 / 12, 4: 0.75}
    )
    assert (fused[3].dense_share, fused[3].lexical_share) == pytest.approx((0.1875, 1 / 12))


def test_a_leg_that_did_not_find_a_concept_adds_nothing() -> None:
    fused = fuse({1: 2.0, 2: 1.0}, {3: 0.9, 4: 0.1}, 0.5)
    assert (fused[1].dense_share, fused[1].lexical_share) == (0.0, 0.5)
    assert (fused[3].dense_share, fused[3].lexical_share) == (0.5, 0.0)


def test_equal_scores_all_count_as_the_best() -> None:
    assert min_max({1: 0.3, 2: 0.3}) == {1: 1.0, 2: 1.0}
    assert min_max({7: -5.0}) == {7: 1.0}
    assert fuse({1: 3.0}, {1: 0.2}, 0.4)[1].score == pytest.approx(1.0)


def test_nothing_found_is_nothing_fused() -> None:
    assert min_max({}) == {}
    assert fuse({}, {}, 0.5) == {}


@pytest.mark.parametrize(
    ("alpha", "scores"), [(0.0, {1: 1.0, 2: 0.0, 3: 0.0}), (1.0, {1: 0.0, 2: 0.0, 3: 1.0})]
)
def test_at_either_end_one_leg_decides_alone(alpha: float, scores: dict[int, float]) -> None:
    fused = fuse({1: 9.0, 2: 1.0}, {3: 0.9, 2: 0.1}, alpha)
    assert {row: found.score for row, found in fused.items()} == scores


@pytest.mark.parametrize("alpha", [-0.01, 1.01, math.nan, math.inf])
def test_a_weight_outside_zero_to_one_is_refused(alpha: float) -> None:
    with pytest.raises(ValueError, match="alpha must lie between 0 and 1"):
        fuse({1: 1.0}, {1: 1.0}, alpha)


@pytest.mark.parametrize(
    ("best_share", "expected"), [(0.0, 1.0), (0.8, 1.0), (0.9, 0.9), (1.0, 0.8), (1.2, 0.6), (3.0, 0.6)]
)
def test_words_count_the_more_the_more_of_them_a_concept_holds(best_share: float, expected: float) -> None:
    assert query_alpha(0.6, {1: best_share, 2: 0.1}, {3: 0.5}) == pytest.approx(expected)


def test_words_found_by_chance_do_not_outrank_what_is_meant() -> None:
    chance, meant = {1: 0.4, 2: 0.2}, {3: 0.8, 4: 0.7}
    fused = fuse(chance, meant, query_alpha(0.5, chance, meant))
    assert max(fused, key=lambda row: fused[row].score) == 3
    assert fused[1].score == 0.0


def test_words_decide_where_meaning_finds_nothing() -> None:
    words = {1: 0.4, 2: 0.2}
    assert query_alpha(0.75, words, {}) == 0.75
    assert fuse(words, {}, query_alpha(0.75, words, {}))[1].score == pytest.approx(0.25)


@given(SCORES, SCORES, st.floats(0, 1))
def test_a_score_is_the_sum_of_its_shares_and_lies_in_the_unit_interval(
    lexical: dict[int, float], dense: dict[int, float], alpha: float
) -> None:
    fused = fuse(lexical, dense, alpha)
    assert fused.keys() == lexical.keys() | dense.keys()
    for found in fused.values():
        assert found.score == found.dense_share + found.lexical_share
        assert 0.0 <= found.score <= 1.0
        assert 0.0 <= found.dense_share <= alpha
        assert 0.0 <= found.lexical_share <= 1 - alpha


@given(SCORES)
def test_normalising_keeps_the_order(scores: dict[int, float]) -> None:
    unit = min_max(scores)
    ranked = sorted(scores, key=lambda row: scores[row])
    assert [unit[row] for row in ranked] == sorted(unit.values())
