"""Ids, addresses and graph names: stable, reversible, never the same for two things."""

import pytest

from graphdata.namespaces import (
    CMO,
    KIND_OF_CLASS,
    concept_id,
    concept_uri,
    framework_graph,
    mapping_graph,
    onet_rating_uri,
)


@pytest.mark.parametrize(
    ("uri", "expected"),
    [
        ("http://data.europa.eu/esco/skill/0005c151-5b5a", "esco:0005c151-5b5a"),
        ("http://data.europa.eu/esco/isco/C2310", "esco:C2310"),
        (concept_uri("rome", "100018"), "rome:100018"),
        (concept_uri("rome", " K2111 "), "rome:K2111"),
        (concept_uri("onet", "15-1252.00"), "onet:15-1252.00"),
        (concept_uri("onet", "a/b é"), "onet:a/b é"),
    ],
)
def test_an_official_concept_is_known_by_its_code(uri: str, expected: str) -> None:
    assert concept_id(uri) == expected


def test_a_concept_of_another_scheme_keeps_its_whole_address_behind_the_scheme() -> None:
    one = concept_id("https://example.org/a?b=c#d", scheme_slug="trades")
    assert one == "trades:https%3A%2F%2Fexample.org%2Fa%3Fb%3Dc%23d"
    assert one != concept_id("https://example.org/a?b=c#d", scheme_slug="crafts")


def test_an_address_of_no_known_framework_is_refused() -> None:
    with pytest.raises(ValueError, match=r"https://example\.org/a belongs to no known framework"):
        concept_id("https://example.org/a")


def test_every_version_and_every_crosswalk_has_a_graph_of_its_own() -> None:
    names = {
        framework_graph("esco", "1.1.1"), framework_graph("esco", "1.2.0"), framework_graph("rome", "1.1.1"),
        framework_graph("esco", "1.1/1"), mapping_graph("esco-rome"), mapping_graph("esco"),
    }  # fmt: skip
    assert len(names) == 6
    assert str(framework_graph("esco", "1.1/1")).endswith("/graph/esco/1.1%2F1")


def test_a_rating_is_addressed_by_occupation_and_element() -> None:
    assert onet_rating_uri("99-1001.00", "2.A.9.a") == concept_uri("onet", "rating-99-1001.00-2.A.9.a")


def test_every_kind_has_a_class_of_the_ontology() -> None:
    assert all(str(class_).startswith(str(CMO)) for class_ in KIND_OF_CLASS)
    assert KIND_OF_CLASS[CMO.Competence] == KIND_OF_CLASS[CMO.Skill] == "skill"
