"""What the REST API promises: stable ids, languages, sources, and errors as problem documents."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import LazySettings
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from ninja import NinjaAPI
from openapi_spec_validator import validate

from graphdata.records import LinkedConcept
from search.analysis import LONGEST_QUERY
from search.live import _live as live_engine
from skillgraph_site import urls
from skillgraph_site.api.problems import install
from skillgraph_site.api.schemas import Text, label

#: Of the bundled sample: it has a prerequisite and five sub-skills.
TEACH_TO_READ = "esco:859b1499-ec99-5ded-9c98-4aa615fe1a82"
TEACH_TO_READ_URI = "http://data.europa.eu/esco/skill/859b1499-ec99-5ded-9c98-4aa615fe1a82"

Get = Callable[..., Any]


@pytest.fixture
def get(client: Client, published_sample: str) -> Get:
    """Asks the API over the published sample."""

    def ask(address: str, **parameters: Any) -> Any:
        return client.get(f"/api/v1{address}", parameters)

    return ask


def problem(answer: Any, status: int) -> dict[str, Any]:
    """The problem document that ``answer`` must be."""
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"
    document: dict[str, Any] = answer.json()
    assert document["status"] == status
    assert document["type"] == "about:blank"
    assert document["title"]
    assert document["detail"]
    assert document["instance"] == answer.wsgi_request.path
    return document


# Search


def test_a_hit_carries_id_uri_labels_with_language_score_and_source(get: Get, published_sample: str) -> None:
    answer = get("/search", q="teach children to read").json()
    assert answer["snapshot"] == published_sample
    first = answer["hits"][0]
    assert (first["id"], first["uri"], first["rank"]) == (TEACH_TO_READ, TEACH_TO_READ_URI, 1)
    assert first["label"] == {"text": "teach children to read", "language": "en"}
    assert {label["language"] for label in first["labels"]} == {"en", "fr"}
    assert first["exact"] is True
    assert first["source"] == "explicit"
    assert 0 <= first["score"] <= 1


def test_ranks_count_from_one_and_k_limits_the_answer(get: Get) -> None:
    hits = get("/search", q="teach", k=3).json()["hits"]
    assert [hit["rank"] for hit in hits] == [1, 2, 3]
    assert len(get("/search", q="teach").json()["hits"]) == 5


def test_labels_come_in_the_language_asked_for_or_say_which_one_they_are_in(get: Get) -> None:
    labels = [hit["label"]["language"] for hit in get("/search", q="lire", lang="fr", k=100).json()["hits"]]
    assert "fr" in labels
    assert "en" in labels, "O*NET has no French labels"


def test_an_offset_goes_on_where_the_answer_before_ended(get: Get) -> None:
    whole = get("/search", q="teach", k=6).json()["hits"]
    first, second = (get("/search", q="teach", k=3, offset=offset).json() for offset in (0, 3))
    assert first["has_more"]
    assert [*first["hits"], *second["hits"]] == whole
    beyond = get("/search", q="teach", offset=10_000).json()
    assert (beyond["hits"], beyond["has_more"]) == ([], False)


@pytest.mark.parametrize("variant", ["lexical", "dense", "hybrid"])
def test_every_variant_answers_under_its_name(get: Get, variant: str) -> None:
    answer = get("/search", q="bread", variant=variant).json()
    assert answer["variant"] == variant
    assert answer["hits"]


def test_without_a_reranker_its_variant_is_refused_and_the_setting_named(get: Get) -> None:
    document = problem(get("/search", q="bread", variant="rerank"), 422)
    assert [entry["name"] for entry in document["parameters"]] == ["variant"]
    assert "SKILLGRAPH_RERANKER" in document["detail"]


@pytest.mark.usefixtures("site_with_reranker")
def test_a_reranked_hit_says_which_place_it_came_from(get: Get) -> None:
    before = get("/search", q="make bread for children", k=10).json()
    after = get("/search", q="make bread for children", k=10, variant="rerank").json()
    assert (after["variant"], after["note"]) == ("rerank", None)
    scores = [hit["reranked"]["score"] for hit in after["hits"]]
    assert scores == sorted(scores, reverse=True)
    within = [hit for hit in after["hits"] if hit["reranked"]["from_rank"] <= 10]
    assert within
    for hit in within:
        assert before["hits"][hit["reranked"]["from_rank"] - 1]["id"] == hit["id"]
    assert all(hit["reranked"] is None for hit in before["hits"])


def test_a_reranker_that_cannot_be_used_is_told_without_its_path(
    get: Get, settings: LazySettings, site_with_reranker: str, tmp_path: Path
) -> None:
    settings.SKILLGRAPH_RERANKER = str(tmp_path / "gone")
    live_engine.cache_clear()
    answer = get("/search", q="bread making", variant="rerank").json()
    assert answer["variant"] == "hybrid"
    assert answer["note"].startswith("The re-ranker cannot be used at the moment")
    assert str(tmp_path) not in str(answer)
    assert answer["hits"] == get("/search", q="bread making").json()["hits"]


def test_a_repeated_framework_searches_in_all_of_them(get: Get) -> None:
    hits = get("/search", q="teach", k=100, framework=["onet", "rome"]).json()["hits"]
    assert {hit["framework"] for hit in hits} == {"onet", "rome"}


def test_a_kind_opens_what_is_not_searched_by_default(get: Get) -> None:
    kinds = {hit["kind"] for hit in get("/search", q="teacher", k=100, kind="occupation").json()["hits"]}
    assert kinds == {"occupation"}
    assert "occupation" not in {hit["kind"] for hit in get("/search", q="teacher", k=100).json()["hits"]}


@pytest.mark.parametrize("query", ['"', "*", "NEAR(", "🙂", "a\0b", "x" * LONGEST_QUERY, "%", "';--"])
def test_any_text_is_a_safe_query(get: Get, query: str) -> None:
    assert get("/search", q=query).status_code == 200


@pytest.mark.parametrize(
    ("parameters", "name"),
    [
        ({}, "q"),
        ({"q": ""}, "q"),
        ({"q": "   "}, "q"),
        ({"q": "x" * (LONGEST_QUERY + 1)}, "q"),
        ({"q": "x", "k": 0}, "k"),
        ({"q": "x", "k": 101}, "k"),
        ({"q": "x", "k": "many"}, "k"),
        ({"q": "x", "offset": -1}, "offset"),
        ({"q": "x", "offset": 10_001}, "offset"),
        ({"q": "x", "lang": "de"}, "lang"),
        ({"q": "x", "variant": "psychic"}, "variant"),
        ({"q": "x", "framework": "isced"}, "framework"),
        ({"q": "x", "framework": ["esco", ""]}, "framework"),
        ({"q": "x", "kind": "wizardry"}, "kind"),
    ],
)
def test_a_bad_parameter_is_named(get: Get, parameters: dict[str, Any], name: str) -> None:
    document = problem(get("/search", **parameters), 422)
    assert [entry["name"] for entry in document["parameters"]] == [name]
    assert name in document["detail"]


def test_an_unknown_framework_is_answered_with_those_that_are_loaded(get: Get) -> None:
    detail = problem(get("/search", q="x", framework="isced"), 422)["detail"]
    assert "esco" in detail
    assert "rome" in detail


def test_an_unknown_kind_is_answered_with_every_kind_once_in_order(get: Get) -> None:
    detail = problem(get("/search", q="x", kind="wizardry"), 422)["detail"]
    kinds = detail.partition("Known are: ")[2].split(", ")
    assert "skill" in kinds
    assert kinds == sorted(set(kinds))


@pytest.mark.parametrize("address", ["/search", "/skill/a:b", "/prerequisites", "/subskills", "/resolve"])
def test_parameters_that_do_not_exist_are_all_named(get: Get, address: str) -> None:
    document = problem(get(address, limit=5, query="x"), 422)
    assert [entry["name"] for entry in document["parameters"]] == ["limit", "query"]


def test_a_misspelt_parameter_is_answered_with_those_there_are(get: Get) -> None:
    assert "prerequisites" not in problem(get("/prerequisites", ids="a:b"), 422)["detail"]
    assert "There are: id, k, lang, source" in problem(get("/prerequisites", ids="a:b"), 422)["detail"]


def test_more_parameters_than_are_ever_read_are_refused(client: Client, published_sample: str) -> None:
    problem(client.get("/api/v1/search?" + "&".join(["q=x"] * 2_000)), 400)


# One concept


def test_a_skill_says_what_its_framework_says(get: Get, published_sample: str) -> None:
    skill = get(f"/skill/{TEACH_TO_READ}").json()
    assert (skill["id"], skill["uri"], skill["framework"]) == (TEACH_TO_READ, TEACH_TO_READ_URI, "esco")
    assert skill["label"] == {"text": "teach children to read", "language": "en"}
    assert {description["language"] for description in skill["descriptions"]} >= {"en"}
    assert skill["source"] == "explicit"
    assert skill["graph"].endswith("/esco/sample")
    assert skill["snapshot"] == published_sample
    assert all(step["label"]["text"] for broader in skill["broader_paths"] for step in broader)


def test_a_skill_is_labelled_in_the_language_asked_for(get: Get) -> None:
    assert get(f"/skill/{TEACH_TO_READ}", lang="fr").json()["label"]["language"] == "fr"


@pytest.mark.parametrize(
    "accepted",
    [
        "application/json",
        "Application/JSON;charset=utf-8",
        "*/*",
        "",
        "application/*;q=0.1",
        "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8",
        "text/turtle;q=0.5, application/json",
    ],
)
def test_whoever_admits_json_gets_it(get: Get, client: Client, accepted: str) -> None:
    answer = client.get(f"/api/v1/skill/{TEACH_TO_READ}", headers={"accept": accepted})
    assert (answer.status_code, answer.json()["id"]) == (200, TEACH_TO_READ)


def test_a_label_is_chosen_as_pages_choose_it() -> None:
    concept = LinkedConcept("a:b", "urn:b", "a", "skill", {"de": "schweißen", "fr": "souder"})
    assert label(concept, "en") == Text(text="souder", language="fr")
    nameless = LinkedConcept("a:b", "urn:b", "a", "skill", {})
    assert label(nameless, "en") == Text(text="a:b", language="und")


def test_an_id_made_of_a_whole_uri_works_escaped_and_as_it_stands(get: Get) -> None:
    hits = get("/search", q="reads simple words", kind="outcome").json()["hits"]
    concept_id = hits[0]["id"]
    assert "%2F" in concept_id
    assert get(f"/skill/{quote(concept_id, safe=':')}").json()["id"] == concept_id
    assert get(f"/skill/{concept_id}").json()["id"] == concept_id


def test_an_unknown_id_is_404_and_named(get: Get) -> None:
    for address in ("/skill/esco:none", "/prerequisites?id=esco:none", "/subskills?id=esco:none"):
        assert "esco:none" in problem(get(address), 404)["detail"]


@pytest.mark.parametrize("address", ["/prerequisites", "/subskills"])
def test_relations_need_an_id_and_a_sensible_k(get: Get, address: str) -> None:
    assert problem(get(address), 422)["parameters"][0]["name"] == "id"
    assert problem(get(address, id=TEACH_TO_READ, k=101), 422)["parameters"][0]["name"] == "k"


def test_prerequisites_are_explicit_relations_with_their_graph(get: Get) -> None:
    answer = get("/prerequisites", id=TEACH_TO_READ).json()
    assert (answer["id"], answer["uri"], answer["total"]) == (TEACH_TO_READ, TEACH_TO_READ_URI, 1)
    item = answer["items"][0]
    assert (item["relation"], item["source"], item["rank"]) == ("has_prerequisite", "explicit", 1)
    assert item["graph"].endswith("/esco/sample")
    assert item["label"]["text"]


def test_subskills_are_cut_at_k_but_counted_in_full(get: Get) -> None:
    answer = get("/subskills", id=TEACH_TO_READ, k=2).json()
    assert answer["total"] == 5
    assert [item["rank"] for item in answer["items"]] == [1, 2]
    assert {item["source"] for item in answer["items"]} == {"explicit"}


def test_a_concept_without_relations_has_an_empty_answer(get: Get) -> None:
    [prerequisite] = get("/prerequisites", id=TEACH_TO_READ, source="explicit").json()["items"]
    assert get("/prerequisites", id=prerequisite["id"]).json()["items"] == []


def test_a_uri_leads_to_its_concept(get: Get, client: Client) -> None:
    answer = get("/resolve", uri=TEACH_TO_READ_URI)
    assert answer.status_code == 303
    assert client.get(answer["Location"]).json()["id"] == TEACH_TO_READ


def test_a_uri_of_a_further_scheme_leads_to_its_concept(get: Get, client: Client) -> None:
    hit = get("/search", q="reads simple words", kind="outcome").json()["hits"][0]
    assert client.get(get("/resolve", uri=hit["uri"])["Location"]).json()["id"] == hit["id"]


def test_an_unknown_uri_is_404_and_a_missing_one_422(get: Get) -> None:
    assert "urn:nothing" in problem(get("/resolve", uri="urn:nothing"), 404)["detail"]
    assert problem(get("/resolve"), 422)["parameters"][0]["name"] == "uri"


# Whatever else goes wrong


@pytest.mark.usefixtures("no_snapshot")
@pytest.mark.parametrize(
    "address", ["/search?q=x", "/skill/a:b", "/prerequisites?id=a:b", "/resolve?uri=a:b"]
)
def test_without_a_snapshot_every_endpoint_says_what_to_run(client: Client, address: str) -> None:
    assert "manage.py ingest" in problem(client.get(f"/api/v1{address}"), 503)["detail"]


@pytest.mark.parametrize("address", ["/nothing", "/skill", "/", ""])
def test_an_unknown_address_is_a_problem_document(client: Client, address: str) -> None:
    answer = client.get(f"/api/v1{address}", follow=True)
    assert "/api/v1/docs" in problem(answer, 404)["detail"]


def test_a_wrong_method_is_a_problem_document_that_keeps_what_is_allowed(client: Client) -> None:
    answer = client.post("/api/v1/search")
    problem(answer, 405)
    assert answer["Allow"] == "GET"


def test_a_refused_host_is_a_problem_document(client: Client) -> None:
    problem(client.get("/api/v1/docs", headers={"host": "elsewhere.example"}), 400)


def fails(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("the secret of the house")


trial = NinjaAPI(urls_namespace="trial")
install(trial)
trial.get("/endpoint")(fails)
urlpatterns = [path("api/view", fails), path("api/trial/", trial.urls), *urls.urlpatterns]


@pytest.mark.urls(__name__)
@pytest.mark.parametrize("address", ["/api/view", "/api/trial/endpoint"])
def test_an_unforeseen_error_is_a_problem_document_without_its_secrets(client: Client, address: str) -> None:
    client.raise_request_exception = False
    document = problem(client.get(address), 500)
    assert "secret" not in str(document)


def test_pages_for_people_are_left_as_they_are(client: Client, published_sample: str) -> None:
    assert not client.get("/nothing-here")["Content-Type"].startswith("application/problem+json")


# Documentation


def test_the_openapi_description_is_valid_and_complete(client: Client) -> None:
    schema = client.get("/api/v1/openapi.json").json()
    validate(schema)
    about_one = ("skill/{id}", "prerequisites", "subskills", "explain")
    assert set(schema["paths"]) == {
        f"/api/v1/{name}"
        for name in ("search", *about_one, "resolve", "context.jsonld", "summaries", "summaries/{id}")
    }
    for operation in (each for methods in schema["paths"].values() for each in methods.values()):
        assert operation["responses"]["422"]["content"].keys() == {"application/problem+json"}


def allowed_values(client: Client, name: str) -> list[str] | None:
    parameters = client.get("/api/v1/openapi.json").json()["paths"]["/api/v1/search"]["get"]["parameters"]
    [schema] = [parameter["schema"] for parameter in parameters if parameter["name"] == name]
    values: list[str] | None = schema.get("items", schema).get("enum")
    return values


def test_kinds_and_loaded_frameworks_are_documented(client: Client, published_sample: str) -> None:
    kinds = allowed_values(client, "kind")
    assert kinds is not None
    assert {"skill", "occupation"} <= set(kinds)
    frameworks = allowed_values(client, "framework")
    assert frameworks is not None
    assert {"esco", "rome", "onet"} <= set(frameworks)
    assert "esco-rome" not in frameworks


def test_the_variants_documented_are_those_offered(
    client: Client, published_sample: str, request: pytest.FixtureRequest
) -> None:
    assert allowed_values(client, "variant") == ["lexical", "dense", "hybrid"]
    request.getfixturevalue("site_with_reranker")
    assert allowed_values(client, "variant") == ["lexical", "dense", "hybrid", "rerank"]


@pytest.mark.usefixtures("no_snapshot")
def test_without_a_snapshot_the_documentation_names_no_frameworks(client: Client) -> None:
    assert allowed_values(client, "framework") is None


def test_every_answer_has_an_example_in_the_documentation(client: Client) -> None:
    schemas = client.get("/api/v1/openapi.json").json()["components"]["schemas"]
    for name, schema in schemas.items():
        has_examples = any("examples" in field for field in schema["properties"].values())
        assert "example" in schema or has_examples, name


def test_the_documentation_page_loads_nothing_from_elsewhere(client: Client) -> None:
    page = client.get("/api/v1/docs").content.decode()
    assert "swagger-ui-bundle" in page
    assert "http://" not in page
    assert "https://" not in page
