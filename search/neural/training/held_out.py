"""Keeps held-out labels from training, and measures how well they are found afterwards."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from ...held_out import DIRECTIONS, Direction, is_held_out, questions
from .concept import TrainingConcept, normalise

#: Texts to unit vectors, n × dim.
Encode = Callable[[Sequence[str]], NDArray[np.float32]]
#: Held-out queries compared with all labels at once; bounds memory.
QUERIES_AT_ONCE = 1_024


def without_held_out(concept: TrainingConcept) -> TrainingConcept:
    """``concept`` less the labels that training must not see."""
    return replace(
        concept,
        pref_labels={
            tag: label
            for tag, label in concept.pref_labels.items()
            if not is_held_out(concept.uri, "pref", tag)
        },
        alt_labels={
            tag: labels
            for tag, labels in concept.alt_labels.items()
            if not is_held_out(concept.uri, "alt", tag)
        },
    )


def held_out_recall(
    encode_queries: Encode, encode: Encode, concepts: Sequence[TrainingConcept]
) -> dict[str, float]:
    """R@1 of held-out labels, read as queries, among the labels of all ``concepts``, by direction; each
    direction only where there is something to ask. ``concepts`` should be those of one framework.

    Labels are compared with labels; ``manage.py evaluate labels`` measures the same through the indexes.
    """
    asked = {direction: pairs for direction in DIRECTIONS if (pairs := list(questions(direction, concepts)))}
    labels = {
        target: encode([normalise(concept.pref_labels.get(target, "")) for concept in concepts])
        for target in sorted({direction.target for direction in asked})
    }
    return {
        _described(direction): _recall_at_1(encode_queries, pairs, labels[direction.target])
        for direction, pairs in asked.items()
    }


def _described(direction: Direction) -> str:
    asked = f"unseen {direction.source} label" if direction.unseen else f"{direction.source} alternative"
    return f"{asked} → {direction.target} label"


def _recall_at_1(encode: Encode, pairs: Sequence[tuple[str, int]], labels: NDArray[np.float32]) -> float:
    found = 0
    for start in range(0, len(pairs), QUERIES_AT_ONCE):
        batch = pairs[start : start + QUERIES_AT_ONCE]
        nearest = (encode([normalise(text) for text, _ in batch]) @ labels.T).argmax(axis=1)
        found += int((nearest == [expected for _, expected in batch]).sum())
    return round(found / len(pairs), 3)
