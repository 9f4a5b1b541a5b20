"""The neighbourhood page: every neighbour in one table, the same as JSON, and nothing cut off unsaid."""

import json
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote, urlencode
from xml.etree.ElementTree import Element

import pytest
from django.test import Client
from django.urls import reverse

from explain.neighbourhood_page import STEP
from graphdata.inference import infer_prerequisites
from graphdata.live import current_graph
from graphdata.neighbourhood import relations
from graphdata.records import RELATION_NAMES
from tests.markup import XHTML, Answer, all_of, by_id, ids, parse, text

from .test_views import BAKER, TEACH_TO_READ

pytestmark = pytest.mark.django_db

Get = Callable[..., Answer]


@pytest.fixture
def get(client: Client, published_sample: str) -> Get:
    def ask(path: str, *, language: str = "en", accept: str = "text/html", **query: Any) -> Answer:
        client.cookies["django_language"] = language
        return client.get(path, query, headers={"accept": accept})

    return ask


def skill(concept_id: str = TEACH_TO_READ) -> str:
    return f"/skill/{quote(concept_id, safe=':')}/neighbourhood"


OCCUPATION = f"/occupation/{BAKER}/neighbourhood"


def rows(page: Element, group: str) -> list[Element]:
    return [row for row in by_id(page, group).iter(XHTML + "tr") if all_of(row, "td", "neighbours__concept")]


def everything(concept_id: str) -> dict[str, int]:
    return {group.relation: group.total for group in _groups(concept_id)}


def _groups(concept_id: str) -> Any:
    from graphdata.ego_network import ego_network

    network = ego_network(current_graph(), concept_id)
    assert network is not None
    return network.groups


def test_the_way_from_the_entry_and_back_keeps_the_search_and_no_other_link_carries_it(get: Get) -> None:
    search = {"q": "read", "framework": "esco", "clang": "fr", "at": "1"}
    kept = urlencode(search)
    entry = reverse("explain:skill", args=[TEACH_TO_READ])
    assert f"{skill()}?{kept}" in links(get(entry, **search))
    carrying = [link for link in links(get(skill(), **search)) if "at=1" in link]
    back, *opening = carrying
    assert back == f"{entry}?{kept}"
    assert all(link.startswith(f"?{kept}&more=") for link in opening)


def links(answer: Answer) -> list[str]:
    return [link.get("href", "") for link in parse(answer).iter(XHTML + "a")]


@pytest.mark.parametrize(("path", "concept"), [(skill(), TEACH_TO_READ), (OCCUPATION, BAKER)])
def test_the_table_holds_every_relation_with_words_kind_framework_and_source(
    get: Get, path: str, concept: str
) -> None:
    page = parse(get(path))
    groups = relations(current_graph(), concept, limit=12)
    assert groups
    for group in groups:
        body = by_id(page, group.name)
        assert text(all_of(body, "th")[0])
        shown = rows(page, group.name)
        assert shown
        for row in shown:
            name, framework, kind, source, _ = (text(cell) for cell in all_of(row, "td"))
            assert all((name, framework, kind, source))
            assert next(row.iter(XHTML + "a")).attrib["href"].startswith(("/skill/", "/occupation/"))


def test_a_mapping_says_how_the_two_match(get: Get) -> None:
    page = parse(get(skill()))
    [match] = [name for name in ids(page) if name.endswith("_match")]
    cells = [text(cell) for cell in all_of(rows(page, match)[0], "td")]
    assert cells[-1] in {"Same meaning", "Close meaning", "Broader there", "Narrower there"}
    assert "In other frameworks" in text(all_of(by_id(page, match), "th")[0])


