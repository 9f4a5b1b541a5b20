"""How far chance alone could have moved a figure: bootstrap intervals and a permutation test (scipy).

Queries are drawn, for it is other queries that a figure is meant to speak of. Seeds are fixed, so that
the same run gives the same interval.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import bootstrap, permutation_test

SEED = 20_261_122
LEVEL = 0.95
BOOTSTRAP_SAMPLES = 9_999
#: All 2^n sign changes are tried where there are no more than these: exact up to 16 queries.
PERMUTATIONS = 65_536
#: Samples drawn at once; bounds memory.
BATCH = 1_000
DECIMALS = 4

#: Lower and upper end, or None where fewer than two queries were asked.
Interval = tuple[float, float] | None


def mean_interval(values: Sequence[float]) -> Interval:
    """The percentile bootstrap interval of a mean."""
    return _interval((values,), _mean)


def clustered_mean_interval(values: Sequence[float], clusters: Sequence[str]) -> Interval:
    """The interval of a mean whose ``values`` come in ``clusters``, which are drawn whole.

    Labels of one concept succeed or fail together; drawn one by one they would seem to say more than they do.
    """
    names, cluster_of = np.unique(clusters, return_inverse=True)
    sums = np.bincount(cluster_of, weights=values, minlength=len(names))
    return _interval((sums, np.bincount(cluster_of, minlength=len(names))), _ratio, paired=True)


def difference_interval(first: Sequence[float], second: Sequence[float]) -> Interval:
    """The interval of mean(first) − mean(second), two groups of different queries."""
    return _interval((first, second), _difference)


def paired_p_value(first: Sequence[float], second: Sequence[float]) -> float:
    """Two-sided p of a paired permutation test on the mean difference; values of the same queries.

    Fisher's test: under the null hypothesis each difference could as well have had the other sign.
    """
    if len(first) < 2 or np.array_equal(first, second):
        return 1.0
    found = permutation_test(
        (first, second),
        _difference,
        permutation_type="samples",
        vectorized=True,
        n_resamples=PERMUTATIONS,
        batch=BATCH,
        rng=np.random.default_rng(SEED),
    )
    return round(float(found.pvalue), DECIMALS)


def _interval(samples: tuple[Any, ...], statistic: Any, *, paired: bool = False) -> Interval:
    if any(len(values) < 2 for values in samples):
        return None
    found = bootstrap(
        samples,
        statistic,
        vectorized=True,
        paired=paired,
        n_resamples=BOOTSTRAP_SAMPLES,
        batch=BATCH,
        confidence_level=LEVEL,
        method="percentile",
        rng=np.random.default_rng(SEED),
    ).confidence_interval
    return round(float(found.low), DECIMALS), round(float(found.high), DECIMALS)


def _mean(values: NDArray[np.float64], axis: int = -1) -> Any:
    return np.mean(values, axis=axis)


def _ratio(sums: NDArray[np.float64], counts: NDArray[np.int64], axis: int = -1) -> Any:
    return np.sum(sums, axis=axis) / np.sum(counts, axis=axis)


def _difference(first: NDArray[np.float64], second: NDArray[np.float64], axis: int = -1) -> Any:
    return np.mean(first, axis=axis) - np.mean(second, axis=axis)
