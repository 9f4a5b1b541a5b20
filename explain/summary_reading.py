"""One sentence beside the facts it cites. Each check yields what it has against the sentence."""

import re
from collections.abc import Collection, Iterator
from functools import cached_property
from itertools import chain
from typing import Protocol

from search.analysis import content_words, fold, fold_words, normalise
from search.neural.encoder import Encoder

from .evidence import Evidence, Fact
from .mentions import Mention, exchanged_word, mentions, spoken_forms
from .numerals import numbers_in
from .phrases import phrases
from .relation_claims import faulty_claims, taken_for_things
from .relation_words import relation_words
from .summary import Fault, SummarySentence
from .summary_language import is_in
from .verification import is_within, quotations, words

#: The least cosine between a fact's value and the words that say it, and between a description and the
#: sentence that tells it; tuned on tests/explain/summaries/tuning.json.
SAID = 0.65
TOLD = 0.55
#: From here on a sentence counts as stating a fact of the concept that it does not cite.
STATED = 0.9
#: Words in a sentence.
FEWEST, MOST = 4, 45
#: The longest label that is looked for, in words.
LONGEST_LABEL = 8
#: Whom summaries speak to and of, case, accents and plural aside: no claim about an occupation.
PEOPLE = frozenset(
    {"teacher", "trainer", "educator", "learner", "student", "pupil", "beginner", "person", "enseignant",
     "enseignante", "professeur", "professeure", "formateur", "formatrice", "apprenant", "apprenante",
     "eleve", "etudiant", "etudiante", "debutant", "debutante", "personne"}
)  # fmt: skip
#: What stands before the name of an occupation of one word, and not before a verb: “la juge”, “pour tracer”.
_AN = frozenset({"a", "an", "as", "become", "un", "une", "comme", "devenir"})
_NAME = re.compile(r"[^\W\d_][\w*&+#-]*")
_CLAUSE_END = re.compile(r"[,;:.!?()]")
_ADDRESS = re.compile(r"\S*(?:://|www\.|@)\S*")
#: Facts whose value is no run of words: a kind is said in passing, a number is looked for as one.
_NO_RUN = frozenset({"kind", "number"})

#: What is wrong, and the part at fault.
Found = Iterator[tuple[Fault, str]]


class Labels(Protocol):
    """The labels of all concepts there are; ``search.lexical.LexicalIndex`` has them."""

    def called(self, folded: Collection[str]) -> Iterator[tuple[str, str, str]]:
        """Folded label, id and kind of every concept that has one of ``folded`` among its labels."""


