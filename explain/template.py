"""The explanation that needs no language model: frames filled with facts, each sentence citing its own.

Nothing is said that does not come from a fact, and a fact is cited by the step that says it;
``verification`` checks the result without knowing how it was made.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from .evidence import MEMBERS, Evidence, Fact
from .phrases import Audience
from .sentences import Line, Sentence

#: Relations in the order in which they are told; those in one row share a sentence.
_ROWS: Sequence[Sequence[str]] = (
    ("has_prerequisite", "useful_knowledge"),
    ("draws_on",),
    ("has_sub_skill",),
    ("narrower",),
    ("is_sub_skill_of",),
    ("is_prerequisite_of",),
    ("is_useful_knowledge_for",),
    ("essential_for_occupation", "optional_for_occupation"),
    ("relevant_for_occupation",),
    ("emerging_for_occupation",),
    ("essential_skill", "optional_skill"),
    ("emerging_skill",),
    ("relevant_skill",),
    ("task",),
    ("performed_in", "carries_out"),
    ("used_by_occupation",),
    ("uses_tool",),
    ("job_title",),
    ("is_drawn_on_by",),
    ("essential_relation", "optional_relation"),
    ("related",),
    ("related_occupation",),
    ("is_assessed_by",),
    ("assesses",),
    ("has_learning_outcome",),
    ("is_learning_outcome_of",),
    ("domain",),
    ("exact_match",),
    ("close_match",),
    ("broad_match",),
    ("narrow_match",),
    ("related_match",),
)
#: A learner is told what to do with the concept, not how frameworks file it.
NOT_FOR_LEARNERS = frozenset(
    {"optional_relation", "related", "domain", "exact_match", "close_match", "broad_match", "narrow_match",
     "related_match"}
)  # fmt: skip
#: The most sentences about relations.
MOST_ROWS: Mapping[Audience, int] = {"teacher": 6, "learner": 5}
#: How many members are named of longer lists that share a sentence: of the first, of the second.
SHARED = (2, 1)

_JOINTS = {"en": ", and ", "fr": ", et "}


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a teacher or a learner reads about a concept, in the language of its ``evidence``."""

    audience: Audience
    evidence: Evidence
    sentences: Sequence[Sentence]

    @property
    def text(self) -> str:
        return " ".join(sentence.text for sentence in self.sentences)


def explain(evidence: Evidence, audience: Audience) -> Explanation:
    """The explanation of ``evidence`` for ``audience``."""
    return Explanation(audience, evidence, tuple(_Telling(evidence, audience).sentences()))


class _Telling:
    """One explanation on its way: a language that was named once is not named again."""

    def __init__(self, evidence: Evidence, audience: Audience) -> None:
        self.evidence = evidence
        self.audience = audience
        self.announced: set[str] = set()

    def sentences(self) -> Iterator[Sentence]:
        yield self._identity()
        if self.evidence.of("withdrawn"):
            yield self._withdrawal()
        yield from self._alone("definition")
        rows = [told for row in _ROWS if (told := self._told(row))]
        yield from map(self._relations, rows[: MOST_ROWS[self.audience]])
        yield from self._alone("release")

    def _identity(self) -> Sentence:
        line = self._line().frame("kind", self.evidence.of("name"))
        for fact in (*self.evidence.of("kind"), *self.evidence.of("reuse_level")):
            if fact.kind == "kind":
                line.cite(fact)
            else:
                line.say(" ").state(fact)
        for fact in (*self.evidence.of("level"), *self.evidence.of("broader")):
            line.say(", ").frame(fact.kind, [fact])
        return line.end()

    def _withdrawal(self) -> Sentence:
        line = self._line().frame("withdrawn", self.evidence.of("withdrawn"))
        for replacement in self.evidence.of("replacement"):
            line.say(_JOINTS[self.evidence.language]).frame("replacement", [replacement])
        return line.end()

    def _alone(self, kind: str) -> Iterator[Sentence]:
        for fact in self.evidence.of(kind):
            yield self._line().frame(kind, [fact]).end()

    def _told(self, row: Sequence[str]) -> list[str]:
        left_out = NOT_FOR_LEARNERS if self.audience == "learner" else frozenset()
        return [name for name in row if name not in left_out and self.evidence.of(name)]

    def _relations(self, row: Sequence[str]) -> Sentence:
        shared = SHARED if len(row) > 1 else (MEMBERS,)
        members = {name: self._members(name, most) for name, most in zip(row, shared, strict=True)}
        everything = [fact for facts in members.values() for fact in facts]
        line = self._line()
        if any(fact.rated for fact in everything):
            line.frame("rated", everything).say(", ")
        for place, (name, facts) in enumerate(members.items()):
            if place:
                line.say(_JOINTS[self.evidence.language])
            line.frame(name, facts, follow=place > 0)
        if all(fact.derived for fact in everything):
            line.say(", ").frame("derived", everything)
        return line.end()

    def _members(self, name: str, most: int) -> list[Fact]:
        """All that are facts of their own; the first ``most`` of a list that is counted."""
        facts = self.evidence.of(name)
        return facts[:most] if self.evidence.number_of(name) else facts

    def _line(self) -> Line:
        return Line(self.evidence, self.audience, self.announced)
