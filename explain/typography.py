"""Framework text made safe for a sentence, and the marks, lists and numbers of English and French."""

import re
import unicodedata
from collections.abc import Sequence

NO_BREAK = "\u00a0"
NARROW_NO_BREAK = "\u202f"

#: Opening and closing marks around what is quoted, and around what is quoted within that.
QUOTES = {"en": ("“", "”"), "fr": (f"«{NO_BREAK}", f"{NO_BREAK}»")}
_INNER_QUOTES = {"en": ("‘", "’"), "fr": ("“", "”")}
_AND = {"en": "and", "fr": "et"}
_THOUSANDS = {"en": ",", "fr": NARROW_NO_BREAK}

_QUOTATION = re.compile(r"[“«„\"]\s*([^“”«»„\"]*?)\s*[”»“\"]")
#: Two letters before the stop, so that “e.g. This” and “U.S. Army” are not cut.
_SENTENCE_END = re.compile(r"(?<=\w\w[.!?])\s+(?=[A-ZÀ-Ý])")


def clean(text: str, language: str) -> str:
    """``text`` on one line without control characters, its quotation marks fit to stand inside ours."""
    visible = "".join(" " if _is_hidden(letter) else letter for letter in text)
    opening, closing = _INNER_QUOTES[language]
    requoted = _QUOTATION.sub(rf"{opening}\1{closing}", visible)
    unpaired = re.sub(r"[«»„]" if language == "fr" else r"[“”«»„]", "", requoted).replace('"', "″")
    return " ".join(re.sub(r"(?<=\w)'(?=\w)", "’", unpaired).split())


def _is_hidden(letter: str) -> bool:
    return unicodedata.category(letter) in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def clip(text: str, most: int) -> str:
    """``text`` in at most ``most`` characters, cut between words and marked with an ellipsis where cut."""
    if len(text) <= most:
        return text
    kept = text[: most - 1]
    whole_words = kept.rpartition(" ")[0] or kept
    return whole_words.rstrip(" ,;:.-–(’‘") + "…"


def first_sentence(text: str) -> str:
    """The first sentence of ``text`` without its full stop."""
    return re.sub(r"\.+$", "", _SENTENCE_END.split(text, maxsplit=1)[0])


def listed(count: int, language: str) -> Sequence[str]:
    """What stands before each of ``count`` members of a list: nothing, commas, “and”.

    >>> listed(3, "en")
    ('', ', ', ' and ')
    """
    last = f" {_AND[language]} "
    return ("", *[", "] * (count - 2), last)[:count] if count > 1 else ("",) * count


def number(value: int, language: str) -> str:
    """``value`` with the thousands of ``language`` set apart."""
    return f"{value:,}".replace(",", _THOUSANDS[language])


def elided(word: str, name: str) -> str:
    """French « de », « que », « le » before ``name``.

    Vowels alone elide: whether an h does cannot be told from its letters.

    >>> elided("de", "ESCO"), elided("que", "ROME")
    ('d’ESCO', 'que ROME')
    """
    first = unicodedata.normalize("NFD", name[:1]).lower()[:1]
    return f"{word[:-1]}’{name}" if first and first in "aeiouœæ" else f"{word} {name}"


def french_spaces(text: str) -> str:
    """Non-breaking spaces where French wants them: inside « » and before : ; ! ?"""
    before_marks = re.sub(r" (?=[;!?])", NARROW_NO_BREAK, re.sub(r" (?=[:»])", NO_BREAK, text))
    return before_marks.replace("« ", f"«{NO_BREAK}")
