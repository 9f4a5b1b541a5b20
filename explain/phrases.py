"""The words of explanations, one table per language; they follow the content, not the interface.

A frame is a sentence with gaps. ``[one|few|many]`` is the wording for a single member, for several that are
all named, and for more than are named; ``{list}`` stands for the members, ``{n}`` for their number,
``{quoted}`` and ``{plain}`` for the value of a single fact,
``{this}`` for the concept by its kind, ``{e}``, ``{le}`` and ``{ve}`` for French agreement with it,
``{framework}`` and ``{de_framework}`` for who says so.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Audience = Literal["teacher", "learner"]
AUDIENCES: tuple[Audience, ...] = ("teacher", "learner")


@dataclass(frozen=True, slots=True)
class Noun:
    """What one kind of concept is called: alone, with its article, as “this …”, and its French gender."""

    word: str
    a: str
    this: str
    feminine: bool = False


@dataclass(frozen=True, slots=True)
class Frame:
    """How a relation is told: as a sentence of its own, and as the end of the sentence before."""

    lead: str
    follow: str = ""


@dataclass(frozen=True, slots=True)
class Phrases:
    """All words of one language. ``headings`` name facts; ``learner`` says otherwise what ``frames`` says."""

    kinds: Mapping[str, Noun]
    reuse_levels: Mapping[str, str]
    headings: Mapping[str, str]
    languages: Mapping[str, str]
    frames: Mapping[str, Frame]
    learner: Mapping[str, Frame]

    def kind(self, kind: str) -> Noun:
        return self.kinds.get(kind, self.kinds[""])

    def frame(self, name: str, audience: Audience) -> Frame:
        return self.learner.get(name, self.frames[name]) if audience == "learner" else self.frames[name]


def phrases(language: str) -> Phrases:
    """The words of ``language``, ``en`` or ``fr``."""
    from . import phrases_en, phrases_fr

    return {"en": phrases_en.ENGLISH, "fr": phrases_fr.FRENCH}[language]
