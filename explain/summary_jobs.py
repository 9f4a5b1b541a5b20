"""Asking for a summary: one job for all who want the same, and not too many new ones from one asker."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from django.conf import settings
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from graphdata.jobs.rows import ACTIVE
from search.neural.generator import Misconfigured
from search.types import Language

from .language_model import language_model
from .models import Status, SummaryJob
from .phrases import Audience
from .summary_prompt import PROMPT_VERSION
from .tasks import nudge

logger = logging.getLogger(__name__)

WINDOW = timedelta(hours=1)
#: How long a job that failed rests before whoever asks may have it tried once more.
REST = timedelta(minutes=10)
#: More jobs than these do not wait, whoever asks: nobody waits for the last of them.
MOST_WAITING = 500
_QUEUE_PAUSE = 60


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants summarised, for whom, and from which data."""

    concept_id: str
    label: str
    language: Language
    audience: Audience
    snapshot_id: str


class NoLanguageModel(Exception):
    """None is configured, or what is configured cannot be used."""


class TooManySummaries(Exception):
    """``retry_after`` is in seconds. The message is for whoever asked."""

    def __init__(self, message: str, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after


def name_of_asker(kind: str, key: str) -> str:
    """A name by which requests of one session or address are counted, and which leads to neither."""
    return salted_hmac(f"explain.summary_jobs.{kind}", key, algorithm="sha256").hexdigest()


def ask(wish: Wish, asker: str) -> SummaryJob:
    """The job that does what ``wish`` says: the one there is, or a new one that ``asker`` has begun.

    Raises NoLanguageModel and TooManySummaries.
    """
    wanted = _key(wish)
    job = SummaryJob.objects.filter(**wanted).first()
    if job is not None and not may_begin_again(job):
        return _joined(job, asker)
    _refuse_too_many(asker)
    begun = {"label": wish.label[:500], "asker": asker}
    if job is None:
        job, is_new = SummaryJob.objects.get_or_create(**wanted, defaults=begun)
    else:
        is_new = bool(SummaryJob.objects.filter(pk=job.pk, status=job.status).queue_again())
        SummaryJob.objects.filter(pk=job.pk).update(**begun)
    if is_new:
        nudge(job)
    job.refresh_from_db()
    return job


def is_offered() -> bool:
    """Whether a language model is configured."""
    return _model_name() is not None


def _model_name() -> str | None:
    try:
        model = language_model()
    except Misconfigured as error:
        logger.error("no summaries: %s", error)
        return None
    return model.name if model else None


def _key(wish: Wish) -> dict[str, str]:
    model = _model_name()
    if model is None:
        raise NoLanguageModel
    return {
        "concept_id": wish.concept_id,
        "language": wish.language,
        "audience": wish.audience,
        "snapshot_id": wish.snapshot_id,
        "model": model,
        "prompt_version": PROMPT_VERSION,
    }


def may_begin_again(job: SummaryJob) -> bool:
    """Whether asking for ``job`` once more would begin it anew; what is done stays done."""
    if job.status == Status.FAILED:
        return job.finished is None or job.finished < timezone.now() - REST
    return job.status == Status.CANCELLED


def _joined(job: SummaryJob, asker: str) -> SummaryJob:
    """``job``, which from now on nobody may cancel who is not alone in waiting for it."""
    if job.is_active and job.asker not in ("", asker):
        SummaryJob.objects.filter(pk=job.pk, status__in=ACTIVE).update(asker="")
        job.asker = ""
    return job


def _refuse_too_many(asker: str) -> None:
    now = timezone.now()
    most = settings.SKILLGRAPH_SUMMARIES_PER_HOUR
    asked = SummaryJob.objects.filter(asker=asker, requested__gt=now - WINDOW).order_by("-requested")
    recent = list(asked.values_list("requested", flat=True)[:most])
    if len(recent) >= most:
        text = ngettext(
            "You may ask for %(most)d new summary an hour.",
            "You may ask for %(most)d new summaries an hour.",
            most,
        )
        raise TooManySummaries(text % {"most": most}, _seconds_until(recent[-1] + WINDOW, now))
    if SummaryJob.objects.filter(status=Status.QUEUED).count() >= MOST_WAITING:
        raise TooManySummaries(_("Too many summaries wait already."), _QUEUE_PAUSE)


def _seconds_until(moment: datetime, now: datetime) -> int:
    return max(ceil((moment - now).total_seconds()), 1)
