"""Summaries as jobs. The row is the truth about one; a message to a worker only says "look at the table"."""

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from graphdata.jobs.rows import ACTIVE, JobQuerySet


class Status(models.TextChoices):
    QUEUED = "queued", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")


class Reader(models.TextChoices):
    TEACHER = "teacher", _("teachers")
    LEARNER = "learner", _("learners")


class SummaryJobQuerySet(JobQuerySet["SummaryJob"]):
    def queue_again(self) -> int:
        """What has ended waits once more, with all its attempts; what waits or runs is left alone."""
        return self.exclude(status__in=ACTIVE).update(
            status=Status.QUEUED,
            attempts=0,
            claim="",
            nudged=None,
            requested=timezone.now(),
            finished=None,
            result={},
            failure="",
            failure_message="",
            own_sentences=0,
            told_sentences=0,
        )


class SummaryJob(models.Model):
    """A summary of one concept, wanted by one reader or by thousands: what is asked for is unique.

    ``result`` is what ``explain.summary_result`` makes of a summary. ``failure`` is a code of
    ``search.neural.generator`` or of ``explain.summary_writing``; ``failure_message`` is for administrators
    and holds no secret. ``asker`` names whoever asked last in a way that leads to nobody, for an hour; it is
    empty once several have.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    concept_id = models.CharField(_("concept"), max_length=500)
    label = models.CharField(_("name"), max_length=500, blank=True)
    language = models.CharField(_("language"), max_length=2)
    audience = models.CharField(_("written for"), max_length=10, choices=Reader)
    snapshot_id = models.CharField(_("snapshot"), max_length=100)
    model = models.CharField(_("model"), max_length=300)
    prompt_version = models.CharField(_("version of the prompt"), max_length=20)

    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.QUEUED)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    claim = models.CharField(max_length=36, blank=True, editable=False)
    asker = models.CharField(max_length=64, blank=True, editable=False)
    nudged = models.DateTimeField(null=True, blank=True, editable=False)
    requested = models.DateTimeField(_("asked for"), default=timezone.now, editable=False)
    started = models.DateTimeField(_("started"), null=True, blank=True)
    heartbeat = models.DateTimeField(_("last sign of life"), null=True, blank=True)
    finished = models.DateTimeField(_("finished"), null=True, blank=True)

    result = models.JSONField(_("result"), default=dict, blank=True)
    failure = models.CharField(_("reason"), max_length=40, blank=True)
    failure_message = models.TextField(_("what happened"), blank=True)
    own_sentences = models.PositiveSmallIntegerField(_("sentences of the model"), default=0)
    told_sentences = models.PositiveSmallIntegerField(_("sentences of the template"), default=0)
    prompt_tokens = models.PositiveIntegerField(_("tokens read"), default=0)
    completion_tokens = models.PositiveIntegerField(_("tokens written"), default=0)
    milliseconds = models.PositiveIntegerField(_("milliseconds"), default=0)
    continued_by = models.ForeignKey(
        "self",
        verbose_name=_("continued by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="continues",
    )

    objects: ClassVar[models.Manager["SummaryJob"]] = SummaryJobQuerySet.as_manager()

    class Meta:
        verbose_name = _("summary")
        verbose_name_plural = _("summaries")
        ordering = ("-requested", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("concept_id", "language", "audience", "snapshot_id", "model", "prompt_version"),
                name="summary_asked_for_once",
            ),
        )
        indexes = (
            models.Index(fields=("status", "heartbeat"), name="summary_status_heartbeat"),
            models.Index(fields=("asker", "requested"), name="summary_asker_requested"),
        )

    def __str__(self) -> str:
        return f"{self.label or self.concept_id} · {self.language} · {self.audience}"

    @property
    def is_active(self) -> bool:
        return self.status in ACTIVE

    @property
    def is_fallback(self) -> bool:
        """Whether it ended without a sentence of the model's."""
        return not self.is_active and not self.own_sentences


class TokenDay(models.Model):
    """What one model used in one day. It outlives the summaries, so that clearing them refunds nothing."""

    day = models.DateField(_("day"))
    model = models.CharField(_("model"), max_length=300)
    requests = models.PositiveIntegerField(_("requests"), default=0)
    prompt_tokens = models.PositiveBigIntegerField(_("tokens read"), default=0)
    completion_tokens = models.PositiveBigIntegerField(_("tokens written"), default=0)

    class Meta:
        verbose_name = _("day of a language model")
        verbose_name_plural = _("use of language models")
        ordering = ("-day", "model")
        constraints = (models.UniqueConstraint(fields=("day", "model"), name="token_day_of_model"),)

    def __str__(self) -> str:
        return f"{self.day} · {self.model}"
