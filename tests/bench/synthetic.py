"""More concepts than there are: crossings of real ones, close enough to them to be as hard to search.

A synthetic concept has two real parents of the same languages. Each of its labels is the first half of the
words of one parent's label and the second half of the other's, and so are alternatives and descriptions:
lengths, vocabulary, and how often each word occurs, stay those of the frameworks. Its vectors lie between
those of its parents, as its words do, and a little off, so that no two are the same.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

import numpy as np
from numpy.typing import NDArray

from search.neural.encoder import Vectors
from search.types import ConceptDocument

from .corpus import Corpus

Numbers = NDArray[np.int64]

SEED = 1
#: Length of the random part of a vector beside the unit vectors of its parents.
NOISE = 0.3
#: Vectors made at once; bounds memory.
_BATCH = 50_000


@dataclass(frozen=True, slots=True)
class Catalogue:
    """``size`` concepts: the real ones first (as many as fit), then synthetic ones; the same every time."""

    corpus: Corpus
    size: int

    @property
    def real(self) -> int:
        """How many of the concepts are real."""
        return min(self.size, len(self.corpus.documents))

    def documents(self) -> Iterator[ConceptDocument]:
        documents = self.corpus.documents
        yield from documents[: self.real]
        for number, (mother, father) in enumerate(zip(*self._parents(), strict=True), start=self.real):
            yield crossed(documents[mother], documents[father], number)

    def vectors(self) -> tuple[NDArray[np.int32], Vectors]:
        """Document numbers (n, ascending) and unit vectors (n × dim), one per concept and language."""
        mothers, fathers = self._parents()
        count = np.bincount(self.corpus.rows, minlength=len(self.corpus.documents))
        first = np.cumsum(count) - count
        counts = np.concatenate([count[: self.real], count[mothers]])
        of_real = int(count[: self.real].sum())
        vectors = np.empty((int(counts.sum()), self.corpus.vectors.shape[1]), dtype=np.float32)
        vectors[:of_real] = self.corpus.vectors[:of_real]
        self._cross(
            vectors[of_real:],
            _spread(first[mothers], count[mothers]),
            _spread(first[fathers], count[mothers]),
        )
        return np.repeat(np.arange(self.size), counts).astype(np.int32), vectors

    def _cross(self, out: Vectors, ones: Numbers, others: Numbers) -> None:
        random = np.random.default_rng(SEED)
        scale = NOISE / np.sqrt(out.shape[1])
        for start in range(0, len(out), _BATCH):
            batch = slice(start, start + _BATCH)
            between = self.corpus.vectors[ones[batch]] + self.corpus.vectors[others[batch]]
            between += scale * random.standard_normal(between.shape, dtype=np.float32)
            out[batch] = between / np.linalg.norm(between, axis=1, keepdims=True)

    def _parents(self) -> tuple[Numbers, Numbers]:
        """Numbers of the two real parents of every synthetic concept, in order."""
        random = np.random.default_rng(SEED)
        spoken = [" ".join(document.pref_labels) for document in self.corpus.documents]
        _, family, sizes = np.unique(spoken, return_inverse=True, return_counts=True)
        members, begins = np.argsort(family, kind="stable"), np.cumsum(sizes) - sizes
        mothers = random.integers(len(spoken), size=self.size - self.real)
        of_mother = family[mothers]
        fathers = members[begins[of_mother] + random.integers(sizes[of_mother])]
        return mothers, fathers


def crossed(mother: ConceptDocument, father: ConceptDocument, number: int) -> ConceptDocument:
    """A concept like ``mother``, with half of its words from ``father``, who speaks the same languages."""
    name = f"synthetic-{number}"
    return replace(
        mother,
        id=f"{mother.framework}:{name}",
        uri=f"https://example.org/{mother.framework}/{name}",
        pref_labels={
            language: half_and_half(label, father.pref_labels[language])
            for language, label in mother.pref_labels.items()
        },
        alt_labels=_crossed_lists(mother.alt_labels, father.alt_labels),
        hidden_labels=_crossed_lists(mother.hidden_labels, father.hidden_labels),
        descriptions={
            language: half_and_half(text, father.descriptions.get(language, text))
            for language, text in mother.descriptions.items()
        },
    )


def half_and_half(one: str, other: str) -> str:
    """The first half of the words of ``one`` (the larger, if odd), the second of ``other``.

    >>> half_and_half("repair a dripping tap", "teach children to read")
    'repair a to read'
    """
    words, others = one.split(), other.split()
    return " ".join(words[: (len(words) + 1) // 2] + others[len(others) // 2 :])


def _crossed_lists(
    ones: Mapping[str, Sequence[str]], others: Mapping[str, Sequence[str]]
) -> dict[str, list[str]]:
    """As many texts as ``ones`` has; one that has no counterpart keeps its own words."""
    return {
        language: [
            half_and_half(one, other or one)
            for one, other in zip_longest(texts, list(others.get(language, ()))[: len(texts)])
        ]
        for language, texts in ones.items()
    }


def _spread(first: Numbers, count: Numbers) -> Numbers:
    """``first[i]``, ``first[i] + 1``, … ``count[i]`` numbers of each, one after the other."""
    within = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    numbers: Numbers = np.repeat(first, count) + within
    return numbers
