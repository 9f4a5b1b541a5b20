"""French and English are complete, and French typography is right."""

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import polib
import pytest
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from django.conf import settings
from django.utils.translation.template import templatize

KEYWORDS = DEFAULT_KEYWORDS | {
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
FLOORS = ("search", "graphdata", "explain", "skillgraph_site", "templates")
LOCALE = Path(settings.LOCALE_PATHS[0])
NBSP = "\u00a0"


def catalogue(language: str) -> polib.POFile:
    return polib.pofile(str(LOCALE / language / "LC_MESSAGES" / "django.po"))


def texts(entry: polib.POEntry | polib.MOEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_nothing_is_missing_or_fuzzy(language: str) -> None:
    entries = catalogue(language)
    assert len(entries) > 100
    assert [entry.msgid for entry in entries if entry.fuzzy or not all(texts(entry))] == []


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_compiled_catalogue_is_that_of_the_source(language: str) -> None:
    compiled = polib.mofile(str(LOCALE / language / "LC_MESSAGES" / "django.mo"))
    source = {(entry.msgctxt, entry.msgid): texts(entry) for entry in catalogue(language)}
    assert {(entry.msgctxt, entry.msgid): texts(entry) for entry in compiled} == source


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_placeholder_survives_translation(language: str) -> None:
    for entry in catalogue(language):
        wanted = set(re.findall(r"%\(\w+\)[sd]", entry.msgid + entry.msgid_plural))
        for translated in texts(entry):
            assert set(re.findall(r"%\(\w+\)[sd]", translated)) <= wanted, entry.msgid


def marked_for_translation() -> Iterator[str]:
    """Every message of the code and the templates, as ``makemessages`` would find it."""
    for floor in FLOORS:
        for path in sorted((Path(settings.BASE_DIR) / floor).rglob("*")):
            if path.suffix in {".py", ".html", ".txt"}:
                code = BytesIO(_as_python(path).encode())
                for _line, message, _comments, _context in extract("python", code, KEYWORDS):
                    yield message if isinstance(message, str) else message[0]


def _as_python(path: Path) -> str:
    source = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        return source
    return "\n".join(line.strip() for line in templatize(source).splitlines())


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_message_of_the_code_is_in_the_catalogue(language: str) -> None:
    """When this fails: ``manage.py makemessages --all --no-obsolete``, translate, ``compilemessages``."""
    known = {entry.msgid for entry in catalogue(language)}
    found = set(marked_for_translation())
    assert len(found) > 100
    assert found - known == set()


WRONG = {
    "a straight apostrophe": re.compile(r"\w'\w"),
    "a straight quotation mark": re.compile(r'(?<![=\w])"'),
    "no non-breaking space before punctuation": re.compile(rf"[^\s{NBSP}\d]\s?(?<!{NBSP})[;!?»](?!\w)"),
    "no non-breaking space before a colon": re.compile(rf"(?<!{NBSP}):(?=\s|$)"),
    "no non-breaking space after «": re.compile(rf"«(?!{NBSP})"),
    "three dots": re.compile(r"\.\.\."),
}


@pytest.mark.parametrize("fault", WRONG)
def test_french_typography_has_no_fault(fault: str) -> None:
    found = [text for entry in catalogue("fr") for text in texts(entry) if WRONG[fault].search(text)]
    assert found == []
