"""What can be done to one item on the page of its list: move, note, take out, bring back."""

from collections.abc import Callable, Mapping
from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_htmx.http import reswap, retarget, trigger_client_event

from search.language_fallback import content_language
from search.unavailable import wants_fragment

from . import editing
from .adding import full_message
from .forms import NoteForm
from .holding import keep_session
from .models import ListItem
from .presentation import ListLine, list_lines
from .views import list_page, own_list


@require_POST
def change_item(request: HttpRequest, list_id: UUID, item_id: int) -> HttpResponse:
    """Does what the button that was pressed says (``ACTIONS``)."""
    item = get_object_or_404(own_list(request, list_id).items.select_related("skill_list"), pk=item_id)
    action = ACTIONS.get(request.POST.get("action", ""))
    if action is None:
        return HttpResponseBadRequest(f"action must be one of {', '.join(ACTIONS)}\n")
    keep_session(request)
    try:
        return action(request, item)
    except editing.ItemRemoved:
        return _offer_back(request, item)


def _move(request: HttpRequest, item: ListItem, direction: editing.Direction) -> HttpResponse:
    moved = editing.move(item, direction)
    if not wants_fragment(request):
        return redirect(_place(item))
    place, size = editing.place_of(item), editing.items_of(item.skill_list).count()
    words = (
        _("“%(skill)s” is now number %(place)d of %(size)d.")
        if moved
        else _("“%(skill)s” stays number %(place)d of %(size)d.")
    )
    response = _say(
        request, item, words % {"skill": _line(request, item).label, "place": place, "size": size}
    )
    return trigger_client_event(response, "list-moved", {"item": item.pk, "place": place})


def _remove(request: HttpRequest, item: ListItem) -> HttpResponse:
    editing.remove(item)
    return _offer_back(request, item)


def _offer_back(request: HttpRequest, item: ListItem) -> HttpResponse:
    """Says that the item is out, with "Undo" in its place, whichever button was pressed."""
    if not wants_fragment(request):
        return redirect(f"{reverse('graphdata:list', args=[item.skill_list_id])}?removed={item.pk}")
    words = _("“%(skill)s” was taken out of the list.") % {"skill": _line(request, item).label}
    response = _say(request, item, words, "graphdata/lists/_removed.html")
    return retarget(reswap(response, "outerHTML"), f"#item-{item.pk}")


def _restore(request: HttpRequest, item: ListItem) -> HttpResponse:
    try:
        editing.restore(item)
    except editing.ListFull:
        if not wants_fragment(request):
            messages.error(request, full_message())
        return _say(request, item, full_message(), "graphdata/lists/_removed.html")
    words = _("“%(skill)s” is back in the list.") % {"skill": _line(request, item).label}
    return _say(request, item, words, "graphdata/lists/_item.html")


def _save_note(request: HttpRequest, item: ListItem) -> HttpResponse:
    form = NoteForm(request.POST)
    if form.is_valid():
        editing.write_note(item, form.cleaned_data["note"])
        return _say(request, item, _("Note saved."), "graphdata/lists/_note.html")
    if wants_fragment(request):
        return _say(request, item, "", "graphdata/lists/_note.html", form)
    return list_page(request, item.skill_list, note_form=form, note_item=item.pk, status=422)


Action = Callable[[HttpRequest, ListItem], HttpResponse]

ACTIONS: Mapping[str, Action] = {
    "up": partial(_move, direction="up"),
    "down": partial(_move, direction="down"),
    "remove": _remove,
    "restore": _restore,
    "save": _save_note,
}


def _say(
    request: HttpRequest, item: ListItem, words: str, template: str = "", note_form: NoteForm | None = None
) -> HttpResponse:
    """For htmx ``template`` with the message and the numbers as they are now; else back to the item."""
    if not wants_fragment(request):
        return redirect(_place(item))
    context = {
        "line": _line(request, item),
        "list": item.skill_list,
        "size": editing.items_of(item.skill_list).count(),
        "template": template,
        "said": words,
        "address": request.POST,
        "note_form": note_form,
        "note_item": item.pk,
    }
    return render(request, "graphdata/lists/_changed.html", context)


def _line(request: HttpRequest, item: ListItem) -> ListLine:
    return list_lines([item], content_language(request.POST.get("clang", "")))[0]


def _place(item: ListItem) -> str:
    return f"{reverse('graphdata:list', args=[item.skill_list_id])}#item-{item.pk}"
