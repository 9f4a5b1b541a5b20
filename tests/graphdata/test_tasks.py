"""A run is claimed once, noticed when its worker dies, and never lost with a message."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Barrier
from time import monotonic, sleep

import pytest
from django.conf import LazySettings
from django.db import connection
from django.utils import timezone

from graphdata import tasks
from graphdata.ingest import Cancelled, IngestFailed, _only_one
from graphdata.jobs.rows import HEARTBEAT_LIMIT, MAX_ATTEMPTS, NUDGE_LIMIT
from graphdata.models import IngestRun, Stage, Status
from graphdata.tasks import SignOfLife, data_folder, recover_ingests, run_ingest
from search.snapshot import SnapshotStore

pytestmark = pytest.mark.django_db


@pytest.fixture
def run() -> IngestRun:
    return IngestRun.objects.create()


@pytest.fixture
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


def running(*, silent_for: timedelta = timedelta(0), attempts: int = 1) -> IngestRun:
    return IngestRun.objects.create(
        status=Status.RUNNING,
        claim="of a worker",
        attempts=attempts,
        heartbeat=timezone.now() - silent_for,
        nudged=timezone.now(),
    )


SILENT = HEARTBEAT_LIMIT + timedelta(seconds=5)


def test_a_run_can_be_claimed_once(run: IngestRun) -> None:
    assert IngestRun.objects.claim(run.pk)
    assert IngestRun.objects.claim(run.pk) is None
    run.refresh_from_db()
    assert (run.status, run.attempts) == (Status.RUNNING, 1)
    assert run.heartbeat is not None


@pytest.mark.django_db(transaction=True)
def test_of_many_workers_that_claim_at_once_one_succeeds() -> None:
    run = IngestRun.objects.create()
    start = Barrier(8)

    def claim(_: int) -> str | None:
        try:
            start.wait()
            return IngestRun.objects.claim(run.pk)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as workers:
        claims = [claim for claim in workers.map(claim, range(8)) if claim]
    run.refresh_from_db()
    assert claims == [run.claim]
    assert run.attempts == 1


def test_a_run_whose_worker_died_is_queued_again_with_a_message(queue: Path) -> None:
    run = running(silent_for=SILENT)
    assert recover_ingests() == 1
    run.refresh_from_db()
    assert (run.status, run.attempts, run.claim) == (Status.QUEUED, 1, "")
    assert len(list(queue.iterdir())) == 1


def test_a_run_that_still_gives_signs_of_life_is_left_alone(queue: Path) -> None:
    run = running(silent_for=HEARTBEAT_LIMIT / 2)
    assert recover_ingests() == 0
    run.refresh_from_db()
    assert run.status == Status.RUNNING
    assert list(queue.iterdir()) == []


def test_a_run_that_killed_its_worker_three_times_fails_with_the_reason(queue: Path) -> None:
    run = running(silent_for=SILENT, attempts=MAX_ATTEMPTS)
    assert recover_ingests() == 0
    run.refresh_from_db()
    assert run.status == Status.FAILED
    assert "died 3 times" in run.error
    assert run.finished is not None


def test_a_queued_run_without_a_message_gets_one_and_only_one(run: IngestRun, queue: Path) -> None:
    assert recover_ingests() == 1
    assert recover_ingests() == 0
    assert len(list(queue.iterdir())) == 1


def test_a_message_that_was_never_answered_is_sent_again(queue: Path) -> None:
    IngestRun.objects.create(nudged=timezone.now() - NUDGE_LIMIT * 2)
    assert recover_ingests() == 1


def test_runs_that_ended_are_never_recovered(queue: Path) -> None:
    for status in (Status.READY, Status.PUBLISHED, Status.FAILED, Status.CANCELLED):
        IngestRun.objects.create(status=status, heartbeat=timezone.now() - SILENT)
    assert recover_ingests() == 0
    assert IngestRun.objects.filter(status=Status.QUEUED).count() == 0


def test_a_worker_thought_dead_cannot_write_over_its_successor(run: IngestRun) -> None:
    slow = IngestRun.objects.claim(run.pk)
    assert slow
    IngestRun.objects.update(heartbeat=timezone.now() - SILENT)
    recover_ingests()
    quick = IngestRun.objects.claim(run.pk)
    assert quick
    assert IngestRun.objects.held_by(run.pk, slow).update(status=Status.READY) == 0
    assert IngestRun.objects.held_by(run.pk, quick).update(status=Status.READY) == 1


@pytest.mark.django_db(transaction=True)
def test_a_cancelled_build_is_stopped_at_its_next_report(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "HEARTBEAT_SECONDS", 0.02)
    run = IngestRun.objects.create()
    claim = IngestRun.objects.claim(run.pk)
    assert claim
    with SignOfLife(run.pk, claim) as alive:
        alive.on_progress("reading", 1, None, "before")
        IngestRun.objects.filter(pk=run.pk).cancel()
        with pytest.raises(Cancelled):
            report_until_stopped(alive)
    run.refresh_from_db()
    assert run.status == Status.CANCELLED


def report_until_stopped(alive: SignOfLife) -> None:
    deadline = monotonic() + 20
    while monotonic() < deadline:
        alive.on_progress("reading", 2, None, "after")
        sleep(0.01)


@pytest.mark.django_db(transaction=True)
def test_progress_is_written_while_a_build_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "HEARTBEAT_SECONDS", 0.02)
    run = IngestRun.objects.create()
    claim = IngestRun.objects.claim(run.pk)
    assert claim
    with SignOfLife(run.pk, claim) as alive:
        alive.on_progress("finding", 3, None, "folder")
        alive.on_progress("reading", 5, 10, "table")
        wait_for_stage(run, Stage.READING)
    assert [(entry["stage"], entry["done"], entry["total"]) for entry in run.stages] == [
        ("finding", 3, None),
        ("reading", 5, 10),
    ]


def wait_for_stage(run: IngestRun, stage: Stage) -> None:
    deadline = monotonic() + 20
    while run.stage != stage and monotonic() < deadline:
        sleep(0.01)
        run.refresh_from_db()


@pytest.mark.django_db(transaction=True)
def test_the_sample_is_built_and_waits_to_be_published(settings: LazySettings, tmp_path: Path) -> None:
    settings.SKILLGRAPH_VAR = tmp_path
    run = IngestRun.objects.create()
    run_ingest(run.pk)
    run.refresh_from_db()
    assert run.status == Status.READY, run.error
    store = SnapshotStore(tmp_path / "snapshots")
    assert store.ids() == [run.snapshot_id]
    assert store.current_id() is None
    assert run.report["files"]
    assert run.stages[0]["stage"] == "finding"


@pytest.mark.django_db(transaction=True)
def test_a_second_message_for_the_same_run_builds_nothing(settings: LazySettings, tmp_path: Path) -> None:
    settings.SKILLGRAPH_VAR = tmp_path
    run = IngestRun.objects.create(status=Status.CANCELLED)
    run_ingest(run.pk)
    run.refresh_from_db()
    assert run.status == Status.CANCELLED
    assert not (tmp_path / "snapshots").exists()


@pytest.mark.django_db(transaction=True)
def test_a_folder_without_a_framework_fails_with_words_for_people(
    settings: LazySettings, tmp_path: Path
) -> None:
    (tmp_path / "data" / "empty").mkdir(parents=True)
    settings.SKILLGRAPH_DATA_DIR, settings.SKILLGRAPH_VAR = tmp_path / "data", tmp_path / "var"
    run = IngestRun.objects.create(source="empty")
    run_ingest(run.pk)
    run.refresh_from_db()
    assert run.status == Status.FAILED
    assert "No framework" in run.error


@pytest.mark.django_db(transaction=True)
def test_a_run_that_meets_another_ingest_waits_and_keeps_its_attempts(
    settings: LazySettings, tmp_path: Path
) -> None:
    settings.SKILLGRAPH_VAR = tmp_path
    run = IngestRun.objects.create()
    with _only_one(tmp_path):
        run_ingest(run.pk)
    run.refresh_from_db()
    assert (run.status, run.stage, run.attempts) == (Status.QUEUED, Stage.WAITING, 0)


@pytest.mark.parametrize("source", ["..", "../elsewhere", "missing", "/etc"])
def test_no_source_leads_out_of_the_data_folder(settings: LazySettings, tmp_path: Path, source: str) -> None:
    (tmp_path / "elsewhere").mkdir()
    settings.SKILLGRAPH_DATA_DIR = tmp_path / "data"
    settings.SKILLGRAPH_DATA_DIR.mkdir()
    with pytest.raises(IngestFailed, match="no folder"):
        data_folder(source)


def test_a_source_without_a_data_folder_says_what_to_set(settings: LazySettings) -> None:
    settings.SKILLGRAPH_DATA_DIR = None
    with pytest.raises(IngestFailed, match="SKILLGRAPH_DATA_DIR"):
        data_folder("esco")
