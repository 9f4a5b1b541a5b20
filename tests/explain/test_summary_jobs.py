"""Summaries as jobs: asked for once by however many, claimed once, found again, and ended with a reason."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Barrier
from time import monotonic, sleep
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import connection
from django.utils import timezone

from explain import summary_writing, tasks
from explain.models import Status, SummaryJob, TokenDay
from explain.summary_jobs import (
    MOST_WAITING,
    REST,
    NoLanguageModel,
    TooManySummaries,
    Wish,
    ask,
    is_offered,
    name_of_asker,
)
from explain.summary_prompt import PROMPT_VERSION
from explain.summary_result import from_json
from explain.tasks import recover_summaries, sign_of_life, write_summary
from graphdata.jobs.rows import HEARTBEAT_LIMIT, MAX_ATTEMPTS
from graphdata.live import current_graph
from search.neural.constrained import LocalModel
from tests.explain.faithful_answer import READING, faithful_answer, faithful_sentences
from tests.explain.scripted_generator import answer_of
from tests.search.openai_server import (
    OpenAIServer,
    closed_port,
    drips,
    floods,
    generates,
    hangs_up,
    says,
    silence,
    status,
    web_page,
)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("published_sample")]

SILENT = HEARTBEAT_LIMIT + timedelta(seconds=5)
ME, YOU = name_of_asker("session", "me"), name_of_asker("session", "you")
SECRET = "sk-hunter2-very-secret"


@pytest.fixture(autouse=True)
def queue(settings: LazySettings) -> Iterator[Path]:
    """The folder that holds the embedded broker's messages, empty at the start and at the end."""
    if settings.REDIS_URL:
        pytest.fail("this test looks into the embedded broker: run it without REDIS_URL")
    folder = Path(settings.CELERY_BROKER_TRANSPORT_OPTIONS["data_folder_in"])
    for message in folder.iterdir():
        message.unlink()
    yield folder
    for message in folder.iterdir():
        message.unlink()


@pytest.fixture
def model(settings: LazySettings, openai_server: OpenAIServer) -> OpenAIServer:
    """The configured language model, which does as the test tells it."""
    settings.SKILLGRAPH_LLM_MODEL = "tiny"
    settings.SKILLGRAPH_LLM_URL = openai_server.url
    settings.SKILLGRAPH_LLM_KEY = SECRET
    settings.SKILLGRAPH_LLM_ATTEMPTS = 1
    settings.SKILLGRAPH_LLM_TIMEOUT = 1.0
    return openai_server


def wish(**changes: Any) -> Wish:
    made = {"concept_id": READING, "label": "teach children to read", "language": "en", "audience": "teacher"}
    return Wish(**{**made, "snapshot_id": current_graph().snapshot_id, **changes})


def written(job: SummaryJob) -> SummaryJob:
    write_summary(str(job.pk))
    job.refresh_from_db()
    return job


def test_a_faithful_answer_is_kept_with_its_evidence_and_what_was_checked(model: OpenAIServer) -> None:
    model.will(says(faithful_answer(), usage={"prompt_tokens": 400, "completion_tokens": 90}))
    job = written(ask(wish(), ME))
    kept = from_json(job.result)
    assert (job.status, job.failure, job.own_sentences, job.told_sentences) == ("done", "", 3, 0)
    assert [line.text for line in kept.lines] == [text for text, _ in faithful_sentences()]
    assert {name for line in kept.lines for name in line.evidence} == {fact.id for fact in kept.facts}
    assert all("relations" in line.checks for line in kept.lines)
    assert (job.prompt_tokens, job.completion_tokens) == (400, 90)
    assert job.milliseconds > 0


def test_a_random_model_ends_in_sentences_that_all_cite(
    model: OpenAIServer, tiny_llama: LocalModel, settings: LazySettings
) -> None:
    settings.SKILLGRAPH_LLM_TIMEOUT = 60.0
    model.will(generates(tiny_llama))
    job = written(ask(wish(), ME))
    assert (job.status, job.is_fallback) == ("done", True)
    kept = from_json(job.result)
    assert kept.lines
    assert all(line.evidence for line in kept.lines)
    assert kept.refused


def test_two_thousand_clicks_are_one_job_and_one_message(model: OpenAIServer, queue: Path) -> None:
    jobs = {ask(wish(), name_of_asker("session", str(click))).pk for click in range(2_000)}
    assert len(jobs) == SummaryJob.objects.count() == len(list(queue.iterdir())) == 1
    model.will(says(faithful_answer()))
    written(SummaryJob.objects.get())
    assert ask(wish(), ME).status == Status.DONE
    assert len(model.calls) == 1


