"""Whose lists: a signed-in reader's are rows with an owner, all others' carry the key in their session.

The key is written into a session once: requests that overlap save the whole session, each over the other,
and a list named there could be lost. Nothing here starts a session but ``hold``, so that reading costs no
cookie and no query.
"""

from datetime import timedelta
from secrets import token_urlsafe
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from .models import SkillList, SkillListQuerySet

#: How long a browser keeps lists that nobody signed in for, from their last change.
KEPT_FOR = timedelta(days=180)
MOST_LISTS = 100

_READER = "skill_list_reader"
_CURRENT = "current_skill_list"


class TooManyLists(Exception):
    """The reader has MOST_LISTS already; nothing was changed."""


def lists_of(request: HttpRequest) -> SkillListQuerySet:
    """The reader's own lists and nobody else's, deleted ones included."""
    rows = SkillListQuerySet(SkillList)
    if request.user.is_authenticated:
        return rows.filter(owner=request.user)
    reader_key = request.session.get(_READER, "")
    return rows.filter(reader_key=reader_key, owner=None) if reader_key else rows.none()


def current_list(request: HttpRequest) -> SkillList | None:
    """Where "Add to list" puts a skill: the list that was chosen, else the one changed last."""
    if not _may_hold_any(request):
        return None
    present = list(lists_of(request).present())
    chosen = request.session.get(_CURRENT)
    return next((each for each in present if str(each.pk) == chosen), present[0] if present else None)


def _may_hold_any(request: HttpRequest) -> bool:
    """False without a query for nearly every reader. An error page may come before there is a user."""
    user = getattr(request, "user", None)
    return user is not None and (user.is_authenticated or _READER in request.session)


def choose(request: HttpRequest, skill_list: SkillList) -> None:
    """Make ``skill_list`` the current one."""
    if request.session.get(_CURRENT) != str(skill_list.pk):
        request.session[_CURRENT] = str(skill_list.pk)


def hold(request: HttpRequest, skill_list: SkillList) -> None:
    """Save a new list as the reader's own, and make it the current one. Raises TooManyLists."""
    check_room(request)
    if request.user.is_authenticated:
        skill_list.owner = request.user
    else:
        _forget_expired(request)
        skill_list.reader_key = request.session.setdefault(_READER, token_urlsafe())
    skill_list.save()
    choose(request, skill_list)
    keep_session(request)


def check_room(request: HttpRequest) -> None:
    """Raises TooManyLists when the reader can have no other list."""
    if lists_of(request).present().count() >= MOST_LISTS:
        raise TooManyLists


def keep_session(request: HttpRequest) -> None:
    """After every change, a session that holds lists lasts for ``KEPT_FOR`` again, and so do all of them."""
    if _READER in request.session:
        until = timezone.now() + KEPT_FOR
        request.session.set_expiry(until)
        SkillList.objects.filter(reader_key=request.session[_READER]).update(kept_until=until)


def claim(*, request: HttpRequest | None = None, user: Any = None, **_signal: object) -> None:
    """On signing in, the lists that the session held become the reader's own. Receives ``user_logged_in``."""
    if request is None or _READER not in request.session:
        return
    held = SkillList.objects.filter(reader_key=request.session.pop(_READER), owner=None)
    held.update(owner=user, reader_key="", kept_until=None)
    request.session.set_expiry(None)


def _forget_expired(request: HttpRequest) -> None:
    """Delete lists whose session has run out, for nobody can reach them any more, and such sessions."""
    SkillList.objects.filter(owner=None, kept_until__lt=timezone.now()).delete()
    request.session.clear_expired()
