"""Convex combination of min-max normalised scores (Fox & Shaw 1994; SkillGraph-Service, equation 1)."""

from collections.abc import Mapping
from typing import NamedTuple

#: How many concepts each leg contributes to one fusion.
POOL = 100

#: The lexical leg is trusted from the first of these best shares on, and fully from the second: at 1 some
#: concept holds as much as a text of average length that has every word of the query.
TRUST_FROM, TRUST_FULLY = 0.8, 1.2


class Fused(NamedTuple):
    """A fused score in [0, 1] and the two addends it is made of."""

    score: float
    dense_share: float
    lexical_share: float


def min_max(scores: Mapping[int, float]) -> dict[int, float]:
    """Scale raw scores to [0, 1]; when all are equal each is 1, for being found still counts.

    >>> min_max({1: 2.0, 2: 4.0, 3: 3.0})
    {1: 0.0, 2: 1.0, 3: 0.5}
    """
    if not scores:
        return {}
    low, high = min(scores.values()), max(scores.values())
    if high == low:
        return dict.fromkeys(scores, 1.0)
    return {key: (score - low) / (high - low) for key, score in scores.items()}


def query_alpha(alpha: float, lexical: Mapping[int, float], dense: Mapping[int, float]) -> float:
    """The weight of the dense leg for one query: ``alpha`` where some concept holds the query's words,
    nearer to 1 the less of them the best one holds (lexical scores are shares of what could be earned).

    Min-max would otherwise stretch a handful of chance matches to full marks. A dense leg that found
    nothing is never waited for.

    >>> [round(query_alpha(0.75, {1: share}, {2: 0.7}), 3) for share in (0.4, 1.0, 2.0)]
    [1.0, 0.875, 0.75]
    """
    if not dense:
        return alpha
    best = max(lexical.values(), default=0.0)
    trust = min(max((best - TRUST_FROM) / (TRUST_FULLY - TRUST_FROM), 0.0), 1.0)
    return 1.0 - (1.0 - alpha) * trust


def fuse(lexical: Mapping[int, float], dense: Mapping[int, float], alpha: float) -> dict[int, Fused]:
    """``alpha · dense + (1 − alpha) · lexical`` for every concept of either leg; a missing leg counts 0.

    ``alpha`` in [0, 1]; keys are document rows, higher raw scores are better. The two legs are
    normalised apart, each over its own pool, which is the union's part that has such a score.
    """
    if not 0.0 <= alpha <= 1.0:
        raise ValueError(f"alpha must lie between 0 and 1, not {alpha}")
    dense_unit, lexical_unit = min_max(dense), min_max(lexical)
    fused = {}
    for row in dense_unit.keys() | lexical_unit.keys():
        dense_share = alpha * dense_unit.get(row, 0.0)
        lexical_share = (1 - alpha) * lexical_unit.get(row, 0.0)
        fused[row] = Fused(dense_share + lexical_share, dense_share, lexical_share)
    return fused
