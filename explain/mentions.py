"""Where a sentence says a fact: the run of its words that is most like the fact's value."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from search.analysis import content_words, normalise
from search.neural.encoder import Encoder, Vectors
from search.types import Language

#: How many words fewer and more than a value a mention of it may have: inflection, articles, a verb.
SHORTER, LONGER = 1, 3
#: The longest value that is looked for as a run of words; a longer one is held against the whole sentence.
LONGEST_RUN = 12
#: The least cosine of two words that can stand for each other; words that begin with the same letters can.
SAME_WORD = 0.5
STEM = 4
#: From this share of its words on, a value with missing words is another one.
EXCHANGED = 0.25
NEAR = 2

_WORD = re.compile(r"\S+")
_GENDERS = re.compile(r"\s*/\s*")


#: Texts → unit vectors, n × dim.
Encode = Callable[[Sequence[str]], Vectors]


@dataclass(frozen=True, slots=True)
class Mention:
    """The words of a sentence from ``start`` to ``end``, in characters, and their cosine with a value."""

    start: int
    end: int
    similarity: float

    @property
    def middle(self) -> float:
        return (self.start + self.end) / 2

    def overlaps(self, other: "Mention") -> bool:
        return self.start < other.end and other.start < self.end


def mentions(text: str, values: Sequence[str], encode: Encode) -> Mapping[str, Mention]:
    """The best mention in ``text`` of each of ``values``, however weak it is."""
    words = [(found.start(), found.end()) for found in _WORD.finditer(text)]
    if not words or not values:
        return {}
    runs = _Runs(text, words, {size for value in values for size in _sizes(value, len(words))}, encode)
    return {value: runs.best(spoken_forms(value), _sizes(value, len(words))) for value in values}


class _Runs:
    """The runs of certain sizes of a sentence, and their vectors."""

    def __init__(
        self, text: str, words: Sequence[tuple[int, int]], sizes: Collection[int], encode: Encode
    ) -> None:
        self._encode = encode
        places = [(size, first) for size in sorted(sizes) for first in range(len(words) - size + 1)]
        self._sizes = np.array([size for size, _ in places])
        self._spans = [(words[first][0], words[first + size - 1][1]) for size, first in places]
        self._vectors = encode([text[start:end] for start, end in self._spans])

    def best(self, forms: Sequence[str], sizes: Collection[int]) -> Mention:
        """The run of one of ``sizes`` that is most like one of ``forms``."""
        similarities = (self._vectors @ self._encode(forms).T).max(axis=1)
        similarities[~np.isin(self._sizes, list(sizes))] = -1.0
        place = int(similarities.argmax())
        return Mention(*self._spans[place], float(similarities[place]))


def exchanged_word(text: str, said: Mention, value: str, language: Language, encoder: Encoder) -> str:
    """A word of ``text`` that stands in place of one of ``value``; empty where there is none.

    One word makes little of a long name to an encoder, and all the difference to a reader: “teach children to
    swim”. Words that are left out, or added, exchange nothing: people say names in fewer words, and in more.
    """
    whole, meant = _content(text, language), _content(value, language)
    missing = [word for word in meant if not _has_like(word, whole, encoder)]
    if not missing or len(missing) < EXCHANGED * len(meant):
        return ""
    near = _content(_widened(text, said), language)
    return next((word for word in near if not _has_like(word, meant, encoder)), "")


def _content(text: str, language: Language) -> list[str]:
    return content_words(normalise(text), language)


def _has_like(word: str, others: Sequence[str], encoder: Encoder) -> bool:
    if any(word[:STEM] == other[:STEM] for other in others):
        return True
    return bool(others) and float((encoder.encode([word]) @ encoder.encode(others).T).max()) >= SAME_WORD


def _widened(text: str, said: Mention) -> str:
    """The run and a few words around it: the best run leaves out an exchanged word at its end."""
    before, after = text[: said.start].split()[-NEAR:], text[said.end :].split()[:NEAR]
    return " ".join([*before, text[said.start : said.end], *after])


def spoken_forms(label: str) -> Sequence[str]:
    """What people say for a label that gives both genders; otherwise the label alone.

    >>> spoken_forms("Enseignant / Enseignante de lecture")
    ('Enseignant de lecture', 'Enseignante de lecture')
    """
    parts = _GENDERS.split(label)
    if len(parts) != 2:
        return (label,)
    first, second = parts[0].split(), parts[1].split()
    return " ".join([*first, *second[len(first) :]]), parts[1]


def _sizes(value: str, most: int) -> Collection[int]:
    """How many words a mention of ``value`` may have in a sentence of ``most`` words."""
    size = max(len(form.split()) for form in spoken_forms(value))
    if size > LONGEST_RUN or size - SHORTER >= most:
        return (most,)
    return range(max(size - SHORTER, 1), min(size + LONGER, most) + 1)
