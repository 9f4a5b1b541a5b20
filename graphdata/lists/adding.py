"""Adding a concept to the current list and taking it out again, from wherever it is shown."""

from contextlib import suppress

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import MAX_URL_LENGTH, url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from search.language_fallback import Wording, content_language, label_of
from search.snapshot import SnapshotError
from search.templatetags.skillgraph import concept_url
from search.types import ConceptDocument
from search.unavailable import RETRY_AFTER, says_when_unavailable, wants_fragment

from ..live import current_graph
from . import editing
from .forms import ConceptForm
from .holding import current_list, hold, keep_session
from .live_concepts import framework_release, live_concepts, live_graph
from .models import SkillList
from .presentation import list_line


@require_POST
@says_when_unavailable
def add(request: HttpRequest) -> HttpResponse:
    """Puts a concept into the current list; the first one makes that list. Twice is as good as once."""
    try:
        graph = current_graph()
    except SnapshotError:
        if not wants_fragment(request):
            raise
        return _answer_unavailable(request)
    document = graph.document(_asked(request))
    if document is None:
        return _answer(request, _("This entry is no longer there, so it was not added."), failed=True)
    release = framework_release(graph, document.framework)
    label = label_of(document.pref_labels, content_language(request.POST.get("clang", "")), document.id)
    try:
        skill_list = _add(request, document, label, release.version if release else "")
    except editing.ListFull:
        return _answer(request, full_message(), label, kind=document.kind, failed=True)
    said = _("“%(skill)s” is in “%(list)s”.") % {"skill": label.text, "list": skill_list.title}
    return _answer(request, said, label, kind=document.kind)


def _answer_unavailable(request: HttpRequest) -> HttpResponse:
    """The button again, for a whole page would not fit into its place."""
    said = _("The frameworks cannot be read at the moment, so nothing was added. Try again in a minute.")
    response = _answer(request, said, failed=True)
    response.status_code = 503
    response["Retry-After"] = RETRY_AFTER
    return response


def _add(request: HttpRequest, document: ConceptDocument, label: Wording, version: str) -> SkillList:
    skill_list = current_list(request) or first_list(request)
    editing.add(skill_list, document, label, version)
    keep_session(request)
    return skill_list


def first_list(request: HttpRequest) -> SkillList:
    """The list that is made when somebody adds a skill before making one."""
    skill_list = SkillList(title=_("My list"), language=content_language())
    hold(request, skill_list)
    return skill_list


@require_POST
def drop(request: HttpRequest) -> HttpResponse:
    """Takes a concept out of the current list; what is not in it is no matter."""
    skill_list = current_list(request)
    found = editing.items_of(skill_list).filter(concept_id=_asked(request)) if skill_list else ()
    for item in found:
        with suppress(editing.ItemRemoved):
            editing.remove(item)
        keep_session(request)
        live = live_concepts(live_graph(), [item.concept_id])
        label = list_line(item, live, content_language(request.POST.get("clang", ""))).label
        said = _("“%(skill)s” was taken out of “%(list)s”. Add it again to undo that.")
        said %= {"skill": label.text, "list": item.skill_list.title}
        return _answer(request, said, label, kind=item.kind)
    return _answer(request, _("It was not in your list."))


def full_message() -> str:
    return _(
        "The list is full: %(limit)d entries fit. Nothing was added. "
        "Take something out, or make another list."
    ) % {"limit": editing.MOST_ITEMS}


def _asked(request: HttpRequest) -> str:
    form = ConceptForm(request.POST)
    return str(form.cleaned_data["concept"]) if form.is_valid() else ""


def _answer(
    request: HttpRequest, said: str, label: Wording | None = None, *, kind: str = "", failed: bool = False
) -> HttpResponse:
    """For htmx the button as it is now, with the count and the message; else back to where one was."""
    if not wants_fragment(request):
        (messages.error if failed else messages.success)(request, said)
        return redirect(back(request, kind))
    context = {
        "concept_id": _asked(request),
        "label": label or Wording(_asked(request), ""),
        "address": request.POST,
        "next": back(request),
        "said": said,
        "problem": said if failed else "",
    }
    return render(request, "graphdata/lists/_kept.html", context)


def back(request: HttpRequest, kind: str = "") -> str:
    """The address that the form came from, if it is one of this site; else the page of all lists.

    One that is too long to be sent back to is that of a long query: then the concept's page, by its ``kind``.
    """
    address = request.POST.get("next", "")
    if kind and len(address) > MAX_URL_LENGTH:
        return concept_url(_asked(request), kind)
    is_own = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if is_own and address.startswith("/") else reverse("graphdata:lists")
