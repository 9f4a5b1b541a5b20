"""What a sentence claims about how things are related, held against the relations of the facts it cites.

Words of necessity and of choice are assigned to the nearest cited fact that has a strength; a negation before
them turns them round. “Before”, “once” and their like say which of two things comes first.
"""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from .evidence import Fact
from .mentions import Mention
from .relation_words import NEEDED, PREREQUISITE, WELCOME, RelationWords, relation_words
from .summary import Fault

#: How far before a word, in words, a negation still turns it round.
_NEGATION_REACH = 5
#: What a comma or a conjunction between a word and a fact adds to their distance, in characters.
_TURN = 40
#: Letters by which a word is known again in another form.
_STEM = 4
#: Facts whose values are words for a concept, not concepts.
_NO_THINGS = frozenset({"kind", "reuse_level", "level"})
#: Where the words that “before” governs end.
_CLAUSE_END = re.compile(r"[,;:.!?]| (?:is|are|est|sont) ")
_PLAIN = str.maketrans({"’": "'", "\u00a0": " ", "\u202f": " "})


@dataclass(frozen=True, slots=True)
class Claim:
    """A fault in what a sentence claims, and the words that claim it."""

    fault: Fault
    words: str


@dataclass(frozen=True, slots=True)
class _Strength:
    """A word at ``start`` that says needed, or welcome; ``firm`` where it is a claim by itself."""

    start: int
    end: int
    needed: bool
    firm: bool


def taken_for_things(text: str, cited: Sequence[Fact], language: str) -> Iterator[Claim]:
    """Kinds and levels spoken of as if they were concepts: “knowing about ‘useful across sectors’ helps”.

    Anything may follow what is quoted; what is not must not go on as a name of several words.
    """
    plain, topic = text.lower().translate(_PLAIN), relation_words(language).topic
    for fact in cited:
        value = fact.value.lower().translate(_PLAIN)
        if fact.kind not in _NO_THINGS or any(
            value in other.value.lower() for other in cited if other != fact
        ):
            continue
        told = re.escape(value)
        quoted, bare = rf"[“«‘\"'] ?{told} ?[”»\"']", rf"{told}(?=[,.;:!?]| (?:is|helps|est|aide)\b|$)"
        if found := re.search(rf"(?<!\w)(?:{topic}) (?:{quoted}|{bare})", plain):
            yield Claim(Fault.UNLIKE_EVIDENCE, found[0])


def relation_of(fact: Fact) -> str:
    """The relation that ``fact`` states, or counts."""
    return fact.about or fact.kind


def faulty_claims(
    text: str, cited: Sequence[Fact], said: Mapping[str, Mention], language: str, scope: str = ""
) -> Iterator[Claim]:
    """What ``text`` claims and ``cited`` do not bear out. ``said`` is where it says their values; ``scope``
    the reuse level that is cited, if one is.
    """
    reading = _Reading(text, cited, said, relation_words(language))
    yield from reading.wrong_strengths()
    yield from reading.denials()
    yield from reading.wrong_relations()
    yield from reading.wrong_order()
    yield from reading.wrong_scopes(scope)


