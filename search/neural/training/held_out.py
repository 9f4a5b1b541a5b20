"""What training must not see, so that recall on it means something.

By the SHA-256 of a concept's URI modulo 10: alternative labels of bucket 0 and French labels of bucket 1.
The rule is the same for every framework.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from .concept import TrainingConcept, normalise

BUCKETS = 10
ALTERNATIVES_BUCKET = 0
FRENCH_BUCKET = 1

#: Texts to unit vectors, n × dim.
Encode = Callable[[Sequence[str]], NDArray[np.float32]]
#: Held-out queries compared with all labels at once; bounds memory.
QUERIES_AT_ONCE = 1_024


def held_out_bucket(uri: str) -> int:
    """The bucket of a concept, 0 to 9.

    >>> held_out_bucket("http://data.europa.eu/esco/skill/0005c151-5b5a-4a66-8aac-60e734beb1ab")
    8
    """
    return int(hashlib.sha256(uri.encode()).hexdigest(), 16) % BUCKETS


def without_held_out(concept: TrainingConcept) -> TrainingConcept:
    """``concept`` less the labels that training must not see."""
    bucket = held_out_bucket(concept.uri)
    if bucket == ALTERNATIVES_BUCKET:
        return replace(concept, alt_labels={})
    if bucket == FRENCH_BUCKET:
        return replace(
            concept,
            pref_labels={tag: label for tag, label in concept.pref_labels.items() if tag != "fr"},
            alt_labels={tag: labels for tag, labels in concept.alt_labels.items() if tag != "fr"},
        )
    return concept


def held_out_recall(encode: Encode, concepts: Sequence[TrainingConcept]) -> dict[str, float]:
    """R@1 of held-out labels among the labels of all ``concepts``, by direction; each direction only
    where there is something to ask. ``concepts`` should be those of one framework.
    """
    by_bucket = {
        bucket: [i for i, concept in enumerate(concepts) if held_out_bucket(concept.uri) == bucket]
        for bucket in (ALTERNATIVES_BUCKET, FRENCH_BUCKET)
    }
    questions = {
        f"{source} alternative → {target} label": (
            [
                (alternative, i)
                for i in by_bucket[ALTERNATIVES_BUCKET]
                if target in concepts[i].pref_labels
                for alternative in concepts[i].alt_labels.get(source, ())
            ],
            target,
        )
        for source, target in (("en", "en"), ("fr", "fr"), ("fr", "en"))
    }
    questions["unseen fr label → en label"] = (
        [
            (concepts[i].pref_labels["fr"], i)
            for i in by_bucket[FRENCH_BUCKET]
            if {"en", "fr"} <= concepts[i].pref_labels.keys()
        ],
        "en",
    )
    labels = {
        tag: encode([normalise(concept.pref_labels.get(tag, "")) for concept in concepts])
        for tag in ("en", "fr")
    }
    return {
        name: _recall_at_1(encode, pairs, labels[target])
        for name, (pairs, target) in questions.items()
        if pairs
    }


def _recall_at_1(encode: Encode, pairs: Sequence[tuple[str, int]], labels: NDArray[np.float32]) -> float:
    found = 0
    for start in range(0, len(pairs), QUERIES_AT_ONCE):
        batch = pairs[start : start + QUERIES_AT_ONCE]
        nearest = (encode([normalise(text) for text, _ in batch]) @ labels.T).argmax(axis=1)
        found += int((nearest == [expected for _, expected in batch]).sum())
    return round(found / len(pairs), 3)
