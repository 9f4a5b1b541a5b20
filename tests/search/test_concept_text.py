"""What a cross-encoder gets to read of a concept."""

import pytest

from search.neural.concept_text import LONGEST_DESCRIPTION, LONGEST_NAMES, concept_text, label_in

from .catalogue import concept

PLUMBING = concept(
    "esco:plumbing",
    "repair plumbing",
    "réparer la plomberie",
    alt_en=("fix leaking taps", "Repair plumbing"),
    alt_fr=("réparer un robinet",),
    about_en="Find leaks in pipes.",
)


def test_the_names_come_first_and_then_the_description_each_name_once() -> None:
    assert concept_text(PLUMBING, "en") == "repair plumbing; fix leaking taps. Find leaks in pipes."


def test_names_that_share_words_with_the_query_come_right_after_the_label() -> None:
    several = concept("esco:1", "weld metal", alt_en=("one", "two", "three"))
    assert concept_text(several, "en", ["three", "weld metal"]) == "weld metal; three; one; two"


def test_what_the_language_lacks_comes_from_the_other_one() -> None:
    assert concept_text(PLUMBING, "fr") == "réparer la plomberie; réparer un robinet. Find leaks in pipes."
    assert label_in(concept("onet:1", "Programming"), "fr") == "Programming"


def test_a_concept_without_any_text_has_none() -> None:
    assert concept_text(concept("esco:nothing"), "en") == ""


@pytest.mark.parametrize("name", ["x" * 2_000, "word " * 400])
def test_names_and_descriptions_are_bounded_and_the_label_is_always_there(name: str) -> None:
    wordy = concept("esco:1", name, alt_en=[f"{number} {name}" for number in range(9)], about_en=name)
    text = concept_text(wordy, "en")
    assert text.startswith(name[:LONGEST_NAMES])
    assert len(text) <= LONGEST_NAMES + LONGEST_DESCRIPTION + len(". ")


def test_a_long_description_is_cut_between_words() -> None:
    text = concept_text(concept("esco:1", "weld", about_en="melting " * 100), "en")
    assert text.endswith("melting …")


def test_names_are_added_until_the_next_one_has_no_room() -> None:
    names = [str(number) * 60 for number in range(1, 5)]
    text = concept_text(concept("esco:1", "weld", alt_en=names), "en")
    assert text == f"weld; {names[0]}; {names[1]}"
