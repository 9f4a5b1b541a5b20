"""A word that no concept uses, repaired to one that some concept does."""

from collections.abc import Iterable

from .analysis import fold

#: Shorter words have too many neighbours to guess between.
SHORTEST = 4
#: Normalised Damerau–Levenshtein similarity from which a repair is believed: one slip in ten letters.
#: At 0.8 "vaches" became "caches" on the development queries.
BELIEVED_FROM = 0.9


class Vocabulary:
    """The words of one language's index.

    >>> Vocabulary(["rivière", "management"]).repair("managment")
    'management'
    """

    def __init__(self, words: Iterable[str]) -> None:
        self._words = sorted(set(words))
        self._unaccented = {fold(word): word for word in self._words}

    def accented(self, word: str) -> str | None:
        """The word that differs in accents only, or None."""
        return self._unaccented.get(fold(word)) if len(word) >= SHORTEST else None

    def repair(self, word: str) -> str | None:
        """The spelling that was probably meant: other accents first, then the nearest word, or None."""
        accented = self.accented(word)
        if accented is not None or len(word) < SHORTEST:
            return accented
        from rapidfuzz import process
        from rapidfuzz.distance import DamerauLevenshtein

        found = process.extractOne(
            word, self._words, scorer=DamerauLevenshtein.normalized_similarity, score_cutoff=BELIEVED_FROM
        )
        return found[0] if found else None
