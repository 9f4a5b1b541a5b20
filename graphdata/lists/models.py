"""Skill lists: what people chose and wrote. What the frameworks say is looked up in the live snapshot.

An item also keeps the words it was added by, so that it can still be read when its concept is gone.
Removed items and deleted lists stay for a while, marked, so that either can be undone.
"""

from typing import ClassVar, Self
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

LONGEST_TITLE = 200
LONGEST_TEXT = 2_000


class SkillListQuerySet(models.QuerySet["SkillList"]):
    def present(self) -> Self:
        """All but the deleted."""
        return self.filter(deleted=None)

    def with_size(self) -> Self:
        """Each with ``size``, the number of its items."""
        sized = self.annotate(size=Count("items", filter=Q(items__removed=None)))
        return sized.order_by("-modified", "pk")  # counting drops the order of Meta


class SkillList(models.Model):
    """A named list. Without an owner it belongs to the session that has its ``reader_key``."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    title = models.CharField(_("name"), max_length=LONGEST_TITLE)
    description = models.TextField(_("description"), max_length=LONGEST_TEXT, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("owner"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="skill_lists",
    )
    reader_key = models.CharField(max_length=64, blank=True, db_index=True, editable=False)
    #: When the session of ``reader_key`` runs out; None for a list with an owner.
    kept_until = models.DateTimeField(null=True, blank=True, editable=False)
    language = models.CharField(_("language"), max_length=8)
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)
    created = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    modified = models.DateTimeField(_("last changed"), default=timezone.now, editable=False)
    deleted = models.DateTimeField(_("deleted"), null=True, blank=True, editable=False)

    objects: ClassVar[models.Manager["SkillList"]] = SkillListQuerySet.as_manager()

    class Meta:
        verbose_name = _("skill list")
        verbose_name_plural = _("skill lists")
        ordering = ("-modified", "pk")

    def __str__(self) -> str:
        return self.title


class ListItemQuerySet(models.QuerySet["ListItem"]):
    def present(self) -> Self:
        """All but the removed."""
        return self.filter(removed=None)


class ListItem(models.Model):
    """One concept in one list. ``label`` and the rest of the words are as they were when it was added."""

    skill_list = models.ForeignKey(SkillList, on_delete=models.CASCADE, related_name="items")
    concept_id = models.TextField(_("concept"))
    uri = models.TextField("URI")
    # What frameworks call things has no longest length.
    framework = models.TextField(_("framework"))
    framework_version = models.TextField(_("version of the framework"), blank=True)
    kind = models.TextField(_("kind"))
    label = models.TextField(_("label when added"))
    label_language = models.TextField(_("language of the label"), blank=True)
    position = models.PositiveIntegerField(_("position"))
    note = models.TextField(_("note"), max_length=LONGEST_TEXT, blank=True)
    evidence_sentence = models.TextField(_("evidence"), blank=True)
    added = models.DateTimeField(_("added"), default=timezone.now, editable=False)
    removed = models.DateTimeField(_("removed"), null=True, blank=True, editable=False)

    objects: ClassVar[models.Manager["ListItem"]] = ListItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("list item")
        verbose_name_plural = _("list items")
        ordering = ("position", "pk")
        constraints = (
            models.UniqueConstraint(fields=("skill_list", "concept_id"), name="concept_once_per_list"),
        )

    def __str__(self) -> str:
        return self.label
