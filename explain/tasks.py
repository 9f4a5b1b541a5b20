"""Summaries in a worker: claim the row, write, give a sign of life all the while, and recover lost jobs."""

import logging
import threading
from datetime import timedelta

from celery import shared_task
from django.db import connection
from django.db.utils import DatabaseError
from django.utils import timezone

from graphdata.worker_watch import watch_in_workers

from .models import HEARTBEAT_LIMIT, MAX_ATTEMPTS, Status, SummaryJob
from .summary_writing import WORKER_LOST, write

logger = logging.getLogger(__name__)

#: How soon a worker notices that its job was cancelled.
HEARTBEAT_SECONDS = 1.0
#: How long it is known, under a name that leads to nobody, who asked.
ASKER_KEPT = timedelta(hours=1)


def nudge(job: SummaryJob, *, after: float = 0.0) -> bool:
    """Tell a worker that ``job`` waits, to be begun ``after`` so many seconds.

    False when no message could be sent: the job waits in its row, and recovery sends one later.
    """
    SummaryJob.objects.filter(pk=job.pk).update(nudged=timezone.now())
    try:
        write_summary.apply_async((str(job.pk),), retry=False, countdown=after or None)
    except write_summary.OperationalError:
        # Not the error itself: it may tell the broker's address, and with it a password.
        logger.warning("summary %s waits for the broker", job.pk)
        SummaryJob.objects.filter(pk=job.pk).update(nudged=None)
        return False
    return True


@shared_task(name="explain.write_summary")  # type: ignore[untyped-decorator]
def write_summary(job_id: str) -> None:
    """Write the summary that row ``job_id`` asks for, unless another worker has it already."""
    claim = SummaryJob.objects.claim(job_id)
    if claim is None:
        logger.info("summary %s is taken, ended or cancelled: nothing to do", job_id)
        return
    job = SummaryJob.objects.get(pk=job_id)
    with SignOfLife(job_id, claim) as alive:
        ending = write(job, alive.is_lost)
    held = SummaryJob.objects.held_by(job_id, claim).update(**ending.columns)
    if held and ending.again_in is not None:
        nudge(job, after=ending.again_in)


class SignOfLife:
    """Writes the heartbeat of a job from a thread, and notices when the job was cancelled or taken over."""

    def __init__(self, job_id: str, claim: str) -> None:
        self._job_id, self._claim = job_id, claim
        self._lost = threading.Event()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._beat, name=f"summary-{job_id}-heartbeat", daemon=True)

    def __enter__(self) -> "SignOfLife":
        self._thread.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._stop.set()
        self._thread.join()

    def is_lost(self) -> bool:
        return self._lost.is_set()

    def _beat(self) -> None:
        try:
            while not self._stop.wait(HEARTBEAT_SECONDS):
                try:
                    held = SummaryJob.objects.held_by(self._job_id, self._claim)
                    if not held.update(heartbeat=timezone.now()):
                        self._lost.set()
                        return
                except DatabaseError as error:
                    logger.warning("summary %s could not write its heartbeat: %s", self._job_id, error)
                    connection.close()
        finally:
            connection.close()


def recover_summaries() -> int:
    """Queue again what dead workers left behind, and send lost messages again. Returns how many were sent.

    Safe to run in several processes at once: every change is conditional on what was read.
    """
    now = timezone.now()
    SummaryJob.objects.filter(requested__lt=now - ASKER_KEPT).exclude(asker="").update(asker="")
    for job in SummaryJob.objects.silent(now):
        take_back(job)
    sent = 0
    for job in SummaryJob.objects.without_message(now).order_by("requested"):
        if not nudge(job):
            break  # the broker is away: the others would only wait for it as well
        sent += 1
    return sent


def take_back(job: SummaryJob) -> None:
    """Queue the silent ``job`` again, or let it rest where it has cost workers enough."""
    silent = SummaryJob.objects.silent(timezone.now()).filter(pk=job.pk, claim=job.claim)
    if job.attempts < MAX_ATTEMPTS:
        if silent.update(status=Status.QUEUED, claim="", nudged=None):
            logger.warning("summary %s lost its worker and is queued again", job.pk)
        return
    reason = (
        f"The worker died {job.attempts} times while writing, the last time without a sign of life for "
        f"{HEARTBEAT_LIMIT.total_seconds():.0f} s. The machine may be short of memory."
    )
    silent.update(status=Status.FAILED, failure=WORKER_LOST, failure_message=reason, finished=timezone.now())


watch_in_workers("summary-recovery", recover_summaries, every=HEARTBEAT_LIMIT.total_seconds() / 2)
