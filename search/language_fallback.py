"""Which wording is shown when a framework lacks the reader's language: one order, used everywhere."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import get_language

from .types import LANGUAGES, Language


@dataclass(frozen=True, slots=True)
class Wording:
    """A text, the language it is really in, and whether that is another one than was asked for."""

    text: str
    language: str
    is_fallback: bool = False

    def __str__(self) -> str:
        return self.text


def fallback_order(language: str) -> tuple[str, ...]:
    """The languages to try for a reader of ``language``: their own, then the site's others."""
    return (language, *(other for other in LANGUAGES if other != language))


def best_wording(texts: Mapping[str, str], language: str) -> Wording | None:
    """The text to show a reader of ``language``; None when there is none in any language.

    >>> best_wording({"en": "welding", "de": "Schweißen"}, "fr")
    Wording(text='welding', language='en', is_fallback=True)
    """
    for candidate in (*fallback_order(language), *sorted(texts)):
        if texts.get(candidate):
            return Wording(texts[candidate], candidate, candidate != language)
    return None


def label_of(texts: Mapping[str, str], language: str, concept_id: str) -> Wording:
    """The label to show, or the id itself for a concept that no framework named."""
    return best_wording(texts, language) or Wording(concept_id, "")


def content_language(chosen: str = "") -> Language:
    """The language of labels and descriptions: the one ``chosen`` for them, else that of the interface."""
    for candidate in (chosen, (get_language() or "")[:2]):
        if candidate in LANGUAGES:
            return candidate
    return LANGUAGES[0]