class Reading:
    """One sentence beside what it cites. The name of the concept and of its framework need no citation."""

    def __init__(
        self, sentence: SummarySentence, evidence: Evidence, encoder: Encoder, labels: Labels
    ) -> None:
        self.text = sentence.text
        self.evidence = evidence
        self.language = evidence.language
        self.cited = [fact for fact in evidence.facts if fact.id in sentence.evidence]
        self.labels = labels
        self.encoder = encoder
        given = [*self.cited, *evidence.of("name")]
        self.support = " | ".join([evidence.framework, *(_stated(fact) for fact in given)])
        values = [fact.value for fact in evidence.facts if fact.kind not in _NO_RUN]
        self.said = dict(mentions(self.text, values, encoder.encode))

    def language_faults(self) -> Found:
        foreign = [fact.value for fact in self.evidence.facts if fact.language != self.language]
        if not is_in(self.language, self.text, foreign):
            yield Fault.WRONG_LANGUAGE, ""

    def length_faults(self) -> Found:
        if words(self.text) < FEWEST:
            yield Fault.TOO_SHORT, ""
        if words(self.text) > MOST:
            yield Fault.TOO_LONG, ""

    def quotation_faults(self) -> Found:
        for quoted in quotations(self.text, self.language):
            if not is_within(quoted, self.support):
                yield Fault.UNSUPPORTED_QUOTATION, quoted

    def number_faults(self) -> Found:
        stated = set(numbers_in(self.support, self.language).values())
        kinds = [fact.kind for fact in self.cited]
        # “Two occupations, …”: as many as are cited may be counted.
        stated |= {str(kinds.count(kind)) for kind in kinds}
        for written, number in numbers_in(self.text, self.language).items():
            if number not in stated:
                yield Fault.UNSUPPORTED_NUMBER, written

    def name_faults(self) -> Found:
        for address in _ADDRESS.findall(self.text):
            yield Fault.UNSUPPORTED_NAME, address
        for place, found in enumerate(_NAME.finditer(self.text)):
            word = found[0]
            is_acronym = sum(letter.isupper() for letter in word) > 1
            is_name = word[0].isupper() and place > 0
            if (is_acronym or is_name) and not self._known_words.issuperset(map(_singular, fold_words(word))):
                yield (Fault.UNSUPPORTED_ACRONYM if is_acronym else Fault.UNSUPPORTED_NAME), word

    def label_faults(self) -> Found:
        """Names of concepts that the evidence does not name: exact ones of the whole graph, and in whatever
        inflection those of other facts about this concept.
        """
        own = {fact.concept_id for fact in self.cited} | {self.evidence.concept_id}
        named: dict[str, set[str]] = {}
        for label, concept_id, kind in self.labels.called(self._possible_labels()):
            if " " in label or (kind == "occupation" and label not in PEOPLE):
                named.setdefault(label, set()).add(concept_id)
        for label, concepts in named.items():
            if concepts.isdisjoint(own):
                yield Fault.UNSUPPORTED_LABEL, label
        yield from self._other_facts()

    def relation_faults(self) -> Found:
        claims = faulty_claims(self.text, self.cited, self.said, self.language, self._cited_scope)
        for claim in chain(claims, taken_for_things(self.text, self.cited, self.language)):
            yield claim.fault, claim.words

    def likeness_faults(self) -> Found:
        for fact in self.cited:
            if not self._says(fact):
                yield Fault.UNLIKE_EVIDENCE, fact.id
            elif fact.concept_id and not fact.about and (word := self._exchanged(fact)):
                yield Fault.UNLIKE_EVIDENCE, word

    @property
    def likeness(self) -> float | None:
        found = [self.said[fact.value].similarity for fact in self.cited if fact.value in self.said]
        return min(found, default=None)

    def _says(self, fact: Fact) -> bool:
        if fact.kind == "kind":
            return True
        if fact.kind == "number":
            stated = numbers_in(fact.value, self.language).values()
            return not set(stated).isdisjoint(numbers_in(self.text, self.language).values())
        if fact.kind == "reuse_level" and self._scope_said == self._cited_scope:
            return True
        if fact.kind == "release":
            return any(
                is_within(part, self.text) for part in (fact.version, fact.publisher, fact.source) if part
            )
        return self._is_said(fact)

    def _is_said(self, fact: Fact) -> bool:
        """By the quick half of the encoder, and where that is in doubt by both."""
        least = TOLD if fact.kind == "definition" else SAID
        if self.said[fact.value].similarity < least:
            self.said |= mentions(self.text, [fact.value], self.encoder.encode_labels)
        return self.said[fact.value].similarity >= least

    def _exchanged(self, fact: Fact) -> str:
        words = [
            exchanged_word(self.text, self.said[fact.value], form, self.language, self.encoder)
            for form in spoken_forms(fact.value)
        ]
        return words[0] if all(words) else ""

    @cached_property
    def _cited_scope(self) -> str:
        levels = {value: level for level, value in phrases(self.language).reuse_levels.items()}
        return next((levels.get(fact.value, "") for fact in self.cited if fact.kind == "reuse_level"), "")

    @cached_property
    def _scope_said(self) -> str | None:
        scopes = relation_words(self.language).scopes.items()
        return next((scope for scope, pattern in scopes if pattern.search(self.text.lower())), None)

    def _other_facts(self) -> Found:
        """Names that other facts of the request have, in whatever inflection, where no cited one has them."""
        own = [
            self.said[fact.value]
            for fact in (*self.cited, *self.evidence.of("name"))
            if fact.value in self.said
        ]
        for fact in self.evidence.facts:
            if not fact.concept_id or fact.about or fact in self.cited or " " not in fact.value:
                continue
            said = self.said[fact.value]
            if said.similarity >= STATED and not any(_covers(mention, said) for mention in own):
                yield Fault.UNSUPPORTED_LABEL, fact.value

    def _possible_labels(self) -> set[str]:
        """The runs of words, folded, that could be a label and have a word which the evidence lacks."""
        folded = fold_words(self.text)
        sizes = range(2, LONGEST_LABEL + 1)
        runs = {" ".join(folded[at : at + size]) for size in sizes for at in range(len(folded) - size + 1)}
        several = {run for run in runs if self._new_words(run) and len(self._content(run)) > 1}
        return several | set(filter(self._new_words, self._possible_occupations()))

    def _possible_occupations(self) -> Iterator[str]:
        """Words after “a” or “as” that nothing follows which they could belong to."""
        for clause in _CLAUSE_END.split(self.text):
            folded = fold_words(clause)
            for before, word, after in zip(folded, folded[1:], [*folded[2:], ""], strict=False):
                if before in _AN and not self._content(after):
                    yield word

    def _content(self, folded: str) -> list[str]:
        return content_words(normalise(folded), self.language)

    def _new_words(self, folded: str) -> list[str]:
        return [word for word in self._content(folded) if _singular(word) not in self._known_words]

    @cached_property
    def _known_words(self) -> frozenset[str]:
        return frozenset(map(_singular, fold_words(self.support)))


def _stated(fact: Fact) -> str:
    return " | ".join([fact.text, fact.value, fact.source, fact.framework, fact.version, fact.publisher])


def _singular(word: str) -> str:
    return fold(word).rstrip("s")


def _covers(mention: Mention, other: Mention) -> bool:
    return mention.overlaps(other) and mention.similarity >= SAID
