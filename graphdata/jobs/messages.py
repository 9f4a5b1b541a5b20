"""Nudges: a message to a worker that says "look at the table"."""

import logging
from typing import Any

from django.utils import timezone

logger = logging.getLogger(__name__)


def nudge(task: Any, job: Any, argument: int | str, *, after: float = 0.0) -> bool:
    """Have ``task`` called with ``argument``, which names ``job``, in ``after`` seconds.

    False when no message could be sent: the job waits in its row, and recovery sends one later. A broker
    that does not answer costs time, never the job.
    """
    row = type(job).objects.filter(pk=job.pk)
    row.update(nudged=timezone.now())
    try:
        task.apply_async((argument,), retry=False, countdown=after or None)
    except task.OperationalError:
        # Not the error itself: it may tell the broker's address, and with it a password.
        logger.warning("%s %s waits for the broker", job._meta.verbose_name, job.pk)
        row.update(nudged=None)
        return False
    return True
