"""Checks one sentence of a summary against the facts it cites, whoever wrote it.

What the schema cannot say is looked at here: is the sentence in the right language, are its numbers, names
and labels in its evidence, does it claim the relations that the evidence states, does it say every fact that
it cites. Nothing is understood: every check is narrow, and together they let few mistakes of a language model
through (docs/explanations.md has the figures).

>>> verifier = Verifier(load_encoder(None), graph.documents)  # doctest: +SKIP
>>> sentence = SummarySentence("Il faut d’abord savoir lire des plans.", ["e6"])
>>> verifier.verify(sentence, evidence).passed  # doctest: +SKIP
True
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from search.neural.encoder import Encoder

from .evidence import Evidence, Fact
from .summary import Fault, Rejection, SummarySentence
from .summary_reading import Found, Labels, Reading
from .summary_schema import MOST_IDS
from .typography import clean, clip
from .verification import words

#: Characters of a sentence that a rejection repeats.
LONGEST_DETAIL = 60


class Check(StrEnum):
    """What is looked at, in this order."""

    CITATIONS = "citations"
    LANGUAGE = "language"
    LENGTH = "length"
    QUOTATIONS = "quotations"
    NUMBERS = "numbers"
    NAMES = "names"
    LABELS = "labels"
    RELATIONS = "relations"
    LIKENESS = "likeness"


#: For people: what it means that a sentence passed.
CHECKS: Mapping[Check, str] = {
    Check.CITATIONS: "It cites facts that were handed over, none of them twice.",
    Check.LANGUAGE: "It is in the language asked for.",
    Check.LENGTH: "It is neither a fragment nor overlong.",
    Check.QUOTATIONS: "What it quotes stands in a cited fact.",
    Check.NUMBERS: "Its numbers stand in a cited fact.",
    Check.NAMES: "Its names and acronyms stand in a cited fact.",
    Check.LABELS: "It names no concept that no cited fact names.",
    Check.RELATIONS: "It claims only relations that a cited fact states: needed, optional, part of, first.",
    Check.LIKENESS: "It says each fact that it cites.",
}


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found in one sentence. ``checks`` were made; ``likeness`` is the cosine of the cited fact that
    is said least, None where that was not looked at.
    """

    checks: Sequence[Check]
    rejections: Sequence[Rejection]
    likeness: float | None = None

    @property
    def passed(self) -> bool:
        return not self.rejections


_OF_A_SENTENCE: Mapping[Check, Callable[[Reading], Found]] = {
    Check.LANGUAGE: Reading.language_faults,
    Check.LENGTH: Reading.length_faults,
    Check.QUOTATIONS: Reading.quotation_faults,
    Check.NUMBERS: Reading.number_faults,
    Check.NAMES: Reading.name_faults,
    Check.LABELS: Reading.label_faults,
    Check.RELATIONS: Reading.relation_faults,
    Check.LIKENESS: Reading.likeness_faults,
}


class Verifier:
    """Safe for many threads, as its encoder and its labels are."""

    def __init__(self, encoder: Encoder, labels: Labels) -> None:
        self._encoder = encoder
        self._labels = labels

    def verify(self, sentence: SummarySentence, evidence: Evidence, place: int | None = None) -> Checked:
        """The verdict on ``sentence``, the one at ``place``, which may cite the facts of ``evidence``."""
        known = {fact.id: fact for fact in evidence.facts}
        faults = list(_citation_faults(sentence.evidence, known))
        if faults:
            return Checked((Check.CITATIONS,), _rejections(faults, place, evidence))
        if not words(sentence.text):
            return Checked((Check.CITATIONS, Check.LENGTH), (Rejection(Fault.TOO_SHORT, place),))
        reading = Reading(sentence, evidence, self._encoder, self._labels)
        found = [fault for check in _OF_A_SENTENCE.values() for fault in check(reading)]
        return Checked(tuple(Check), _rejections(found, place, evidence), reading.likeness)


def _citation_faults(cited: Sequence[str], known: Mapping[str, Fact]) -> Found:
    if not cited:
        yield Fault.NO_EVIDENCE, ""
    if len(cited) > MOST_IDS:
        yield Fault.TOO_MANY_IDS, ""
    for name in dict.fromkeys(cited):
        if name not in known:
            yield Fault.UNKNOWN_ID, name
        elif cited.count(name) > 1:
            yield Fault.DUPLICATE_ID, name


def _rejections(
    found: Iterable[tuple[Fault, str]], place: int | None, evidence: Evidence
) -> Sequence[Rejection]:
    details = ((fault, clip(clean(detail, evidence.language), LONGEST_DETAIL)) for fault, detail in found)
    return tuple(Rejection(fault, place, detail) for fault, detail in dict.fromkeys(details))
