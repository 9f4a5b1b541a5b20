"""Labels in pieces of four letters, read back from a real SQLite file."""

import sqlite3
from collections.abc import Mapping, Sequence

import pytest

from search.bm25 import rarity
from search.label_letters import TABLES, LabelLetters, PieceWriter, pieces


def shares(labels: Mapping[int, Sequence[str]], *words: str) -> dict[int, float]:
    """What ``words`` find among ``labels`` by row."""
    connection = sqlite3.connect(":memory:")
    connection.executescript(TABLES)
    writer = PieceWriter()
    for row, texts in labels.items():
        writer.add(row, texts)
    writer.write(connection, "fr", "searched")
    rows, values = LabelLetters(connection, "fr", "searched").shares(connection, words)
    return dict(zip(rows.tolist(), values.tolist(), strict=True))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Évier", {"_evi", "evie", "vier", "ier_"}),
        ("de", {"_de_"}),
        ("a", {"_a_"}),
        ("", set()),
        ("🙂", set()),
    ],
)
def test_words_fall_into_pieces_that_know_where_words_end(text: str, expected: set[str]) -> None:
    assert pieces(text) == expected


def test_an_average_label_with_every_piece_has_the_share_one() -> None:
    found = shares({0: ["toit"], 1: ["clou"], 2: ["seau"]}, "toit")
    assert found == {0: pytest.approx(1.0), 1: 0.0, 2: 0.0}


def test_the_best_label_of_a_concept_counts_whatever_the_others() -> None:
    alone = shares({0: ["toit"], 1: ["clou"], 2: ["seau"]}, "toit")
    among = shares({0: ["clou", "toit", "seau"], 1: ["clou"], 2: ["seau"]}, "toit")
    assert among[0] > 0.9 * alone[0]


def test_rows_are_told_apart_even_when_some_have_no_label() -> None:
    found = shares({3: ["toiture"], 7: ["toit", "clou"], 8: ["seau"]}, "toit")
    assert list(found) == [3, 7, 8]
    assert found[7] > found[3] > found[8] == 0


def test_pieces_that_no_label_has_make_every_share_smaller() -> None:
    labels = {0: ["toit"], 1: ["clou"], 2: ["seau"]}
    assert shares(labels, "toit", "qqxxzz")[0] < shares(labels, "toit")[0]


def test_no_labels_and_no_words_have_no_shares() -> None:
    assert shares({}, "toit") == {}
    assert shares({0: ["toit"]}) == {}


def test_what_most_texts_hold_is_worth_next_to_nothing_and_never_less() -> None:
    assert 0 < rarity(100, 100) == rarity(51, 100) < rarity(10, 100) < rarity(0, 100)