def test_of_many_who_click_at_once_one_makes_the_job(model: OpenAIServer, queue: Path) -> None:
    start, wanted = Barrier(8), wish()

    def click(number: int) -> object:
        try:
            start.wait()
            return ask(wanted, name_of_asker("session", str(number))).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as people:
        jobs = set(people.map(click, range(8)))
    assert len(jobs) == SummaryJob.objects.count() == len(list(queue.iterdir())) == 1


@pytest.mark.parametrize(
    "change", [{"language": "fr"}, {"audience": "learner"}, {"snapshot_id": "another"}, {"concept_id": "x"}]
)
def test_another_wish_is_another_job(model: OpenAIServer, change: dict[str, str]) -> None:
    assert ask(wish(), ME).pk != ask(wish(**change), ME).pk


def test_a_job_is_claimed_once(model: OpenAIServer) -> None:
    job = ask(wish(), ME)
    assert SummaryJob.objects.claim(str(job.pk))
    assert SummaryJob.objects.claim(str(job.pk)) is None
    written(job)
    assert model.calls == []


def test_one_session_may_ask_for_so_many_new_ones_in_an_hour(
    model: OpenAIServer, settings: LazySettings
) -> None:
    settings.SKILLGRAPH_SUMMARIES_PER_HOUR = 2
    first = ask(wish(), ME)
    ask(wish(language="fr"), ME)
    with pytest.raises(TooManySummaries, match="2 new summaries an hour") as refused:
        ask(wish(audience="learner"), ME)
    assert 3_500 < refused.value.retry_after <= 3_600
    assert ask(wish(), ME).pk == first.pk
    assert ask(wish(audience="learner"), YOU)
    SummaryJob.objects.update(requested=timezone.now() - timedelta(hours=1))
    assert ask(wish(language="fr", audience="learner"), ME)


def test_nobody_is_queued_behind_hundreds(model: OpenAIServer) -> None:
    SummaryJob.objects.bulk_create(
        SummaryJob(concept_id=f"x:{number}", status=Status.QUEUED) for number in range(MOST_WAITING)
    )
    with pytest.raises(TooManySummaries, match="wait already"):
        ask(wish(), ME)


def test_without_a_model_nothing_is_queued() -> None:
    assert not is_offered()
    with pytest.raises(NoLanguageModel):
        ask(wish(), ME)
    assert not SummaryJob.objects.exists()


def test_who_asked_is_forgotten_after_an_hour(model: OpenAIServer) -> None:
    job = ask(wish(), ME)
    assert "me" not in job.asker
    SummaryJob.objects.update(requested=timezone.now() - timedelta(hours=2))
    recover_summaries()
    job.refresh_from_db()
    assert job.asker == ""


BAD: dict[str, tuple[Callable[[], Any], str, str]] = {
    "a server error": (lambda: status(500, SECRET), Status.QUEUED, "overloaded"),
    "too many requests": (lambda: status(429, SECRET, Retry_After="1"), Status.QUEUED, "rate-limited"),
    "a connection that breaks": (lambda: hangs_up(), Status.QUEUED, "unreachable"),
    "silence": (silence, Status.FAILED, "too-slow"),
    "a byte a second": (lambda: drips("{}", every=1.0), Status.FAILED, "too-slow"),
    "a web page": (web_page, Status.FAILED, "malformed"),
    "ten megabytes": (lambda: floods(10_000_000), Status.FAILED, "too-large"),
    "a refused key": (lambda: status(401, f'{{"error": "{SECRET}"}}'), Status.FAILED, "refused"),
}


@pytest.mark.parametrize(("behaviour", "ended", "code"), BAD.values(), ids=BAD)
def test_a_server_that_fails_leaves_a_reason_and_no_secret(
    model: OpenAIServer,
    caplog: pytest.LogCaptureFixture,
    behaviour: Callable[[], Any],
    ended: str,
    code: str,
) -> None:
    model.will(behaviour())
    job = written(ask(wish(), ME))
    assert (job.status, job.failure) == (ended, code)
    assert job.failure_message
    assert SECRET not in job.failure_message + str(job.result) + caplog.text
    if ended == Status.FAILED:
        assert from_json(job.result).lines, "the template stands in"
    # The worker lives on, and the next summary is written.
    model.will(says(faithful_answer()))
    SummaryJob.objects.filter(pk=job.pk).update(status=Status.QUEUED)
    assert written(job).status == Status.DONE


