"""Labels that neither training nor a held-out index may see, so that finding them means something.

By the SHA-256 of a concept's URI modulo 10: alternative labels of bucket 0 and French labels of bucket 1.
The rule is the same for every framework.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from .types import Role

BUCKETS = 10
ALTERNATIVES_BUCKET = 0
FRENCH_BUCKET = 1


class Labelled(Protocol):
    """A concept with labels by language tag."""

    @property
    def uri(self) -> str: ...

    @property
    def pref_labels(self) -> Mapping[str, str]: ...

    @property
    def alt_labels(self) -> Mapping[str, Sequence[str]]: ...


@dataclass(frozen=True, slots=True)
class Direction:
    """From the language that a held-out label is in to that of the labels it is looked for among."""

    source: str
    target: str
    unseen: bool = False

    def __str__(self) -> str:
        return f"{'unseen ' * self.unseen}{self.source.upper()}→{self.target.upper()}"


#: Held-out alternative labels, and at last French labels of concepts that are known in English alone.
DIRECTIONS = (
    Direction("en", "en"),
    Direction("fr", "fr"),
    Direction("fr", "en"),
    Direction("fr", "en", unseen=True),
)


def held_out_bucket(uri: str) -> int:
    """The bucket of a concept, 0 to 9.

    >>> held_out_bucket("http://data.europa.eu/esco/skill/0005c151-5b5a-4a66-8aac-60e734beb1ab")
    8
    """
    return int(hashlib.sha256(uri.encode()).hexdigest(), 16) % BUCKETS


def is_held_out(uri: str, role: Role, language: str) -> bool:
    """Whether the labels of that role and language are hidden for the concept ``uri``."""
    bucket = held_out_bucket(uri)
    of_alternatives = bucket == ALTERNATIVES_BUCKET and role != "pref"
    return of_alternatives or (bucket == FRENCH_BUCKET and language == "fr")


def questions(direction: Direction, concepts: Sequence[Labelled]) -> Iterator[tuple[str, int]]:
    """Every held-out label of ``direction`` and the place in ``concepts`` of the one it belongs to.

    Only concepts that have a preferred label in the target language can be found, so only they are asked.
    """
    bucket = FRENCH_BUCKET if direction.unseen else ALTERNATIVES_BUCKET
    for place, concept in enumerate(concepts):
        if direction.target in concept.pref_labels and held_out_bucket(concept.uri) == bucket:
            for label in _labels(direction, concept):
                yield label, place


def _labels(direction: Direction, concept: Labelled) -> Sequence[str]:
    if direction.unseen:
        return [concept.pref_labels[direction.source]] if direction.source in concept.pref_labels else []
    return concept.alt_labels.get(direction.source, ())
