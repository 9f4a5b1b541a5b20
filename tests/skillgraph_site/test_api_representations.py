"""A concept as JSON, JSON-LD or Turtle: who is given which, and what stands in them."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from rdflib import Graph, Literal, URIRef

from graphdata.namespaces import CMO, DCTERMS, OWL, PROV, RDF, SKOS

TEACH_TO_READ = "esco:859b1499-ec99-5ded-9c98-4aa615fe1a82"
URI = URIRef("http://data.europa.eu/esco/skill/859b1499-ec99-5ded-9c98-4aa615fe1a82")
BAKER_URI = "http://data.europa.eu/esco/occupation/3e09514f-388c-5721-b03f-edf1522c381f"
ADDRESS = f"/api/v1/skill/{TEACH_TO_READ}"
OFFERED = ("application/json", "application/ld+json", "text/turtle")

Get = Callable[..., Any]


@pytest.fixture
def get(client: Client, published_sample: str) -> Get:
    """Asks the API over the published sample, with the given Accept header if any."""

    def ask(address: str, accept: str | None = None, **parameters: Any) -> Any:
        return client.get(address, parameters, headers={} if accept is None else {"accept": accept})

    return ask


def media_type(answer: Any) -> str:
    assert answer.status_code == 200
    return str(answer["Content-Type"].partition(";")[0])


def read(client: Client, answer: Any) -> Graph:
    """The statements of ``answer``, with the context that the site itself serves."""
    if media_type(answer) == "text/turtle":
        return Graph().parse(data=answer.content, format="turtle")
    document = answer.json()
    assert document["@context"] == "http://testserver/api/v1/context.jsonld"
    document["@context"] = client.get(document["@context"]).json()["@context"]
    return Graph().parse(data=json.dumps(document), format="json-ld")


# Who is given which


@pytest.mark.parametrize(
    ("accept", "sent"),
    [
        ("text/turtle", "text/turtle"),
        ("Text/Turtle; charset=utf-8", "text/turtle"),
        ("application/ld+json", "application/ld+json"),
        ('application/ld+json;profile="http://www.w3.org/ns/json-ld#compacted"', "application/ld+json"),
        ("text/turtle;q=0.4, application/ld+json;q=0.9, application/json;q=0.1", "application/ld+json"),
        ("application/ld+json;q=0.3, text/turtle;q=0.35", "text/turtle"),
        ("text/*, application/json;q=0.2", "text/turtle"),
        ("application/json;q=0, text/turtle", "text/turtle"),
        ("application/json;q=0, */*", "application/ld+json"),
        ("application/json;q=0, application/ld+json;q=0.0, */*;q=0.1", "text/turtle"),
        ("*/*;q=0, text/turtle", "text/turtle"),
        ("text/turtle,", "text/turtle"),
        (", ;q=0,text/turtle;q=high", "text/turtle"),
        ("text/turtle;q=0.5, */*;q=0.8", "application/json"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "application/json"),
        ("application/*", "application/json"),
        ("", "application/json"),
        (None, "application/json"),
    ],
)
def test_the_accept_header_decides(get: Get, accept: str | None, sent: str) -> None:
    answer = get(ADDRESS, accept)
    assert media_type(answer) == sent
    assert "Accept" in [name.strip() for name in answer["Vary"].split(",")]


@pytest.mark.parametrize(
    ("named", "sent"),
    [
        ("json", "application/json"),
        ("jsonld", "application/ld+json"),
        ("json-ld", "application/ld+json"),
        ("turtle", "text/turtle"),
        ("ttl", "text/turtle"),
    ],
)
@pytest.mark.parametrize("accept", ["image/png", "text/turtle", None])
def test_a_format_in_the_address_counts_more(get: Get, named: str, sent: str, accept: str | None) -> None:
    assert media_type(get(ADDRESS, accept, format=named)) == sent


@pytest.mark.parametrize(
    "accept", ["text/html", "application/rdf+xml", "application/json;q=0", "*/*;q=0", "nonsense"]
)
def test_whoever_takes_none_of_them_is_told_what_is_offered(get: Get, accept: str) -> None:
    answer = get(ADDRESS, accept)
    assert (answer.status_code, answer["Content-Type"]) == (406, "application/problem+json")
    assert [offer for offer in OFFERED if offer not in answer.json()["detail"]] == []
    assert "Accept" in answer["Vary"]


def test_an_unknown_format_is_refused_with_those_there_are(get: Get) -> None:
    answer = get(ADDRESS, format="rdfxml")
    assert (answer.status_code, answer.json()["parameters"][0]["name"]) == (422, "format")
    assert [name for name in ("json", "jsonld", "turtle") if f"'{name}'" not in answer.json()["detail"]] == []


@pytest.mark.parametrize("accept", ["text/turtle", "application/ld+json"])
def test_an_unknown_id_is_a_problem_document_for_everyone(get: Get, accept: str) -> None:
    answer = get("/api/v1/skill/esco:none", accept)
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")


# What stands in them


@pytest.mark.parametrize("named", ["turtle", "jsonld"])
def test_labels_relations_and_provenance_are_read_back(get: Get, client: Client, named: str) -> None:
    rdf = read(client, get(ADDRESS, format=named))
    assert {SKOS.Concept, CMO.Skill} <= set(rdf.objects(URI, RDF.type))
    assert Literal("teach children to read", lang="en") in rdf.objects(URI, SKOS.prefLabel)
    assert "fr" in {text.language for text in rdf.objects(URI, SKOS.prefLabel) if isinstance(text, Literal)}
    assert len(list(rdf.objects(URI, CMO.hasPrerequisite))) == 1
    assert len({*rdf.objects(URI, CMO.hasSubSkill)}) == 5
    [where] = (name for name in rdf.objects(URI, PROV.wasDerivedFrom) if str(name).endswith("/esco/sample"))
    assert str(rdf.value(where, OWL.versionInfo)) == "sample"
    assert rdf.value(where, DCTERMS.publisher) is not None


def test_both_kinds_of_rdf_state_the_same(get: Get, client: Client) -> None:
    turtle, json_ld = (read(client, get(ADDRESS, format=named)) for named in ("turtle", "jsonld"))
    assert len(turtle) > 30
    assert set(turtle) == set(json_ld)


def test_mappings_are_told_from_both_ends_with_the_crosswalk_that_states_them(
    get: Get, client: Client
) -> None:
    baker = URIRef(BAKER_URI)
    address = get("/api/v1/resolve", uri=BAKER_URI)["Location"]
    rdf = read(client, get(address, "text/turtle"))
    matches = {target for name in ("exactMatch", "broadMatch") for target in rdf.objects(baker, SKOS[name])}
    assert matches
    crosswalks = [name for name in rdf.objects(baker, PROV.wasDerivedFrom) if "/mapping/" in str(name)]
    assert crosswalks
    assert all(rdf.value(name, CMO.trust) is not None for name in crosswalks)
    [target, *_] = sorted(matches, key=str)
    there = get("/api/v1/resolve", uri=str(target))["Location"]
    back = read(client, get(there, "text/turtle"))
    assert set(back.predicates(target, baker)) & {
        SKOS.exactMatch,
        SKOS.narrowMatch,
    }


def test_the_context_may_be_read_by_scripts_of_any_site(client: Client) -> None:
    answer = client.get("/api/v1/context.jsonld")
    assert media_type(answer) == "application/ld+json"
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert answer.json()["@context"]["prefLabel"]["@id"] == "skos:prefLabel"


# From a URI to its concept


@pytest.mark.parametrize("accept", ["text/html,application/xhtml+xml,*/*;q=0.8", "text/html"])
def test_a_browser_is_led_to_the_page(get: Get, client: Client, accept: str) -> None:
    answer = get("/api/v1/resolve", accept, uri=str(URI))
    assert (answer.status_code, answer["Location"]) == (303, f"/skill/{TEACH_TO_READ}")
    assert "Accept" in answer["Vary"]
    assert media_type(client.get(answer["Location"])) == "text/html"


def test_an_occupation_is_led_to_its_own_page(get: Get) -> None:
    answer = get("/api/v1/resolve", "text/html", uri=BAKER_URI)
    assert answer["Location"].startswith("/occupation/esco:")


@pytest.mark.parametrize("accept", [None, "*/*", "application/json", "text/turtle", "application/ld+json"])
def test_everyone_else_is_led_to_the_api_and_given_what_they_accept(get: Get, accept: str | None) -> None:
    answer = get("/api/v1/resolve", accept, uri=str(URI))
    assert (answer.status_code, answer["Location"]) == (303, ADDRESS)
    expected = accept if accept in OFFERED else "application/json"
    assert media_type(get(answer["Location"], accept)) == expected


def test_a_client_that_takes_neither_page_nor_data_is_told_what_there_is(get: Get) -> None:
    answer = get("/api/v1/resolve", "image/png", uri=str(URI))
    assert answer.status_code == 406
    assert [offer for offer in (*OFFERED, "text/html") if offer not in answer.json()["detail"]] == []


# Whose statements they are


@pytest.mark.parametrize("endpoint", ["prerequisites", "subskills"])
def test_every_relation_cites_a_named_graph_that_is_accounted_for(get: Get, endpoint: str) -> None:
    answer = get(f"/api/v1/{endpoint}", id=TEACH_TO_READ, source="explicit").json()
    [account] = answer["graphs"]
    assert {item["graph"] for item in answer["items"]} == {account["graph"]}
    assert {item["source"] for item in answer["items"]} == {"explicit"}
    assert (account["framework"], account["version"], account["role"]) == ("esco", "sample", "framework")
    assert account["sample"] is True
    assert account["publisher"]
    assert account["licence_name"]
    assert account["ingested_at"]


def test_a_skill_is_answered_with_an_account_of_its_graph(get: Get) -> None:
    skill = get(ADDRESS).json()
    assert skill["graph"] in [account["graph"] for account in skill["graphs"]]


def test_an_answer_without_relations_cites_no_graph(get: Get) -> None:
    [prerequisite] = get("/api/v1/prerequisites", id=TEACH_TO_READ, source="explicit").json()["items"]
    assert get("/api/v1/prerequisites", id=prerequisite["id"]).json()["graphs"] == []


# Documentation


def test_every_representation_is_documented(client: Client) -> None:
    paths = client.get("/api/v1/openapi.json").json()["paths"]
    responses = paths["/api/v1/skill/{id}"]["get"]["responses"]
    assert responses["200"]["content"].keys() == set(OFFERED)
    assert {"304", "406"} <= responses.keys()
    assert "406" in paths["/api/v1/resolve"]["get"]["responses"]
    context = paths["/api/v1/context.jsonld"]["get"]["responses"]["200"]
    assert context["content"].keys() == {"application/ld+json"}
