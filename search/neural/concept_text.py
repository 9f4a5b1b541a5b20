"""What a cross-encoder reads of a concept: its names and the start of its description, in one language."""

from collections.abc import Mapping, Sequence
from textwrap import shorten
from typing import Protocol

from ..types import LANGUAGES

#: Characters of names, and of description: together about 90 tokens. Time grows with length.
LONGEST_NAMES = 150
LONGEST_DESCRIPTION = 200


class Described(Protocol):
    """A concept of a snapshot (ConceptDocument) or of training (TrainingConcept)."""

    @property
    def pref_labels(self) -> Mapping[str, str]: ...

    @property
    def alt_labels(self) -> Mapping[str, Sequence[str]]: ...

    @property
    def descriptions(self) -> Mapping[str, str]: ...


def concept_text(concept: Described, language: str, matched: Sequence[str] = ()) -> str:
    """The label of ``concept`` in ``language`` (or the next best), further names, then its description.

    Names in ``matched``, which share words with the query, come before the other alternatives, for there
    is room for a few only.
    """
    names = [label_in(concept, language), *matched, *concept.alt_labels.get(language, ())]
    description = _first_of(concept.descriptions, language)
    return ". ".join(part for part in (_bounded(names), _cut(description)) if part)


def label_in(concept: Described, language: str) -> str:
    """The preferred label of ``concept`` in ``language``, else in the next best; empty without any."""
    return _first_of(concept.pref_labels, language)


def _first_of(texts: Mapping[str, str], language: str) -> str:
    order = (language, *LANGUAGES, *sorted(texts))
    return next((texts[tag] for tag in order if texts.get(tag)), "")


def _bounded(names: Sequence[str]) -> str:
    """Distinct ``names`` in order until there is no more room; the first is always kept, if cut."""
    distinct: dict[str, str] = {}
    for name in names:
        distinct.setdefault(name.casefold(), name)
    kept: list[str] = []
    room = LONGEST_NAMES
    for name in filter(None, distinct.values()):
        if kept and len(name) > room:
            break
        kept.append(name[:LONGEST_NAMES])
        room -= len(name)
    return "; ".join(kept)


def _cut(description: str) -> str:
    return shorten(description, LONGEST_DESCRIPTION, placeholder=" …") if description else ""
