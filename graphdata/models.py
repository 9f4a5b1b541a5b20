"""Ingest runs. The row is the truth about a run; a message to a worker only says "look at the table"."""

from datetime import datetime, timedelta
from typing import ClassVar, Self
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .lists.models import ListItem, SkillList

__all__ = ["IngestRun", "ListItem", "SkillList", "Stage", "Status"]

#: A worker writes a sign of life every few seconds; one silent for this long is taken for dead.
HEARTBEAT_LIMIT = timedelta(seconds=settings.SKILLGRAPH_HEARTBEAT_LIMIT)
#: A queued run whose message is older than this gets another one; claiming makes extra ones harmless.
NUDGE_LIMIT = HEARTBEAT_LIMIT
MAX_ATTEMPTS = 3


class Status(models.TextChoices):
    QUEUED = "queued", _("Waiting")
    RUNNING = "running", _("Running")
    READY = "ready", _("Built, not published")
    PUBLISHED = "published", _("Published")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")


class Stage(models.TextChoices):
    """The steps of an ingest as ``graphdata.ingest`` names them, and the wait before them."""

    WAITING = "waiting", _("Waiting for another ingest to end")
    FINDING = "finding", _("Finding files")
    READING = "reading", _("Reading files")
    LOADING = "loading", _("Loading the graph")
    VALIDATING = "validating", _("Checking the graph")
    INDEXING = "indexing", _("Indexing words")
    ENCODING = "encoding", _("Encoding meanings")
    VERIFYING = "verifying", _("Verifying the snapshot")


class IngestRunQuerySet(models.QuerySet["IngestRun"]):
    """Every change of status is one conditional UPDATE, so that of two rivals exactly one succeeds."""

    def claim(self, run_id: int) -> str | None:
        """Take a queued run. Returns the claim that later writes must name, or None if it is taken."""
        claim, now = str(uuid4()), timezone.now()
        taken = self.filter(pk=run_id, status=Status.QUEUED).update(
            status=Status.RUNNING,
            claim=claim,
            attempts=F("attempts") + 1,
            started=now,
            heartbeat=now,
            finished=None,
            stage="",
            stages=[],
            error="",
        )
        return claim if taken else None

    def held_by(self, run_id: int, claim: str) -> Self:
        """The run, if this claim still owns it; nothing after a cancellation or a takeover."""
        return self.filter(pk=run_id, status=Status.RUNNING, claim=claim)

    def silent(self, now: datetime) -> Self:
        return self.filter(status=Status.RUNNING, heartbeat__lt=now - HEARTBEAT_LIMIT)

    def without_message(self, now: datetime) -> Self:
        forgotten = Q(nudged=None) | Q(nudged__lt=now - NUDGE_LIMIT)
        return self.filter(forgotten, status=Status.QUEUED)

    def cancel(self) -> int:
        """Cancel what waits or runs; a running build notices at its next sign of life."""
        return self.filter(status__in=(Status.QUEUED, Status.RUNNING)).update(
            status=Status.CANCELLED, finished=timezone.now()
        )


class IngestRun(models.Model):
    """One reading of official files into a snapshot.

    ``source`` is a folder below ``SKILLGRAPH_DATA_DIR`` (``"."`` for all of it), or empty for the sample.
    ``stages`` is a list of ``{"stage", "done", "total", "message"}`` in the order in which they began.
    ``claim`` names the attempt that owns a running row, so that a worker thought dead cannot write over
    the one that took its place.
    """

    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("started by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="ingest_runs",
    )
    source = models.CharField(_("folder"), max_length=500, blank=True)
    frameworks = models.JSONField(_("frameworks"), default=list, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.QUEUED)
    stage = models.CharField(_("stage"), max_length=20, choices=Stage, blank=True)
    stages = models.JSONField(_("stages"), default=list, blank=True)
    report = models.JSONField(_("report"), default=dict, blank=True)
    error = models.TextField(_("error"), blank=True)
    snapshot_id = models.CharField(_("snapshot"), max_length=100, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    claim = models.CharField(max_length=36, blank=True, editable=False)
    nudged = models.DateTimeField(null=True, blank=True, editable=False)
    created = models.DateTimeField(_("asked for"), default=timezone.now, editable=False)
    started = models.DateTimeField(_("started"), null=True, blank=True)
    heartbeat = models.DateTimeField(_("last sign of life"), null=True, blank=True)
    finished = models.DateTimeField(_("finished"), null=True, blank=True)

    objects: ClassVar[models.Manager["IngestRun"]] = IngestRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("ingest run")
        verbose_name_plural = _("ingest runs")
        ordering = ("-created", "-pk")
        indexes = (models.Index(fields=("status", "heartbeat"), name="ingest_status_heartbeat"),)
        permissions = (("publish_ingestrun", "Can publish a built snapshot"),)

    def __str__(self) -> str:
        return f"{self.pk} · {self.source_name}"

    @property
    def source_name(self) -> str:
        return self.source or gettext("bundled sample")

    @property
    def is_active(self) -> bool:
        return self.status in (Status.QUEUED, Status.RUNNING)

    @property
    def is_built(self) -> bool:
        return self.status in (Status.READY, Status.PUBLISHED)
