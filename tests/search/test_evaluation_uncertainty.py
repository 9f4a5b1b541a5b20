"""Intervals and p-values against published examples and distributions that are known exactly."""

import pytest
from scipy.stats import binom

from search.evaluation.uncertainty import (
    clustered_mean_interval,
    difference_interval,
    mean_interval,
    paired_p_value,
)

# Darwin's crossed and self-fertilised plants, differences in eighths of an inch (Fisher, The Design of
# Experiments, 1935, § 21).
DARWIN = (49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48)


def test_the_permutation_test_is_fishers_on_darwins_plants() -> None:
    # 863 of the 2^15 = 32,768 sign changes give a sum of 314 or more, so 1,726 do so in either direction.
    assert paired_p_value(DARWIN, [0.0] * 15) == pytest.approx(1_726 / 32_768, abs=1e-4)


def test_equal_variants_do_not_differ() -> None:
    assert paired_p_value([0.5, 0.7, 0.1], [0.5, 0.7, 0.1]) == 1.0


def test_which_of_two_variants_comes_first_does_not_matter() -> None:
    ours, theirs = [0.9, 0.8, 0.7, 0.9, 0.6, 0.8], [0.2, 0.1, 0.3, 0.2, 0.1, 0.4]
    # All six differences have one sign: 2 of 64 sign changes are as extreme.
    assert paired_p_value(ours, theirs) == paired_p_value(theirs, ours) == pytest.approx(2 / 64, abs=1e-4)


def test_many_queries_are_drawn_rather_than_enumerated() -> None:
    better = [0.6 + 0.01 * (number % 5) for number in range(40)]
    assert paired_p_value(better, [0.5] * 40) < 0.001


def test_the_interval_of_a_proportion_is_the_binomials() -> None:
    # Drawing 40 times from 24 ones and 16 noughts gives a binomial count, whose quantiles are known.
    low, high = (binom.ppf(share, 40, 0.6) / 40 for share in (0.025, 0.975))
    assert mean_interval([1.0] * 24 + [0.0] * 16) == pytest.approx((low, high), abs=0.026)


def test_the_same_values_give_the_same_interval() -> None:
    values = [0.1, 0.9, 0.4, 0.6, 0.3]
    assert mean_interval(values) == mean_interval(values)


def test_values_that_do_not_vary_have_an_interval_without_width() -> None:
    assert mean_interval([0.5, 0.5, 0.5]) == (0.5, 0.5)


def test_one_query_says_nothing_of_others() -> None:
    assert mean_interval([0.5]) is None
    assert difference_interval([0.5], [0.1, 0.2]) is None
    assert clustered_mean_interval([0.1, 0.2], ["a", "a"]) is None
    assert paired_p_value([0.5], [0.1]) == 1.0


def test_the_difference_of_two_groups_lies_within_its_interval() -> None:
    interval = difference_interval([0.9, 0.8, 0.85, 0.95], [0.1, 0.2, 0.15, 0.05])
    assert interval is not None
    assert 0.6 < interval[0] < 0.75 < interval[1] < 0.9


def test_clusters_are_drawn_whole() -> None:
    values = [1.0] * 50 + [0.0] * 50
    alone = clustered_mean_interval(values, [str(number) for number in range(100)])
    halves = clustered_mean_interval(values, ["a"] * 50 + ["b"] * 50)
    assert alone == mean_interval(values)
    # Of two clusters, one in four draws takes the first twice and one in four the second twice.
    assert halves == (0.0, 1.0)
