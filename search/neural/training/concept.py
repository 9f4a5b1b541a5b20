"""A framework concept as training sees it, and the one way its texts are tidied."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class TrainingConcept:
    """One concept of a framework; mappings are keyed by language tag, ``parents`` are URIs."""

    uri: str
    pref_labels: Mapping[str, str]
    alt_labels: Mapping[str, Sequence[str]] = field(default_factory=dict)
    descriptions: Mapping[str, str] = field(default_factory=dict)
    parents: Sequence[str] = ()


def normalise(text: str) -> str:
    """NFKC, straight apostrophes, single blanks. Case and accents stay: the teacher reads them.

    >>> normalise("  l’eau\\u00a0potable ")
    "l'eau potable"
    """
    return " ".join(unicodedata.normalize("NFKC", text).replace("’", "'").split())
