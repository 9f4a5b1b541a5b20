"""Framework text made safe for a sentence, and the typography of both languages."""

import pytest

from explain.typography import clean, clip, elided, first_sentence, french_spaces, listed, number


@pytest.mark.parametrize(
    ("raw", "language", "shown"),
    [
        ("two\n\nlines\tand\u0007 a bell", "en", "two lines and a bell"),
        ("turned \u202eround\u202c", "en", "turned round"),
        ('say "hello" twice', "en", "say ‘hello’ twice"),
        ("say «hello»", "en", "say ‘hello’"),
        ("dire « bonjour » deux fois", "fr", "dire “bonjour” deux fois"),
        ('a 3" nail', "en", "a 3″ nail"),
        ("lost ” mark", "en", "lost mark"),
        ("l'atelier", "fr", "l’atelier"),
    ],
)
def test_odd_text_cannot_break_out_of_its_quotation_marks(raw: str, language: str, shown: str) -> None:
    assert clean(raw, language) == shown


def test_long_text_is_cut_between_words_and_says_so() -> None:
    assert clip("short", 10) == "short"
    assert clip("several words, and more", 16) == "several words…"
    assert len(clip("x" * 300, 40)) == 40


def test_the_first_sentence_ends_at_a_full_stop_but_not_at_an_abbreviation() -> None:
    assert first_sentence("Use tools, e.g. A saw. Keep them clean.") == "Use tools, e.g. A saw"
    assert first_sentence("No stop at all") == "No stop at all"


def test_lists_end_with_and_in_their_language() -> None:
    assert ["".join(listed(count, "en")) for count in (0, 1, 2)] == ["", "", " and "]
    assert tuple(listed(4, "fr")) == ("", ", ", ", ", " et ")


def test_thousands_are_set_apart_as_the_language_does() -> None:
    assert (number(12345, "en"), number(12345, "fr"), number(7, "fr")) == ("12,345", "12\u202f345", "7")


@pytest.mark.parametrize(
    ("word", "name", "together"),
    [
        ("de", "ESCO", "d’ESCO"),
        ("que", "O*NET", "qu’O*NET"),
        ("de", "ROME", "de ROME"),
        ("le", "état", "l’état"),
    ],
)
def test_french_words_elide_before_a_vowel_only(word: str, name: str, together: str) -> None:
    assert elided(word, name) == together


def test_french_marks_are_kept_on_the_line_of_their_word() -> None:
    assert french_spaces("voici : « a » ; b ?") == "voici\u00a0: «\u00a0a\u00a0»\u202f; b\u202f?"
