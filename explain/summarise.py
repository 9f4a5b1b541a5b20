"""A summary in three sentences: a language model drafts, every sentence is checked, the template stands in.

A sentence that fails is written anew once, with the schema narrowed to facts that no kept sentence cites;
what fails again is replaced by what the template says. So nothing is shown that cites nothing, and whatever
goes wrong with a model, there is a text.

>>> summary = summarise(evidence, "teacher", generator, verifier)  # doctest: +SKIP
>>> [(line.origin, line.text) for line in summary.lines]  # doctest: +SKIP
[('generated', 'Il s’agit d’amener …'), ('regenerated', …), ('template', …)]
"""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from search.neural.generator import DEADLINE, Answer, Cancelled, Generator, GeneratorError, Request, Temporary

from .evidence import Evidence, Fact
from .phrases import Audience
from .sentences import Sentence
from .summary import Fault, Rejection, SummarySentence
from .summary_prompt import facts_for, summary_messages
from .summary_schema import SENTENCES, read_answer, summary_schema
from .summary_verification import Check, Checked, Verifier
from .template import explain


class Origin(StrEnum):
    """Who wrote a sentence."""

    GENERATED = "generated"
    REGENERATED = "regenerated"
    TEMPLATE = "template"


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence as it is shown. ``checks`` are those that a model's sentence passed; ``refused`` says why
    what stood in its place before was not taken.
    """

    text: str
    evidence: Sequence[str]
    origin: Origin
    checks: Sequence[Check] = ()
    refused: Sequence[Rejection] = ()


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a model was not heard. ``code`` is counted, ``message`` is for people and holds no secret."""

    code: str
    message: str
    is_temporary: bool


@dataclass(frozen=True, slots=True)
class Summary:
    """What is shown, and how it came about. ``answers`` are what the model was paid for."""

    audience: Audience
    evidence: Evidence
    lines: Sequence[Line]
    model: str
    answers: Sequence[Answer] = ()
    failure: Failure | None = None

    @property
    def text(self) -> str:
        return " ".join(line.text for line in self.lines)

    @property
    def is_fallback(self) -> bool:
        """Whether no sentence is the model's: then this is the template's whole explanation."""
        return all(line.origin is Origin.TEMPLATE for line in self.lines)

    def of(self, origin: Origin) -> int:
        """How many sentences are of ``origin``."""
        return sum(line.origin is origin for line in self.lines)


def _never() -> bool:
    return False


def summarise(
    evidence: Evidence,
    audience: Audience,
    generator: Generator,
    verifier: Verifier,
    *,
    deadline: float = DEADLINE,
    is_cancelled: Callable[[], bool] = _never,
) -> Summary:
    """The summary of ``evidence`` for ``audience``, within ``deadline`` seconds of a model's time.

    Raises Cancelled. Whatever else goes wrong with ``generator`` is told in ``Summary.failure``.
    """
    work = _Work(evidence, audience, generator, verifier, time.monotonic() + deadline, is_cancelled)
    for origin in (Origin.GENERATED, Origin.REGENERATED):
        if work.failure is None:
            work.draft(origin)
    return work.summary()


