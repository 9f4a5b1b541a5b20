"""The rows of jobs: who holds one, which fell silent, which wait without a message.

A model of jobs has the columns ``status``, ``claim``, ``attempts``, ``nudged``, ``started``, ``heartbeat``
and ``finished``. ``claim`` names the attempt that owns a running row, so that a worker thought dead cannot
write over the one that took its place.
"""

import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, ClassVar, Self, TypeVar
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

logger = logging.getLogger(__name__)

#: A worker writes a sign of life every few seconds; one silent for this long is taken for dead.
HEARTBEAT_LIMIT = timedelta(seconds=settings.SKILLGRAPH_HEARTBEAT_LIMIT)
#: A queued job whose message is older than this gets another one; claiming makes extra ones harmless.
NUDGE_LIMIT = HEARTBEAT_LIMIT
#: How soon after a worker's death is noticed that it left something behind.
RECOVERY_SECONDS = HEARTBEAT_LIMIT.total_seconds() / 2
MAX_ATTEMPTS = 3

#: The values of ``status`` that every kind of job has, beside those of its own.
QUEUED, RUNNING, FAILED, CANCELLED = "queued", "running", "failed", "cancelled"
ACTIVE = (QUEUED, RUNNING)

Job = TypeVar("Job", bound=models.Model, covariant=True)


class JobQuerySet(models.QuerySet[Job]):
    """Every change of status is one conditional UPDATE, so that of two rivals exactly one succeeds."""

    #: What a claim empties of an earlier attempt, beside the columns of all jobs.
    CLEARED_BY_CLAIM: ClassVar[Mapping[str, Any]] = {}

    def claim(self, job_id: object) -> str | None:
        """Take a queued job. Returns the claim that later writes must name, or None if it is taken."""
        claim, now = str(uuid4()), timezone.now()
        taken = self.filter(pk=job_id, status=QUEUED).update(
            status=RUNNING,
            claim=claim,
            attempts=F("attempts") + 1,
            started=now,
            heartbeat=now,
            finished=None,
            **self.CLEARED_BY_CLAIM,
        )
        return claim if taken else None

    def held_by(self, job_id: object, claim: str) -> Self:
        """The job, if this claim still owns it; nothing after a cancellation or a takeover."""
        return self.filter(pk=job_id, status=RUNNING, claim=claim)

    def silent(self, now: datetime) -> Self:
        return self.filter(status=RUNNING, heartbeat__lt=now - HEARTBEAT_LIMIT)

    def without_message(self, now: datetime) -> Self:
        forgotten = Q(nudged=None) | Q(nudged__lt=now - NUDGE_LIMIT)
        return self.filter(forgotten, status=QUEUED)

    def cancel(self) -> int:
        """Cancel what waits or runs; a running job notices at its next sign of life."""
        return self.filter(status__in=ACTIVE).update(status=CANCELLED, finished=timezone.now())

    def take_back(self, job: Any, *, doing: str, told: Callable[[str], Mapping[str, Any]]) -> None:
        """Queue the silent ``job`` again, or let it rest where it has cost workers enough.

        ``told`` gives the columns that hold the reason for which it rests.
        """
        silent = self.silent(timezone.now()).filter(pk=job.pk, claim=job.claim)
        if job.attempts < MAX_ATTEMPTS:
            if silent.update(status=QUEUED, claim="", nudged=None):
                logger.warning("%s %s lost its worker and is queued again", job._meta.verbose_name, job.pk)
            return
        reason = (
            f"The worker died {job.attempts} times while {doing}, the last time without a sign of life for "
            f"{HEARTBEAT_LIMIT.total_seconds():.0f} s. The machine may be short of memory."
        )
        silent.update(status=FAILED, finished=timezone.now(), **told(reason))
