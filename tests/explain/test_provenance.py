"""Every fact on a page leads to the account of where it comes from."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from explain.provenance import sources
from graphdata.live import current_graph
from tests.markup import Answer, all_of, by_id, ids, parse, text

from .cast import BRIDGE, FULL, GRAPH, SOURCES, group, linked, record, release

Get = Callable[..., Answer]
TEACH_TO_READ = "/skill/esco:859b1499-ec99-5ded-9c98-4aa615fe1a82"
BAKER = "/occupation/esco:3e09514f-388c-5721-b03f-edf1522c381f"


def test_the_own_framework_is_the_first_source_and_each_graph_stands_once() -> None:
    found = sources(record(), FULL, SOURCES, "en")
    assert [(source.number, source.release.graph) for source in found] == [(1, GRAPH), (2, BRIDGE)]
    assert [str(part) for part in found[0].states][:2] == [
        "Names, description and place in the framework",
        "Needed first",
    ]
    assert [str(part) for part in found[1].states] == ["In other frameworks"]
    assert not found[1].is_official


def test_a_suggestion_is_no_statement_of_its_graph() -> None:
    suggested = group("related", linked("guess"), graph=BRIDGE, origin="inferred-graph")
    assert [source.release.graph for source in sources(record(), [suggested], SOURCES, "en")] == [GRAPH]


def test_a_graph_without_an_account_is_left_out() -> None:
    stray = group("related", linked("stray"), graph="urn:unknown")
    assert len(sources(record(), [stray], SOURCES, "en")) == 1
    assert sources(record(), [], {}, "en") == []


def test_files_of_which_no_row_is_used_are_counted_and_not_listed() -> None:
    files = [
        {"name": "skills.csv", "sha256": "ab", "rows_read": 9, "rows_used": 8, "rows_skipped": 1},
        {"name": "notes.csv", "sha256": "cd", "rows_read": 9, "rows_used": 0, "rows_skipped": 0},
    ]
    [source] = sources(record(), [], {GRAPH: release(files=files)}, "en")
    assert [file["name"] for file in source.files] == ["skills.csv"]
    assert source.unused_files == 1


@pytest.fixture
def get(client: Client, published_sample: str) -> Get:
    def ask(path: str, *, language: str = "en", **query: Any) -> Answer:
        client.cookies["django_language"] = language
        return client.get(path, query)

    return ask


@pytest.mark.django_db
@pytest.mark.parametrize("path", [TEACH_TO_READ, BAKER])
def test_every_heading_match_and_fact_names_a_source_that_is_on_the_page(get: Get, path: str) -> None:
    page = parse(get(path))
    there = {f"#{name}" for name in ids(page) if re.fullmatch(r"source-\d+", name)}
    for section in all_of(page, "section", "relations"):
        leading = {link.attrib["href"] for link in all_of(section, "a") if "#source" in link.attrib["href"]}
        assert leading, section.attrib["id"]
        assert leading <= there
    for fact in all_of(by_id(page, "in-short"), "li"):
        leading = {link.attrib["href"] for link in all_of(fact, "a") if "#source" in link.attrib["href"]}
        assert leading
        assert leading <= there


@pytest.mark.django_db
def test_a_source_tells_version_licence_day_standing_graph_and_every_file(get: Get) -> None:
    page = parse(get(TEACH_TO_READ))
    graph = current_graph()
    told = text(by_id(page, "source-1"))
    release_of_it = next(each for each in graph.releases if each.framework == "esco")
    assert release_of_it.version in told
    assert release_of_it.licence_name in told
    assert release_of_it.graph in told
    assert "Official" in told
    used = [file for file in release_of_it.files if file["rows_used"]]
    assert used
    for file in used:
        assert str(file["name"]) in told
        assert str(file["sha256"]) in told
    standing = [text(by_id(page, name)) for name in ids(page) if re.fullmatch(r"source-\d+", name)]
    assert any("Derived, not checked by hand" in source for source in standing)


@pytest.mark.django_db
def test_a_source_told_once_is_told_again_in_the_language_of_the_reader(get: Get) -> None:
    assert "Published by" in text(by_id(parse(get(TEACH_TO_READ)), "source-1"))
    assert "Publié par" in text(by_id(parse(get(TEACH_TO_READ, language="fr")), "source-1"))
