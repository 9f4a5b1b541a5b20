"""What changes to a list do, and what they leave alone."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from graphdata.lists import editing
from graphdata.lists.models import ListItem, SkillList
from search.types import ConceptDocument
from tests.graphdata.lists.conftest import concept, wording

pytestmark = pytest.mark.django_db


@pytest.fixture
def course() -> SkillList:
    return SkillList.objects.create(title="Course", language="en")


def put(course: SkillList, *names: str) -> list[ListItem]:
    for name in names:
        assert editing.add(course, concept(name), wording(name), "1.2")
    return list(editing.items_of(course))


def names(course: SkillList) -> list[str]:
    return [item.label for item in editing.items_of(course)]


def version(course: SkillList) -> int:
    course.refresh_from_db()
    return course.version


def test_what_is_added_goes_to_the_end_with_the_words_of_the_day(course: SkillList) -> None:
    _, item = put(course, "weld", "braze")
    assert names(course) == ["weld", "braze"]
    assert (item.concept_id, item.uri, item.framework, item.kind) == (
        "esco:braze",
        "urn:braze",
        "esco",
        "skill",
    )
    assert (item.framework_version, item.label_language) == ("1.2", "en")


def test_what_is_there_already_is_not_added_again(course: SkillList) -> None:
    first, _ = put(course, "weld", "braze")
    editing.write_note(first, "week 1")
    before = version(course)
    assert not editing.add(course, concept("weld"), wording("to weld"), "1.3")
    assert names(course) == ["weld", "braze"]
    assert version(course) == before


def test_the_database_refuses_a_concept_twice(course: SkillList) -> None:
    put(course, "weld")
    with pytest.raises(IntegrityError), transaction.atomic():
        ListItem.objects.create(skill_list=course, concept_id="esco:weld", position=9)


def test_a_removed_item_comes_back_to_its_place_with_its_note(course: SkillList) -> None:
    _, item, _ = put(course, "weld", "braze", "solder")
    editing.write_note(item, "week 2")
    editing.remove(item)
    assert names(course) == ["weld", "solder"]
    editing.restore(item)
    assert names(course) == ["weld", "braze", "solder"]
    item.refresh_from_db()
    assert item.note == "week 2"


def test_what_is_added_anew_comes_to_the_end_and_keeps_its_note(course: SkillList) -> None:
    item, _ = put(course, "weld", "braze")
    editing.write_note(item, "week 1")
    editing.remove(item)
    assert editing.add(course, concept("weld"), wording("weld"), "1.3")
    assert names(course) == ["braze", "weld"]
    item.refresh_from_db()
    assert (item.note, item.framework_version) == ("week 1", "1.3")


def test_what_was_removed_long_ago_is_forgotten(course: SkillList) -> None:
    old, new, _ = put(course, "weld", "braze", "solder")
    editing.remove(old)
    ListItem.objects.filter(pk=old.pk).update(
        removed=timezone.now() - editing.UNDO_FOR - timedelta(minutes=1)
    )
    editing.remove(new)
    assert set(course.items.values_list("label", flat=True)) == {"braze", "solder"}


def test_moving_swaps_neighbours_and_passes_over_what_was_removed(course: SkillList) -> None:
    _, gone, third = put(course, "weld", "braze", "solder")
    editing.remove(gone)
    assert editing.move(third, "up")
    assert names(course) == ["solder", "weld"]
    assert editing.place_of(third) == 1
    assert editing.move(third, "down")
    assert names(course) == ["weld", "solder"]


def test_nothing_moves_beyond_the_ends(course: SkillList) -> None:
    first, last = put(course, "weld", "braze")
    before = version(course)
    assert not editing.move(first, "up")
    assert not editing.move(last, "down")
    assert names(course) == ["weld", "braze"]
    assert version(course) == before


def test_a_list_that_is_gone_cannot_be_changed(course: SkillList) -> None:
    [item] = put(course, "weld")
    SkillList.objects.filter(pk=course.pk).delete()
    for change in (
        lambda: editing.add(course, concept("braze"), wording("braze"), "1.2"),
        lambda: editing.write_note(item, "x"),
        lambda: editing.describe(course, "Other", ""),
        lambda: editing.delete(course),
    ):
        with pytest.raises(editing.Gone):
            change()


def test_a_note_on_a_removed_item_comes_back_with_it(course: SkillList) -> None:
    [item] = put(course, "weld")
    editing.remove(item)
    editing.write_note(item, "week 1")
    assert names(course) == []
    editing.restore(item)
    assert editing.items_of(course).get().note == "week 1"


def test_words_of_any_length_fit(course: SkillList) -> None:
    long = ConceptDocument("x:1", "urn:1", "f" * 300, "k" * 300, {"en": "weld"})
    assert editing.add(course, long, wording("weld", "x-" + "l" * 300), "v" * 300)
    ListItem.objects.get().clean_fields()


def test_a_full_list_takes_nothing_and_loses_nothing(
    course: SkillList, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, *_ = put(course, "weld", "braze")
    monkeypatch.setattr(editing, "MOST_ITEMS", 2)
    with pytest.raises(editing.ListFull):
        editing.add(course, concept("solder"), wording("solder"), "1.2")
    assert not editing.add(course, concept("weld"), wording("weld"), "1.2")
    editing.remove(first)
    assert editing.add(course, concept("solder"), wording("solder"), "1.2")
    with pytest.raises(editing.ListFull):
        editing.restore(first)
    assert names(course) == ["braze", "solder"]


def test_every_change_counts_the_version_up(course: SkillList) -> None:
    item, *_ = put(course, "weld", "braze")
    seen = [version(course)]
    changes = (
        lambda: editing.move(item, "down"),
        lambda: editing.write_note(item, "x"),
        lambda: editing.remove(item),
        lambda: editing.restore(item),
        lambda: editing.describe(course, "Other", ""),
        lambda: editing.delete(course),
        lambda: editing.undelete(course),
    )
    for change in changes:
        change()
        seen.append(version(course))
    assert seen == [seen[0] + step for step in range(len(seen))]


def test_lists_deleted_long_ago_are_forgotten_with_their_items(course: SkillList) -> None:
    put(course, "weld")
    other = SkillList.objects.create(title="Other", language="en")
    editing.delete(course)
    SkillList.objects.filter(pk=course.pk).update(deleted=timezone.now() - timedelta(days=8))
    editing.delete(other)
    assert list(SkillList.objects.values_list("title", flat=True)) == ["Other"]
    assert not ListItem.objects.exists()