def test_a_server_that_is_down_fails_after_three_attempts(
    model: OpenAIServer, settings: LazySettings, queue: Path
) -> None:
    with closed_port() as nobody:
        settings.SKILLGRAPH_LLM_URL = nobody
        job = ask(wish(), ME)
        states = [written(job).status for _ in range(MAX_ATTEMPTS)]
    assert states == [Status.QUEUED, Status.QUEUED, Status.FAILED]
    assert (job.attempts, job.failure) == (MAX_ATTEMPTS, "unreachable")
    assert len(list(queue.iterdir())) == MAX_ATTEMPTS  # one for each attempt
    assert written(job).attempts == MAX_ATTEMPTS, "it rests"


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        ('{"sentences": [{"evidence": ["e1"], "te', "truncated"),
        (answer_of(*[("This sentence cites what nobody handed over.", ["e999"])] * 3), "unknown-id"),
        (answer_of(*[("This is one sentence more than was asked for.", ["e1"])] * 4), "sentence-count"),
        (answer_of(*[("Voici une phrase qui n’est pas en anglais du tout.", ["e1"])] * 3), "wrong-language"),
        ("<html>Bad gateway</html>", "not-json"),
    ],
)
def test_an_answer_that_cannot_be_used_falls_back_with_its_reason(
    model: OpenAIServer, answer: str, fault: str
) -> None:
    model.will(says(answer))
    job = written(ask(wish(), ME))
    assert (job.status, job.is_fallback) == (Status.DONE, True)
    assert fault in from_json(job.result).refused


def test_an_unexpected_error_is_an_ending_with_a_reason(
    model: OpenAIServer, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError(SECRET)

    monkeypatch.setattr(summary_writing, "evidence_about", broken)
    job = written(ask(wish(), ME))
    assert (job.status, job.failure) == (Status.FAILED, "error")
    assert "RuntimeError" in job.failure_message
    assert "in broken" in caplog.text
    assert SECRET not in job.failure_message + caplog.text


def test_the_day_s_limit_stops_before_the_model_is_asked(model: OpenAIServer, settings: LazySettings) -> None:
    settings.SKILLGRAPH_LLM_DAILY_TOKENS = 100
    model.will(says(faithful_answer(), usage={"prompt_tokens": 80, "completion_tokens": 30}))
    assert written(ask(wish(), ME)).status == Status.DONE
    SummaryJob.objects.all().delete()  # clearing refunds nothing
    job = written(ask(wish(), ME))
    assert (job.status, job.failure, len(model.calls)) == (Status.FAILED, "budget-spent", 1)
    day = TokenDay.objects.get()
    assert (day.requests, day.prompt_tokens, day.completion_tokens) == (1, 80, 30)


def test_a_failed_job_rests_and_a_cancelled_one_does_not(model: OpenAIServer) -> None:
    job = ask(wish(), ME)
    SummaryJob.objects.update(status=Status.FAILED, failure="refused", finished=timezone.now(), attempts=1)
    assert ask(wish(), ME).status == Status.FAILED
    SummaryJob.objects.update(finished=timezone.now() - REST * 2)
    again = ask(wish(), YOU)
    assert (again.pk, again.status, again.attempts, again.failure) == (job.pk, Status.QUEUED, 0, "")
    SummaryJob.objects.filter(pk=job.pk).cancel()
    assert ask(wish(), ME).status == Status.QUEUED


def running(*, silent_for: timedelta = timedelta(0), attempts: int = 1) -> SummaryJob:
    return SummaryJob.objects.create(
        concept_id=READING,
        language="en",
        audience="teacher",
        status=Status.RUNNING,
        claim="of a worker",
        attempts=attempts,
        heartbeat=timezone.now() - silent_for,
        nudged=timezone.now(),
    )


def test_a_job_whose_worker_died_is_queued_again_with_a_message(queue: Path) -> None:
    job = running(silent_for=SILENT)
    assert recover_summaries() == 1
    job.refresh_from_db()
    assert (job.status, job.attempts, job.claim) == (Status.QUEUED, 1, "")
    assert len(list(queue.iterdir())) == 1
    assert recover_summaries() == 0


def test_a_job_that_killed_its_worker_three_times_rests_with_the_reason() -> None:
    job = running(silent_for=SILENT, attempts=MAX_ATTEMPTS)
    assert recover_summaries() == 0
    job.refresh_from_db()
    assert (job.status, job.failure) == (Status.FAILED, "worker-lost")
    assert "died 3 times" in job.failure_message


def test_a_job_that_gives_signs_of_life_is_left_alone() -> None:
    job = running(silent_for=HEARTBEAT_LIMIT / 2)
    assert recover_summaries() == 0
    job.refresh_from_db()
    assert job.status == Status.RUNNING


def test_a_worker_thought_dead_cannot_write_over_its_successor(model: OpenAIServer) -> None:
    job = ask(wish(), ME)
    slow = SummaryJob.objects.claim(str(job.pk))
    assert slow
    SummaryJob.objects.update(heartbeat=timezone.now() - SILENT)
    recover_summaries()
    quick = SummaryJob.objects.claim(str(job.pk))
    assert quick
    assert SummaryJob.objects.held_by(str(job.pk), slow).update(status=Status.DONE) == 0
    assert SummaryJob.objects.held_by(str(job.pk), quick).update(status=Status.DONE) == 1


def test_a_worker_notices_that_its_job_was_cancelled(
    model: OpenAIServer, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "HEARTBEAT_SECONDS", 0.02)
    settings.SKILLGRAPH_LLM_TIMEOUT = 60.0
    model.will(silence())
    job = ask(wish(), ME)
    with ThreadPoolExecutor(1) as worker:
        ended = worker.submit(_in_a_thread, str(job.pk))
        wait_for(lambda: bool(model.calls))
        SummaryJob.objects.filter(pk=job.pk).cancel()
        ended.result(timeout=30)
    job.refresh_from_db()
    assert (job.status, job.result) == (Status.CANCELLED, {})


def _in_a_thread(job_id: str) -> None:
    try:
        write_summary(job_id)
    finally:
        connection.close()


def wait_for(condition: Callable[[], bool]) -> None:
    deadline = monotonic() + 20
    while not condition():
        assert monotonic() < deadline
        sleep(0.02)


def test_a_sign_of_life_is_written_while_a_job_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "HEARTBEAT_SECONDS", 0.02)
    job = running(silent_for=SILENT)

    def beats() -> bool:
        job.refresh_from_db()
        return job.heartbeat is not None and job.heartbeat > timezone.now() - timedelta(seconds=5)

    with sign_of_life(str(job.pk), "of a worker") as alive:
        wait_for(beats)
        assert not alive.is_lost()


