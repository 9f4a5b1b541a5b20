"""Translations learnt from parallel labels."""

import pytest

from search.translation import LIKELY_FROM, learn

LABELS = [
    (["weld", "metal"], ["souder", "métal"]),
    (["weld", "pipes"], ["souder", "tuyaux"]),
    (["clean", "pipes"], ["nettoyer", "tuyaux"]),
    (["clean", "metal"], ["nettoyer", "métal"]),
]


def test_a_word_translates_to_the_one_it_always_stands_beside() -> None:
    learnt = learn(LABELS)
    assert {word: translation.word for word, translation in learnt.items()} == {
        "weld": "souder",
        "metal": "métal",
        "pipes": "tuyaux",
        "clean": "nettoyer",
    }


def test_a_translation_that_more_labels_support_is_likelier() -> None:
    twice = learn(LABELS)["weld"].probability
    once = learn([(["weld", "metal"], ["souder", "métal"])])["weld"].probability
    assert LIKELY_FROM <= once < twice <= 1


def test_a_word_in_every_target_label_is_laid_to_no_single_word() -> None:
    learnt = learn([([f"word{number}"], ["divers", f"mot{number}"]) for number in range(30)])
    assert all(learnt[f"word{number}"].word == f"mot{number}" for number in range(30))


@pytest.mark.parametrize("pairs", [[], [([], ["souder"])], [(["weld"], [])]])
def test_labels_without_words_on_both_sides_teach_nothing(pairs: list[tuple[list[str], list[str]]]) -> None:
    assert learn(pairs) == {}
