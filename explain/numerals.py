"""The numbers that a text states, in digits or in words.

“One”, « un » and « une » are left out: they are articles, pronouns and numbers, and seldom a claim.
"""

import re
from collections.abc import Mapping

_ENGLISH = (
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty"
)
_FRENCH = (
    "deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept dix-huit "
    "dix-neuf vingt"
)
_TENS: Mapping[str, str] = {
    "en": "thirty forty fifty sixty seventy eighty ninety hundred",
    "fr": "trente quarante cinquante soixante soixante-dix quatre-vingts quatre-vingt-dix cent",
}
_LARGE: Mapping[str, Mapping[str, int]] = {
    "en": {"dozen": 12, "thousand": 1_000},
    "fr": {"douzaine": 12, "mille": 1_000},
}
_WORDS: Mapping[str, Mapping[str, int]] = {
    language: {
        **{word: place for place, word in enumerate(words.split(), start=2)},
        **{word: 10 * place for place, word in enumerate(_TENS[language].split(), start=3)},
        **_LARGE[language],
    }
    for language, words in (("en", _ENGLISH), ("fr", _FRENCH))
}
_IN_WORDS = {
    language: re.compile(rf"(?<!\w)(?:{'|'.join(sorted(words, key=len, reverse=True))})(?!\w)", re.IGNORECASE)
    for language, words in _WORDS.items()
}
_IN_DIGITS = re.compile(r"\d+(?:[\u202f\u00a0,.]\d+)*")
_THOUSANDS = re.compile(r"[\u202f\u00a0,](?=\d{3}(?!\d))")


def numbers_in(text: str, language: str) -> dict[str, str]:
    """The numbers of ``text``: as it writes them → in plain digits.

    >>> numbers_in("Ten of the 1,234 parts", "en")
    {'1,234': '1234', 'Ten': '10'}
    """
    digits = {found: _THOUSANDS.sub("", found) for found in _IN_DIGITS.findall(text)}
    words = {found: str(_WORDS[language][found.lower()]) for found in _IN_WORDS[language].findall(text)}
    return digits | words
