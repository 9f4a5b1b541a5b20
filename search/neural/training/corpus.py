"""What the encoder learns from: framework labels and translated pairs.

Held-out labels are removed here, at the entry, so that no later step can see them.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from .concept import TrainingConcept, normalise
from .held_out import without_held_out
from .ranking import RankingPairs, SiblingTexts

#: The source that framework texts come from; the others are named after their file.
FRAMEWORKS = "frameworks"
#: How often a French text counts when the vocabulary is learned, against once for an English one.
FRENCH_COUNTS = 2


@dataclass(frozen=True, slots=True)
class Corpus:
    """All that training reads.

    ``sources`` holds (text, English side) rows by source: the text learns the teacher's vector of its
    English side. ``contrasts`` holds (anchor, positive) pairs by kind, ``siblings`` what may be a hard
    negative of theirs. ``texts`` feeds the vocabulary.
    """

    sources: Mapping[str, Sequence[tuple[str, str]]]
    contrasts: Mapping[str, Sequence[tuple[str, str]]]
    siblings: SiblingTexts
    texts: Sequence[str]

    @property
    def english_sides(self) -> list[str]:
        """The distinct texts that the teacher has to encode, in order of first use."""
        return list(dict.fromkeys(english for rows in self.sources.values() for _, english in rows))

    def ranking_pairs(self, hard_negatives: int) -> RankingPairs:
        """The pairs of all kinds, each with at most ``hard_negatives`` texts of siblings at a time."""
        pairs = [pair for pairs in self.contrasts.values() for pair in pairs]
        return RankingPairs(pairs, self.siblings, hard_negatives)


def build_corpus(
    concepts: Iterable[TrainingConcept], parallel: Mapping[str, Sequence[tuple[str, str]]]
) -> Corpus:
    """Turn framework concepts and (English, French) pairs by file name into what training reads."""
    seen = [_normalised(without_held_out(concept)) for concept in concepts]
    sources = {FRAMEWORKS: _unique(row for concept in seen for row in concept_rows(concept))}
    for name, pairs in parallel.items():
        tidy = [(normalise(english), normalise(french)) for english, french in pairs]
        sources[name] = _unique(row for en, fr in tidy if en and fr for row in ((en, en), (fr, en)))
    return Corpus(sources, concept_contrasts(seen), SiblingTexts(seen), _vocabulary_texts(seen, sources))


def concept_rows(concept: TrainingConcept) -> Iterator[tuple[str, str]]:
    """(text, English side) rows of one concept; nothing where it has no English label."""
    english = concept.pref_labels.get("en")
    if english is None:
        return
    yield english, english
    for alternative in concept.alt_labels.get("en", ()):
        yield alternative, alternative
    for french in (concept.pref_labels.get("fr"), *concept.alt_labels.get("fr", ())):
        if french:
            yield french, english
    description = concept.descriptions.get("en")
    if description:
        yield description, description
        if "fr" in concept.descriptions:
            yield concept.descriptions["fr"], description


def concept_contrasts(concepts: Sequence[TrainingConcept]) -> dict[str, list[tuple[str, str]]]:
    """(anchor, positive) pairs by kind, for the ranking loss."""
    kinds: dict[str, list[tuple[str, str]]] = {
        "alternative-label": [],
        "french-english": [],
        "french-english-alternative": [],
        "label-description": [],
    }
    for concept in concepts:
        english, french = concept.pref_labels.get("en"), concept.pref_labels.get("fr")
        for tag, label in concept.pref_labels.items():
            kinds["alternative-label"] += [(other, label) for other in concept.alt_labels.get(tag, ())]
            if tag in concept.descriptions:
                kinds["label-description"].append((label, concept.descriptions[tag]))
        if english:
            french_labels = [french] * bool(french) + list(concept.alt_labels.get("fr", ()))
            kinds["french-english"] += [(label, english) for label in french_labels if label]
        if french:
            alternatives = concept.alt_labels.get("en", ())
            kinds["french-english-alternative"] += [(french, alternative) for alternative in alternatives]
    return {kind: _unique(pairs) for kind, pairs in kinds.items()}


def _normalised(concept: TrainingConcept) -> TrainingConcept:
    return replace(
        concept,
        pref_labels={tag: normalise(label) for tag, label in concept.pref_labels.items()},
        alt_labels={tag: [normalise(x) for x in labels] for tag, labels in concept.alt_labels.items()},
        descriptions={tag: normalise(text) for tag, text in concept.descriptions.items()},
    )


def _vocabulary_texts(
    concepts: Sequence[TrainingConcept], sources: Mapping[str, Sequence[tuple[str, str]]]
) -> list[str]:
    """Every distinct text, French ones twice: there are fewer of them, and French inflects more."""
    rows = dict.fromkeys(row for rows in sources.values() for row in rows)
    texts = [text for text, english in rows for _ in range(1 if text == english else FRENCH_COUNTS)]
    french_only = [text for concept in concepts for text in _french_only_texts(concept)]
    return texts + french_only * FRENCH_COUNTS


def _french_only_texts(concept: TrainingConcept) -> Iterator[str]:
    """Texts of a concept without an English side: they shape the vocabulary, not the vectors."""
    if "en" not in concept.pref_labels:
        yield from concept.pref_labels.values()
        yield from concept.descriptions.values()
        for labels in concept.alt_labels.values():
            yield from labels


def _unique(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return list(dict.fromkeys(pairs))
