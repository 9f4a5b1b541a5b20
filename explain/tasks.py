"""Summaries in a worker: claim the row, write, give a sign of life all the while, and recover lost jobs."""

import logging
from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from graphdata.jobs.heartbeat import Heartbeat
from graphdata.jobs.messages import nudge as send
from graphdata.jobs.rows import RECOVERY_SECONDS
from graphdata.jobs.watch import watch_in_workers

from .models import SummaryJob
from .summary_writing import WORKER_LOST, write

logger = logging.getLogger(__name__)

#: How soon a worker notices that its job was cancelled.
HEARTBEAT_SECONDS = 1.0
#: How long it is known, under a name that leads to nobody, who asked.
ASKER_KEPT = timedelta(hours=1)


def nudge(job: SummaryJob, *, after: float = 0.0) -> bool:
    """Tell a worker that ``job`` waits, to be begun ``after`` so many seconds; whether that was possible."""
    return send(write_summary, job, str(job.pk), after=after)


@shared_task(name="explain.write_summary")  # type: ignore[untyped-decorator]
def write_summary(job_id: str) -> None:
    """Write the summary that row ``job_id`` asks for, unless another worker has it already."""
    claim = SummaryJob.objects.claim(job_id)
    if claim is None:
        logger.info("summary %s is taken, ended or cancelled: nothing to do", job_id)
        return
    job = SummaryJob.objects.get(pk=job_id)
    with sign_of_life(job_id, claim) as alive:
        ending = write(job, alive.is_lost)
    held = SummaryJob.objects.held_by(job_id, claim).update(**ending.columns)
    if held and ending.again_in is not None:
        nudge(job, after=ending.again_in)


def sign_of_life(job_id: str, claim: str) -> Heartbeat:
    held = SummaryJob.objects.held_by(job_id, claim)
    return Heartbeat(
        f"summary {job_id}", lambda: held.update(heartbeat=timezone.now()) == 1, every=HEARTBEAT_SECONDS
    )


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
    SummaryJob.objects.take_back(
        job, doing="writing", told=lambda reason: {"failure": WORKER_LOST, "failure_message": reason}
    )


watch_in_workers("summary-recovery", recover_summaries, every=RECOVERY_SECONDS)