def test_a_job_that_waited_while_the_data_changed_is_written_from_the_new_data(model: OpenAIServer) -> None:
    model.will(says(faithful_answer()))
    job = written(ask(wish(snapshot_id="an-older-snapshot"), ME))
    assert (job.status, job.snapshot_id) == (Status.DONE, current_graph().snapshot_id)


def test_a_job_for_old_data_whose_successor_is_there_leads_to_it(model: OpenAIServer) -> None:
    successor = ask(wish(), YOU)
    job = written(ask(wish(snapshot_id="an-older-snapshot"), ME))
    assert (job.status, job.failure, job.continued_by) == (Status.CANCELLED, "superseded", successor)
    assert model.calls == []


def test_data_that_change_while_a_summary_is_written_leave_it_to_the_data_it_was_begun_with(
    model: OpenAIServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def switches(exchange: Any) -> None:
        monkeypatch.setattr(summary_writing, "current_graph", lambda: pytest.fail("read twice"))
        says(faithful_answer())(exchange)

    begun_with = current_graph().snapshot_id
    model.will(switches)
    job = written(ask(wish(), ME))
    assert (job.status, job.snapshot_id, job.own_sentences) == (Status.DONE, begun_with, 3)


def test_a_concept_that_is_gone_from_the_data_is_said_to_be(model: OpenAIServer) -> None:
    job = written(ask(wish(concept_id="esco:gone"), ME))
    assert (job.status, job.failure) == (Status.FAILED, "unknown-concept")


def test_a_model_that_was_taken_away_meanwhile_is_said_to_be(
    model: OpenAIServer, settings: LazySettings
) -> None:
    job = ask(wish(), ME)
    settings.SKILLGRAPH_LLM_MODEL = settings.SKILLGRAPH_LLM_URL = settings.SKILLGRAPH_LLM_KEY = ""
    written(job)
    assert (job.status, job.failure) == (Status.FAILED, "not-configured")


def test_the_version_of_the_prompt_belongs_to_the_key(model: OpenAIServer) -> None:
    assert ask(wish(), ME).prompt_version == PROMPT_VERSION
