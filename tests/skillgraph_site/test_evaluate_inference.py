"""``manage.py evaluate inference``: figures of suggestions on the published sample."""

import json

import pytest
from django.core.management import call_command


def test_the_sample_gives_figures_of_both_relations(
    published_sample: str, capfd: pytest.CaptureFixture[str]
) -> None:
    call_command("evaluate", "inference", "--format=json", "--sample=20")
    answer = json.loads(capfd.readouterr().out)
    assert answer["snapshot"]["id"] == published_sample
    assert set(answer["has_prerequisite"]["methods"]) == {"suggested", "similarity", "random"}
    assert set(answer["coverage"]) == {"has_prerequisite", "has_sub_skill"}
    for frameworks in answer["coverage"].values():
        for found in frameworks.values():
            assert sum(found["shares"].values()) == pytest.approx(1.0, abs=1e-3)


def test_tables_are_printed_for_people(published_sample: str, capfd: pytest.CaptureFixture[str]) -> None:
    call_command("evaluate", "inference", "--sample=20")
    printed = capfd.readouterr().out
    for title in ("Essential relations of every kind", "What readers would see", "what concepts have"):
        assert title in printed
