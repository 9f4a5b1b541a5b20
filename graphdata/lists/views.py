"""The pages of lists and all that can be done on them. A list of somebody else does not exist."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from search.language_fallback import content_language

from ..exports.csv_table import csv_lines
from ..exports.flat import COLUMNS
from . import editing, holding
from .export import file_name, flat_rows
from .forms import ExportForm, ListForm
from .holding import KEPT_FOR, TooManyLists, choose, current_list, hold, keep_session, lists_of
from .models import ListItem, SkillList
from .presentation import list_lines, list_sources

#: How many items a page shows at first, and how many "show more" adds: each brings its own form.
STEP = 100

#: Pages of one reader, made anew each time: neither a proxy nor "Back" may show an older one.
private = cache_control(private=True, no_cache=True)


def own_list(request: HttpRequest, list_id: UUID) -> SkillList:
    """The reader's list of that id; 404 for everybody else's."""
    return get_object_or_404(lists_of(request).present(), pk=list_id)


@require_http_methods(["GET", "HEAD", "POST"])
@vary_on_headers("Cookie")
@private
def lists(request: HttpRequest) -> HttpResponse:
    """All lists of the reader; what is posted makes a new one."""
    form = ListForm(request.POST or None)
    present = lists_of(request).present().with_size()
    if request.method == "POST" and form.is_valid():
        try:
            return redirect("graphdata:list", _new_list(request, form).pk)
        except TooManyLists:
            form.add_error("title", _too_many_message())
    context = {
        "lists": present,
        "current": current_list(request),
        "form": form,
        "deleted": _deleted(request),
        "kept_days": KEPT_FOR.days,
        "section": "lists",
    }
    status = 422 if form.errors else 200
    return render(request, "graphdata/lists/lists.html", context, status=status)


def _new_list(request: HttpRequest, form: ListForm) -> SkillList:
    skill_list = SkillList(**form.cleaned_data, language=content_language())
    hold(request, skill_list)
    return skill_list


def _too_many_message() -> str:
    return _("You have %(limit)d lists. Delete one first.") % {"limit": holding.MOST_LISTS}


def _deleted(request: HttpRequest) -> SkillList | None:
    """The list that was just deleted, to offer it back."""
    try:
        list_id = UUID(request.GET.get("deleted", ""))
    except ValueError:
        return None
    return lists_of(request).filter(pk=list_id).exclude(deleted=None).first()


@require_safe
@vary_on_headers("Cookie")
@private
def one_list(request: HttpRequest, list_id: UUID) -> HttpResponse:
    return list_page(request, own_list(request, list_id))


def list_page(
    request: HttpRequest, skill_list: SkillList, *, status: int = 200, **instead: Any
) -> HttpResponse:
    """The page of a list; ``instead`` replaces parts of it, such as a form with what is wrong in it."""
    language = content_language(request.GET.get("clang", ""))
    words = {"title": skill_list.title, "description": skill_list.description}
    items, show = editing.items_of(skill_list), _shown(request)
    context = {
        "list": skill_list,
        "lines": list_lines(items[:show], language),
        "size": items.count(),
        "sources": list_sources(_frameworks(items), get_language() or "en"),
        "next_show": show + STEP,
        "everything": editing.MOST_ITEMS,
        "is_current": current_list(request) == skill_list,
        "form": ListForm(initial=words),
        "export": ExportForm(initial={"lang": language}),
        "removed": _removed(request, skill_list),
        "address": request.GET,
        "kept_days": KEPT_FOR.days,
        "section": "lists",
    }
    return render(request, "graphdata/lists/list.html", context | instead, status=status)


def _frameworks(items: QuerySet[ListItem]) -> QuerySet[ListItem, str]:
    return items.order_by("framework").values_list("framework", flat=True).distinct()


def _shown(request: HttpRequest) -> int:
    """How many items to show, from the address; what is no sensible number is read as the first ones."""
    asked = request.GET.get("show", "")
    known = asked.isascii() and asked.isdigit() and len(asked) < 6
    return min(max(int(asked), STEP), editing.MOST_ITEMS) if known else STEP


def _removed(request: HttpRequest, skill_list: SkillList) -> ListItem | None:
    """The item that was just taken out, to offer it back."""
    asked = request.GET.get("removed", "")
    known = asked.isascii() and asked.isdigit() and len(asked) < 19
    return skill_list.items.exclude(removed=None).filter(pk=int(asked)).first() if known else None


@require_POST
def describe(request: HttpRequest, list_id: UUID) -> HttpResponse:
    """Renames a list and says what it is for."""
    skill_list = own_list(request, list_id)
    form = ListForm(request.POST)
    if not form.is_valid():
        return list_page(request, skill_list, form=form, status=422)
    editing.describe(skill_list, **form.cleaned_data)
    keep_session(request)
    return redirect("graphdata:list", list_id)


@require_POST
def use(request: HttpRequest, list_id: UUID) -> HttpResponse:
    """From now on skills are added to this list; with ``search``, on to where there are some."""
    choose(request, own_list(request, list_id))
    return redirect("search:home" if "search" in request.POST else "graphdata:lists")


@require_POST
def delete(request: HttpRequest, list_id: UUID) -> HttpResponse:
    editing.delete(own_list(request, list_id))
    keep_session(request)
    return redirect(f"{reverse('graphdata:lists')}?deleted={list_id}")


@require_POST
def undelete(request: HttpRequest, list_id: UUID) -> HttpResponse:
    skill_list = get_object_or_404(lists_of(request), pk=list_id)
    try:
        if skill_list.deleted is not None:
            holding.check_room(request)
            editing.undelete(skill_list)
    except TooManyLists:
        messages.error(request, _too_many_message())
        return redirect(f"{reverse('graphdata:lists')}?deleted={list_id}")
    keep_session(request)
    return redirect("graphdata:list", list_id)


@require_safe
@vary_on_headers("Cookie")
@private
def as_csv(request: HttpRequest, list_id: UUID) -> HttpResponseBase:
    """The whole list as a CSV file, line by line as it is read."""
    skill_list = own_list(request, list_id)
    form = ExportForm(request.GET)
    if not form.is_valid():
        return list_page(request, skill_list, export=form, status=422)
    rows = flat_rows(skill_list, content_language(form.cleaned_data["lang"]))
    lines = csv_lines((row.cells() for row in rows), header=COLUMNS, byte_order_mark=form.cleaned_data["bom"])
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    name = content_disposition_header(as_attachment=True, filename=file_name(skill_list.title, "csv"))
    response["Content-Disposition"] = name or "attachment"
    return response
