"""Marks, in a label, the words that a query asked for."""

import re

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from .analysis import WORD, analyse, fold

#: From this length on, words that differ only in their ending count as the same: "weld" marks "welding".
STEM_FROM = 4

#: Words that nobody searches for: marking them would hide what did match. Far fewer than the stop words of
#: the lexical leg, for "making" is worth a mark in "bread making" all the same.
# fmt: off
FUNCTION_WORDS = frozenset({
    "a", "an", "and", "as", "at", "between", "by", "for", "from", "in", "into", "of", "on", "or", "the", "to",
    "with",
    "au", "aux", "avec", "ce", "ces", "d", "dans", "de", "des", "du", "en", "entre", "et", "l", "la", "le",
    "les", "ou", "par", "pour", "qu", "que", "qui", "s", "se", "sur", "un", "une",
})
# fmt: on

_PIECES = re.compile(f"({WORD.pattern})")


def mark_words(label: str, query: str) -> SafeString:
    """``label`` as HTML with every word of ``query`` inside ``<mark>``; accents and case do not matter.

    >>> mark_words("Élever des <poules>", "eleve")
    '<mark>Élever</mark> des &lt;poules&gt;'
    """
    tokens = [fold(token) for token in analyse(query).tokens]
    wanted = [token for token in tokens if token not in FUNCTION_WORDS] or tokens
    pieces = [_marked(piece, wanted) if number % 2 else conditional_escape(piece)
              for number, piece in enumerate(_PIECES.split(label))]  # fmt: skip
    return mark_safe("".join(pieces))  # noqa: S308 - every piece was escaped


def _marked(word: str, wanted: list[str]) -> SafeString:
    folded = fold(word)
    if any(_same_word(folded, token) for token in wanted):
        return format_html("<mark>{}</mark>", word)
    return conditional_escape(word)


def _same_word(word: str, token: str) -> bool:
    if word == token:
        return True
    shorter = min(len(word), len(token))
    return shorter >= STEM_FROM and (word.startswith(token) or token.startswith(word))
