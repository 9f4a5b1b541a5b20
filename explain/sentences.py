"""Sentences that cite: each gap of a frame is filled from a fact, and that fact is cited by the same step."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from .evidence import Evidence, Fact
from .phrases import Audience, phrases
from .typography import QUOTES, elided, listed

_CHOICE = re.compile(r"\[([^|\]]*)\|([^|\]]*)\|([^\]]*)\]")
_GAP = re.compile(r"\{(\w+)\}")
#: French endings of words that agree with a feminine noun, and with a masculine one.
_AGREEMENT: Mapping[str, tuple[str, str]] = {"e": ("e", ""), "le": ("le", ""), "ve": ("ve", "f")}


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text; ``language`` is filled where it is not that of the sentence."""

    text: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence with the ids of the facts that it states."""

    spans: Sequence[Span]
    evidence: Sequence[str]

    @property
    def text(self) -> str:
        return "".join(span.text for span in self.spans)


class Line:
    """A sentence on its way. ``announced`` are the languages that the explanation has named already."""

    def __init__(self, evidence: Evidence, audience: Audience, announced: set[str]) -> None:
        self._evidence = evidence
        self._audience = audience
        self._announced = announced
        self._words = phrases(evidence.language)
        self._spans: list[Span] = []
        self._cited: list[str] = []

    def say(self, text: str) -> "Line":
        """Words that state nothing: what joins frames."""
        self._spans.append(Span(text))
        return self

    def state(self, fact: Fact) -> "Line":
        """The value of ``fact`` as it stands, cited."""
        self._cite(fact)
        return self.say(fact.value)

    def frame(self, name: str, members: Sequence[Fact], *, follow: bool = False) -> "Line":
        """The frame called ``name``, said of ``members``: of the first one, where it lists none."""
        frame = self._words.frame(name, self._audience)
        counted = self._evidence.number_of(name)
        wording = _chosen(frame.follow if follow else frame.lead, len(members), counted)
        for place, part in enumerate(_GAP.split(wording)):
            if place % 2:
                self._fill(part, members, counted)
            elif part:
                self.say(part)
        return self

    def end(self) -> Sentence:
        """The sentence, begun with a capital and closed with a full stop."""
        first = self._spans[0]
        spans = [Span(first.text[:1].upper() + first.text[1:]), *self._spans[1:], Span(".")]
        return Sentence(tuple(spans), tuple(self._cited))

    def _fill(self, gap: str, members: Sequence[Fact], counted: Fact | None) -> None:
        noun = self._words.kind(self._evidence.kind)
        framework = self._evidence.framework
        fills: Mapping[str, Callable[[], object]] = {
            "list": lambda: self._list(members),
            "quoted": lambda: self._quote(members[0]),
            "plain": lambda: self.state(members[0]),
            "publisher": lambda: self.say(_within_brackets(members[0].publisher)),
            "n": lambda: self.state(counted) if counted else self.say(str(len(members))),
            "this": lambda: self.say(noun.this),
            "a_kind": lambda: self.say(noun.a),
            "framework": lambda: self.say(framework),
            "de_framework": lambda: self.say(elided("de", framework)),
        }
        if gap in _AGREEMENT:
            self.say(_AGREEMENT[gap][0 if noun.feminine else 1])
        else:
            fills[gap]()

    def _list(self, members: Sequence[Fact]) -> None:
        for before, fact in zip(listed(len(members), self._evidence.language), members, strict=True):
            if before:
                self.say(before)
            self._quote(fact)

    def _quote(self, fact: Fact) -> None:
        """The value of ``fact`` between quotation marks, with what has to be said of its origin."""
        opening, closing = QUOTES[self._evidence.language]
        self.say(opening)
        self._spans.append(Span(fact.value, fact.language if fact.is_fallback else ""))
        self.say(closing)
        self._cite(fact)
        remarks = [fact.framework] * fact.kind.endswith("_match")
        if fact.is_fallback and fact.language not in self._announced:
            self._announced.add(fact.language)
            remarks += [self._words.languages.get(fact.language, fact.language)] * bool(fact.language)
        if remarks:
            self.say(f" ({', '.join(remarks)})")

    def _cite(self, fact: Fact) -> None:
        if fact.id not in self._cited:
            self._cited.append(fact.id)

    def cite(self, fact: Fact) -> "Line":
        """Cites ``fact`` for what the frame before says in words of its own."""
        self._cite(fact)
        return self


def _chosen(wording: str, named: int, counted: Fact | None) -> str:
    """``wording`` for one member, for as many as are named, or for more."""
    which = 3 if counted else 1 if named == 1 else 2
    return re.sub(" {2,}", " ", _CHOICE.sub(lambda found: found[which], wording))


def _within_brackets(text: str) -> str:
    """``text`` as it stands between round brackets: its own become square."""
    return text.replace("(", "[").replace(")", "]")
