"""Repairing a word that no concept uses: only when it is all but certain what was meant."""

import pytest

from search.spelling import Vocabulary

VOCABULARY = Vocabulary(
    ["rivière", "management", "caches", "clé", "tap", "plomberie", "ingénierie", "ingenieries"]
)


def test_missing_accents_are_restored() -> None:
    assert VOCABULARY.repair("riviere") == "rivière"


def test_wrong_accents_are_put_right() -> None:
    assert VOCABULARY.repair("rivìére") == "rivière"


def test_accents_come_before_the_nearest_spelling() -> None:
    # "ingenieries" is nearer by letters (1 slip in 11) than "ingénierie" (1 in 10).
    assert VOCABULARY.repair("ingenierie") == "ingénierie"


@pytest.mark.parametrize("slip", ["managment", "managemment", "managememt", "managemnet"])
def test_one_slip_in_ten_letters_is_repaired(slip: str) -> None:
    assert VOCABULARY.repair(slip) == "management"


@pytest.mark.parametrize("word", ["managmnt", "vaches", "plombe"])
def test_more_slips_than_one_in_ten_letters_are_another_word(word: str) -> None:
    assert VOCABULARY.repair(word) is None


@pytest.mark.parametrize("word", ["cle", "tpa", "ta", ""])
def test_short_words_are_left_alone(word: str) -> None:
    assert VOCABULARY.repair(word) is None
    assert VOCABULARY.accented(word) is None


def test_only_accents_are_looked_at_where_no_guess_is_wanted() -> None:
    assert VOCABULARY.accented("riviere") == "rivière"
    assert VOCABULARY.accented("managment") is None


@pytest.mark.parametrize("word", ["xqzwvkjh", "日本語能力試験", "0123456789", "a" * 10_000])
def test_gibberish_is_not_guessed_at(word: str) -> None:
    assert VOCABULARY.repair(word) is None


def test_an_empty_vocabulary_repairs_nothing() -> None:
    assert Vocabulary([]).repair("management") is None