@dataclass(slots=True)
class _Work:
    """A summary on its way: a place for each sentence, and why what was written for it is not there."""

    evidence: Evidence
    audience: Audience
    generator: Generator
    verifier: Verifier
    until: float
    is_cancelled: Callable[[], bool]
    kept: list[Line | None] = field(default_factory=lambda: [None] * SENTENCES)
    refused: list[list[Rejection]] = field(default_factory=lambda: [[] for _ in range(SENTENCES)])
    #: What refused sentences cited: the template's replacement is about the same, if it can be.
    meant: list[Sequence[str]] = field(default_factory=lambda: [()] * SENTENCES)
    answers: list[Answer] = field(default_factory=list)
    failure: Failure | None = None

    def draft(self, origin: Origin) -> None:
        """Has the sentences written that are not there, and keeps those that pass."""
        places = [place for place, line in enumerate(self.kept) if line is None]
        facts = self._facts_left()
        if not places or not facts:
            return
        try:
            answer = self._ask(facts, len(places), seed=len(self.answers))
        except Cancelled:
            raise
        except GeneratorError as error:
            self.failure = Failure(error.code, str(error), isinstance(error, Temporary))
            return
        self.answers.append(answer)
        read = read_answer(answer.text, [fact.id for fact in facts], len(places))
        for rejection in read.rejections:
            for place in places if rejection.sentence is None else [places[rejection.sentence]]:
                self.refused[place].append(replace(rejection, sentence=place))
        unreadable = {rejection.sentence for rejection in read.rejections}
        for number, (place, sentence) in enumerate(zip(places, read.sentences, strict=False)):
            self.meant[place] = sentence.evidence
            if number not in unreadable:
                self._judge(place, sentence, origin)

    def summary(self) -> Summary:
        """What was kept with the template's sentences between; all of the template's if nothing was."""
        told = explain(self.evidence, self.audience).sentences
        if any(self.kept):
            lines = [line for place in range(SENTENCES) for line in self._line_at(place, told)]
        else:
            reasons = list(dict.fromkeys(reason for each in self.refused for reason in each))
            lines = [_as_told(sentence, reasons) for sentence in told]
        model = self.answers[0].model if self.answers else self.generator.name
        return Summary(self.audience, self.evidence, lines, model, self.answers, self.failure)

    def _ask(self, facts: Sequence[Fact], sentences: int, seed: int) -> Answer:
        if self.is_cancelled():
            raise Cancelled
        standing = [line.text for line in self.kept if line]
        return self.generator.generate(
            Request(
                summary_messages(
                    facts, self.evidence.language, self.audience, sentences=sentences, standing=standing
                ),
                schema=summary_schema([fact.id for fact in facts], sentences),
                seed=seed,
                deadline=max(self.until - time.monotonic(), 0.1),
                is_cancelled=self.is_cancelled,
            )
        )

    def _judge(self, place: int, sentence: SummarySentence, origin: Origin) -> None:
        checked = self._checked(place, sentence)
        if checked.passed:
            self.kept[place] = Line(
                sentence.text, tuple(sentence.evidence), origin, checked.checks, tuple(self.refused[place])
            )
        else:
            self.refused[place] += checked.rejections

    def _checked(self, place: int, sentence: SummarySentence) -> Checked:
        if any(line and set(line.evidence) == set(sentence.evidence) for line in self.kept):
            return Checked([Check.CITATIONS], [Rejection(Fault.REPETITION, place)])
        return self.verifier.verify(sentence, self.evidence, place)

    def _facts_left(self) -> Sequence[Fact]:
        """The facts that are handed over, without those that kept sentences state."""
        cited = self._cited()
        return [fact for fact in facts_for(self.evidence, self.audience) if fact.id not in cited]

    def _cited(self) -> set[str]:
        return {name for line in self.kept if line for name in line.evidence}

    def _line_at(self, place: int, told: Sequence[Sentence]) -> Iterator[Line]:
        """The kept sentence, or one of the template's that says nothing which is said already."""
        if self.kept[place] is None:
            cited = self._cited()
            left = [sentence for sentence in told if cited.isdisjoint(sentence.evidence)]
            # The sort is stable: of those about other facts the first is the most telling.
            left.sort(key=lambda sentence: set(self.meant[place]).isdisjoint(sentence.evidence))
            self.kept[place] = _as_told(left[0], self.refused[place]) if left else None
        line = self.kept[place]
        if line is not None:
            yield line


def _as_told(sentence: Sentence, refused: Sequence[Rejection]) -> Line:
    return Line(sentence.text, tuple(sentence.evidence), Origin.TEMPLATE, refused=tuple(refused))
