"""The closed list around a concept from which prerequisites and sub-skills may be suggested."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .adjacency import Rows
from .links import ConceptLinks, SuggestedRelation

#: So many are weighed; a skill of a thousand occupations shares some of them with everything.
MOST_CANDIDATES = 600
#: A neighbour with more links than this is a shelf, not a tie: what lies behind it is not looked at.
HUB = 400

#: Where a prerequisite of the same kind is admitted, it may not be much more specific: ½ is as general.
LEAST_GENERAL = 0.4

#: Of what kinds the prerequisites of each kind may be. Its own is not among them: which of two skills
#: comes first could be told no better than by tossing a coin (docs/inference.md).
_PREREQUISITE_KINDS: dict[str, tuple[str, ...]] = {
    "skill": ("knowledge",),
    "activity": ("knowledge", "skill", "ability"),
    "outcome": ("knowledge", "skill"),
}
_SUB_SKILL_KINDS = {
    "skill": ("skill",),
    "activity": ("activity",),
    "outcome": ("outcome", "skill"),
    "knowledge": ("knowledge",),
    "ability": ("ability",),
}
KINDS: dict[SuggestedRelation, dict[str, tuple[str, ...]]] = {
    "has_prerequisite": _PREREQUISITE_KINDS,
    "has_sub_skill": _SUB_SKILL_KINDS,
}


@dataclass(frozen=True, slots=True)
class Candidates:
    """``rows`` of the closed list, with what was found on the way to them (one number each, 0 to 1)."""

    rows: Rows
    proximity: NDArray[np.float64]
    shared_occupations: NDArray[np.float64]


def candidates(
    links: ConceptLinks, row: int, relation: SuggestedRelation, *, same_kind: bool = False
) -> Candidates:
    """Neighbours to depth 2 (siblings and neighbours of mapped concepts among them) and skills of the same
    occupations, without what is linked already or cannot stand in ``relation`` to ``row``.

    Those nearest by either way come first; no more than MOST_CANDIDATES. ``same_kind`` admits prerequisites
    of the concept's own kind, to measure how far they can be trusted.
    """
    proximity, shared = _proximity(links, row), links.occupations.shared(row)
    found = np.flatnonzero((proximity > 0) | (shared > 0))
    found = found[
        ~links.deprecated[found] & np.isin(links.kinds[found], _kinds(links, row, relation, same_kind))
    ]
    found = found[~np.isin(found, _ruled_out(links, row, relation))]
    if relation == "has_prerequisite":
        found = found[_may_come_first(links, row, found)]
    nearness = np.maximum(proximity[found], shared[found])
    rows = np.sort(found[np.argsort(-nearness, kind="stable")[:MOST_CANDIDATES]])
    return Candidates(rows, proximity[rows], shared[rows])


def _kinds(links: ConceptLinks, row: int, relation: SuggestedRelation, same_kind: bool) -> NDArray[np.str_]:
    own = str(links.kinds[row])
    kinds = KINDS[relation].get(own, ())
    return np.array([*kinds, own] if kinds and same_kind else kinds, dtype=np.str_)


def _may_come_first(links: ConceptLinks, row: int, rows: Rows) -> NDArray[np.bool_]:
    """Knowledge may come before a skill; of one kind, only what is not much more specific."""
    other_kind = links.kinds[rows] != links.kinds[row]
    may: NDArray[np.bool_] = other_kind | (links.generality(row, rows) >= LEAST_GENERAL)
    return may


def _proximity(links: ConceptLinks, row: int) -> NDArray[np.float64]:
    """1 for neighbours; x / (1 + x) for those at depth 2, where x is the sum over neighbours in common of
    1 / log2(1 + how many links they have) (Adamic and Adar, Social Networks 25, 2003)."""
    near = links.neighbours.of_row(row)
    degrees = links.neighbours.degrees
    between = near[degrees[near] <= HUB]
    weights = np.repeat(1 / np.log2(1 + degrees[between]), degrees[between])
    total = np.bincount(links.neighbours.of_rows(between), weights, minlength=links.size)
    proximity: NDArray[np.float64] = total / (1 + total)
    proximity[near] = 1.0
    return proximity


def _ruled_out(links: ConceptLinks, row: int, relation: SuggestedRelation) -> Rows:
    """The concept itself, its equals and what stands above it; what is explicitly linked in this direction
    or the other; for prerequisites also its sub-skills and what the framework only calls useful."""
    ways = [
        links.forward("same"), links.backward("same"),
        links.forward("prerequisite"), links.backward("prerequisite"),
        links.forward("sub_skill"), links.backward("broader"),
    ]  # fmt: skip
    if relation == "has_prerequisite":
        ways += [links.forward("useful"), links.backward("useful")]
    return np.concatenate([[row], links.ancestors(row), *(way.of_row(row) for way in ways)])
