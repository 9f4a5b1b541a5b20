"""The page of all lists and the page of one: what they show, what can be done there, what is refused."""

from typing import Any

import pytest
from django.test import Client

from graphdata.lists import editing
from graphdata.lists.models import LONGEST_TEXT, ListItem, SkillList
from search.types import ConceptDocument
from tests.graphdata.lists.conftest import READ, concept, wording
from tests.markup import all_of, by_id, parse, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("published_sample")]

HOSTILE = "<script>alert(1)</script> \"quotes\" & 'more' {{ braces }} é 👩‍🏫 \u202eright to left"


@pytest.fixture
def course(amina_s_browser: Client) -> SkillList:
    """A list with a skill of the sample, and one that no framework has any more."""
    amina_s_browser.post("/lists", {"title": "Course", "description": "Week by week"})
    course = SkillList.objects.get()
    amina_s_browser.post("/lists/add", {"concept": READ})
    gone = ConceptDocument("esco:gone", "urn:gone", "esco", "skill", {"fr": "Sonner les cloches"})
    editing.add(course, gone, wording("Sonner les cloches", "fr"), "1.0")
    return course


def page_of(course: SkillList, browser: Client, **query: str) -> Any:
    return parse(browser.get(f"/lists/{course.pk}", query))


def act(browser: Client, item: ListItem, action: str, *, htmx: bool = False, **fields: str) -> Any:
    address = f"/lists/{item.skill_list_id}/items/{item.pk}"
    headers = {"HX-Request": "true"} if htmx else {}
    return browser.post(address, {"action": action, **fields}, headers=headers)


def labels(page: Any) -> list[str]:
    return [text(each) for each in all_of(page, "p", "item__label")]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_both_pages_are_valid_html(course: SkillList, amina_s_browser: Client, language: str) -> None:
    amina_s_browser.cookies["django_language"] = language
    for address in ("/lists", f"/lists/{course.pk}"):
        assert parse(amina_s_browser.get(address)).attrib["lang"] == language


def test_the_page_without_lists_says_how_to_begin(chloe_s_browser: Client) -> None:
    page = parse(chloe_s_browser.get("/lists"))
    assert "No list yet" in text(all_of(page, "div", "empty")[0])
    assert "for 180 days" in text(all_of(page, "p", "lead")[0])


def test_a_list_shows_what_the_frameworks_say_today(course: SkillList, amina_s_browser: Client) -> None:
    assert labels(page_of(course, amina_s_browser))[0] == "teach children to read"
    french = page_of(course, amina_s_browser, clang="fr")
    assert labels(french)[0] != "teach children to read"
    assert text(by_id(french, "list-size")) == "2 entries"


def test_what_is_gone_stands_with_its_old_name_and_says_so(
    course: SkillList, amina_s_browser: Client
) -> None:
    page = page_of(course, amina_s_browser)
    assert labels(page)[1] == "Sonner les cloches"
    [note] = all_of(page, "p", "item__gone")
    assert "as it was when you added it, from ESCO 1.0" in text(note)
    label = all_of(page, "p", "item__label")[1]
    assert label.attrib["lang"] == "fr"
    assert list(label) == []


def test_a_list_names_version_licence_and_notice_of_each_framework_for_paper(
    course: SkillList, amina_s_browser: Client
) -> None:
    [source] = all_of(page_of(course, amina_s_browser), "section", "list__sources")
    for named in ("ESCO", "version", "Licence: ", "https://"):
        assert named in text(source)


@pytest.mark.usefixtures("no_snapshot")
def test_a_list_can_be_read_without_a_snapshot(amina_s_browser: Client) -> None:
    amina_s_browser.post("/lists", {"title": "Course"})
    course = SkillList.objects.get()
    editing.add(course, concept("weld"), wording("weld"), "1.2")
    page = page_of(course, amina_s_browser)
    assert labels(page) == ["weld"]
    assert all_of(page, "p", "item__gone") == []


