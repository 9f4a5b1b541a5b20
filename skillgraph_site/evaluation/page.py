"""docs/evaluation.md: prose written by people around tables written by ``evaluate all``.

A generated part lies between two comments that Markdown does not show, and is replaced as a whole:

    <!-- generated: figures -->
    …
    <!-- end of figures -->
"""

import re
from collections.abc import Mapping
from pathlib import Path

from search.evaluation.errors import EvaluationError
from search.evaluation.files import read_text

_PART = re.compile(
    r"(?P<begin><!-- generated: (?P<name>[a-z ]+) -->\n)(?P<body>.*?)(?P<end><!-- end of (?P=name) -->)",
    re.DOTALL,
)
_MARK = re.compile(r"<!-- (?:generated:|end of) [^>]*-->")


def rewrite(path: Path, parts: Mapping[str, str]) -> None:
    """Replace every generated part of the page at ``path``. Raises EvaluationError, the page untouched."""
    text = replaced(read_text(path), parts, path.name)
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise EvaluationError(f"{path} cannot be written: {error.strerror}") from error


def replaced(text: str, parts: Mapping[str, str], name: str) -> str:
    """``text`` with the body of every generated part exchanged; ``name`` is what errors call it."""
    found = [part["name"] for part in _PART.finditer(text)]
    if len(_MARK.findall(text)) != 2 * len(found):
        raise EvaluationError(f"{name}: a comment “generated: …” lacks its “end of …”, or the reverse")
    if sorted(found) != sorted(parts):
        wrong = sorted(set(found) ^ set(parts)) or found
        raise EvaluationError(
            f"{name}: the generated parts must be {', '.join(parts)}, each once. Look at: {', '.join(wrong)}"
        )
    return _PART.sub(lambda part: f"{part['begin']}\n{parts[part['name']].strip()}\n\n{part['end']}", text)
