"""Every change to a list. Each is one transaction that counts the list's version up."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, Literal
from uuid import UUID

from django.db import transaction
from django.db.models import F, Max
from django.http import Http404
from django.utils import timezone

from search.language_fallback import Wording
from search.types import ConceptDocument

from .models import ListItem, ListItemQuerySet, SkillList

MOST_ITEMS = 1_000
#: How long what was removed can be brought back.
UNDO_FOR = timedelta(days=7)

Direction = Literal["up", "down"]


class ListFull(Exception):
    """The list has MOST_ITEMS already; it is as it was."""


class ItemRemoved(Exception):
    """The item was taken out meanwhile, as from another tab; it can only be restored."""


class Gone(Http404):
    """What was to be changed was deleted for good meanwhile. A view that lets this pass answers 404."""


def items_of(skill_list: SkillList) -> ListItemQuerySet:
    """What the list shows, in order."""
    return ListItemQuerySet(ListItem).filter(skill_list=skill_list).present()


def add(skill_list: SkillList, document: ConceptDocument, label: Wording, framework_version: str) -> bool:
    """Put a concept at the end; False when it is there, and then stays where and as it is. Raises ListFull.

    One that was removed lately comes back with its note.
    """
    with _one_at_a_time(skill_list.pk):
        item = skill_list.items.filter(concept_id=document.id).first()
        if item is not None and item.removed is None:
            return False
        _check_room(skill_list)
        item = item or ListItem(skill_list=skill_list, concept_id=document.id)
        item.uri, item.framework, item.kind = document.uri, document.framework, document.kind
        item.framework_version = framework_version
        item.label, item.label_language = label.text, label.language
        item.position = _last_position(skill_list) + 1
        item.removed = None
        item.save()
        _count_change(skill_list)
        return True


def remove(item: ListItem) -> None:
    """Take an item out; ``restore`` brings it back to its place, with its note. Raises ItemRemoved, Gone."""
    with _as_it_is_now(item):
        _check_present(item)
        _set(item, removed=timezone.now())
        item.skill_list.items.filter(removed__lt=timezone.now() - UNDO_FOR).delete()


def restore(item: ListItem) -> None:
    """Undo ``remove``. Raises ListFull, Gone."""
    with _as_it_is_now(item):
        if item.removed is not None:
            _check_room(item.skill_list)
            _set(item, removed=None)


def move(item: ListItem, direction: Direction) -> bool:
    """Swap an item with its neighbour; False when it is at that end already. Raises ItemRemoved, Gone."""
    with _as_it_is_now(item):
        _check_present(item)
        neighbour = _neighbour(item, direction)
        if neighbour is None:
            return False
        item.position, neighbour.position = neighbour.position, item.position
        ListItem.objects.bulk_update([item, neighbour], ["position"])
        _count_change(item.skill_list)
        return True


def write_note(item: ListItem, note: str) -> None:
    """Also on a removed item, with which it comes back: what was written is not lost. Raises Gone."""
    with _as_it_is_now(item):
        _set(item, note=note)


def describe(skill_list: SkillList, title: str, description: str) -> None:
    with _one_at_a_time(skill_list.pk):
        _count_change(skill_list, title=title, description=description)


def delete(skill_list: SkillList) -> None:
    """Hide a list; ``undelete`` brings it back. Those deleted long ago go for good."""
    with _one_at_a_time(skill_list.pk):
        _count_change(skill_list, deleted=timezone.now())
    SkillList.objects.filter(deleted__lt=timezone.now() - UNDO_FOR).delete()


def undelete(skill_list: SkillList) -> None:
    with _one_at_a_time(skill_list.pk):
        _count_change(skill_list, deleted=None)


def place_of(item: ListItem) -> int:
    """The number of an item in its list, from 1."""
    return items_of(item.skill_list).filter(position__lte=item.position).count()


@contextmanager
def _one_at_a_time(list_id: UUID) -> Iterator[None]:
    """Locks the list's row, so that two changes at once follow each other. Raises Gone."""
    with transaction.atomic():
        if not SkillList.objects.select_for_update().filter(pk=list_id):
            raise Gone
        yield


@contextmanager
def _as_it_is_now(item: ListItem) -> Iterator[None]:
    """Locks the item's list and reads the item again, for it may have changed before. Raises Gone."""
    with _one_at_a_time(item.skill_list_id):
        try:
            item.refresh_from_db(fields=["position", "note", "removed"])
        except ListItem.DoesNotExist as error:
            raise Gone from error
        yield


def _check_present(item: ListItem) -> None:
    if item.removed is not None:
        raise ItemRemoved


def _set(item: ListItem, **values: Any) -> None:
    for name, value in values.items():
        setattr(item, name, value)
    item.save(update_fields=list(values))
    _count_change(item.skill_list)


def _count_change(skill_list: SkillList, **values: Any) -> None:
    SkillList.objects.filter(pk=skill_list.pk).update(
        version=F("version") + 1, modified=timezone.now(), **values
    )


def _neighbour(item: ListItem, direction: Direction) -> ListItem | None:
    others = items_of(item.skill_list)
    if direction == "up":
        return others.filter(position__lt=item.position).last()
    return others.filter(position__gt=item.position).first()


def _check_room(skill_list: SkillList) -> None:
    if items_of(skill_list).count() >= MOST_ITEMS:
        raise ListFull


def _last_position(skill_list: SkillList) -> int:
    last: int | None = skill_list.items.aggregate(last=Max("position"))["last"]
    return last or 0
