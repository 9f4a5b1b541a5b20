"""The language of a query, and how sure that is."""

import pytest

from search.query_language import detect, probabilities
from search.types import LANGUAGES, Language

TEXTS = ["calming down an angry shopper", "traire les vaches à la ferme", "pruning", "Java", "", "🙂"]


@pytest.mark.parametrize(
    ("text", "language"), [("calming down an angry shopper", "en"), ("traire les vaches à la ferme", "fr")]
)
def test_a_sentence_is_surely_in_its_language(text: str, language: Language) -> None:
    assert detect(text) == language
    assert probabilities(text)[language] > 0.99


@pytest.mark.parametrize("text", TEXTS)
def test_probabilities_cover_our_languages_and_agree_with_the_choice(text: str) -> None:
    found = probabilities(text)
    assert set(found) == set(LANGUAGES)
    assert sum(found.values()) == pytest.approx(1)
    assert found[detect(text)] == max(found.values())


def test_a_single_ambiguous_word_is_less_sure_than_a_sentence() -> None:
    assert max(probabilities("pruning").values()) < max(probabilities("pruning the apple trees").values())
