"""How good suggestions are: explicit relations are hidden, and looked for among what is then suggested.

Weights are fitted as a conditional logit (McFadden 1974): of all candidates of a concept, the hidden ones are
those that were chosen. Weights are not negative and are given as shares of their sum.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from search.evaluation.uncertainty import mean_interval

from .adjacency import Rows
from .inference import LIMIT, WEIGHTS, Weighed, score, strong, weigh
from .links import ConceptLinks, SuggestedRelation
from .neighbourhood import ConceptGraph
from .signals import SIGNALS, Signals, Values

FOLDS = 5
CUTOFFS = (1, 5, 10)
SEED = 20_261_122
#: Pull of the fit towards no preference, as the precision of a normal prior; it matters for the rarest only.
RIDGE = 0.05
DECIMALS = 4

#: Signals → one number for each candidate, higher is better.
Ranker = Callable[[Signals], Values]


@dataclass(frozen=True, slots=True)
class Case:
    """One concept whose relations were hidden: its candidates, which of them were hidden, and how many were.

    ``hidden`` can be more than ``right`` has: some are outside the closed list, and count as missed.
    """

    row: int
    candidates: Rows
    signals: Signals
    right: NDArray[np.bool_]
    hidden: int


@dataclass(frozen=True, slots=True)
class Fold:
    """``edges`` (n × 2 rows) that are hidden together, the ``links`` without them, a case for each source."""

    edges: Rows
    links: ConceptLinks
    cases: Sequence[Case]


@dataclass(frozen=True, slots=True)
class Bench:
    """What suggestions are made from, and which relation is looked for."""

    graph: ConceptGraph
    links: ConceptLinks
    relation: SuggestedRelation
    same_kind: bool = False

    def folds(self, edges: Rows) -> list[Fold]:
        """``edges`` in FOLDS parts; all edges of one source are in the same part."""
        sources = np.unique(edges[:, 0])
        part_of = np.random.default_rng(SEED).permutation(len(sources)) % FOLDS
        parts = part_of[np.searchsorted(sources, edges[:, 0])]
        return [self.fold(edges[parts == part]) for part in range(FOLDS)]

    def fold(self, edges: Rows) -> Fold:
        """All of ``edges`` hidden at once."""
        hidden = self.links.without(edges)
        sources = np.unique(edges[:, 0]).tolist()
        return Fold(edges, hidden, [self._case(hidden, edges, row) for row in sources])

    def _case(self, hidden: ConceptLinks, edges: Rows, row: int) -> Case:
        targets = np.unique(edges[edges[:, 0] == row, 1])
        weighed = self._weigh(hidden, row)
        rows = weighed.candidates.rows
        return Case(row, rows, weighed.signals, np.isin(rows, targets), len(targets))

    def _weigh(self, hidden: ConceptLinks, row: int) -> Weighed:
        return weigh(self.graph, hidden, row, self.relation, same_kind=self.same_kind)

    def cross_validated(self, folds: Sequence[Fold]) -> dict[str, Any]:
        """Figures of fitted weights, of similarity alone and of chance.

        The weights that rank one fold are fitted on the others; ``weights`` are those fitted on all.
        """
        every = [case for fold in folds for case in fold.cases]
        ranked: dict[str, list[Values]] = {}
        for number, fold in enumerate(folds):
            for name, ranker in rankers(self.fitted_without(fold, folds), seed=SEED + number).items():
                ranked.setdefault(name, []).extend(ranker(case.signals) for case in fold.cases)
        return figures_of(every, ranked) | {"weights": fit(every, self.relation)}

    def shown(self, folds: Sequence[Fold]) -> dict[str, int]:
        """What readers would see of ``folds`` by the shipped weights and bounds, and how much was hidden.

        What was not hidden may be right all the same: frameworks state few of these relations.
        """
        lists = [case.right[self._strong(fold, case)] for fold in folds for case in fold.cases]
        return {
            "concepts": len(lists),
            "with_suggestions": sum(len(found) > 0 for found in lists),
            "suggestions": sum(map(len, lists)),
            "right": sum(int(found.sum()) for found in lists),
        }

    def _strong(self, fold: Fold, case: Case) -> list[int]:
        scores = score(case.signals, WEIGHTS[self.relation])
        return strong(fold.links, case.row, case.candidates, scores, self.relation)[:LIMIT]

    def fitted_without(self, fold: Fold, folds: Sequence[Fold]) -> dict[str, float]:
        """The weights that all other folds give."""
        return fit([case for other in folds if other is not fold for case in other.cases], self.relation)

    def direction(self, folds: Sequence[Fold]) -> dict[str, Any]:
        """How often a hidden pair of one kind scores higher the right way round; a tie counts half.

        A way that is not in the closed list scores 0. Pairs of which neither way is listed say nothing.
        """
        shares = [
            float(forward > backward) + float(forward == backward) / 2
            for fold in folds
            for forward, backward in self._both_ways(fold, self.fitted_without(fold, folds))
            if forward or backward
        ]
        return {"pairs": len(shares), "right": mean(shares)}

    def _both_ways(self, fold: Fold, weights: Mapping[str, float]) -> Iterator[tuple[float, float]]:
        kinds = self.links.kinds
        for source, target in fold.edges.tolist():
            if kinds[source] == kinds[target]:
                yield (
                    self._score_of(fold, source, target, weights),
                    self._score_of(fold, target, source, weights),
                )

    def _score_of(self, fold: Fold, source: int, target: int, weights: Mapping[str, float]) -> float:
        weighed = self._weigh(fold.links, source)
        return float(score(weighed.signals, weights)[weighed.candidates.rows == target].sum())


def fit(known: Sequence[Case], relation: SuggestedRelation) -> dict[str, float]:
    """Signal → weight, summing to 1; equal weights where nothing can be learned."""
    names = SIGNALS[relation]
    learnt = [
        (np.stack([case.signals[name] for name in names], axis=1), case.right / case.right.sum())
        for case in known
        if case.right.any()
    ]
    found = minimize(
        _loss,
        np.ones(len(names)),
        args=(learnt,),
        jac=True,
        bounds=[(0, None)] * len(names),
        method="L-BFGS-B",
    )
    total = float(found.x.sum())
    shares = found.x / total if total else np.full(len(names), 1 / len(names))
    return {name: round(float(share), DECIMALS) for name, share in zip(names, shares, strict=True)}


def _loss(
    weights: Values, learnt: Sequence[tuple[NDArray[np.float64], Values]]
) -> tuple[float, NDArray[np.float64]]:
    """Cross-entropy of the conditional logit, and its gradient."""
    total, gradient = RIDGE / 2 * float(weights @ weights), RIDGE * weights
    for values, chosen in learnt:
        powers = np.exp(values @ weights - (values @ weights).max())
        chances = powers / powers.sum()
        total -= float(chosen @ np.log(chances))
        gradient = gradient + values.T @ (chances - chosen)
    return total, gradient


def rankers(weights: Mapping[str, float], *, seed: int) -> dict[str, Ranker]:
    """The orders that are compared."""
    generator = np.random.default_rng(seed)
    return {
        "suggested": lambda by_name: score(by_name, weights),
        "similarity": lambda by_name: by_name["similarity"],
        "random": lambda by_name: generator.random(len(by_name["similarity"])),
    }


def figures_of(cases: Sequence[Case], ranked: Mapping[str, Sequence[Values]]) -> dict[str, Any]:
    """The figures of every method in ``ranked``, and how much the closed lists of ``cases`` hold at all."""
    return {
        "concepts": len(cases),
        "hidden": sum(case.hidden for case in cases),
        "reached": sum(int(case.right.sum()) for case in cases),
        "methods": {name: figures(cases, scores) for name, scores in ranked.items()},
    }


def figures(cases: Sequence[Case], scores: Sequence[Values]) -> dict[str, Any]:
    """P@k and R@k, each with its mean over ``cases`` and its interval; ``scores`` are those of each case."""
    found: dict[str, Any] = {}
    for cutoff in CUTOFFS:
        hits = [_hits(case, values, cutoff) for case, values in zip(cases, scores, strict=True)]
        found[f"P@{cutoff}"] = mean([count / cutoff for count in hits])
        found[f"R@{cutoff}"] = mean([count / case.hidden for count, case in zip(hits, cases, strict=True)])
    return found


def mean(values: Sequence[float]) -> dict[str, Any]:
    """The mean of ``values`` (0 of none) with its bootstrap interval."""
    found = round(float(np.mean(values)), DECIMALS) if values else 0.0
    return {"mean": found, "interval": mean_interval(values)}


def _hits(case: Case, scores: Values, cutoff: int) -> int:
    return int(case.right[np.argsort(-scores, kind="stable")[:cutoff]].sum())
