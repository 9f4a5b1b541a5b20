"""What the ranking loss learns from: pairs, and hard negatives from the hierarchy.

An anchor's hard negatives are texts of siblings, the concepts under the same parent: what its positive is
most easily mistaken for. Only concepts as training may see them come in here.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from random import Random

import numpy as np
from numpy.typing import NDArray

from .concept import TrainingConcept

#: (anchor, positive).
Pair = tuple[str, str]


class SiblingTexts:
    """Texts by family: those of one kind and language that the concepts under one parent have."""

    def __init__(self, concepts: Sequence[TrainingConcept] = ()) -> None:
        self._bearers: defaultdict[str, set[str]] = defaultdict(set)
        self._kin: defaultdict[str, set[str]] = defaultdict(set)
        self._families_of: defaultdict[str, list[list[str]]] = defaultdict(list)
        families: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
        for concept in concepts:
            self._kin[concept.uri] |= {concept.uri, *concept.parents}
            for parent in concept.parents:
                self._kin[parent].add(concept.uri)
            for kind, text in _texts(concept):
                self._bearers[text.casefold()].add(concept.uri)
                for parent in concept.parents:
                    families[parent, kind].append(text)
        for family in families.values():
            for text in dict.fromkeys(family):
                self._families_of[text].append(family)

    def __iter__(self) -> Iterator[str]:
        """Every text that can be drawn, once."""
        return iter(self._families_of)

    def draw(self, pair: Pair, count: int, random: Random) -> list[str]:
        """At most ``count`` texts, of siblings, of the same kind as the positive of ``pair``.

        Never a text of a concept that one of the pair is a text of too, nor of one right above or below
        it; what was drawn in vain is not replaced.
        """
        anchor, positive = pair
        families = self._families_of.get(positive)
        if not families:
            return []
        drawn = dict.fromkeys(random.choice(random.choice(families)) for _ in range(count))
        own = self._own(anchor) | self._own(positive)
        return [text for text in drawn if own.isdisjoint(self._bearers[text.casefold()])]

    def _own(self, text: str) -> set[str]:
        """The concepts that have ``text``, and those right above or below them."""
        bearers = self._bearers.get(text.casefold(), ())
        return {uri for bearer in bearers for uri in self._kin[bearer]}


class RankingPairs:
    """(anchor, positive) pairs by number.

    ``answers`` are the distinct texts that an anchor may be compared with, positives and texts of siblings;
    ``answer_of[i]`` is the place of pair ``i``'s positive in them.
    """

    def __init__(
        self, pairs: Sequence[Pair], siblings: SiblingTexts | None = None, hard_negatives: int = 0
    ) -> None:
        self._pairs, self.anchors = pairs, [anchor for anchor, _ in pairs]
        self._siblings, self._count = siblings or SiblingTexts(), hard_negatives
        texts = [*(positive for _, positive in pairs), *(self._siblings if hard_negatives else ())]
        self.answers = list(dict.fromkeys(texts))
        self._place = {text: place for place, text in enumerate(self.answers)}
        self.answer_of = np.array([self._place[positive] for _, positive in pairs], dtype=np.int64)

    def __len__(self) -> int:
        return len(self._pairs)

    def negatives(self, rows: NDArray[np.int64], random: Random) -> NDArray[np.int64]:
        """Places of the hard negatives drawn for ``rows``, one after the other."""
        asked = [self._pairs[row] for row in rows] if self._count else []
        drawn = [text for pair in asked for text in self._siblings.draw(pair, self._count, random)]
        return np.array([self._place[text] for text in drawn], dtype=np.int64)


def _texts(concept: TrainingConcept) -> Iterator[tuple[str, str]]:
    """(kind, text) of every text of ``concept``."""
    for tag, label in concept.pref_labels.items():
        yield f"label-{tag}", label
    for tag, labels in concept.alt_labels.items():
        yield from ((f"alternative-{tag}", label) for label in labels)
    for tag, description in concept.descriptions.items():
        yield f"description-{tag}", description
