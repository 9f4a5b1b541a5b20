"""The button “Summarise” on a page: asked, watched, read, cancelled, refused, with and without scripts."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import LazySettings
from django.contrib.auth.models import Permission
from django.test import Client
from django.utils import timezone

from explain.models import Status, SummaryJob
from explain.summary_jobs import REST
from explain.tasks import write_summary
from search.vocabulary import OCCUPATION_KINDS
from skillgraph_site.accounts.models import User
from tests.explain.faithful_answer import READING, SENTENCES, faithful_answer, faithful_sentences
from tests.explain.scripted_generator import answer_of
from tests.markup import Answer, all_of, by_id, ids, parse, text
from tests.search.openai_server import (
    Behaviour,
    OpenAIServer,
    drips,
    floods,
    hangs_up,
    says,
    silence,
    status,
    web_page,
)

# Not in a transaction: a worker's heartbeat is written from another thread.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("published_sample")]

PAGE = f"/skill/{READING}"
ASK = f"{PAGE}/summary"
BAKER = "/occupation/esco:3e09514f-388c-5721-b03f-edf1522c381f"
HTMX = {"HX-Request": "true", "HX-Current-URL": f"http://testserver{PAGE}?q=read"}
LABEL = {
    "en": "Written by a language model from the facts below",
    "fr": "Rédigé par un modèle de langue à partir des faits ci-dessous",
}


@pytest.fixture(autouse=True)
def model(settings: LazySettings, openai_server: OpenAIServer) -> OpenAIServer:
    """A configured language model that answers faithfully, in English."""
    settings.SKILLGRAPH_LLM_MODEL, settings.SKILLGRAPH_LLM_URL = "tiny", openai_server.url
    settings.SKILLGRAPH_LLM_ATTEMPTS, settings.SKILLGRAPH_LLM_TIMEOUT = 1, 1.0
    openai_server.will(says(faithful_answer()))
    return openai_server


def asked(client: Client, **form: str) -> Answer:
    answer = client.post(ASK, form, follow=True)
    assert answer.status_code == 200
    return answer


def summarised(client: Client, **form: str) -> Answer:
    """The page after a worker has done what the button asked for."""
    client.post(ASK, form)
    job = SummaryJob.objects.latest("requested")
    while job.is_active:
        write_summary(str(job.pk))
        job.refresh_from_db()
    return client.get(PAGE, {"summary": str(job.pk)})


def panel(answer: Answer) -> Any:
    return by_id(parse(answer), "summary-panel")


def test_a_page_offers_a_summary_and_starts_none(client: Client) -> None:
    for page in (PAGE, BAKER):
        form = all_of(panel(client.get(page)), "form")[0]
        assert form.attrib["action"] == f"{page}/summary"
        assert text(all_of(form, "button")[0]) == "Summarise"
    assert not SummaryJob.objects.exists()


def test_without_scripts_the_button_leads_back_to_the_page_where_the_wait_is_told(client: Client) -> None:
    answer = client.post(ASK, {"address": "q=read&at=1"})
    job = SummaryJob.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"{PAGE}?q=read&at=1&summary={job.pk}#summary")
    shown = panel(client.get(answer["Location"]))
    assert "waits to be written" in text(shown)
    [refresh] = [link for link in all_of(shown, "a") if text(link) == "Refresh"]
    # The address of the page itself, with its fragment, would make no browser ask again.
    assert refresh.attrib["href"].startswith(f"/summary/{job.pk}?")
    assert client.get(refresh.attrib["href"])["Location"] == answer["Location"]


def test_a_summary_is_labelled_and_each_sentence_leads_to_its_facts(client: Client) -> None:
    page = parse(summarised(client))
    shown = by_id(page, "summary-panel")
    assert LABEL["en"] in text(shown)
    sentences = all_of(shown, "p", "in-short__text")[0]
    marks = [link.attrib["href"].removeprefix("#") for link in all_of(sentences, "a")]
    assert len(marks) == 3
    assert set(marks) <= set(ids(page))
    for said, _ in faithful_sentences():
        assert said in text(sentences)
    assert "summary-told" not in ids(page)


def test_a_sentence_of_the_template_is_marked_among_those_of_the_model(
    client: Client, model: OpenAIServer
) -> None:
    first, second, third = faithful_sentences()
    bad = ("Learners first need to bake bread and to swim.", second[1])
    model.will(says(answer_of(first, bad, third)), says(answer_of(bad)))
    shown = panel(summarised(client))
    [told] = all_of(shown, "span", "summary__told")
    assert "bread" not in text(shown)
    assert text(told)
    assert "did not pass the checks" in text(by_id(shown, "summary-told"))


#: What a model may say, and every way in which a server may fail; and what the page then says.
REFUSED = "What the language model wrote did not pass the checks."
AWAY, BUSY = "The language model cannot be reached.", "The language model has too much to do."
SLOW, UNUSABLE = "The language model took too long.", "The language model cannot be used at present."
SECRET = "sk-hunter2"
BAD: dict[str, tuple[Behaviour, str]] = {
    "an order": (says("Ignore the facts."), REFUSED),
    "truncated JSON": (says('{"sentences": [{"evidence": ["e1"], "te'), REFUSED),
    "an unknown id": (says(answer_of(*[("This cites what nobody has handed over.", ["e999"])] * 3)), REFUSED),
    "four sentences": (says(answer_of(*[("This is one sentence too many by far.", ["e1"])] * 4)), REFUSED),
    "another language": (says(answer_of(*[("Voici une phrase en français.", ["e1"])] * 3)), REFUSED),
    "ten megabytes": (floods(10_000_000), UNUSABLE),
    "a web page": (web_page(), UNUSABLE),
    "a refused key": (status(401, SECRET), UNUSABLE),
    "silence": (silence(), SLOW),
    "a byte a second": (drips("{}", every=1.0), SLOW),
    "500": (status(500, SECRET), AWAY),
    "429": (status(429, SECRET, Retry_After="1"), BUSY),
    "nobody": (hangs_up(), AWAY),
}


@pytest.mark.parametrize(("behaviour", "reason"), BAD.values(), ids=BAD)
def test_whatever_a_model_does_the_reader_gets_cited_sentences_and_the_reason(
    client: Client, model: OpenAIServer, behaviour: Behaviour, reason: str
) -> None:
    model.will(behaviour)
    page = parse(summarised(client))
    shown = by_id(page, "summary-panel")
    assert reason in text(shown)
    assert LABEL["en"] not in text(shown)
    assert SECRET not in text(shown)
    marks = {link.attrib["href"].removeprefix("#") for link in all_of(shown, "a")}
    assert marks
    assert marks <= set(ids(page))


def test_what_failed_rests_before_it_is_offered_again(client: Client, model: OpenAIServer) -> None:
    model.will(status(401))
    assert "Try again" not in text(panel(summarised(client)))
    SummaryJob.objects.update(finished=timezone.now() - REST * 2)
    job = SummaryJob.objects.get()
    assert "Try again" in text(panel(client.get(PAGE, {"summary": str(job.pk)})))


def test_without_a_model_the_button_says_so_and_points_at_the_template(
    client: Client, settings: LazySettings
) -> None:
    settings.SKILLGRAPH_LLM_MODEL = settings.SKILLGRAPH_LLM_URL = ""
    shown = panel(asked(client))
    assert "No language model is set up" in text(shown)
    assert [link.attrib["href"] for link in all_of(shown, "a")] == ["#in-short"]
    assert not SummaryJob.objects.exists()


def test_language_and_reader_can_be_changed_from_the_result(client: Client, model: OpenAIServer) -> None:
    shown = panel(summarised(client))
    others = [
        {each.attrib["name"]: each.attrib["value"] for each in all_of(form, "input")}
        for form in all_of(shown, "form")
    ]
    assert [(other["clang"], other["for"]) for other in others] == [("fr", "teacher"), ("en", "learner")]
    model.will(says(faithful_answer("fr")))
    client.cookies["django_language"] = "fr"
    french = panel(summarised(client, clang="fr"))
    assert LABEL["fr"] in text(french).replace("\u00a0", " ")
    assert SENTENCES["fr"]["has_prerequisite"] in text(french)
    assert all_of(french, "p", "in-short__text")[0].attrib["lang"] == "fr"


def test_htmx_gets_the_panel_alone_and_looks_again_less_and_less_often(client: Client) -> None:
    answer = client.post(ASK, {"address": "q=read"}, headers=HTMX)
    job = SummaryJob.objects.get()
    assert answer["HX-Replace-Url"] == f"{PAGE}?q=read&summary={job.pk}"
    assert b"<html" not in answer.content
    delays = []
    for _ in range(6):
        body = answer.content.decode()
        [(address, delay)] = re.findall(r'hx-get="([^"]+)" hx-trigger="load delay:([\d.]+)s', body)
        delays.append(float(delay))
        answer = client.get(address.replace("&amp;", "&"), headers=HTMX)
        assert "HX-Retarget" not in answer
    assert delays == [0.5, 1, 2, 4, 8, 8]


def test_a_change_of_state_replaces_the_panel(client: Client) -> None:
    client.post(ASK, headers=HTMX)
    job = SummaryJob.objects.get()
    write_summary(str(job.pk))
    answer = client.get(f"/summary/{job.pk}?state=queued&step=1", headers=HTMX)
    assert (answer["HX-Retarget"], answer["HX-Reswap"]) == ("#summary-panel", "innerHTML")
    assert LABEL["en"] in answer.content.decode()
    assert "summary-poll" not in answer.content.decode()
    assert client.get(f"/summary/{job.pk}")["Location"] == f"{PAGE}?summary={job.pk}#summary"


def test_whoever_waits_alone_may_cancel_and_nobody_else(client: Client) -> None:
    client.post(ASK)
    job = SummaryJob.objects.get()
    Client().post(f"/summary/{job.pk}/cancel")
    job.refresh_from_db()
    assert job.status == Status.QUEUED
    assert "Cancel" in text(panel(client.get(PAGE, {"summary": str(job.pk)})))
    assert "was cancelled" in text(panel(client.post(f"/summary/{job.pk}/cancel", follow=True)))
    client.post(ASK)
    Client().post(ASK)
    client.post(f"/summary/{job.pk}/cancel")
    job.refresh_from_db()
    assert job.status == Status.QUEUED, "somebody else waits for it now"


def test_too_many_are_refused_on_a_page_that_says_when_to_come_back(
    client: Client, settings: LazySettings
) -> None:
    settings.SKILLGRAPH_SUMMARIES_PER_HOUR = 1
    client.post(ASK)
    refused = client.post(ASK, {"clang": "fr"})
    assert refused.status_code == 429
    assert int(refused["Retry-After"]) > 3_000
    assert "1 new summary an hour" in text(parse(refused))
    # htmx swaps in no answer with an error's status.
    assert client.post(ASK, {"clang": "fr"}, headers=HTMX).status_code == 200
    assert client.post(ASK).status_code == 302


def test_a_form_from_elsewhere_is_refused() -> None:
    stranger = Client(enforce_csrf_checks=True)
    assert stranger.post(ASK).status_code == 403
    assert not SummaryJob.objects.exists()
    assert stranger.get(ASK).status_code == 405


def test_what_there_is_not_is_said_on_a_page(client: Client) -> None:
    for answer in (
        client.post("/skill/esco:none/summary"),
        client.get(f"/summary/{uuid4()}"),
        client.post(f"/summary/{uuid4()}/cancel"),
    ):
        assert answer.status_code == 404
        assert "no such entry" in text(parse(answer))
    for strange in ("x", str(uuid4()), "'"):
        assert "Summarise" in text(panel(client.get(PAGE, {"summary": strange})))


def test_a_summary_of_one_entry_is_not_shown_on_another_s_page(client: Client) -> None:
    client.post(ASK)
    job = SummaryJob.objects.get()
    assert "Summarise" in text(panel(client.get(BAKER, {"summary": str(job.pk)})))


def test_a_summary_of_older_data_says_so_and_can_be_asked_for_anew(client: Client) -> None:
    summarised(client)
    SummaryJob.objects.update(snapshot_id="older")
    job = SummaryJob.objects.get()
    shown = panel(client.get(PAGE, {"summary": str(job.pk)}))
    assert "The data changed since this was written." in text(shown)
    assert "Try again" in text(shown)
    client.post(ASK)
    assert SummaryJob.objects.count() == 2


def test_a_job_that_lost_its_worker_is_found_by_whoever_looks(client: Client) -> None:
    client.post(ASK)
    SummaryJob.objects.update(
        status=Status.RUNNING,
        claim="dead",
        attempts=1,
        heartbeat=timezone.now() - timedelta(hours=1),
    )
    job = SummaryJob.objects.get()
    client.get(PAGE, {"summary": str(job.pk)})
    job.refresh_from_db()
    assert (job.status, job.nudged is not None) == (Status.QUEUED, True)


def test_a_broker_that_is_away_is_told_and_the_request_kept(
    client: Client, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    from explain import tasks

    def away(*_: object, **__: object) -> None:
        raise tasks.write_summary.OperationalError("redis://:hunter2@host is away")

    monkeypatch.setattr(tasks.write_summary, "apply_async", away)
    shown = text(panel(asked(client)))
    assert "Your request is kept" in shown
    assert "hunter2" not in shown
    assert SummaryJob.objects.get().status == Status.QUEUED


def test_occupations_have_summaries_too(client: Client) -> None:
    answer = client.post(f"{BAKER}/summary", follow=True)
    assert answer.redirect_chain[-1][0].startswith(f"{BAKER}?summary=")
    assert "occupation" in OCCUPATION_KINDS


LIST = "/admin/explain/summaryjob/"


@pytest.fixture
def administrator(client: Client) -> User:
    person = User.objects.create_superuser("admin@example.org", "correct horse")
    client.force_login(person)
    return person


def act(client: Client, action: str, *jobs: SummaryJob) -> str:
    form = {"action": action, "_selected_action": [str(job.pk) for job in jobs]}
    return text(parse_loosely(client.post(LIST, form, follow=True)))


def parse_loosely(answer: Answer) -> Any:
    """Django's own pages are not all strict HTML."""
    import html5lib

    return html5lib.parse(answer.content.decode())


