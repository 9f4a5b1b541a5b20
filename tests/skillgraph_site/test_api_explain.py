"""``GET /api/v1/explain``: cited sentences as JSON and as plain text."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from graphdata.live import current_graph

pytestmark = pytest.mark.django_db

Get = Callable[..., Any]
TEACH_TO_READ = "esco:859b1499-ec99-5ded-9c98-4aa615fe1a82"


@pytest.fixture
def get(client: Client, published_sample: str) -> Get:
    def ask(**parameters: Any) -> Any:
        return client.get("/api/v1/explain", {"id": TEACH_TO_READ, **parameters})

    return ask


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("audience", ["teacher", "learner"])
def test_every_sentence_cites_facts_that_are_in_the_answer(get: Get, language: str, audience: str) -> None:
    answer = get(lang=language, audience=audience).json()
    assert (answer["id"], answer["mode"]) == (TEACH_TO_READ, "template")
    assert (answer["language"], answer["audience"]) == (language, audience)
    known = {fact["id"] for fact in answer["evidence"]}
    assert all(set(each["evidence"]) <= known and each["evidence"] for each in answer["sentences"])
    assert answer["text"] == " ".join(each["text"] for each in answer["sentences"])


def test_a_fact_names_the_graph_and_the_concept_that_it_links_to(get: Get, published_sample: str) -> None:
    answer = get().json()
    assert answer["snapshot"] == published_sample
    [needed, *_] = [fact for fact in answer["evidence"] if fact["kind"] == "has_prerequisite"]
    assert needed["source"] == "explicit"
    assert needed["graph"] in current_graph().release_of
    document = current_graph().document(needed["concept"])
    assert document is not None
    assert needed["value"] == document.pref_labels["en"]


def test_learners_are_spoken_to_otherwise_than_teachers(get: Get) -> None:
    assert get(audience="learner").json()["text"] != get(audience="teacher").json()["text"]


def test_plain_text_has_the_sentences_with_marks_and_then_the_facts_they_cite(get: Get) -> None:
    answer = get(format="text")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    sentences, facts = answer.content.decode().split("\n\n")
    cited = {
        mark
        for marks in re.findall(r"\[([e\d, ]+)\]$", sentences, re.MULTILINE)
        for mark in marks.split(", ")
    }
    assert cited == set(re.findall(r"^\[(e\d+)\]", facts, re.MULTILINE)) != set()
    assert [each["text"] for each in get().json()["sentences"]] == [
        line.rpartition(" [")[0] for line in sentences.splitlines()
    ]


def test_an_explanation_that_was_read_is_not_sent_again(get: Get, client: Client) -> None:
    tag = get()["ETag"]
    assert tag != get(lang="fr")["ETag"] != get(lang="fr", format="text")["ETag"]
    address = f"/api/v1/explain?id={TEACH_TO_READ}"
    assert client.get(address, headers={"if-none-match": tag}).status_code == 304


@pytest.mark.parametrize(
    ("parameters", "name"),
    [({"audience": "parent"}, "audience"), ({"lang": "de"}, "lang"), ({"format": "html"}, "format")],
)
def test_a_bad_parameter_is_named(get: Get, parameters: dict[str, str], name: str) -> None:
    answer = get(**parameters)
    assert answer.status_code == 422
    assert [entry["name"] for entry in answer.json()["parameters"]] == [name]


def test_an_unknown_id_is_404_and_an_unknown_parameter_422(get: Get) -> None:
    assert "esco:none" in get(id="esco:none").json()["detail"]
    assert get(id="esco:none").status_code == 404
    assert get(mode="template").status_code == 422


@pytest.mark.usefixtures("no_snapshot")
def test_without_a_snapshot_the_answer_says_what_to_run(client: Client) -> None:
    answer = client.get("/api/v1/explain?id=a:b")
    assert (answer.status_code, "manage.py ingest" in answer.json()["detail"]) == (503, True)
