"""Which words of a label are marked for a query."""

import pytest
from django.utils.html import escape

from search.highlighting import mark_words


@pytest.mark.parametrize(
    ("label", "query", "marked"),
    [
        ("Élever des poules", "eleve", "<mark>Élever</mark> des poules"),
        ("welding", "weld metal", "<mark>welding</mark>"),
        ("weld pipes", "welding", "<mark>weld</mark> pipes"),
        ("run a classroom", "conflict in the classroom", "run a <mark>classroom</mark>"),
        ("part of art", "art", "part of <mark>art</mark>"),
        ("l’œuvre", "oeuvre", "l’<mark>œuvre</mark>"),
        ("bread", "", "bread"),
    ],
)
def test_words_are_marked_whatever_their_case_accents_and_endings(
    label: str, query: str, marked: str
) -> None:
    assert mark_words(label, query) == marked


def test_a_query_of_function_words_alone_still_marks_them() -> None:
    assert mark_words("to be or not", "to or") == "<mark>to</mark> be <mark>or</mark> not"


@pytest.mark.parametrize("label", ["<script>alert(1)</script>", "R&D", 'say "hello"'])
def test_labels_are_escaped_whether_marked_or_not(label: str) -> None:
    for query in ("script", "nothing", "R D hello"):
        bare = mark_words(label, query).replace("<mark>", "").replace("</mark>", "")
        assert bare == escape(label)