def test_hostile_words_are_shown_as_they_are(amina_s_browser: Client) -> None:
    amina_s_browser.post("/lists", {"title": HOSTILE, "description": HOSTILE})
    course = SkillList.objects.get()
    editing.add(course, concept("weld"), wording(HOSTILE), "1.2")
    act(amina_s_browser, editing.items_of(course).get(), "save", note=HOSTILE)
    page = page_of(course, amina_s_browser)
    shown = " ".join(HOSTILE.split())
    assert text(all_of(page, "h1")[0]) == shown
    assert labels(page) == [shown]
    assert text(all_of(page, "div", "note__text")[0]) == shown


def test_renaming_keeps_the_rest(course: SkillList, amina_s_browser: Client) -> None:
    amina_s_browser.post(f"/lists/{course.pk}/describe", {"title": "Reading", "description": ""})
    course.refresh_from_db()
    assert (course.title, course.description) == ("Reading", "")
    assert editing.items_of(course).count() == 2


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("", "Give the list a name"),
        ("   ", "Give the list a name"),
        ("\u200b\u2060\ufeff\u3164", "Give the list a name"),
        ("x" * 201, "This has 201 characters, and 200 fit."),
    ],
)
@pytest.mark.parametrize("where", ["/lists", "describe"])
def test_a_name_that_cannot_be_used_is_refused_and_kept_in_the_form(
    course: SkillList, amina_s_browser: Client, where: str, title: str, said: str
) -> None:
    address = where if where == "/lists" else f"/lists/{course.pk}/describe"
    answer = amina_s_browser.post(address, {"title": title, "description": "Kept"})
    assert answer.status_code == 422
    page = parse(answer)
    assert said in text(by_id(page, "id_title_error"))
    assert by_id(page, "id_title").attrib["aria-describedby"] == "id_title_error"
    assert text(by_id(page, "id_description")) == "Kept"
    assert list(SkillList.objects.values_list("title", flat=True)) == ["Course"]


