"""Questions to begin with, in the words of teachers."""

from dataclasses import dataclass

from .address import SearchAddress
from .language_fallback import content_language
from .types import Language

QUESTIONS: dict[Language, tuple[str, ...]] = {
    "en": ("conflict in the classroom", "looking after old people", "fix a leaking tap"),
    "fr": ("conflit entre élèves", "s’occuper de personnes âgées", "réparer un robinet qui fuit"),
}


@dataclass(frozen=True, slots=True)
class Example:
    text: str
    language: Language
    url: str


def examples() -> list[Example]:
    """Three questions in the reader's language, and one in the other: both are understood."""
    ours = content_language()
    theirs: Language = "en" if ours == "fr" else "fr"
    asked = [(text, ours) for text in QUESTIONS[ours]] + [(QUESTIONS[theirs][1], theirs)]
    return [Example(text, language, SearchAddress(q=text).url) for text, language in asked]
