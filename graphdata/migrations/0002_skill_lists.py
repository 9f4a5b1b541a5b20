import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("graphdata", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SkillList",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("title", models.CharField(max_length=200, verbose_name="name")),
                ("description", models.TextField(blank=True, max_length=2000, verbose_name="description")),
                (
                    "reader_key",
                    models.CharField(blank=True, db_index=True, editable=False, max_length=64),
                ),
                ("kept_until", models.DateTimeField(blank=True, editable=False, null=True)),
                ("language", models.CharField(max_length=8, verbose_name="language")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                (
                    "created",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="created"
                    ),
                ),
                (
                    "modified",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="last changed"
                    ),
                ),
                (
                    "deleted",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="deleted"),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="skill_lists",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="owner",
                    ),
                ),
            ],
            options={
                "verbose_name": "skill list",
                "verbose_name_plural": "skill lists",
                "ordering": ("-modified", "pk"),
            },
        ),
        migrations.CreateModel(
            name="ListItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("concept_id", models.TextField(verbose_name="concept")),
                ("uri", models.TextField(verbose_name="URI")),
                ("framework", models.TextField(verbose_name="framework")),
                ("framework_version", models.TextField(blank=True, verbose_name="version of the framework")),
                ("kind", models.TextField(verbose_name="kind")),
                ("label", models.TextField(verbose_name="label when added")),
                ("label_language", models.TextField(blank=True, verbose_name="language of the label")),
                ("position", models.PositiveIntegerField(verbose_name="position")),
                ("note", models.TextField(blank=True, max_length=2000, verbose_name="note")),
                ("evidence_sentence", models.TextField(blank=True, verbose_name="evidence")),
                (
                    "added",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="added"
                    ),
                ),
                (
                    "removed",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="removed"),
                ),
                (
                    "skill_list",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="items",
                        to="graphdata.skilllist",
                    ),
                ),
            ],
            options={
                "verbose_name": "list item",
                "verbose_name_plural": "list items",
                "ordering": ("position", "pk"),
                "constraints": [
                    models.UniqueConstraint(fields=("skill_list", "concept_id"), name="concept_once_per_list")
                ],
            },
        ),
    ]
