"""From what a person typed to words: nothing raises, nothing is lost that carries meaning."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from search.analysis import MOST_TOKENS, analyse, fold, normalise
from search.types import LANGUAGES

#: Every code point there is, lone surrogates, NUL and unassigned ones included.
ANYTHING = st.text(st.characters(exclude_categories=()), max_size=300)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Élève", "eleve"),
        ("L’élève", "l eleve"),
        ("l'élève", "l eleve"),
        ("cœur de métier", "coeur de metier"),
        ("ŒUVRE", "oeuvre"),
        ("ex æquo", "ex aequo"),
        ("coiffeur/coiffeuse", "coiffeur coiffeuse"),
        ("  deux \t\n espaces  ", "deux espaces"),
        ("ça et là", "ca et la"),
        ("🙂", ""),
    ],
)
def test_folding_removes_case_accents_ligatures_and_punctuation(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_composed_and_decomposed_accents_are_the_same_word() -> None:
    decomposed = unicodedata.normalize("NFD", "métallurgie")
    assert analyse(decomposed).tokens == analyse("métallurgie").tokens == ("métallurgie",)


def test_elisions_are_split_from_their_word_whatever_the_apostrophe() -> None:
    assert analyse("L’élève d'aujourdʼhui").tokens == ("l", "élève", "d", "aujourd", "hui")


@pytest.mark.parametrize("invisible", ["\u00ad", "\u200b", "\u2060", "\ufeff"])
def test_invisible_characters_of_pasted_text_do_not_cut_words_in_two(invisible: str) -> None:
    assert analyse(f"plom{invisible}berie").tokens == ("plomberie",)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("how to repair a leaking tap", "en"),
        ("students will be able to weld metal", "en"),
        ("comment réparer un robinet qui fuit", "fr"),
        ("L’élève saura étalonner un capteur", "fr"),
    ],
)
def test_the_language_of_a_sentence_is_recognised(text: str, language: str) -> None:
    assert analyse(text).language == language


def test_words_keep_their_accents_and_are_counted_once() -> None:
    assert analyse("Pêche, PÊCHE et pêche").tokens == ("pêche", "et")


def test_words_that_carry_no_meaning_are_left_out() -> None:
    assert analyse("how to repair the pipes").content == ("repair", "pipes")
    assert analyse("comment réparer un robinet avec des outils").content == ("réparer", "robinet", "outils")


def test_words_that_carry_no_meaning_are_kept_when_there_are_no_others() -> None:
    query = analyse("to be or not to be")
    assert query.content == query.tokens == ("to", "be", "or", "not")


@pytest.mark.parametrize("text", ["", "   ", "\n\t", "\x00", "🙂🙂", "?!…", "\ud83d"])
def test_a_text_without_words_has_no_tokens(text: str) -> None:
    query = analyse(text)
    assert (query.tokens, query.content, query.folded) == ((), (), "")


@given(ANYTHING)
@example("\x00plomb\ud800erie\udfff")
@example("ﬁ ŉ İ ß ™ ⑴")
def test_no_text_is_refused_and_every_query_is_bounded(text: str) -> None:
    query = analyse(text)
    assert len(query.tokens) == len(set(query.tokens)) <= MOST_TOKENS
    assert set(query.content) <= set(query.tokens)
    assert bool(query.content) == bool(query.tokens)
    assert query.language in LANGUAGES
    query.text.encode("utf-8")
    assert not any(unicodedata.category(char) == "Cc" for char in query.text + query.folded)


@given(ANYTHING)
def test_normalising_twice_changes_nothing_more(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@pytest.mark.parametrize(
    "text", ["x" * 10_000, "é" * 10_000, "a b " * 2_500, "\ud800" * 10_000, "'" * 10_000, "e\u0301" * 5_000]
)
def test_ten_thousand_characters_are_analysed(text: str) -> None:
    assert len(analyse(text).tokens) <= MOST_TOKENS


def test_of_very_many_words_the_first_ones_are_looked_for() -> None:
    query = analyse(" ".join(f"word{number}" for number in range(1_000)))
    assert query.tokens == tuple(f"word{number}" for number in range(MOST_TOKENS))


def test_languages_named_with_signs_are_told_apart() -> None:
    assert len({fold("C"), fold("C++"), fold("C#")}) == 3
    assert fold("programmation en C#.") == "programmation en c#"
