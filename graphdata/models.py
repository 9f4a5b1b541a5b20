"""Ingest runs. The row is the truth about a run; a message to a worker only says "look at the table"."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .jobs.rows import ACTIVE, JobQuerySet
from .lists.models import ListItem, SkillList

__all__ = ["IngestRun", "ListItem", "SkillList", "Stage", "Status"]


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


class IngestRunQuerySet(JobQuerySet["IngestRun"]):
    CLEARED_BY_CLAIM: ClassVar[Mapping[str, Any]] = {"stage": "", "stages": [], "error": ""}


class IngestRun(models.Model):
    """One reading of official files into a snapshot.

    ``source`` is a folder below ``SKILLGRAPH_DATA_DIR`` (``"."`` for all of it), or empty for the sample.
    ``stages`` is a list of ``{"stage", "done", "total", "message"}`` in the order in which they began.
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
        return self.status in ACTIVE

    @property
    def is_built(self) -> bool:
        return self.status in (Status.READY, Status.PUBLISHED)
