"""Whose lists: a signed-in reader's are rows with an owner, all others' are named by their session.

Nothing here starts a session but ``hold``, so that reading costs no cookie and no query.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone

from .models import SkillList, SkillListQuerySet

#: How long a browser keeps lists that nobody signed in for, from their last change.
KEPT_FOR = timedelta(days=180)
MOST_LISTS = 100

_HELD = "skill_lists"
_CURRENT = "current_skill_list"


def lists_of(request: HttpRequest) -> SkillListQuerySet:
    """The reader's own lists and nobody else's, deleted ones included."""
    rows = SkillListQuerySet(SkillList)
    if request.user.is_authenticated:
        return rows.filter(owner=request.user)
    return rows.filter(pk__in=_held(request), owner=None)


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
    return user is not None and (user.is_authenticated or _HELD in request.session)


def choose(request: HttpRequest, skill_list: SkillList) -> None:
    """Make ``skill_list`` the current one."""
    if request.session.get(_CURRENT) != str(skill_list.pk):
        request.session[_CURRENT] = str(skill_list.pk)


def hold(request: HttpRequest, skill_list: SkillList) -> None:
    """Save a new list as the reader's own, and make it the current one."""
    if request.user.is_authenticated:
        skill_list.owner = request.user
    else:
        _forget_expired()
        request.session[_HELD] = [*request.session.get(_HELD, ()), str(skill_list.pk)]
    skill_list.save()
    choose(request, skill_list)
    keep_session(request)


def keep_session(request: HttpRequest) -> None:
    """After every change, a session that holds lists lasts for ``KEPT_FOR`` again."""
    if _HELD in request.session:
        request.session.set_expiry(int(KEPT_FOR.total_seconds()))


def claim(*, request: HttpRequest | None = None, user: Any = None, **_signal: object) -> None:
    """On signing in, the lists that the session held become the reader's own. Receives ``user_logged_in``."""
    if request is None or _HELD not in request.session:
        return
    SkillList.objects.filter(pk__in=_held(request), owner=None).update(owner=user)
    del request.session[_HELD]
    request.session.set_expiry(None)


def _held(request: HttpRequest) -> Sequence[UUID]:
    return [UUID(each) for each in request.session.get(_HELD, ())]


def _forget_expired() -> None:
    """Delete lists whose session has run out: nobody can reach them any more."""
    SkillList.objects.filter(owner=None, modified__lt=timezone.now() - KEPT_FOR).delete()