def test_what_is_cut_off_is_counted_and_can_be_opened_without_a_script(
    get: Get, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("graphdata.ego_network.FIRST", 2)
    page = parse(get(OCCUPATION))
    total = everything(BAKER)["essential_skill"]
    assert total > 2
    assert len(rows(page, "essential_skill")) == 2
    assert f"2 of {total}" in text(by_id(page, "essential_skill"))
    more = by_id(page, "essential_skill-more")
    assert more.attrib["href"] == f"?more=essential_skill&limit={min(total, 2 + STEP)}#essential_skill"
    opened = parse(get(OCCUPATION, more="essential_skill", limit=total))
    assert len(rows(opened, "essential_skill")) == total
    assert "essential_skill-more" not in ids(opened)


@pytest.mark.parametrize("query", [{"format": "json"}, {"accept": "application/json"}])
def test_json_holds_what_the_table_holds(get: Get, query: dict[str, str]) -> None:
    page = parse(get(OCCUPATION))
    answer = get(OCCUPATION, **query)
    assert answer["Content-Type"] == "application/json"
    assert "Accept" in answer["Vary"]
    network = json.loads(answer.content)
    assert network["concept"]["id"] == BAKER
    for group in network["groups"]:
        names = [text(all_of(row, "td")[0]) for row in rows(page, group["id"])]
        assert [neighbour["label"] for neighbour in group["neighbours"]] == names
    assert {group["relation"] for group in network["groups"]} <= set(RELATION_NAMES)


def test_the_page_brings_the_same_json_for_its_graph(get: Get) -> None:
    page = parse(get(skill()))
    assert json.loads(text(by_id(page, "graph-data"))) == json.loads(get(skill(), format="json").content)


def test_json_of_one_opened_relation_holds_that_relation_alone(get: Get) -> None:
    network = json.loads(get(OCCUPATION, format="json", more="essential_skill", limit="40").content)
    assert {group["relation"] for group in network["groups"]} == {"essential_skill"}


def every_id() -> Iterator[str]:
    documents = current_graph().documents
    size = sum(1 for _ in documents.names())
    return (document.id for document in documents.documents(range(size)))


def test_suggestions_are_marked_wherever_they_stand(get: Get) -> None:
    graph = current_graph()
    concept = next(each for each in every_id() if infer_prerequisites(graph, each))
    page = parse(get(skill(concept)))
    assert "suggested" in text(all_of(by_id(page, "has_prerequisite-suggested"), "th")[0])
    for row in rows(page, "has_prerequisite-suggested"):
        assert text(all_of(row, "td")[3]) == "Suggested from texts and links, not stated by a framework"
    groups = json.loads(get(skill(concept), format="json").content)["groups"]
    assert {group["origin"] for group in groups if group["id"].endswith("-suggested")} == {"inferred-graph"}


def test_an_id_with_escaped_slashes_has_a_neighbourhood_of_its_own(get: Get) -> None:
    concept = next(each for each in every_id() if "%2F" in each)
    assert json.loads(get(skill(concept), format="json").content)["concept"]["id"] == concept
    page = parse(get(f"/skill/{quote(concept)}"))
    links = [link.attrib["href"] for link in by_id(page, "neighbourhood").iter(XHTML + "a")]
    assert links == [f"/skill/{quote(concept, safe=':')}/neighbourhood"]


def test_an_occupation_asked_for_as_a_skill_is_shown_at_its_own_address(get: Get) -> None:
    answer = get(f"/skill/{BAKER}/neighbourhood", clang="fr")
    assert answer.status_code == 302
    assert answer["Location"] == f"{OCCUPATION}?clang=fr"


@pytest.mark.parametrize("path", ["/skill/esco:nope/neighbourhood", "/occupation/esco:nope/neighbourhood"])
def test_an_unknown_id_is_not_found_as_page_and_as_json(get: Get, path: str) -> None:
    page = get(path)
    assert page.status_code == 404
    assert "esco:nope" in page.content.decode()
    answer = get(path, format="json")
    assert answer.status_code == 404
    assert "esco:nope" in json.loads(answer.content)["detail"]


@pytest.mark.parametrize(
    "query", [{"more": "magic"}, {"limit": "-3"}, {"limit": "²"}, {"more": "related", "limit": "9" * 30}]
)
def test_nonsense_in_the_address_is_read_as_nothing(get: Get, query: dict[str, str]) -> None:
    assert get(skill(), **query).status_code == 200


def test_the_content_language_is_carried_on(get: Get) -> None:
    answer = get(skill(), clang="fr")
    page = parse(answer)
    assert text(all_of(page, "h1")[0]).endswith("apprendre à lire aux enfants")
    links = [link.attrib["href"] for link in by_id(page, "has_prerequisite").iter(XHTML + "a")]
    assert links
    assert all(link.endswith("?clang=fr") for link in links)
    network = json.loads(get(skill(), clang="fr", format="json").content)
    assert network["concept"]["page"] == f"/skill/{TEACH_TO_READ}?clang=fr"


def test_the_page_of_a_concept_leads_to_its_neighbourhood(get: Get) -> None:
    page = parse(get(f"/skill/{TEACH_TO_READ}"))
    assert skill() in [link.attrib["href"] for link in by_id(page, "neighbourhood").iter(XHTML + "a")]


def test_the_graph_library_is_named_but_not_loaded_by_the_page(get: Get) -> None:
    body = get(skill()).content.decode()
    assert "vendor/cytoscape/cytoscape.min.js" in body
    assert '<script src="/static/vendor' not in body
    assert "cytoscape" not in get(f"/skill/{TEACH_TO_READ}").content.decode()


@pytest.mark.usefixtures("no_snapshot")
def test_without_a_snapshot_the_page_says_what_to_run(client: Client) -> None:
    answer = client.get(skill())
    assert answer.status_code == 503
    assert "ingest" in answer.content.decode()
