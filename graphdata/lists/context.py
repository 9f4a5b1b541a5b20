"""What every page shows of the reader's lists: how many skills the current one has, and which."""

from functools import cached_property

from django.http import HttpRequest

from .editing import items_of
from .holding import current_list
from .models import SkillList


class ReadersLists:
    """Reads nothing until a template asks, then each thing once. No query for who holds no list."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @cached_property
    def current(self) -> SkillList | None:
        # An error page can be drawn before it is known whose request it is.
        return current_list(self._request) if hasattr(self._request, "user") else None

    @cached_property
    def concept_ids(self) -> frozenset[str]:
        """The concepts in the current list."""
        if self.current is None:
            return frozenset()
        return frozenset(items_of(self.current).values_list("concept_id", flat=True))


def skill_lists(request: HttpRequest) -> dict[str, ReadersLists]:
    """The context processor."""
    return {"skill_lists": ReadersLists(request)}
