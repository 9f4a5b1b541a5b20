"""The pages of skills and occupations, over the bundled sample."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from graphdata.live import current_graph
from graphdata.neighbourhood import relations
from search.live import current_engine
from search.types import Facets
from search.vocabulary import framework_name
from tests.markup import Answer, all_of, by_id, ids, parse, text

pytestmark = pytest.mark.django_db

Get = Callable[..., Answer]

#: It has a prerequisite and sub-skills, and a derived match in the ROME part of the sample.
TEACH_TO_READ = "esco:859b1499-ec99-5ded-9c98-4aa615fe1a82"
BAKER = "esco:3e09514f-388c-5721-b03f-edf1522c381f"


@pytest.fixture
def get(client: Client, published_sample: str) -> Get:
    def ask(path: str, *, language: str = "en", **query: Any) -> Answer:
        client.cookies["django_language"] = language
        return client.get(path, query)

    return ask


def deprecated_skill() -> str:
    everything = Facets(kinds=frozenset({"skill"}))
    found = current_engine().search("send a fax", facets=everything, limit=50)
    return next(hit.document.id for hit in found.hits if hit.document.deprecated)


def test_a_skill_page_shows_names_description_and_where_they_come_from(get: Get) -> None:
    page = parse(get(f"/skill/{TEACH_TO_READ}"))
    assert text(all_of(page, "h1")[0]) == "teach children to read"
    assert text(all_of(page, "p", "concept__kind")[0]).startswith("ESCO skill")
    assert "apprendre à lire aux enfants" in text(all_of(page, "aside", "concept__facts")[0])
    details = text(by_id(page, "details"))
    assert text(by_id(page, "uri")) == "http://data.europa.eu/esco/skill/859b1499-ec99-5ded-9c98-4aa615fe1a82"
    assert TEACH_TO_READ in details
    assert "Licence" in text(by_id(page, "source-1"))
    assert "Accessed" in text(by_id(page, "citation"))


@pytest.mark.parametrize("concept", [TEACH_TO_READ, BAKER])
def test_every_relation_of_the_graph_is_on_the_page_under_a_plain_heading_with_its_source(
    get: Get, concept: str
) -> None:
    page = parse(get(f"/{'occupation' if concept == BAKER else 'skill'}/{concept}"))
    graph = current_graph()
    groups = [group for group in relations(graph, concept) if not group.name.endswith("_match")]
    assert groups
    for group in groups:
        section = by_id(page, group.name)
        heading = text(all_of(section, "h2")[0])
        assert heading.endswith(str(group.total))
        assert "_" not in heading
        for relation in group.items:
            framework = graph.release_of[relation.graph].framework
            assert f"Stated by {framework_name(framework)}" in text(section)


def test_a_match_in_another_framework_says_how_close_it_is_and_who_says_so(get: Get) -> None:
    elsewhere = text(by_id(parse(get(f"/skill/{TEACH_TO_READ}")), "elsewhere"))
    assert "Apprendre à lire à des enfants débutants" in elsewhere
    assert "Same meaning" in elsewhere
    assert "Derived, not checked by hand" in elsewhere


def test_an_official_match_names_its_author(get: Get) -> None:
    elsewhere = text(by_id(parse(get(f"/occupation/{BAKER}")), "elsewhere"))
    assert "Official mapping by SkillGraph" in elsewhere


def test_all_ways_up_fold_into_one_line(get: Get) -> None:
    paths = all_of(parse(get(f"/skill/{TEACH_TO_READ}")), "nav", "paths")[0]
    assert text(all_of(paths, "summary")[0]).startswith("In: ")
    assert all_of(paths, "a")


def test_a_deprecated_skill_says_so_and_names_its_replacement(get: Get) -> None:
    page = parse(get(f"/skill/{deprecated_skill()}"))
    banner = all_of(page, "div", "notice--warning")[0]
    assert text(banner).startswith("Withdrawn.")
    replacement = all_of(banner, "a")[0].attrib["href"]
    assert get(replacement).status_code == 200


def test_an_entry_that_replaces_others_says_so(get: Get) -> None:
    withdrawn = deprecated_skill()
    banner = all_of(parse(get(f"/skill/{withdrawn}")), "div", "notice--warning")[0]
    successor = parse(get(all_of(banner, "a")[0].attrib["href"]))
    facts = all_of(successor, "aside", "concept__facts")[0]
    assert "Replaces" in text(facts)
    assert f"/skill/{withdrawn}" in [link.attrib["href"] for link in all_of(facts, "a")]


def test_an_occupation_of_onet_lists_what_matters_most_first_and_says_so(get: Get) -> None:
    section = by_id(parse(get("/occupation/onet:99-1001.00")), "essential_skill")
    assert "Most important first" in text(section)
    ratings = [float(found) for found in re.findall(r"importance ([0-9.]+) of 5", text(section))]
    assert len(ratings) > 2
    assert ratings == sorted(ratings, reverse=True)


def test_an_occupation_of_onet_says_in_words_how_much_preparation_it_needs(get: Get) -> None:
    facts = text(all_of(parse(get("/occupation/onet:99-1001.00")), "aside", "concept__facts")[0])
    assert "Preparation neededconsiderable (Job Zone 4 of 5)" in facts
    assert "Code99-1001.00" in facts


def test_an_occupation_of_esco_shows_its_isco_group(get: Get) -> None:
    facts = all_of(parse(get(f"/occupation/{BAKER}")), "aside", "concept__facts")[0]
    assert "ISCO-08 unit group7512 " in text(facts)
    assert "/skill/esco:C7512" in [link.attrib["href"] for link in all_of(facts, "a")]


def test_a_missing_description_is_named_only_where_one_is_to_be_expected(get: Get) -> None:
    told = "gives no description of this entry"
    nameless = current_engine().search("pain", facets=Facets(frameworks=frozenset({"rome"})), limit=50)
    bare = next(hit.document for hit in nameless.hits if not hit.document.descriptions)
    assert f"ROME {told}" in text(parse(get(f"/skill/{bare.id}")))
    assert told not in text(parse(get("/skill/onet:task-9900001")))
    assert told not in text(parse(get(f"/skill/{TEACH_TO_READ}")))


def test_show_more_opens_one_group_further(get: Get, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("explain.views.FIRST", 2)
    total = relations(current_graph(), BAKER, names=["essential_skill"])[0].total
    assert total > 2
    page = parse(get(f"/occupation/{BAKER}"))
    assert len(all_of(by_id(page, "essential_skill"), "li")) == 2
    more = by_id(page, "essential_skill-more").attrib["href"]
    opened = parse(get(f"/occupation/{BAKER}{more.partition('#')[0]}"))
    assert len(all_of(by_id(opened, "essential_skill"), "li")) == total
    assert "essential_skill-more" not in ids(opened)


@pytest.mark.parametrize("limit", ["-1", "abc", "9" * 40, "²", ""])
def test_any_limit_is_safe(get: Get, limit: str) -> None:
    assert get(f"/skill/{TEACH_TO_READ}", more="has_sub_skill", limit=limit).status_code == 200
    assert get(f"/skill/{TEACH_TO_READ}", more="no_such_relation", limit=limit).status_code == 200


def test_a_text_that_exists_in_another_language_only_is_marked_as_such(get: Get) -> None:
    page = parse(get("/skill/rome:900112"))
    title = all_of(page, "h1")[0]
    assert title.attrib["lang"] == "fr"
    assert "Only available in French" in text(page)


def test_content_language_can_differ_from_the_interface(get: Get) -> None:
    page = parse(get(f"/skill/{TEACH_TO_READ}", clang="fr"))
    assert text(all_of(page, "h1")[0]) == "apprendre à lire aux enfants"
    assert "Where this comes from" in text(page)
    links = [
        link.attrib["href"]
        for section in all_of(page, "section", "relations")
        for link in all_of(section, "a")
    ]
    assert links
    assert all("clang=fr" in link for link in links if not link.startswith("#"))


def test_each_kind_has_one_page_and_the_other_address_leads_there(get: Get) -> None:
    to_occupation = get(f"/skill/{BAKER}", clang="fr")
    assert (to_occupation.status_code, to_occupation["Location"]) == (302, f"/occupation/{BAKER}?clang=fr")
    to_skill = get(f"/occupation/{TEACH_TO_READ}")
    assert (to_skill.status_code, to_skill["Location"]) == (302, f"/skill/{TEACH_TO_READ}")


@pytest.mark.parametrize("identifier", ["esco:nope", "nope", "esco:<b>", "a/b/c", "é" * 300])
def test_an_unknown_identifier_is_a_kind_404(get: Get, identifier: str) -> None:
    answer = get(f"/skill/{identifier}")
    assert answer.status_code == 404
    page = parse(answer)
    assert "There is no such entry here" in text(page)
    assert "b" not in [element.tag.rpartition("}")[2] for element in page.iter()]


def test_an_identifier_with_a_percent_sign_finds_its_way(get: Get) -> None:
    """Concepts of further SKOS schemes carry their whole URI, percent-encoded, in their id."""
    outcomes = Facets(kinds=frozenset({"outcome"}))
    hit = current_engine().search("names the sound of each single letter", facets=outcomes).hits[0]
    listing = parse(get("/", q="names the sound of each single letter", kind="outcome"))
    link = all_of(by_id(listing, "hit-1"), "a")[0].attrib["href"]
    page = parse(get(link))
    assert hit.document.id in text(by_id(page, "details"))


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("path", [f"/skill/{TEACH_TO_READ}", f"/occupation/{BAKER}", "/skill/esco:nope"])
def test_pages_are_valid_html_in_both_languages(get: Get, path: str, language: str) -> None:
    page = parse(get(path, language=language))
    assert page.attrib["lang"] == language
    assert not [element for element in page.iter() if "style" in element.attrib]
