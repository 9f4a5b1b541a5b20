"""One ordered fallback between languages, used everywhere."""

import pytest
from django.utils.translation import override

from search.language_fallback import Wording, best_wording, content_language, label_of


@pytest.mark.parametrize(
    ("texts", "language", "expected"),
    [
        ({"en": "welding", "fr": "soudage"}, "fr", Wording("soudage", "fr", is_fallback=False)),
        ({"en": "welding"}, "fr", Wording("welding", "en", is_fallback=True)),
        ({"fr": "soudage", "de": "Schweißen"}, "en", Wording("soudage", "fr", is_fallback=True)),
        ({"nl": "lassen", "de": "Schweißen"}, "en", Wording("Schweißen", "de", is_fallback=True)),
        ({"fr": "", "en": "welding"}, "fr", Wording("welding", "en", is_fallback=True)),
        ({}, "en", None),
    ],
)
def test_own_language_then_the_site_s_others_then_any(
    texts: dict[str, str], language: str, expected: Wording | None
) -> None:
    assert best_wording(texts, language) == expected


def test_a_concept_without_any_name_is_called_by_its_id() -> None:
    assert label_of({}, "en", "esco:1") == Wording("esco:1", "")


@pytest.mark.parametrize(
    ("chosen", "interface", "expected"),
    [("fr", "en", "fr"), ("", "fr", "fr"), ("", "en-gb", "en"), ("tlh", "fr", "fr")],
)
def test_content_follows_the_choice_and_else_the_interface(
    chosen: str, interface: str, expected: str
) -> None:
    with override(interface):
        assert content_language(chosen) == expected
