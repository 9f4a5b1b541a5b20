"""Labels become one line, prose keeps its paragraphs, and both are NFC."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphdata.frameworks import normalise


def test_a_letter_typed_as_two_code_points_becomes_one() -> None:
    assert normalise.label("re\u0301parer") == "réparer"
    assert normalise.prose("re\u0301parer") == "réparer"


@pytest.mark.parametrize("blank", ["\n", "\t", "\u00a0", "\u202f", "  ", "\r\n"])
def test_white_space_of_any_kind_in_a_label_becomes_one_space(blank: str) -> None:
    assert normalise.label(f" bake{blank}bread ") == "bake bread"


def test_invisible_characters_leave_no_trace() -> None:
    assert normalise.label("\ufeffba\u00adke\x00 \u200bbread") == "bake bread"
    assert normalise.prose("Mix\x07.\u200b") == "Mix."


def test_prose_keeps_paragraphs_and_the_no_break_spaces_of_french() -> None:
    text = "Pétrir\u00a0: 10  minutes.\t\r\n\r\n\r\n\r\nLaisser\u202f; puis cuire. \n"
    assert normalise.prose(text) == "Pétrir\u00a0: 10 minutes.\n\nLaisser\u202f; puis cuire."


@given(st.text())
def test_normalising_twice_changes_nothing_more(text: str) -> None:
    for normal in (normalise.label, normalise.prose):
        once = normal(text)
        assert normal(once) == once
        assert unicodedata.is_normalized("NFC", once)
