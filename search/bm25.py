"""The constants of BM25 as SQLite's FTS5 has them (Robertson & Zaragoza 2009)."""

import math

#: How fast repeating a word stops to matter, and how much long texts are held back.
K1, B = 1.2, 0.75
#: FTS5 gives words that most texts have this much instead of something negative.
LEAST = 1e-6


def rarity(texts_with: int, texts: int) -> float:
    """Inverse document frequency of a word that ``texts_with`` of ``texts`` hold.

    >>> round(rarity(0, 100), 2), rarity(99, 100)
    (5.3, 1e-06)
    """
    return max(math.log((texts - texts_with + 0.5) / (texts_with + 0.5)), LEAST)