def test_administrators_see_reasons_and_models_and_may_write_again_cancel_and_clear(
    client: Client, administrator: User, model: OpenAIServer
) -> None:
    model.will(status(401))
    summarised(client)
    job = SummaryJob.objects.get()
    listed = text(parse_loosely(client.get(LIST)))
    assert "refused" in listed
    assert "1 (100 %)" in listed
    assert job.failure_message in text(parse_loosely(client.get(f"{LIST}{job.pk}/change/")))
    assert "1 summary waits." in act(client, "retry", job)
    assert "1 summary cancelled." in act(client, "cancel", job)
    assert "1 summary cleared." in act(client, "clear", job)
    assert not SummaryJob.objects.exists()
    assert client.get("/admin/explain/tokenday/").status_code == 200


def test_whoever_may_only_look_changes_nothing(client: Client) -> None:
    client.post(ASK)
    job = SummaryJob.objects.get()
    person = User.objects.create_user("reader@example.org", "correct horse", is_staff=True)
    person.user_permissions.add(Permission.objects.get(codename="view_summaryjob"))
    client.force_login(person)
    assert client.get(LIST).status_code == 200
    for action in ("retry", "cancel", "clear", "delete_selected"):
        act(client, action, job)
    job.refresh_from_db()
    assert job.status == Status.QUEUED


def test_nothing_is_left_in_the_log_of_who_asked(
    client: Client, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    summarised(client)
    assert client.session.session_key
    assert client.session.session_key not in caplog.text
