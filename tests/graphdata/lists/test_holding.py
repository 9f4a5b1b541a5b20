"""Whose lists: kept by a session, claimed on signing in, refused to everybody else."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db.models import F
from django.test import Client
from django.utils import timezone

from graphdata.lists import editing, holding
from graphdata.lists.models import SkillList
from skillgraph_site.accounts.models import User
from tests.graphdata.lists.conftest import READ, concept, wording

pytestmark = pytest.mark.django_db

PAGES = ("", ".csv")
DEEDS = ("/describe", "/use", "/delete", "/undelete", "/items/{item}")


def new_list(browser: Client, title: str = "Baking") -> SkillList:
    assert browser.post("/lists", {"title": title}).status_code == 302
    return SkillList.objects.get(title=title)


def titles(browser: Client) -> list[str]:
    return [each.title for each in browser.get("/lists").context["lists"]]


def test_two_readers_without_account_do_not_see_each_other(chloe_s_browser: Client) -> None:
    stranger = Client()
    new_list(chloe_s_browser)
    new_list(stranger, "Plumbing")
    assert titles(chloe_s_browser) == ["Baking"]
    assert titles(stranger) == ["Plumbing"]


@pytest.mark.parametrize("owner", ["amina", "chloe"])
@pytest.mark.parametrize("reader", ["bruno", "stranger"])
def test_a_list_of_somebody_else_does_not_exist(
    amina_s_browser: Client, bruno_s_browser: Client, chloe_s_browser: Client, owner: str, reader: str
) -> None:
    skill_list = new_list({"amina": amina_s_browser, "chloe": chloe_s_browser}[owner])
    editing.add(skill_list, concept("weld"), wording("weld"), "1.2")
    item = editing.items_of(skill_list).get()
    before = SkillList.objects.values().get()
    browser = {"bruno": bruno_s_browser, "stranger": Client()}[reader]
    address = f"/lists/{skill_list.pk}"
    for page in PAGES:
        assert browser.get(address + page).status_code == 404, page
    for deed in DEEDS:
        for action in ("up", "down", "remove", "restore", "save"):
            form = {"title": "Mine now", "note": "hacked", "action": action}
            assert browser.post(address + deed.format(item=item.pk), form).status_code == 404, deed
    assert SkillList.objects.values().get() == before
    assert editing.items_of(skill_list).get().note == ""


def test_an_item_is_reached_through_its_own_list_only(amina_s_browser: Client) -> None:
    own, other = new_list(amina_s_browser), SkillList.objects.create(title="Other", language="en")
    editing.add(other, concept("weld"), wording("weld"), "1.2")
    item = editing.items_of(other).get()
    answer = amina_s_browser.post(f"/lists/{own.pk}/items/{item.pk}", {"action": "remove"})
    assert answer.status_code == 404
    assert editing.items_of(other).count() == 1


@pytest.mark.parametrize("deed", DEEDS)
def test_a_link_changes_nothing(amina_s_browser: Client, deed: str) -> None:
    skill_list = new_list(amina_s_browser)
    assert amina_s_browser.get(f"/lists/{skill_list.pk}{deed.format(item=1)}").status_code == 405


def test_signing_in_claims_what_the_session_held(chloe_s_browser: Client, amina: User) -> None:
    skill_list = new_list(chloe_s_browser)
    before = chloe_s_browser.session.session_key
    assert chloe_s_browser.login(username="amina@example.org", password="correct horse")
    assert chloe_s_browser.session.session_key != before
    skill_list.refresh_from_db()
    assert (skill_list.owner, skill_list.reader_key, skill_list.kept_until) == (amina, "", None)
    assert titles(chloe_s_browser) == ["Baking"]
    assert chloe_s_browser.session.get_expiry_age() < holding.KEPT_FOR.total_seconds()
    chloe_s_browser.logout()
    assert titles(chloe_s_browser) == []
    chloe_s_browser.force_login(amina)
    assert titles(chloe_s_browser) == ["Baking"]


def test_nobody_claims_the_lists_of_the_account_before_theirs(
    amina_s_browser: Client, bruno: User, amina: User
) -> None:
    skill_list = new_list(amina_s_browser)
    amina_s_browser.force_login(bruno)
    skill_list.refresh_from_db()
    assert skill_list.owner == amina
    assert titles(amina_s_browser) == []


def test_a_session_cannot_name_a_list_that_has_an_owner(amina_s_browser: Client) -> None:
    skill_list = new_list(amina_s_browser)
    forger = Client()
    new_list(forger, "Bait")
    session = forger.session
    assert skill_list.reader_key == ""
    session["skill_list_reader"] = skill_list.reader_key
    session["current_skill_list"] = str(skill_list.pk)
    session.save()
    assert titles(forger) == []
    assert forger.get(f"/lists/{skill_list.pk}").status_code == 404


def test_the_session_lasts_as_long_as_it_says(chloe_s_browser: Client) -> None:
    new_list(chloe_s_browser)
    kept_for = holding.KEPT_FOR.total_seconds()
    assert kept_for - 60 < chloe_s_browser.session.get_expiry_age() <= kept_for
    assert kept_for - 60 < chloe_s_browser.cookies["sessionid"]["max-age"] <= kept_for
    assert SkillList.objects.get().kept_until == chloe_s_browser.session.get_expiry_date()


def test_lists_that_no_session_can_reach_any_more_are_forgotten(
    chloe_s_browser: Client, amina_s_browser: Client
) -> None:
    for browser, title in ((chloe_s_browser, "Chloé’s"), (amina_s_browser, "Amina’s")):
        new_list(browser, title)
    pass_days(181)
    new_list(Client(), "New")
    assert set(SkillList.objects.values_list("title", flat=True)) == {"Amina’s", "New"}
    assert not Session.objects.filter(expire_date__lt=timezone.now()).exists()


def pass_days(days: int) -> None:
    """Makes all that is stored so much older."""
    past = timedelta(days=days)
    SkillList.objects.update(modified=F("modified") - past)
    SkillList.objects.exclude(kept_until=None).update(kept_until=F("kept_until") - past)
    Session.objects.update(expire_date=F("expire_date") - past)


def test_a_change_to_one_list_keeps_all_lists_of_the_reader(chloe_s_browser: Client) -> None:
    new_list(chloe_s_browser, "Old")
    pass_days(170)
    new_list(chloe_s_browser, "Young")
    pass_days(11)
    new_list(Client(), "A stranger’s")
    assert titles(chloe_s_browser) == ["Young", "Old"]


def test_a_request_that_overlaps_another_loses_no_list(chloe_s_browser: Client) -> None:
    new_list(chloe_s_browser, "One")
    begun_before = chloe_s_browser.session
    assert "skill_list_reader" in begun_before  # loaded
    new_list(chloe_s_browser, "Two")
    begun_before["something"] = "else"
    begun_before.save()
    assert set(titles(chloe_s_browser)) == {"One", "Two"}


@pytest.mark.usefixtures("published_sample")
def test_skills_go_to_the_list_that_was_chosen(amina_s_browser: Client) -> None:
    first, second = new_list(amina_s_browser, "First"), new_list(amina_s_browser, "Second")
    amina_s_browser.post("/lists/add", {"concept": READ})
    assert (editing.items_of(first).count(), editing.items_of(second).count()) == (0, 1)
    assert amina_s_browser.post(f"/lists/{first.pk}/use")["Location"] == "/lists"
    amina_s_browser.post("/lists/add", {"concept": READ})
    assert editing.items_of(first).count() == 1
    amina_s_browser.post(f"/lists/{first.pk}/delete")
    assert amina_s_browser.get("/lists").context["current"] == second
