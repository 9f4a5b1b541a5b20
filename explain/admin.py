"""Summaries in the administration: how each ended and why, how models compare, and what can be done again."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.db.models import Avg, Count, Q, QuerySet, Sum
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy, ngettext

from graphdata.jobs.rows import ACTIVE

from .language_model import budget
from .models import Status, SummaryJob, TokenDay
from .summary_result import from_json
from .tasks import nudge

if TYPE_CHECKING:  # takes a type argument in its stubs only
    JobAdmin = admin.ModelAdmin[SummaryJob]
    DayAdmin = admin.ModelAdmin[TokenDay]
else:
    JobAdmin = DayAdmin = admin.ModelAdmin


@admin.register(SummaryJob)
class SummaryJobAdmin(JobAdmin):
    """Summaries are never edited: they are looked at, written again, cancelled and cleared."""

    list_display = (
        "__str__", "status", "failure", "model", "own_sentences", "told_sentences", "seconds", "tokens",
        "attempts", "requested",
    )  # fmt: skip
    list_filter = ("status", "failure", "model", "language", "audience", "prompt_version")
    search_fields = ("concept_id", "label")
    date_hierarchy = "requested"
    actions = ("retry", "cancel", "clear")
    fields = (
        "concept_id", "label", "language", "audience", "snapshot_id", "model", "prompt_version", "status",
        "failure", "failure_message", "attempts", "requested", "started", "heartbeat", "finished",
        "prompt_tokens", "completion_tokens", "seconds", "sentences", "continued_by",
    )  # fmt: skip
    readonly_fields = ("seconds", "tokens", "sentences", "requested")

    def has_add_permission(self, *_args: object) -> bool:
        return False

    def has_change_permission(self, *_args: object) -> bool:
        return False

    def has_repeat_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("explain.change_summaryjob")

    def has_view_permission(self, request: HttpRequest, _job: SummaryJob | None = None) -> bool:
        rights = ("view", "change", "delete")
        return any(request.user.has_perm(f"explain.{right}_summaryjob") for right in rights)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Without Django's own deletion, which asks first: a cleared summary is written anew on demand."""
        actions = super().get_actions(request)
        return {name: action for name, action in actions.items() if name != "delete_selected"}

    @admin.display(description=gettext_lazy("seconds"), ordering="milliseconds")
    def seconds(self, job: SummaryJob) -> str:
        return f"{job.milliseconds / 1_000:.1f}" if job.milliseconds else ""

    @admin.display(description=gettext_lazy("tokens"))
    def tokens(self, job: SummaryJob) -> int:
        return job.prompt_tokens + job.completion_tokens

    @admin.display(description=gettext_lazy("sentences"))
    def sentences(self, job: SummaryJob) -> SafeString:
        """Each with who wrote it, what it cites, and why what stood there before was refused."""
        lines = from_json(job.result).lines
        rows = ((line.text, ", ".join(line.evidence), line.origin, ", ".join(line.refused)) for line in lines)
        return format_html("<ol>{}</ol>", format_html_join("", "<li>{} [{}] – {} {}</li>", rows))

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        return super().changelist_view(  # type: ignore[return-value]
            request, {**(extra_context or {}), "comparison": comparison()}
        )

    @admin.action(description=gettext_lazy("Write again"), permissions=["repeat"])
    def retry(self, request: HttpRequest, chosen: QuerySet[SummaryJob]) -> None:
        ended = list(chosen.exclude(status__in=ACTIVE))
        SummaryJob.objects.filter(pk__in=[job.pk for job in ended]).queue_again()
        for job in ended:
            self.log_change(request, job, "Written again")
        # Where no worker can be told now, one finds the rows by itself.
        for job in ended:
            if not nudge(job):
                break
        text = ngettext("%(count)d summary waits.", "%(count)d summaries wait.", len(ended))
        self._tell(request, text, len(ended))

    @admin.action(description=gettext_lazy("Cancel"), permissions=["repeat"])
    def cancel(self, request: HttpRequest, chosen: QuerySet[SummaryJob]) -> None:
        cancelled = SummaryJob.objects.filter(pk__in=chosen.values("pk")).cancel()
        for job in chosen:
            self.log_change(request, job, "Cancelled")
        text = ngettext("%(count)d summary cancelled.", "%(count)d summaries cancelled.", cancelled)
        self._tell(request, text, cancelled)

    @admin.action(description=gettext_lazy("Clear"), permissions=["delete"])
    def clear(self, request: HttpRequest, chosen: QuerySet[SummaryJob]) -> None:
        ended = SummaryJob.objects.filter(pk__in=chosen.values("pk")).exclude(status__in=ACTIVE)
        self.log_deletions(request, ended)
        cleared, _ = ended.delete()
        text = ngettext("%(count)d summary cleared.", "%(count)d summaries cleared.", cleared)
        self._tell(request, text, cleared)

    def _tell(self, request: HttpRequest, text: str, count: int) -> None:
        level = messages.SUCCESS if count else messages.WARNING
        self.message_user(request, text % {"count": count}, level=level)


@admin.register(TokenDay)
class TokenDayAdmin(DayAdmin):
    """What was used, day by day. Nothing of it can be changed, or the day's limit would not hold."""

    list_display = ("day", "model", "requests", "prompt_tokens", "completion_tokens", "cost")
    list_filter = ("model",)

    def has_add_permission(self, *_args: object) -> bool:
        return False

    def has_change_permission(self, *_args: object) -> bool:
        return False

    def has_delete_permission(self, *_args: object) -> bool:
        return False

    @admin.display(description=gettext_lazy("cost"))
    def cost(self, day: TokenDay) -> str:
        return f"{budget().cost(day.prompt_tokens, day.completion_tokens):.4f}"


def comparison() -> list[dict[str, Any]]:
    """What became of the summaries of each model: counts, mean seconds, share without a model's sentence."""
    ended = Q(status__in=(Status.DONE, Status.FAILED))
    told = ended & Q(own_sentences=0)
    rows = SummaryJob.objects.values("model").order_by("model")
    compared = rows.annotate(
        total=Count("pk"),
        ended=Count("pk", filter=ended),
        failed=Count("pk", filter=Q(status=Status.FAILED)),
        told=Count("pk", filter=told),
        own=Sum("own_sentences"),
        replaced=Sum("told_sentences", filter=Q(own_sentences__gt=0), default=0),
        milliseconds=Avg("milliseconds", filter=Q(milliseconds__gt=0)),
        read=Sum("prompt_tokens"),
        written=Sum("completion_tokens"),
    )
    return [
        {
            **row,
            "share_told": 100 * row["told"] / row["ended"] if row["ended"] else None,
            "seconds": row["milliseconds"] / 1_000 if row["milliseconds"] else None,
        }
        for row in compared
    ]