def test_there_are_so_many_lists_and_no_more(
    amina_s_browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("graphdata.lists.holding.MOST_LISTS", 1)
    amina_s_browser.post("/lists", {"title": "One"})
    answer = amina_s_browser.post("/lists", {"title": "Two"})
    assert "You have 1 lists. Delete one first." in answer.content.decode()
    assert SkillList.objects.count() == 1


def test_a_deleted_list_does_not_come_back_beyond_the_limit(
    course: SkillList, amina_s_browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("graphdata.lists.holding.MOST_LISTS", 1)
    amina_s_browser.post(f"/lists/{course.pk}/delete")
    amina_s_browser.post("/lists/add", {"concept": READ})
    answer = amina_s_browser.post(f"/lists/{course.pk}/undelete", follow=True)
    assert "You have 1 lists. Delete one first." in answer.content.decode()
    assert all_of(parse(answer), "form", "undo")
    amina_s_browser.post(f"/lists/{SkillList.objects.get(deleted=None).pk}/delete")
    answer = amina_s_browser.post(f"/lists/{course.pk}/undelete")
    assert answer["Location"] == f"/lists/{course.pk}"
    assert amina_s_browser.post(f"/lists/{course.pk}/undelete")["Location"] == f"/lists/{course.pk}"


@pytest.mark.parametrize("action", ["up", "down", "remove"])
def test_what_another_tab_removed_can_only_be_brought_back(
    course: SkillList, amina_s_browser: Client, action: str
) -> None:
    _, item = editing.items_of(course)
    editing.remove(item)
    before = ListItem.objects.filter(pk=item.pk).values().get()
    answer = act(amina_s_browser, item, action, htmx=True)
    assert (answer["HX-Retarget"], answer["HX-Reswap"]) == (f"#item-{item.pk}", "outerHTML")
    assert "HX-Trigger" not in answer
    assert 'value="restore"' in answer.content.decode()
    assert "number" not in answer.content.decode()
    assert act(amina_s_browser, item, action)["Location"] == f"/lists/{course.pk}?removed={item.pk}"
    assert ListItem.objects.filter(pk=item.pk).values().get() == before


@pytest.mark.parametrize("action", ["up", "down", "remove", "restore", "save"])
def test_what_is_deleted_between_reading_and_locking_does_not_exist(
    course: SkillList, amina_s_browser: Client, monkeypatch: pytest.MonkeyPatch, action: str
) -> None:
    item = editing.items_of(course)[0]
    # Changing an item renews the session after the item was read, and before its list is locked.
    monkeypatch.setattr(
        "graphdata.lists.item_views.keep_session", lambda _: ListItem.objects.filter(pk=item.pk).delete()
    )
    assert act(amina_s_browser, item, action, note="x").status_code == 404


def test_a_note_is_saved_with_its_lines(course: SkillList, amina_s_browser: Client) -> None:
    item = editing.items_of(course)[0]
    answer = act(amina_s_browser, item, "save", note="Week 1\r\nwith the class")
    assert answer["Location"] == f"/lists/{course.pk}#item-{item.pk}"
    item.refresh_from_db()
    assert item.note == "Week 1\nwith the class"


def test_line_ends_count_once(course: SkillList, amina_s_browser: Client) -> None:
    item = editing.items_of(course)[0]
    act(amina_s_browser, item, "save", note="a\r\n" * (LONGEST_TEXT // 2 - 1) + "ab")
    item.refresh_from_db()
    assert len(item.note) == LONGEST_TEXT


@pytest.mark.parametrize("htmx", [False, True])
def test_a_note_that_is_too_long_is_refused_and_not_lost(
    course: SkillList, amina_s_browser: Client, htmx: bool
) -> None:
    item = editing.items_of(course)[0]
    note = "n" * (LONGEST_TEXT + 1)
    answer = act(amina_s_browser, item, "save", htmx=htmx, note=note)
    body = answer.content.decode()
    assert "This has 2001 characters, and 2000 fit." in body
    assert note in body
    item.refresh_from_db()
    assert item.note == ""


def test_an_item_moves_and_its_note_does_not_change(course: SkillList, amina_s_browser: Client) -> None:
    first, second = editing.items_of(course)
    editing.write_note(first, "as it was")
    act(amina_s_browser, first, "down", note="half-written")
    assert list(editing.items_of(course)) == [second, first]
    first.refresh_from_db()
    assert first.note == "as it was"


def test_htmx_is_told_where_an_item_stands_now(course: SkillList, amina_s_browser: Client) -> None:
    first, _ = editing.items_of(course)
    answer = act(amina_s_browser, first, "down", htmx=True)
    assert answer["HX-Trigger"] == f'{{"list-moved": {{"item": {first.pk}, "place": 2}}}}'
    assert "“teach children to read” is now number 2 of 2." in answer.content.decode()
    assert "stays number 2 of 2." in act(amina_s_browser, first, "down", htmx=True).content.decode()


def test_what_was_removed_is_offered_back(course: SkillList, amina_s_browser: Client) -> None:
    first, _ = editing.items_of(course)
    answer = amina_s_browser.post(f"/lists/{course.pk}/items/{first.pk}", {"action": "remove"}, follow=True)
    assert "was taken out of the list." in text(all_of(parse(answer), "form", "undo")[0])
    act(amina_s_browser, first, "restore")
    assert editing.items_of(course).count() == 2
    assert all_of(page_of(course, amina_s_browser, removed=str(first.pk)), "form", "undo") == []


def test_htmx_puts_undo_in_the_place_of_the_item(course: SkillList, amina_s_browser: Client) -> None:
    first, _ = editing.items_of(course)
    answer = act(amina_s_browser, first, "remove", htmx=True).content.decode()
    assert f'<li class="item item--removed" id="item-{first.pk}">' in answer
    assert 'value="restore" autofocus' in answer
    assert "1 entry" in answer
    answer = act(amina_s_browser, first, "restore", htmx=True).content.decode()
    assert f'<li class="item" id="item-{first.pk}">' in answer
    assert "2 entries" in answer


@pytest.mark.parametrize("htmx", [False, True])
def test_a_full_list_takes_nothing_back_and_says_so(
    course: SkillList, amina_s_browser: Client, monkeypatch: pytest.MonkeyPatch, htmx: bool
) -> None:
    first, _ = editing.items_of(course)
    editing.remove(first)
    monkeypatch.setattr(editing, "MOST_ITEMS", 1)
    answer = act(amina_s_browser, first, "restore", htmx=htmx)
    said = answer if htmx else amina_s_browser.get(answer["Location"])
    assert "The list is full: 1 entries fit." in said.content.decode()


def test_a_deleted_list_is_offered_back_and_comes_back_whole(
    course: SkillList, amina_s_browser: Client
) -> None:
    answer = amina_s_browser.post(f"/lists/{course.pk}/delete", follow=True)
    assert "“Course” was deleted." in text(all_of(parse(answer), "form", "undo")[0])
    assert amina_s_browser.get(f"/lists/{course.pk}").status_code == 404
    assert amina_s_browser.get("/lists").context["lists"].count() == 0
    amina_s_browser.post(f"/lists/{course.pk}/undelete")
    assert len(labels(page_of(course, amina_s_browser))) == 2


@pytest.mark.parametrize("query", ["deleted=nonsense", "deleted=00000000-0000-0000-0000-000000000000"])
def test_a_made_up_undo_is_not_offered(amina_s_browser: Client, query: str) -> None:
    assert all_of(parse(amina_s_browser.get(f"/lists?{query}")), "form", "undo") == []


@pytest.mark.parametrize("removed", ["x", "²", "9" * 40, "-1"])
def test_a_made_up_item_is_not_offered_back(course: SkillList, amina_s_browser: Client, removed: str) -> None:
    assert all_of(page_of(course, amina_s_browser, removed=removed), "form", "undo") == []


def test_an_unknown_action_is_refused(course: SkillList, amina_s_browser: Client) -> None:
    answer = act(amina_s_browser, editing.items_of(course)[0], "explode")
    assert answer.status_code == 400
    assert b"up, down, remove, restore, save" in answer.content


def test_a_long_list_opens_in_steps_and_says_so(
    course: SkillList, amina_s_browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("graphdata.lists.views.STEP", 1)
    page = page_of(course, amina_s_browser)
    assert labels(page) == ["teach children to read"]
    assert text(by_id(page, "list-size")) == "2 entries"
    more, everything = all_of(all_of(page, "p", "list__rest")[0], "a")
    assert more.attrib["href"].startswith("?show=2#item-")
    for link in (more, everything):
        whole = parse(amina_s_browser.get(f"/lists/{course.pk}{link.attrib['href'].partition('#')[0]}"))
        assert len(labels(whole)) == 2
        assert all_of(whole, "p", "list__rest") == []


@pytest.mark.parametrize("show", ["x", "-1", "²", "9" * 30, "0", ""])
def test_a_made_up_number_shows_the_first_ones(course: SkillList, amina_s_browser: Client, show: str) -> None:
    assert len(labels(page_of(course, amina_s_browser, show=show))) == 2


def test_reading_changes_nothing(course: SkillList, amina_s_browser: Client) -> None:
    before = (list(SkillList.objects.values()), list(ListItem.objects.values()))
    for address in ("/lists", f"/lists/{course.pk}", f"/lists/{course.pk}.csv"):
        answer = amina_s_browser.get(address)
        assert "Cookie" in answer["Vary"]
        assert "private" in answer["Cache-Control"]
        b"".join(answer)
    assert (list(SkillList.objects.values()), list(ListItem.objects.values())) == before


def test_administrators_can_look_and_delete_but_not_write(course: SkillList, admin_client: Client) -> None:
    page = admin_client.get(f"/admin/graphdata/skilllist/{course.pk}/change/")
    assert "Sonner les cloches" in page.content.decode()
    assert "Course" in admin_client.get("/admin/graphdata/skilllist/?q=amina").content.decode()
    assert admin_client.get("/admin/graphdata/skilllist/add/").status_code == 403
    refused = admin_client.post(f"/admin/graphdata/skilllist/{course.pk}/change/", {"title": "Mine"})
    assert refused.status_code == 403
