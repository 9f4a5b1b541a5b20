"""Which of our languages a text is in."""

import math
from functools import cache
from typing import Any

from .types import LANGUAGES, Language


def detect(text: str) -> Language:
    """The likelier of our languages; py3langid because it takes 15 µs and needs no download."""
    found: Language = _detector().classify(text)[0]
    return found


def probabilities(text: str) -> dict[Language, float]:
    """How likely each of our languages is, in (0, 1) and adding up to 1; short texts are often a toss-up.

    >>> probabilities("étanchéité")["fr"] > 0.99
    True
    """
    ranked: list[tuple[Language, float]] = _detector().rank(text)
    highest = max(score for _, score in ranked)
    weights = {language: math.exp(score - highest) for language, score in ranked}
    return {language: weight / sum(weights.values()) for language, weight in weights.items()}


@cache
def _detector() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    detector = LanguageIdentifier.from_model_file(MODEL_FILE)
    detector.set_languages(list(LANGUAGES))
    return detector
