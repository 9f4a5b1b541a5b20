"""Answers that a client has kept: sent again only when they changed."""

from collections.abc import Callable
from itertools import combinations
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory

from skillgraph_site.api.freshness import unchanged

TEACH_TO_READ = "esco:859b1499-ec99-5ded-9c98-4aa615fe1a82"
SKILL = f"/api/v1/skill/{TEACH_TO_READ}"
KEPT = [
    SKILL,
    f"{SKILL}?lang=fr",
    f"{SKILL}?format=turtle",
    f"{SKILL}?format=jsonld",
    f"/api/v1/prerequisites?id={TEACH_TO_READ}",
    f"/api/v1/subskills?id={TEACH_TO_READ}",
    f"/api/v1/subskills?id={TEACH_TO_READ}&k=2",
    f"/api/v1/subskills?id={TEACH_TO_READ}&lang=fr",
]

Get = Callable[..., Any]


@pytest.fixture
def get(client: Client, published_sample: str) -> Get:
    def ask(address: str, **headers: str) -> Any:
        return client.get(address, headers=headers)

    return ask


@pytest.mark.parametrize("address", KEPT)
def test_what_was_seen_is_not_sent_again(get: Get, address: str) -> None:
    first = get(address)
    again = get(address, if_none_match=first["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    assert (again["ETag"], again["Cache-Control"]) == (first["ETag"], first["Cache-Control"])
    assert again.get("Vary") == first.get("Vary")


@pytest.mark.parametrize("form", ["*", 'W/{tag}, "other"', '"other", {tag}'])
def test_every_form_of_the_question_is_understood(get: Get, form: str) -> None:
    tag = get(SKILL)["ETag"]
    assert get(SKILL, if_none_match=form.format(tag=tag)).status_code == 304


def test_no_two_answers_share_a_tag(get: Get) -> None:
    tags = [get(address)["ETag"] for address in KEPT]
    assert len(set(tags)) == len(KEPT)
    for address, tag in zip(KEPT, tags[1:] + tags[:1], strict=True):
        assert get(address, if_none_match=tag).status_code == 200


def test_the_tag_belongs_to_what_the_accept_header_chose(get: Get) -> None:
    turtle = get(SKILL, accept="text/turtle")
    assert turtle["ETag"] == get(f"{SKILL}?format=ttl")["ETag"]
    assert get(SKILL, accept="application/json", if_none_match=turtle["ETag"]).status_code == 200


def test_both_spellings_of_an_id_have_one_tag(get: Get) -> None:
    hit = get("/api/v1/search?q=reads simple words&kind=outcome").json()["hits"][0]
    escaped = hit["id"].replace("%", "%25")
    assert get(f"/api/v1/skill/{escaped}")["ETag"] == get(f"/api/v1/skill/{hit['id']}")["ETag"]


def test_a_condition_that_cannot_be_met_is_a_problem_document(get: Get) -> None:
    answer = get(SKILL, if_match='"an older one"')
    assert (answer.status_code, answer["Content-Type"]) == (412, "application/problem+json")


@pytest.mark.parametrize("address", [*KEPT, "/api/v1/search?q=bread"])
def test_an_answer_is_asked_about_before_it_is_used_again(get: Get, address: str) -> None:
    assert get(address)["Cache-Control"] == "public, no-cache"


def test_an_unknown_id_has_no_tag(get: Get) -> None:
    assert "ETag" not in get("/api/v1/skill/esco:none", if_none_match="*")


def tag(*identity: str | int) -> str:
    response = HttpResponse()
    assert unchanged(RequestFactory().get("/"), response, *identity) is None
    return response["ETag"]


def test_everything_that_an_answer_depends_on_changes_its_tag() -> None:
    answers = [
        ("snapshot 1", "a:b", "json", "en"),
        ("snapshot 2", "a:b", "json", "en"),
        ("snapshot 1", "a:c", "json", "en"),
        ("snapshot 1", "a:b", "turtle", "en"),
        ("snapshot 1", "a:b", "json", "fr"),
    ]
    assert all(tag(*one) != tag(*other) for one, other in combinations(answers, 2))
    assert tag(*answers[0]) == tag(*answers[0])
