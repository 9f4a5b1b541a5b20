"""The button “Summarise”: ask for a summary, watch it being written, cancel it; without scripts too."""

from urllib.parse import urlsplit
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from graphdata.live import current_graph
from graphdata.neighbourhood import describe
from graphdata.records import ConceptRecord
from search.language_fallback import content_language, label_of
from search.types import Language
from search.unavailable import says_when_unavailable, wants_fragment

from .in_short import READER, chosen_audience
from .models import SummaryJob
from .summary_jobs import NoLanguageModel, TooManySummaries, Wish, ask, name_of_asker
from .summary_panel import OFF, PARAMETER, Place, SummaryPanel, panel_of
from .tasks import nudge, take_back

_PANEL = "explain/_summary_panel.html"
_POLL = "explain/_summary_poll.html"


@require_POST
@never_cache
@says_when_unavailable
def ask_for_summary(request: HttpRequest, concept_id: str) -> HttpResponse:
    graph = current_graph()
    record = describe(graph, concept_id)
    if record is None:
        return _unknown(request, concept_id)
    language = content_language(request.POST.get("clang", ""))
    audience = chosen_audience(request.POST.get(READER, ""))
    place = Place(record.id, record.kind, request.POST.get("address", ""))
    label = label_of(record.pref_labels, language, record.id).text
    try:
        job = ask(Wish(record.id, label, language, audience, graph.snapshot_id), _asker(request))
    except NoLanguageModel:
        return _answer(request, SummaryPanel("off", place, language, audience))
    except TooManySummaries as error:
        panel = SummaryPanel("busy", place, language, audience, message=str(error))
        return _refusal(request, panel, error.retry_after)
    return _answer(request, _panel(request, job, place, graph.snapshot_id))


@require_safe
@never_cache
@says_when_unavailable
def summary(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """How far a summary is: for htmx a part of the page, for everyone else the way to the page."""
    job = _job(job_id)
    if job is None:
        return _unknown(request, str(job_id))
    graph = current_graph()
    place = _place(request, job, graph.document(job.concept_id))
    if not wants_fragment(request):
        return redirect(f"{place.page(str(job.pk))}#summary")
    panel = _panel(request, job, place, graph.snapshot_id)
    if panel.state == request.GET.get("state"):
        return render(request, _POLL, {"summary": panel})
    answer = render(request, _PANEL, {"summary": panel, "is_fragment": True})
    answer["HX-Retarget"], answer["HX-Reswap"] = "#summary-panel", "innerHTML"
    return answer


@require_POST
@never_cache
@says_when_unavailable
def cancel_summary(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """Cancels a summary for the only one who waits for it; for others it goes on, as the page then shows."""
    job = _job(job_id)
    if job is None:
        return _unknown(request, str(job_id))
    SummaryJob.objects.filter(pk=job.pk, asker=_asker(request)).cancel()
    job.refresh_from_db()
    graph = current_graph()
    place = _place(request, job, graph.document(job.concept_id))
    return _answer(request, _panel(request, job, place, graph.snapshot_id))


def summary_on_page(
    request: HttpRequest, record: ConceptRecord, language: Language, snapshot_id: str
) -> SummaryPanel:
    """What the page of ``record`` shows: the summary that its address names, else the button."""
    place = Place(record.id, record.kind, request.GET.urlencode())
    named = request.GET.get(PARAMETER, "")
    job = _job(UUID(named)) if _is_uuid(named) else None
    if job is not None and job.concept_id == record.id:
        return _panel(request, job, place, snapshot_id)
    audience = chosen_audience(request.GET.get(READER, ""))
    return SummaryPanel("off" if named == OFF else "offered", place, language, audience)


def _panel(request: HttpRequest, job: SummaryJob, place: Place, snapshot_id: str) -> SummaryPanel:
    step = request.GET.get("step", "")
    return panel_of(
        job,
        place,
        asker=name_of_asker("session", request.session.session_key or ""),
        snapshot_id=snapshot_id,
        step=int(step) if step in ("0", "1", "2", "3", "4") else 0,
    )


def _answer(request: HttpRequest, panel: SummaryPanel) -> HttpResponse:
    if not wants_fragment(request):
        return redirect(f"{panel.here}#summary")
    answer = render(request, _PANEL, {"summary": panel, "is_fragment": True})
    answer["HX-Replace-Url"] = panel.here
    return answer


def _refusal(request: HttpRequest, panel: SummaryPanel, retry_after: int) -> HttpResponse:
    if wants_fragment(request):
        return render(request, _PANEL, {"summary": panel, "is_fragment": True})
    answer = render(request, "explain/summary_refused.html", {"summary": panel}, status=429)
    answer["Retry-After"] = str(retry_after)
    return answer


def _job(job_id: UUID) -> SummaryJob | None:
    """The job, or the one that goes on with it; taken back from its worker, where that is dead."""
    job = SummaryJob.objects.filter(pk=job_id).select_related("continued_by").first()
    job = job.continued_by or job if job else None
    if job is not None and SummaryJob.objects.silent(timezone.now()).filter(pk=job.pk).exists():
        take_back(job)
        job.refresh_from_db()
        if job.is_active:
            nudge(job)
            job.refresh_from_db()
    return job


def _place(request: HttpRequest, job: SummaryJob, document: object) -> Place:
    shown = request.POST.get("address", request.GET.get("address", ""))
    if request.headers.get("HX-Current-URL"):
        shown = urlsplit(request.headers["HX-Current-URL"]).query
    return Place(job.concept_id, getattr(document, "kind", ""), shown)


def _asker(request: HttpRequest) -> str:
    if request.session.session_key is None:
        request.session.create()
    return name_of_asker("session", request.session.session_key or "")


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _unknown(request: HttpRequest, name: str) -> HttpResponse:
    return render(request, "explain/unknown.html", {"concept_id": name}, status=404)
