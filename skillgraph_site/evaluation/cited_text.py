"""Free text of a language model, cut into sentences with the facts that each cites as ``[e1]``."""

import re
from collections.abc import Iterator

from explain.summary import SummarySentence

_ID = re.compile(r"e\d+")
_CITED = r"\[\s*e\d+(?:\s*[,;]\s*e\d+)*\s*\]"
_CITATION = re.compile(rf"\s*{_CITED}")
#: Citations behind the mark that ends a sentence belong to that one, not to the next.
_CITED_AFTER = re.compile(rf"([.!?…][”»\")]*)((?:\s*{_CITED})+)")
#: Two letters, a digit, a bracket or a quotation before the stop, so that “e.g. This” is not cut.
_SENTENCE_END = re.compile(
    r"(?:(?<=[\w\])”»\"][\w\])”»\"][.!?…])|(?<=[.!?…][”»\")])|(?<=[.!?…]\s»))\s+(?=[\[“«\"(A-ZÀ-ÖØ-ÞŒŸ0-9])"
)
_BULLET = re.compile(r"^\s*(?:[-*•]|\d+[.)])\s+")


def cited_sentences(text: str) -> list[SummarySentence]:
    """The sentences of ``text`` without their citations, which follow in the order of the text.

    >>> cited_sentences("It is a skill [e2]. ESCO says so. [e1, e9]")
    [SummarySentence(text='It is a skill.', evidence=('e2',)), SummarySentence(text='ESCO says so.', evidence=('e1', 'e9'))]
    """  # noqa: E501 - what doctest prints cannot be broken
    return [_sentence(part) for part in _parts(text) if any(letter.isalnum() for letter in _uncited(part))]


def _parts(text: str) -> Iterator[str]:
    for line in text.splitlines():
        yield from _SENTENCE_END.split(_CITED_AFTER.sub(r"\2\1", _BULLET.sub("", line)))


def _sentence(part: str) -> SummarySentence:
    cited = [name for found in _CITATION.findall(part) for name in _ID.findall(found)]
    return SummarySentence(_uncited(part), tuple(dict.fromkeys(cited)))


def _uncited(part: str) -> str:
    return _CITATION.sub("", part).strip()
