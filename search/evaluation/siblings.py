"""Telling very similar skills apart: does a held-out label rank its concept above the siblings?"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from .held_out_labels import LabelQuery
from .runs import Run
from .uncertainty import clustered_mean_interval

#: How far down rankings are compared. Two concepts further down than that count as a tie.
DEPTH = 800


def siblings(parents: Mapping[str, Collection[str]], members: Mapping[str, str]) -> dict[str, frozenset[str]]:
    """Concept id → ids of those that share a parent with it; only concepts that have any.

    ``parents`` maps URIs to those of their parents; ``members`` maps the URIs that matter to their ids.
    """
    children = defaultdict(set)
    for uri, concept_id in members.items():
        for parent in parents.get(uri, ()):
            children[parent].add(concept_id)
    together: dict[str, set[str]] = defaultdict(set)
    for family in children.values():
        for concept_id in family:
            together[concept_id] |= family - {concept_id}
    return {concept_id: frozenset(others) for concept_id, others in together.items() if others}


def sibling_figures(
    run: Run, queries: Sequence[LabelQuery], siblings: Mapping[str, Collection[str]]
) -> dict[str, Any]:
    """Accuracy over ``queries``, whose answers must all have siblings, with its interval.

    Of one query it is the share of siblings that stand below the right concept, so that a large family
    counts no more than a small one; a tie counts half. ``first`` is how often all of them do.
    """
    shares = [
        _share_below(run.rankings[query.qid], query.answer, siblings[query.answer]) for query in queries
    ]
    pairs = sum(len(siblings[query.answer]) for query in queries)
    return {
        "accuracy": round(sum(shares) / len(shares), 4),
        "interval": clustered_mean_interval(shares, [query.answer for query in queries]),
        "first": round(sum(share == 1.0 for share in shares) / len(shares), 4),
        "pairs": pairs,
    }


def _share_below(ranking: Sequence[str], right: str, others: Collection[str]) -> float:
    place = {concept_id: rank for rank, concept_id in enumerate(ranking)}
    nowhere = len(ranking)
    own = place.get(right, nowhere)
    below = sum(own < place.get(other, nowhere) for other in others)
    ties = sum(own == place.get(other, nowhere) for other in others)
    return (below + ties / 2) / len(others)
