"""From what a person typed to what the retrievers look for."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from .query_language import detect
from .types import Language

#: Longer input is refused by pages and the API, with a message: in an address a thousand accented letters
#: take 6,000 bytes, and web servers cut request lines at 8,190. The engine itself takes any text.
LONGEST_QUERY = 1_000
#: The lexical leg looks for this many distinct words at most; the dense leg always reads the whole text.
MOST_TOKENS = 64

_PLAIN = str.maketrans(
    {"’": "'", "‘": "'", "ʼ": "'", "`": "'", "œ": "oe", "Œ": "Oe", "æ": "ae", "Æ": "Ae"}
    # Soft hyphens and zero-width characters, which pasted text has in the middle of words.
    | dict.fromkeys("\u00ad\u200b\u2060\ufeff", "")
)
# "C++" and "C#" are words of their own: without their signs they would all be the label "C".
WORD = re.compile(r"[^\W_]+(?:\+\+|#)?")
_BLANK = re.compile(r"[\s\x00-\x1f\x7f-\x9f]+")


@dataclass(frozen=True, slots=True)
class Query:
    """An analysed query. ``tokens`` are distinct words in order, accents kept, lower case.

    ``content`` are the tokens that carry meaning in ``language`` (all of them when none does).
    """

    text: str
    folded: str
    tokens: tuple[str, ...]
    content: tuple[str, ...]
    language: Language


def analyse(text: str) -> Query:
    """Normalise ``text`` (any string is safe, a NUL or a lone surrogate included) and split it into words."""
    clean = normalise(text)
    tokens = tuple(dict.fromkeys(words(clean)))[:MOST_TOKENS]
    language = detect(clean) if tokens else "en"
    content = tuple(token for token in tokens if token not in _stop_words(language))
    return Query(clean, fold(clean), tokens, content or tokens, language)


def content_words(clean: str, language: Language) -> list[str]:
    """The words of normalised text that carry meaning in ``language``, in order."""
    return [word for word in words(clean) if word not in _stop_words(language)]


@cache
def _stop_words(language: Language) -> frozenset[str]:
    from stop_words import get_stop_words

    # The list has apostrophes and accents; our tokens are split at the former and may lack the latter.
    words = [match.group() for word in get_stop_words(language) for match in WORD.finditer(word)]
    return frozenset(words) | {fold(word) for word in words}


def normalise(text: str) -> str:
    """NFC, plain apostrophes and ligatures, whitespace collapsed, no control or invisible characters."""
    if not text.isascii():
        encodable = text.encode("utf-8", "ignore").decode("utf-8")
        text = unicodedata.normalize("NFC", encodable).translate(_PLAIN)
    return _BLANK.sub(" ", text).strip()


def words(clean: str) -> list[str]:
    """The words of normalised text in order, lower case, accents kept."""
    return WORD.findall(clean.casefold())


def fold(text: str) -> str:
    """Case and accents removed, so that ``Élève`` equals ``eleve``; punctuation becomes a space.

    >>> fold("L’Élève  –  COIFFEUR/coiffeuse")
    'l eleve coiffeur coiffeuse'
    """
    plain = normalise(text).casefold()
    if not plain.isascii():
        decomposed = unicodedata.normalize("NFKD", plain)
        plain = "".join(char for char in decomposed if not unicodedata.combining(char))
    return " ".join(WORD.findall(plain))


def fold_words(text: str) -> list[str]:
    """The words of ``fold(text)``, in order."""
    return fold(text).split()
