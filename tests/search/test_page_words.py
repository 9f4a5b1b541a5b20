"""Numbers as pages write them."""

import pytest
from django.utils.translation import override

from search.templatetags.skillgraph import number


@pytest.mark.parametrize(
    ("value", "decimals", "english", "french"),
    [
        (3.88, 1, "3.9", "3,9"),
        (2.999, 2, "3.00", "3,00"),
        (4, 1, "4.0", "4,0"),
        (0.84, 0, "1", "1"),
        (1234567, 0, "1,234,567", "1\xa0234\xa0567"),
        ("–", 0, "–", "–"),
    ],
)
def test_a_number_is_rounded_and_written_as_the_language_does(
    value: object, decimals: int, english: str, french: str
) -> None:
    with override("en"):
        assert number(value, decimals) == english
    with override("fr"):
        assert number(value, decimals) == french
