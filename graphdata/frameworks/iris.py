"""What counts as a web address in a framework file.

RFC 3987 allows more than this; what is refused here (blanks, quotes, braces, broken percent-encodings)
is refused by RDF stores too, and there it would stop the whole load.
"""

import re

from ..namespaces import ESCO_PREFIX

_IRI = re.compile(
    r"https?://[^\s/?#<>\"{}|\\^`%\[\]]+(?:[/?#](?:[^\s<>\"{}|\\^`%\[\]#]|%[0-9A-Fa-f]{2}|#)*)?"
)
_OTHER_SCHEME = re.compile(r"(?:urn|info|tag|doi|mailto|did):(?:[^\s<>\"{}|\\^`%\[\]]|%[0-9A-Fa-f]{2})+")
_ESCO_CONCEPT = re.compile(re.escape(ESCO_PREFIX) + r"(?:[\w.~-]+/)*[\w.~-]+", re.ASCII)
_SEPARATORS = re.compile(r"[,\s|]+")


def is_iri(text: str) -> bool:
    """Whether ``text`` is an absolute http(s) address, or a URN or the like, that a store accepts.

    >>> is_iri("http://data.europa.eu/esco/skill/x"), is_iri("http://a b"), is_iri("skill/x")
    (True, False, False)
    """
    return bool(_IRI.fullmatch(text) or _OTHER_SCHEME.fullmatch(text))


def is_esco_concept(text: str) -> bool:
    """Whether ``text`` is an address under ESCO's prefix from which an id can be made."""
    return _ESCO_CONCEPT.fullmatch(text) is not None


def iris_in(cell: str) -> list[str]:
    """The addresses of a multi-valued cell: new lines, commas and ``|`` all occur as separators."""
    return list(dict.fromkeys(part for part in _SEPARATORS.split(cell) if part))
