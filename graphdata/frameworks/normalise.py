"""Unicode normalisation of literals, the same for every framework.

Labels and prose are brought to NFC (Unicode Standard Annex 15), so that ``é`` typed as one code point
or two is one text. Letters, case and punctuation stay as the framework publishes them.
"""

import re
import unicodedata

#: Control characters other than white space, soft hyphens, zero-width spaces and stray byte-order marks.
_INVISIBLE = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u200b\u2060\ufeff]")
#: White space within a line. The no-break spaces are left out: French typography needs them in prose.
_BLANKS = re.compile(r"[^\S\n\u00a0\u202f\u2007]+")
_LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_PARAGRAPH_BREAK = re.compile(r"\n\n+")


def label(text: str) -> str:
    """``text`` in NFC on one line: no invisible characters, every run of white space one space.

    >>> label("  prepare\\u00a0 bread\\ndough ")
    'prepare bread dough'
    """
    if text.isprintable() and "  " not in text:
        return unicodedata.normalize("NFC", text).strip()
    return " ".join(unicodedata.normalize("NFC", _INVISIBLE.sub("", text)).split())


def prose(text: str) -> str:
    """``text`` in NFC with its line and paragraph breaks: no invisible characters, no runs of blanks.

    >>> prose("Mix.  \\r\\n\\r\\n\\r\\nThen   bake.\\n")
    'Mix.\\n\\nThen bake.'
    """
    if text.isprintable() and "  " not in text:
        return unicodedata.normalize("NFC", text).strip()
    visible = _INVISIBLE.sub("", _LINE_ENDS.sub("\n", text))
    lines = (_BLANKS.sub(" ", line).strip() for line in unicodedata.normalize("NFC", visible).split("\n"))
    return _PARAGRAPH_BREAK.sub("\n\n", "\n".join(lines)).strip()
