"""Which of a concept's labels answer a query: what "also called …" shows."""

from collections.abc import Iterator

from .analysis import Query, fold_words
from .types import ROLES, ConceptDocument, Language, MatchedLabel


def matched_labels(document: ConceptDocument, query: Query, language: Language) -> tuple[MatchedLabel, ...]:
    """The labels that hold most of the query's words that carry meaning, in any language.

    The last word may be a prefix, for people read suggestions while they type. Exact labels come
    first, then those in ``language``, then by role; every label that ties for the most words is given.
    """
    wanted = [word for token in query.content for word in fold_words(token)]
    if not wanted:
        return ()
    overlaps: dict[MatchedLabel, int] = {}
    for text, label_language, role in _labels(document):
        words = fold_words(text)
        overlap = sum(_stands_in(word, words, prefix=word == wanted[-1]) for word in wanted)
        exact = " ".join(words) == query.folded
        if overlap or exact:
            overlaps[MatchedLabel(text, label_language, ROLES[role], exact)] = overlap
    if not overlaps:
        return ()
    most = max(overlaps.values())
    best = [label for label, overlap in overlaps.items() if overlap == most or label.exact]
    return tuple(
        sorted(best, key=lambda label: (not label.exact, label.language != language, ROLES.index(label.role)))
    )


def _labels(document: ConceptDocument) -> Iterator[tuple[str, str, int]]:
    for language, text in document.pref_labels.items():
        yield text, language, 0
    for role, by_language in ((1, document.alt_labels), (2, document.hidden_labels)):
        for language, texts in by_language.items():
            for text in texts:
                yield text, language, role


def _stands_in(word: str, words: list[str], *, prefix: bool) -> bool:
    return word in words or (prefix and len(word) > 2 and any(other.startswith(word) for other in words))
