"""Checks a cited text against its evidence, whoever wrote it: a template, a language model, a person.

It reads nothing but the sentence, the ids it cites and the facts: a claim is what stands between quotation
marks, or a number outside of them. A claim counts as supported when a cited fact contains it, and a citation
as precise when the sentence contains the value of the fact. After the citation precision and recall of
Gao et al. 2023 (ALCE), with containment in place of entailment.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .evidence import Fact

_QUOTED = re.compile(r"“([^”]*)”|«([^»]*)»")
_NUMBER = re.compile(r"\d+(?:[\u202f,.]\d+)*")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found in one sentence."""

    claims: int
    unsupported_claims: Sequence[str]
    citations: int
    imprecise_citations: Sequence[str]

    @property
    def is_covered(self) -> bool:
        """It cites something that exists, and all that it claims is there."""
        return self.citations > len(self.imprecise_citations) and not self.unsupported_claims


def check(text: str, cited: Sequence[str], facts: Mapping[str, Fact], language: str) -> Verdict:
    """The verdict on the sentence ``text`` that cites the ids ``cited`` of ``facts``."""
    known = [facts[name] for name in cited if name in facts]
    quoted, numbers = quotations(text, language), _NUMBER.findall(_QUOTED.sub(" ", text))
    stated = {found for fact in known for found in _NUMBER.findall(fact.text)}
    unsupported = [claim for claim in quoted if not any(is_within(claim, fact.text) for fact in known)]
    unsupported += [claim for claim in numbers if claim not in stated]
    imprecise = [name for name in cited if name not in facts or not is_within(facts[name].value, text)]
    return Verdict(len(quoted) + len(numbers), tuple(unsupported), len(cited), tuple(imprecise))


def words(text: str) -> int:
    """How many words ``text`` has; marks that stand alone are none."""
    return sum(any(letter.isalnum() for letter in word) for word in text.split())


def quotations(text: str, language: str) -> list[str]:
    """What stands between the quotation marks of ``language``."""
    quotation = 1 if language == "en" else 2
    return [found[quotation].strip() for found in _QUOTED.finditer(text) if found[quotation] is not None]


def is_within(part: str, whole: str) -> bool:
    """Whether ``part`` stands in ``whole`` as whole words: “art” is not in “start”."""
    inner, outer = _plain(part), _plain(whole)
    return bool(inner) and re.search(rf"(?<!\w){re.escape(inner)}(?!\w)", outer) is not None


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
