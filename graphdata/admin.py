"""Ingests in the administration: start one, watch it, read its report, publish what it built."""

import csv
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from search.snapshot import SnapshotStore

from . import ingest_report
from .forms import IngestRunForm
from .lists.admin import SkillListAdmin
from .models import IngestRun, Stage, Status
from .tasks import nudge

__all__ = ["IngestRunAdmin", "SkillListAdmin"]

if TYPE_CHECKING:  # takes a type argument in its stubs only
    RunAdmin = admin.ModelAdmin[IngestRun]
else:
    RunAdmin = admin.ModelAdmin


@admin.register(IngestRun)
class IngestRunAdmin(RunAdmin):
    """Runs are never edited: they are started, cancelled, repeated and published."""

    form = IngestRunForm
    list_display = ("created", "source_column", "status", "stage_column", "is_live", "started_by", "finished")
    list_display_links = ("created", "source_column")
    list_filter = ("status",)
    list_select_related = ("started_by",)
    actions = ("publish_snapshot", "build_again", "cancel")

    # Rights

    def has_change_permission(self, *_args: object) -> bool:
        return False

    def has_publish_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("graphdata.publish_ingestrun")

    def has_cancel_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("graphdata.change_ingestrun")

    def has_view_permission(self, request: HttpRequest, _run: IngestRun | None = None) -> bool:
        rights = ("view", "add", "change", "publish")
        return any(request.user.has_perm(f"graphdata.{right}_ingestrun") for right in rights)

    # Columns

    @admin.display(description=gettext_lazy("data"), ordering="source")
    def source_column(self, run: IngestRun) -> str:
        return run.source_name

    @admin.display(description=gettext_lazy("stage"))
    def stage_column(self, run: IngestRun) -> str:
        return str(run.get_stage_display()) if run.is_active else ""

    @admin.display(description=gettext_lazy("live"), boolean=True)
    def is_live(self, run: IngestRun) -> bool:
        return bool(run.snapshot_id) and run.snapshot_id == _snapshots().current_id()

    # Starting

    def save_model(self, request: HttpRequest, obj: IngestRun, *_form: object) -> None:
        _queue(obj, request)

    def response_add(self, request: HttpRequest, obj: IngestRun, *_args: object) -> HttpResponse:
        """On to the page where the run can be watched."""
        self._tell(request, _("The ingest waits for a worker."), messages.SUCCESS)
        return redirect("admin:graphdata_ingestrun_change", obj.pk)

    # Watching

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("<int:run_id>/report.json", view(self.report_json), name="graphdata_ingestrun_report_json"),
            path("<int:run_id>/skipped.csv", view(self.skipped_csv), name="graphdata_ingestrun_skipped_csv"),
            *super().get_urls(),
        ]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        run = kwargs.get("obj")
        if run is None:
            return super().render_change_form(request, context, *args, **kwargs)
        return TemplateResponse(
            request, "admin/graphdata/ingestrun/run.html", {**context, **self._description(request, run)}
        )

    def _description(self, request: HttpRequest, run: IngestRun) -> dict[str, Any]:
        labels = dict(Stage.choices)
        return {
            "run": run,
            "opts": self.opts,
            "is_live": self.is_live(run),
            "stages": [entry | {"label": labels.get(entry["stage"], entry["stage"])} for entry in run.stages],
            "tables": ingest_report.tables(run.report),
            "may_publish": run.is_built and self.has_publish_permission(request),
            "may_build_again": not run.is_active and self.has_add_permission(request),
            "may_cancel": run.is_active and self.has_cancel_permission(request),
            "changelist": reverse("admin:graphdata_ingestrun_changelist"),
        }

    def report_json(self, request: HttpRequest, run_id: int) -> HttpResponse:
        run = self._viewed(request, run_id)
        body = json.dumps(run.report, ensure_ascii=False, indent=1)
        return _download(HttpResponse(body, content_type="application/json"), f"ingest-{run.pk}-report.json")

    def skipped_csv(self, request: HttpRequest, run_id: int) -> HttpResponse:
        run = self._viewed(request, run_id)
        response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")  # the mark Excel looks for
        writer = csv.writer(response)
        writer.writerow([_("File"), _("Line"), _("Reason")])
        writer.writerows([_harmless(cell) for cell in row] for row in ingest_report.skipped_rows(run.report))
        return _download(response, f"ingest-{run.pk}-skipped.csv")

    def _viewed(self, request: HttpRequest, run_id: int) -> IngestRun:
        if not self.has_view_permission(request):
            raise PermissionDenied
        return get_object_or_404(IngestRun, pk=run_id)

    # Actions

    @admin.action(description=gettext_lazy("Publish"), permissions=["publish"])
    def publish_snapshot(self, request: HttpRequest, chosen: QuerySet[IngestRun]) -> None:
        from .ingest import IngestFailed, publish

        run = chosen.first()
        if chosen.count() != 1 or run is None or not run.is_built:
            self._tell(request, _("Choose one run that has built a snapshot."), messages.ERROR)
            return
        try:
            publish(Path(settings.SKILLGRAPH_VAR), run.snapshot_id)
        except IngestFailed as error:
            self._tell(request, str(error), messages.ERROR)
            return
        IngestRun.objects.filter(pk=run.pk).update(status=Status.PUBLISHED)
        self.log_change(request, run, f"Published {run.snapshot_id}")
        self._tell(request, _("Snapshot %(id)s is live.") % {"id": run.snapshot_id}, messages.SUCCESS)

    @admin.action(description=gettext_lazy("Build again"), permissions=["add"])
    def build_again(self, request: HttpRequest, chosen: QuerySet[IngestRun]) -> None:
        for run in chosen:
            again = IngestRun(source=run.source, frameworks=run.frameworks)
            _queue(again, request)
            self.log_addition(request, again, f"Repeats {run.pk}")
        count = len(chosen)
        text = ngettext("%(count)d ingest waits.", "%(count)d ingests wait.", count) % {"count": count}
        self._tell(request, text, messages.SUCCESS)

    @admin.action(description=gettext_lazy("Cancel"), permissions=["cancel"])
    def cancel(self, request: HttpRequest, chosen: QuerySet[IngestRun]) -> None:
        cancelled = IngestRun.objects.filter(pk__in=chosen.values("pk")).cancel()
        for run in chosen:
            self.log_change(request, run, "Cancelled")
        text = ngettext("%(count)d ingest cancelled.", "%(count)d ingests cancelled.", cancelled)
        self._tell(request, text % {"count": cancelled}, messages.SUCCESS if cancelled else messages.WARNING)

    def _tell(self, request: HttpRequest, text: str, level: int) -> None:
        self.message_user(request, text, level=level)


def _queue(run: IngestRun, request: HttpRequest) -> None:
    """Save a new run, and tell a worker once the row can be seen."""
    assert request.user.is_authenticated
    run.started_by = request.user
    run.save()
    transaction.on_commit(lambda: _nudge(run, request))


def _nudge(run: IngestRun, request: HttpRequest) -> None:
    if not nudge(run):
        text = _("The message service (Redis) does not answer. The ingest is kept and starts once it does.")
        messages.warning(request, text)


def _snapshots() -> SnapshotStore:
    return SnapshotStore(Path(settings.SKILLGRAPH_VAR) / "snapshots")


def _download(response: HttpResponse, name: str) -> HttpResponse:
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _harmless(cell: str | int) -> str | int:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(("=", "+", "-", "@")) else cell
