"""From a result to the next one and back, by nothing but the address of the page."""

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from tests.markup import Answer, all_of, by_id, concept_of, hit_ids, hit_links, ids, parse

pytestmark = pytest.mark.django_db

Get = Callable[..., Answer]


@pytest.fixture
def get(client: Client, published_sample: str) -> Get:
    def ask(path: str, **query: Any) -> Answer:
        return client.get(path, query)

    return ask


def steps(answer: Answer) -> dict[str, str]:
    """The addresses of the trail by what they lead to."""
    [trail] = all_of(parse(answer), "nav", "trail")
    return {link.attrib.get("rel", "back"): link.attrib["href"] for link in all_of(trail, "a")}


@pytest.mark.parametrize(
    "asked",
    [{"q": "bread"}, {"q": "bake", "framework": ["esco", "onet"], "variant": "dense", "clang": "fr"}],
)
def test_next_leads_through_the_results_in_order_and_previous_back_again(get: Get, asked: Any) -> None:
    listing = parse(get("/", **asked))
    expected, links = hit_ids(listing), hit_links(listing)
    assert len(expected) > 3
    here, walked = links[0], [concept_of(links[0])]
    assert "prev" not in steps(get(here))
    for _ in expected[1:]:
        before, here = here, steps(get(here))["next"]
        assert steps(get(here))["prev"] == before
        walked.append(concept_of(here))
    assert walked == expected


def test_the_way_back_keeps_search_filters_and_place(get: Get) -> None:
    link = hit_links(parse(get("/", q="bread", framework="esco", show="20")))[10]
    back = urlsplit(steps(get(link))["back"])
    assert parse_qs(back.query) == {"q": ["bread"], "framework": ["esco"], "show": ["20"]}
    assert back.fragment == "hit-11"
    assert back.fragment in ids(parse(get(f"/?{back.query}")))


def test_the_last_result_has_no_next_one(get: Get) -> None:
    links = hit_links(parse(get("/", q="bread", variant="lexical", show="500")))
    assert len(links) > 1
    assert "next" not in steps(get(links[-1]))


def test_a_place_at_which_another_concept_stands_leads_back_only(get: Get) -> None:
    link = hit_links(parse(get("/", q="bread")))[0]
    assert steps(get(link.replace("at=1", "at=3"))) == {"back": "/?q=bread"}


@pytest.mark.parametrize(
    "query", ["", "q=bread", "at=1", "q=&at=1", "q=bread&at=0", "q=bread&at=-1", "q=bread&at=x",
              "q=bread&at=²", "q=bread&at=501", "q=bread&at=" + "9" * 5_000, "q=" + "mot+" * 300 + "&at=1"]
)  # fmt: skip
def test_an_address_that_names_no_place_in_a_search_has_no_trail(get: Get, query: str) -> None:
    path = hit_links(parse(get("/", q="bread")))[0].partition("?")[0]
    answer = get(f"{path}?{query}")
    assert answer.status_code == 200
    assert all_of(parse(answer), "nav", "trail") == []


def test_what_the_address_says_wrongly_of_the_search_is_left_out(get: Get) -> None:
    link = hit_links(parse(get("/", q="bread")))[0]
    assert steps(get(f"{link}&kind=nonsense&variant=magic"))["back"] == "/?q=bread#hit-1"


def test_links_to_other_concepts_carry_no_search(get: Get) -> None:
    link = hit_links(parse(get("/", q="bake bread", clang="fr")))[0]
    page = parse(get(link))
    [trail] = all_of(page, "nav", "trail")
    inside = {each.attrib["href"] for each in all_of(trail, "a")}
    inside |= {each.attrib["href"] for each in all_of(by_id(page, "neighbourhood"), "a")}  # leads back here
    others = [each.attrib["href"] for each in all_of(page, "a") if each.attrib["href"] not in inside]
    leading = [href for href in others if href.startswith(("/skill/", "/occupation/"))]
    assert leading
    assert {urlsplit(href).query for href in leading} == {"clang=fr"}


def test_show_more_and_the_other_reader_keep_the_trail(get: Get, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("explain.views.FIRST", 1)
    link = hit_links(parse(get("/", q="baker", kind="occupation")))[0]
    page = parse(get(link))
    names = [name for name in ids(page) if name.endswith("-more")]
    assert names
    opened = get(link.partition("?")[0] + by_id(page, names[0]).attrib["href"].partition("#")[0])
    assert steps(opened) == steps(get(link))
    [other] = all_of(by_id(page, "in-short"), "p", "in-short__readers")
    spoken = get(link.partition("?")[0] + all_of(other, "a")[0].attrib["href"].partition("#")[0])
    assert steps(spoken)["next"] == steps(get(link))["next"]


def test_the_page_of_the_other_kind_of_address_keeps_the_trail(get: Get) -> None:
    link = hit_links(parse(get("/", q="baker", kind="occupation")))[0]
    answer = get(link.replace("/occupation/", "/skill/"))
    assert (answer.status_code, answer["Location"]) == (302, link)
