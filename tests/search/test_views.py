"""The search page: what it shows, what its addresses mean, and what it says when something is wrong."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import pytest
from django.conf import LazySettings
from django.test import Client
from django.utils.translation import override

from search.live import _live as live_engine
from search.live import current_engine
from search.types import Facets
from tests.markup import Answer, all_of, by_id, concept_of, hit_ids, hit_links, ids, parse, text

pytestmark = pytest.mark.django_db

Get = Callable[..., Answer]

HTMX = {"HX-Request": "true"}
HOSTILE = [
    '"',
    "*",
    "NEAR(",
    "a OR b AND (",
    "' OR 1=1 --",
    "🙂👩‍🏫",
    "\x00",
    "%",
    "<script>alert(1)</script>",
    "\ud800x",
]


@pytest.fixture
def get(client: Client, published_sample: str) -> Get:
    """Opens an address of the search page over the published sample."""

    def ask(
        path: str = "/", *, interface: str = "en", headers: dict[str, str] | None = None, **query: Any
    ) -> Answer:
        client.cookies["django_language"] = interface
        return client.get(path, query, headers=headers or {})

    return ask


# First visit


def test_the_first_visit_names_what_is_loaded_and_offers_questions(get: Get) -> None:
    page = parse(get())
    assert text(all_of(page, "h1")[0]) == "Find the official name of a skill"
    loaded = text(all_of(page, "ul", "loaded")[0])
    assert {"ESCO", "ROME", "O*NET"} <= set(loaded.split())
    assert "a small sample" in loaded
    examples = [link.attrib["href"] for link in all_of(all_of(page, "ul", "examples")[0], "a")]
    assert len(examples) == 4
    assert all(hit_links(parse(get(example))) for example in examples)


def test_an_empty_question_is_answered_kindly(get: Get) -> None:
    assert "The box was empty." in get(q="   ").content.decode()


# Hits


def test_an_exact_name_comes_first_with_its_framework_and_kind(get: Get) -> None:
    page = parse(get(q="teach children to read"))
    first = by_id(page, "hit-1")
    assert text(all_of(first, "a")[0]) == "teach children to read"
    assert text(all_of(first, "p", "hit__meta")[0]) == "ESCO skill"
    assert "one of its official names" in text(all_of(first, "details", "why")[0])


def test_a_matching_alternative_name_is_shown_with_its_words_marked(get: Get) -> None:
    page = parse(get(q="bread making"))
    line = next(hit for hit in all_of(page, "li", "hit") if text(all_of(hit, "a")[0]) == "bake bread")
    also = all_of(line, "p", "hit__also")[0]
    assert text(also).startswith("also called")
    assert "bread making" in text(also)
    assert {text(mark) for mark in all_of(also, "mark")} >= {"bread", "making"}


def test_the_hits_are_those_of_the_engine_in_its_order(get: Get) -> None:
    expected = [hit.document.id for hit in current_engine().search("conflict in the classroom").hits]
    assert hit_ids(parse(get(q="conflict in the classroom"))) == expected


def test_names_come_in_the_content_language_apart_from_the_interface(get: Get) -> None:
    page = parse(get(q="teach children to read", clang="fr"))
    link = all_of(by_id(page, "hit-1"), "a")[0]
    assert text(link) == "apprendre à lire aux enfants"
    assert link.attrib["href"].endswith("&clang=fr&at=1")
    assert "First 10 results" in text(page)


def test_a_name_that_exists_in_another_language_only_says_so(get: Get) -> None:
    page = parse(get(q="Réparer un robinet qui fuit", framework="rome"))
    head = all_of(by_id(page, "hit-1"), "div", "hit__head")[0]
    assert text(head) == "Réparer un robinet qui fuit in French"
    assert all_of(head, "a")[0].attrib["lang"] == "fr"


@pytest.mark.parametrize(
    ("variant", "leg"),
    [("lexical", "Not used: you search by words only."), ("dense", "Not used: you search by meaning only.")],
)
def test_a_single_method_can_be_chosen_and_explains_itself(get: Get, variant: str, leg: str) -> None:
    page = parse(get(q="bake bread", variant=variant))
    assert leg in text(by_id(page, "hit-1"))
    assert by_id(page, f"method-{variant}").attrib["aria-current"] == "true"


# Re-ranking


def methods(page: Element) -> list[str]:
    return [found for found in ids(page) if found.startswith("method-")]


def test_without_a_reranker_that_method_is_not_offered_and_cannot_be_chosen(get: Get) -> None:
    page = parse(get(q="bread", variant="rerank"))
    assert methods(page) == ["method-hybrid", "method-lexical", "method-dense"]
    assert "“rerank” is not a search method." in text(page)
    assert by_id(page, "method-hybrid").attrib["aria-current"] == "true"


@pytest.mark.usefixtures("site_with_reranker")
def test_with_one_a_hit_says_that_it_was_read_again_and_where_it_came_from(get: Get) -> None:
    page = parse(get(q="make bread for children", variant="rerank"))
    assert methods(page) == ["method-hybrid", "method-rerank", "method-lexical", "method-dense"]
    assert by_id(page, "method-rerank").attrib["aria-current"] == "true"
    ranking = current_engine().search("make bread for children", variant="rerank")
    assert hit_ids(page) == [hit.document.id for hit in ranking.hits]
    for hit in ranking.hits:
        said = text(by_id(page, f"hit-{hit.rank}"))
        assert hit.reranked
        if hit.reranked.from_rank == hit.rank:
            assert f"left it at number {hit.rank} (points: " in said
        else:
            assert f"moved it from number {hit.reranked.from_rank} to number {hit.rank}" in said


@pytest.mark.usefixtures("site_with_reranker")
def test_what_was_not_read_again_says_why(get: Get) -> None:
    page = parse(get(q="teach children to read", variant="rerank", show=30))
    assert "Not read again: an official name stays first." in text(by_id(page, "hit-1"))
    assert "Not read again: only the first results are." in text(by_id(page, "hit-30"))


@pytest.mark.usefixtures("site_with_reranker")
def test_only_the_reranked_method_speaks_of_a_second_reading(get: Get) -> None:
    assert "Second reading" not in text(parse(get(q="bread making")))


def test_a_reranker_that_cannot_be_used_leaves_the_results_by_words_and_meaning_and_says_so(
    get: Get, settings: LazySettings, site_with_reranker: str, tmp_path: Path
) -> None:
    settings.SKILLGRAPH_RERANKER = str(tmp_path / "gone")
    live_engine.cache_clear()
    page = parse(get(q="bread making", variant="rerank"))
    assert hit_ids(page) == hit_ids(parse(get(q="bread making")))
    [notice] = all_of(page, "p", "notice")
    assert text(notice).startswith("The second model cannot be used at the moment.")
    assert str(tmp_path) not in text(page)


# Filters


def test_what_is_far_from_the_words_is_said_to_be_so_and_is_no_strong_match(get: Get) -> None:
    said = "No entry comes close to your words"
    far = parse(get(q="zzzzqqqq xxyy"))
    assert hit_ids(far)
    assert said in text(far)
    assert "Strong match" not in text(far)
    near = parse(get(q="teaching children to read"))
    assert said not in text(near)
    assert "Strong match" in text(near)


def test_a_filter_searches_inside_its_value(get: Get) -> None:
    page = parse(get(q="bread", framework="rome"))
    badges = {text(all_of(hit, "span", "framework")[0]) for hit in all_of(page, "li", "hit")}
    assert badges == {"ROME"}
    engine = current_engine().search("bread", facets=Facets(frameworks=frozenset({"rome"})))
    assert hit_ids(page) == [hit.document.id for hit in engine.hits]


def test_a_filter_is_a_link_that_adds_itself_and_a_chip_that_takes_it_away(get: Get) -> None:
    plain = parse(get(q="bread"))
    chosen = parse(get(by_id(plain, "filter-framework-rome").attrib["href"]))
    assert by_id(chosen, "filter-framework-rome").attrib["aria-current"] == "true"
    chip = all_of(chosen, "a", "chip")[0]
    assert text(chip) == "Remove the filter: ROME"
    assert hit_links(parse(get(chip.attrib["href"]))) == hit_links(plain)


def test_filters_of_two_facets_and_two_values_of_one_live_in_the_address(get: Get) -> None:
    page = parse(get("/?q=bread&framework=esco&framework=rome&kind=knowledge"))
    metas = {text(all_of(hit, "p", "hit__meta")[0]) for hit in all_of(page, "li", "hit")}
    assert metas == {"ESCO knowledge", "ROME knowledge"}
    assert len(all_of(page, "a", "chip")) == 3


def test_occupations_are_a_filter_away_and_have_their_own_page(get: Get) -> None:
    page = parse(get(q="baker", kind="occupation"))
    assert all(link.startswith("/occupation/") for link in hit_links(page))
    assert not any(link.startswith("/occupation/") for link in hit_links(parse(get(q="baker"))))


def test_counts_say_over_how_many_entries_they_were_taken(get: Get) -> None:
    ranking = current_engine().search("bread")
    page = parse(get(q="bread"))
    assert f"the nearest {ranking.candidates} entries" in text(by_id(page, "filters"))
    counts = {count.value: count.count for count in ranking.facet_counts["framework"]}
    assert text(by_id(page, "filter-framework-esco")) == f"ESCO {counts['esco']}"


def test_the_next_question_keeps_filters_and_method(get: Get) -> None:
    page = parse(get(q="bread", framework="esco", variant="lexical", clang="fr"))
    carried = {
        field.attrib["name"]: field.attrib["value"]
        for field in all_of(page, "input")
        if field.attrib.get("form") == "search-form"
    }
    assert carried == {"framework": "esco", "variant": "lexical", "clang": "fr"}


# More


def test_more_results_go_on_without_repeating_or_skipping(get: Get) -> None:
    first = parse(get(q="bread"))
    more = by_id(first, "more-link").attrib["href"]
    both = hit_links(parse(get(more.partition("#")[0])))
    assert both[:10] == hit_links(first)
    assert len(set(both)) == 20


def test_htmx_gets_only_the_further_hits(get: Get) -> None:
    fragment = get(q="bread", show=20, headers=HTMX | {"HX-Target": "hits"}).content.decode()
    assert re.findall(r'id="hit-(\d+)"', fragment) == [str(rank) for rank in range(11, 21)]
    assert "<html" not in fragment


def test_the_end_of_the_results_is_said(get: Get) -> None:
    page = parse(get(q="bread", kind="certification"))
    assert "These are all the results." in text(by_id(page, "more"))


# Fragments and whole pages


def test_htmx_gets_the_answer_with_its_title_and_not_the_page_around_it(get: Get) -> None:
    fragment = get(q="bread", headers=HTMX).content.decode()
    assert "<html" not in fragment
    assert "<title>bread – SkillGraph</title>" in fragment
    assert 'id="hit-1"' in fragment


def test_going_back_gets_the_whole_page(get: Get) -> None:
    answer = get(q="bread", headers=HTMX | {"HX-History-Restore-Request": "true"})
    assert "search-form" in ids(parse(answer))


def test_caches_keep_fragments_and_pages_apart(get: Get) -> None:
    assert "HX-Request" in get(q="bread")["Vary"]


# Suggestions


def test_suggestions_are_the_first_eight_of_the_hybrid_ranking(get: Get) -> None:
    fragment = get("/suggest", q="conflict in").content.decode()
    expected = [hit.document.id for hit in current_engine().search("conflict in", limit=8).hits]
    assert [concept_of(link) for link in re.findall(r'data-href="([^"]+)"', fragment)] == expected
    assert "8 suggestions" in fragment


def test_one_character_suggests_nothing(get: Get) -> None:
    assert "option" not in get("/suggest", q="c").content.decode()


def test_suggestions_stay_inside_the_filters(get: Get) -> None:
    fragment = get("/suggest", q="bread", framework="rome").content.decode()
    assert "ROME" in fragment
    assert "ESCO" not in fragment


# What cannot be understood


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ({"variant": "magic"}, "“magic” is not a search method."),
        ({"kind": "wizard"}, "“wizard” is not a kind of result."),
        ({"framework": "narnia"}, "“narnia” is not a framework loaded here."),
        ({"reuse": "often"}, "“often” is not a reuse level."),
        ({"language": "tlh"}, "“tlh” is not a language offered here."),
        ({"clang": "tlh"}, "“tlh” is not a language offered here."),
        ({"show": "many"}, "is not a number"),
        ({"show": "-3"}, "At least one result"),
    ],
)
def test_a_parameter_that_cannot_be_used_is_named_and_the_rest_answered(
    get: Get, query: dict[str, str], message: str
) -> None:
    answer = get(q="bread", **query)
    page = parse(answer)
    assert answer.status_code == 200
    assert message in text(page)
    assert hit_links(page)


def test_a_huge_number_of_results_is_bounded(get: Get) -> None:
    assert get(q="bread", show="9" * 30).status_code == 200


@pytest.mark.parametrize("query", HOSTILE)
@pytest.mark.parametrize("path", ["/", "/suggest"])
def test_any_text_is_safe(get: Get, query: str, path: str) -> None:
    answer = get(path, q=query.encode("utf-8", "surrogatepass"))
    assert answer.status_code == 200
    assert "<script>alert" not in answer.content.decode()


def test_a_text_that_is_too_long_is_kept_and_said(get: Get) -> None:
    long = "apprendre " * 1000
    page = parse(get(q=long))
    assert "too long for the search box" in text(all_of(page, "h1")[0])
    assert "9999 characters" in text(page)
    assert by_id(page, "q").attrib["value"] == long


def test_no_result_says_what_to_try(get: Get) -> None:
    page = parse(get(q="zzqqxx", variant="lexical", framework="esco"))
    assert "No result for “zzqqxx”" in text(all_of(page, "h1")[0])
    advice = [text(link) for link in all_of(all_of(page, "div", "state")[0], "a")]
    assert advice == ["Search without filters", "Search by meaning too"]


@pytest.mark.usefixtures("no_snapshot")
@pytest.mark.parametrize("path", ["/", "/?q=bread", "/skill/esco:x", "/occupation/esco:x", "/frameworks"])
def test_without_data_every_page_says_what_to_run(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 503
    assert answer["Retry-After"]
    page = parse(answer)
    assert "The search is not ready" in text(page)
    assert "manage.py ingest" in text(page)


@pytest.mark.usefixtures("no_snapshot")
def test_without_data_htmx_gets_the_message_alone(client: Client) -> None:
    answer = client.get("/", {"q": "bread"}, headers=HTMX)
    assert answer.status_code == 503
    assert "<html" not in answer.content.decode()
    assert "The search is not ready" in answer.content.decode()


def test_pages_are_read_not_written(client: Client, published_sample: str) -> None:
    assert client.post("/", {"q": "bread"}).status_code == 405


# Every state, both languages

STATES = {
    "first visit": {},
    "empty": {"q": ""},
    "hits": {"q": "bread", "framework": "esco"},
    "nothing": {"q": "zzqqxx", "variant": "lexical"},
    "too long": {"q": "mot " * 400},
    "bad parameter": {"q": "bread", "variant": "magic"},
}


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("state", STATES)
def test_every_state_is_valid_html_without_inline_code(get: Get, state: str, language: str) -> None:
    page = parse(get(interface=language, **STATES[state]))
    assert page.attrib["lang"] == language
    for element in page.iter():
        assert not {name for name in element.attrib if name == "style" or name.startswith("on")}
    assert all("src" in script.attrib for script in all_of(page, "script"))
    assert not all_of(page, "style")


def test_french_pages_speak_french(get: Get) -> None:
    page = parse(get(q="pain", interface="fr"))
    assert text(all_of(page, "h1")[0]) == "Les 10 premiers résultats pour « pain »"
    with override("fr"):
        assert "Pourquoi ce résultat\u00a0?" in get(q="pain", interface="fr").content.decode()
