"""``/api/v1/summaries``: asked for, looked at, and refused as problem documents."""

from typing import Any
from uuid import uuid4

import pytest
from django.conf import LazySettings
from django.test import Client

from explain.models import SummaryJob
from explain.tasks import write_summary
from tests.explain.faithful_answer import READING, faithful_answer, faithful_sentences
from tests.search.openai_server import OpenAIServer, says, status

# Not in a transaction: a worker's heartbeat is written from another thread.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("published_sample")]

ADDRESS = "/api/v1/summaries"


@pytest.fixture(autouse=True)
def model(settings: LazySettings, openai_server: OpenAIServer) -> OpenAIServer:
    settings.SKILLGRAPH_LLM_MODEL, settings.SKILLGRAPH_LLM_URL = "tiny", openai_server.url
    settings.SKILLGRAPH_LLM_ATTEMPTS, settings.SKILLGRAPH_LLM_TIMEOUT = 1, 1.0
    openai_server.will(says(faithful_answer()))
    return openai_server


def ask(client: Client, **body: Any) -> Any:
    return client.post(ADDRESS, {"id": READING, **body}, content_type="application/json")


def test_a_summary_is_queued_and_read_where_the_answer_says(client: Client, published_sample: str) -> None:
    queued = ask(client)
    assert queued.status_code == 202
    assert queued.json()["status"] == "queued"
    assert client.get(queued["Location"])["Retry-After"]
    write_summary(queued.json()["id"])
    answer = client.get(queued["Location"])
    done = answer.json()
    assert (answer.status_code, done["status"], done["failure"]) == (200, "done", None)
    assert (done["concept"], done["snapshot"]) == (READING, published_sample)
    assert [(each["text"], each["evidence"]) for each in done["sentences"]] == faithful_sentences()
    assert {each["origin"] for each in done["sentences"]} == {"generated"}
    assert all("relations" in each["checks"] for each in done["sentences"])
    known = {fact["id"] for fact in done["evidence"]}
    assert all(set(each["evidence"]) <= known for each in done["sentences"])
    assert answer["Cache-Control"] == "no-store"
    assert "Retry-After" not in answer


def test_the_same_wish_is_the_same_summary(client: Client) -> None:
    first = ask(client).json()["id"]
    assert ask(client).json()["id"] == first
    assert ask(client, lang="fr").json()["id"] != first
    assert ask(client, audience="learner").json()["audience"] == "learner"


def test_a_model_that_fails_leaves_a_reason_and_the_template(client: Client, model: OpenAIServer) -> None:
    model.will(status(401, "sk-secret"))
    address = ask(client)["Location"]
    write_summary(address.rpartition("/")[2])
    failed = client.get(address)
    assert (failed.json()["status"], failed.json()["failure"]["code"]) == ("failed", "refused")
    assert {each["origin"] for each in failed.json()["sentences"]} == {"template"}
    assert "sk-secret" not in failed.content.decode()


def problem(answer: Any) -> dict[str, Any]:
    assert answer["Content-Type"] == "application/problem+json"
    document: dict[str, Any] = answer.json()
    assert document["status"] == answer.status_code
    return document


def test_too_many_from_one_address_are_told_when_to_come_back(client: Client, settings: LazySettings) -> None:
    settings.SKILLGRAPH_SUMMARIES_PER_HOUR = 1
    ask(client)
    refused = ask(client, lang="fr")
    assert problem(refused)["status"] == 429
    assert int(refused["Retry-After"]) > 3_000
    assert ask(client).status_code == 202


@pytest.mark.parametrize(
    ("body", "name"),
    [({"lang": "de"}, "lang"), ({"audience": "parent"}, "audience"), ({"language": "fr"}, "language"),
     ({"id": ""}, "id"), ({"id": 7}, "id")],
)  # fmt: skip
def test_a_bad_parameter_is_named(client: Client, body: dict[str, Any], name: str) -> None:
    document = problem(ask(client, **body))
    assert document["status"] == 422
    assert [entry["name"] for entry in document["parameters"]] == [name]
    assert not SummaryJob.objects.exists()


def test_what_there_is_not_is_404(client: Client) -> None:
    assert problem(ask(client, id="esco:none"))["status"] == 404
    assert problem(client.get(f"{ADDRESS}/{uuid4()}"))["status"] == 404
    assert problem(client.get(f"{ADDRESS}/none"))["status"] == 404
    assert problem(client.get(ADDRESS))["status"] == 405
    assert problem(client.post(ADDRESS, "{", content_type="application/json"))["status"] == 400


def test_without_a_model_the_answer_says_what_to_set(client: Client, settings: LazySettings) -> None:
    settings.SKILLGRAPH_LLM_MODEL = settings.SKILLGRAPH_LLM_URL = ""
    document = problem(ask(client))
    assert document["status"] == 503
    assert "SKILLGRAPH_LLM_MODEL" in document["detail"]


def test_without_a_snapshot_the_answer_says_what_to_run(client: Client, no_snapshot: None) -> None:
    assert problem(ask(client))["status"] == 503
