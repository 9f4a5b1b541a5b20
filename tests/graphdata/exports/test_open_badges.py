"""Open Badges 3.0 alignments: required fields always, empty ones never."""

import pytest

from graphdata.exports.open_badges import alignment

from .concepts import ESCO_SKILL, RELEASE, concept


def test_an_alignment_has_every_field_of_the_specification_that_can_be_filled() -> None:
    assert alignment(concept(), RELEASE, "en", "skill") == {
        "type": ["Alignment"],
        "targetName": "manage staff",
        "targetUrl": ESCO_SKILL,
        "targetCode": "0005c151-5b5a-4a66-8aac-60e734beb1ab",
        "targetDescription": "Lead people.",
        "targetFramework": "ESCO in full 1.2",
    }


def test_name_and_description_stand_in_the_language_asked_for_or_in_another() -> None:
    french = alignment(concept(), RELEASE, "fr", "compétence")
    assert french["targetName"] == "gérer le personnel"
    assert french["targetDescription"] == "Lead people."


@pytest.mark.parametrize(
    ("changes", "described"),
    [
        ({"descriptions": {}, "scope_notes": {"en": "Not of machines."}}, "Not of machines."),
        ({"descriptions": {}}, "manage staff (skill, ESCO in full 1.2)"),
        (
            {"descriptions": {}, "pref_labels": {"de": "Personal führen"}},
            "Personal führen (skill, ESCO in full 1.2)",
        ),
    ],
)
def test_a_description_is_always_filled(changes: dict[str, object], described: str) -> None:
    assert alignment(concept(**changes), RELEASE, "en", "skill")["targetDescription"] == described


def test_the_code_is_the_notation_where_there_is_one_and_left_out_where_there_is_none() -> None:
    assert alignment(concept(notation="S1.2"), RELEASE, "en", "skill")["targetCode"] == "S1.2"
    other = concept(id="trades:https%3A%2F%2Fexample.org%2Fa", framework="trades")
    assert "targetCode" not in alignment(other, RELEASE, "en", "skill")


def test_nothing_claims_to_be_served_as_case() -> None:
    assert "targetType" not in alignment(concept(), RELEASE, "en", "skill")


def test_without_a_release_the_framework_stands_by_its_name() -> None:
    assert alignment(concept(), None, "en", "skill")["targetFramework"] == "esco"