class _Reading:
    def __init__(
        self, text: str, cited: Sequence[Fact], said: Mapping[str, Mention], words: RelationWords
    ) -> None:
        self.text = _without_values(text.lower().translate(_PLAIN), cited, said)
        self.cited = cited
        self.said = said
        self.words = words
        self.relations = {relation_of(fact) for fact in cited}
        self.strengths = list(self._strengths())

    def wrong_strengths(self) -> Iterator[Claim]:
        """Essential things called optional, optional ones called essential, and either said of neither."""
        weighed = [fact for fact in self.cited if relation_of(fact) in NEEDED | WELCOME]
        for word in self.strengths:
            if weighed:
                nearest = min(weighed, key=lambda fact: self._distance(word, fact))
                if (relation_of(nearest) in NEEDED) != word.needed:
                    yield Claim(Fault.WRONG_STRENGTH, self.text[word.start : word.end])
            elif word.firm and not self._is_in_evidence(self.text[word.start : word.end]):
                yield Claim(Fault.UNSUPPORTED_RELATION, self.text[word.start : word.end])

    def denials(self) -> Iterator[Claim]:
        """Negations of something else than a strength, where the evidence has none."""
        values = " | ".join(fact.value.lower().translate(_PLAIN) for fact in self.cited)
        if self.words.denial.search(values):
            yield from self._dropped_denials(values)
            return
        for found in self.words.denial.finditer(self.text):
            if not any(self._turns(found.start(), word) for word in self.strengths):
                yield Claim(Fault.DENIAL, found[0])

    def wrong_relations(self) -> Iterator[Claim]:
        """“A prerequisite”, “part of”, “the same idea”, where no cited fact is of that kind."""
        for pattern, relations in self.words.claims.values():
            found = pattern.search(self.text)
            if found and not relations & self.relations and not self._is_in_evidence(found[0]):
                yield Claim(Fault.UNSUPPORTED_RELATION, found[0])

    def wrong_order(self) -> Iterator[Claim]:
        """What comes first said to come later, or the other way round."""
        later, earlier = self._governed(self.words.later), self._governed(self.words.earlier)
        before = self.words.before.search(self.text)
        for fact in self.cited:
            if fact.kind not in PREREQUISITE or not (before or later or earlier):
                continue
            place = self.said[fact.value].middle
            said_later, said_earlier = _within(place, later), _within(place, earlier)
            if fact.kind == "has_prerequisite" and said_later and not said_earlier:
                yield Claim(Fault.WRONG_ORDER, fact.value)
            if fact.kind == "is_prerequisite_of" and not said_later and (said_earlier or before):
                yield Claim(Fault.WRONG_ORDER, fact.value)

    def wrong_scopes(self, cited: str) -> Iterator[Claim]:
        for scope, pattern in self.words.scopes.items():
            found = pattern.search(self.text)
            if found and scope != cited and not self._is_in_evidence(found[0]):
                yield Claim(Fault.UNSUPPORTED_RELATION, found[0])

    def _dropped_denials(self, values: str) -> Iterator[Claim]:
        """“And do not judge” told as “and judge”."""
        if self.words.negation.search(self.text):
            return
        for found in self.words.denial.finditer(values):
            word = re.match(r"\W*(\w{4,})", values[found.end() :])
            if word and re.search(rf"(?<!\w){re.escape(word[1][:_STEM])}", self.text):
                yield Claim(Fault.DENIAL, word[1])

    def _strengths(self) -> Iterator[_Strength]:
        taken: list[tuple[int, int]] = []
        for pattern, needed, firm in self._patterns():
            for found in pattern.finditer(self.text):
                if not any(start < found.end() and found.start() < end for start, end in taken):
                    taken.append(found.span())
                    turned = firm is not None and self._is_negated(found.start())
                    yield _Strength(*found.span(), needed != turned, firm is not False)

    def _patterns(self) -> Iterator[tuple[re.Pattern[str], bool, bool | None]]:
        """Pattern, whether it says needed, whether it is firm; None for turns that no negation turns."""
        yield from ((pattern, needed, None) for pattern, needed in self.words.fixed)
        yield self.words.firm_welcome, False, True
        yield self.words.firm_needed, True, True
        yield self.words.modal_needed, True, False

    def _is_negated(self, start: int) -> bool:
        last_turn = max((found.end() for found in self.words.turn.finditer(self.text, 0, start)), default=0)
        clause = self.text[last_turn:start].split()[-_NEGATION_REACH:]
        return self.words.negation.search(" ".join(clause)) is not None

    def _turns(self, start: int, word: _Strength) -> bool:
        """Whether a negation at ``start`` is what turns ``word``, or is part of it or follows it at once."""
        gap = self.text[min(start, word.start) : word.start].split()
        return word.start <= start < word.end + 2 or (start < word.start and len(gap) <= _NEGATION_REACH + 1)

    def _distance(self, word: _Strength, fact: Fact) -> float:
        said = self.said.get(fact.value)
        if said is None:  # a number, which goes with the members of its relation
            return math.inf
        first, last = sorted((word.start, round(said.middle)))
        turns = len(self.words.turn.findall(self.text[first:last]))
        gap = max(said.start - word.end, word.start - said.end, 0)
        return gap + turns * _TURN

    def _governed(self, pattern: re.Pattern[str]) -> list[tuple[int, int]]:
        """From where to where the words stand that ``pattern`` governs."""
        starts = [found.end() for found in pattern.finditer(self.text)]
        ends = [_CLAUSE_END.search(self.text, start) for start in starts]
        return [
            (start, end.start() if end else len(self.text)) for start, end in zip(starts, ends, strict=True)
        ]

    def _is_in_evidence(self, words: str) -> bool:
        return any(
            re.search(rf"(?<!\w){re.escape(words)}(?!\w)", fact.value.lower().translate(_PLAIN))
            for fact in self.cited
        )


def _within(place: float, spans: Sequence[tuple[int, int]]) -> bool:
    return any(start <= place <= end for start, end in spans)


def _without_values(text: str, cited: Sequence[Fact], said: Mapping[str, Mention]) -> str:
    """``text`` with the words blanked that only repeat a value: “needs” in “special needs teacher”."""
    letters = list(text)
    for fact in cited:
        where = said.get(fact.value)
        if where is None or fact.kind == "definition":
            continue
        own = {word[:4] for word in re.findall(r"\w+", fact.value.lower())}
        for found in re.finditer(r"\w+", text[where.start : where.end]):
            if found[0][:4] in own and len(found[0]) > 2:
                span = slice(where.start + found.start(), where.start + found.end())
                letters[span] = "_" * len(found[0])
    return "".join(letters)
