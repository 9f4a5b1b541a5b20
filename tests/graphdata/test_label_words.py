"""Which labels say all that another says, and more: what a sub-skill must do."""

import numpy as np
import pytest

from graphdata.label_words import LabelWords


def narrows(wide: str, *others: str) -> list[bool]:
    words = LabelWords.of([wide, *others, "weld rails and beams", "cuire du pain ou des brioches"])
    found: list[bool] = words.narrows(0, np.arange(1, len(others) + 1)).tolist()
    return found


@pytest.mark.parametrize(
    ("wide", "narrow"),
    [
        ("manage databases", "manage pricing databases"),
        ("manage databases", "manage a database of prices"),
        ("examine financial records", "examine financial records to comply with policies or regulations"),
        ("evaluer des etudiants", "evaluer la comprehension orale et ecrite des etudiants"),
        ("tailler des rosiers et des haies", "tailler des rosiers et des haies en hiver"),
    ],
)
def test_a_label_that_says_all_and_more_is_narrower(wide: str, narrow: str) -> None:
    assert narrows(wide, narrow) == [True]
    assert narrows(narrow, wide) == [False]


@pytest.mark.parametrize(
    ("label", "other"),
    [
        ("maintain electronic equipment", "maintain electrical equipment on ships"),
        ("criminology", "criminal law"),
        ("plan sport areas", "the planning of sport areas"),
    ],
)
def test_another_word_that_begins_alike_is_not_the_same_word(label: str, other: str) -> None:
    assert narrows(label, other) == [False]


@pytest.mark.parametrize(
    ("label", "same"),
    [
        ("clean equipment or facilities", "clean facilities or equipment"),
        ("trim excess materials", "trim the excess of material"),
        ("manage databases", "manage databases"),
    ],
)
def test_the_same_words_in_another_order_or_number_say_no_more(label: str, same: str) -> None:
    assert narrows(label, same) == [False]


@pytest.mark.parametrize(
    ("label", "wider"),
    [
        ("clean work areas", "clean facilities or work areas"),
        ("configurer des equipements reseau", "configurer des equipements reseaux et telecoms"),
        ("evaluate employee performance", "evaluate performance of applicants trainees or employees"),
    ],
)
def test_a_label_that_joins_something_new_is_wider(label: str, wider: str) -> None:
    assert narrows(label, wider) == [False]


def test_labels_survive_being_turned_into_arrays() -> None:
    words = LabelWords.of(["manage databases", "manage pricing databases", "weld"])
    again = LabelWords.from_arrays(words.as_arrays())
    rows = np.array([0, 1])
    assert again.narrows(0, rows).tolist() == words.narrows(0, rows).tolist() == [False, True]
    assert (
        again.mentioned(["Pricing in databases"], rows).tolist()
        == words.mentioned(["Pricing in databases"], rows).tolist()
    )
