"""Adding a skill from where it is shown: with and without htmx, once and twice, known and unknown."""

from typing import Any

import pytest
from django.test import Client, RequestFactory
from django.views.defaults import permission_denied
from pytest_django import DjangoAssertNumQueries

from graphdata.lists import editing
from graphdata.lists.models import ListItem, SkillList
from tests.graphdata.lists.conftest import READ
from tests.markup import all_of, by_id, parse, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("published_sample")]

ADD, DROP = "/lists/add", "/lists/drop"
SKILL = f"/skill/{READ}"


def add(browser: Client, concept: str = READ, **fields: str) -> Any:
    return browser.post(ADD, {"concept": concept, **fields})


def by_htmx(browser: Client, address: str, concept: str = READ) -> str:
    answer = browser.post(address, {"concept": concept, "next": SKILL}, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    return str(answer.content, "utf-8")


def held(browser: Client) -> list[str]:
    lists = browser.get("/lists").context["lists"]
    return [item.concept_id for each in lists for item in editing.items_of(each)]


def test_the_first_skill_makes_the_first_list(chloe_s_browser: Client) -> None:
    answer = add(chloe_s_browser, next=f"{SKILL}?clang=fr#keep")
    assert (answer.status_code, answer["Location"]) == (302, f"{SKILL}?clang=fr#keep")
    [skill_list] = SkillList.objects.all()
    assert (skill_list.title, skill_list.owner, skill_list.language) == ("My list", None, "en")
    assert held(chloe_s_browser) == [READ]


def test_the_first_list_is_named_in_the_readers_language(chloe_s_browser: Client) -> None:
    chloe_s_browser.cookies["django_language"] = "fr"
    add(chloe_s_browser)
    [skill_list] = SkillList.objects.all()
    assert skill_list.language == "fr"


def test_where_one_was_says_what_happened(chloe_s_browser: Client) -> None:
    answer = chloe_s_browser.post(ADD, {"concept": READ, "next": SKILL}, follow=True)
    page = parse(answer)
    assert "teach children to read" in text(all_of(page, "p", "message")[0])
    assert "In your list – remove" in text(by_id(page, f"keep-button-{READ}"))
    assert text(by_id(page, "lists-count")).startswith("(1")


def test_twice_is_as_good_as_once(chloe_s_browser: Client) -> None:
    add(chloe_s_browser)
    add(chloe_s_browser)
    assert held(chloe_s_browser) == [READ]
    assert ListItem.objects.count() == 1


def test_the_label_is_stored_in_the_language_it_was_read_in(chloe_s_browser: Client) -> None:
    add(chloe_s_browser, clang="fr")
    item = ListItem.objects.get()
    assert item.label_language == "fr"
    assert item.framework_version
    assert item.kind == "skill"


def test_htmx_gets_the_button_the_count_and_the_message(chloe_s_browser: Client) -> None:
    answer = by_htmx(chloe_s_browser, ADD)
    assert f'id="keep-button-{READ}"' in answer
    assert 'hx-post="/lists/drop"' in answer
    assert "“teach children to read” is in “My list”." in answer
    answer = by_htmx(chloe_s_browser, DROP)
    assert 'hx-post="/lists/add"' in answer
    assert f'value="{SKILL}"' in answer
    assert held(chloe_s_browser) == []


def test_what_is_not_in_the_list_can_be_dropped_all_the_same(chloe_s_browser: Client) -> None:
    assert chloe_s_browser.post(DROP, {"concept": READ}).status_code == 302
    assert "It was not in your list." in by_htmx(chloe_s_browser, DROP)


def test_what_another_tab_drops_meanwhile_is_dropped_all_the_same(
    chloe_s_browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(chloe_s_browser)
    by_htmx(chloe_s_browser, DROP)
    monkeypatch.setattr("graphdata.lists.adding.editing.items_of", lambda _: ListItem.objects.all())
    assert "was taken out" in by_htmx(chloe_s_browser, DROP)


@pytest.mark.parametrize("concept", ["esco:nope", "", "x" * 5_000, "esco:\x00"])
def test_an_unknown_concept_is_refused_with_a_reason(chloe_s_browser: Client, concept: str) -> None:
    assert "no longer there" in by_htmx(chloe_s_browser, ADD, concept)
    assert not SkillList.objects.exists()


def test_a_full_list_says_so(chloe_s_browser: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(editing, "MOST_ITEMS", 0)
    assert "The list is full" in by_htmx(chloe_s_browser, ADD)


@pytest.mark.parametrize(
    "address",
    ["https://evil.example/", "//evil.example", "javascript:alert(1)", "evil", "", "/\\evil.example"],
)
def test_the_way_back_never_leaves_the_site(chloe_s_browser: Client, address: str) -> None:
    assert add(chloe_s_browser, next=address)["Location"] == "/lists"


@pytest.mark.parametrize("address", [ADD, DROP])
def test_a_link_changes_nothing(chloe_s_browser: Client, address: str) -> None:
    assert chloe_s_browser.get(address, {"concept": READ}).status_code == 405
    assert not SkillList.objects.exists()


def test_a_form_without_its_token_is_refused() -> None:
    browser = Client(enforce_csrf_checks=True)
    assert browser.post(ADD, {"concept": READ}).status_code == 403


def test_a_way_back_that_is_too_long_leads_to_the_page_of_the_skill(chloe_s_browser: Client) -> None:
    search = f"/?q={'%C3%A9' * 400}"
    answer = chloe_s_browser.post(ADD, {"concept": READ, "next": search}, follow=True)
    assert answer.redirect_chain == [(SKILL, 302)]
    assert "teach children to read" in text(all_of(parse(answer), "p", "message")[0])
    assert chloe_s_browser.post(DROP, {"concept": READ, "next": search})["Location"] == SKILL


@pytest.mark.usefixtures("no_snapshot")
def test_without_a_snapshot_it_says_so(chloe_s_browser: Client) -> None:
    assert add(chloe_s_browser).status_code == 503


@pytest.mark.usefixtures("no_snapshot")
def test_without_a_snapshot_htmx_gets_the_button_with_its_problem(chloe_s_browser: Client) -> None:
    answer = chloe_s_browser.post(ADD, {"concept": READ}, headers={"HX-Request": "true"})
    assert (answer.status_code, answer["Retry-After"]) == (503, "10")
    assert f'id="keep-button-{READ}"' in answer.content.decode()
    assert '<p class="keep__problem">The frameworks cannot be read' in answer.content.decode()
    assert "<h1" not in answer.content.decode()
    assert not SkillList.objects.exists()


def test_every_hit_says_whether_it_is_in_the_list(chloe_s_browser: Client) -> None:
    add(chloe_s_browser)
    page = parse(chloe_s_browser.get("/?q=teach+children+to+read"))
    buttons = {element.attrib["id"]: text(element) for element in all_of(page, "button", "keep__button")}
    assert buttons.pop(f"keep-button-{READ}") == "In your list – remove – teach children to read"
    assert buttons
    assert {each.split(" – ")[0] for each in buttons.values()} == {"Add to list"}


@pytest.mark.parametrize("address", ["/", "/?q=bread", "/suggest?q=bread", SKILL, "/lists", "/frameworks"])
def test_reading_asks_the_database_nothing_and_starts_no_session(
    chloe_s_browser: Client, django_assert_num_queries: DjangoAssertNumQueries, address: str
) -> None:
    with django_assert_num_queries(0):
        answer = chloe_s_browser.get(address)
    assert answer.status_code == 200
    assert "sessionid" not in answer.cookies
    assert "Cookie" in answer["Vary"]


def test_an_error_page_without_reader_can_be_drawn() -> None:
    answer = permission_denied(RequestFactory().get("/"), Exception("no"))
    assert text(by_id(parse(answer), "lists-count")) == ""


def test_suggestions_do_not_look_into_lists(
    chloe_s_browser: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    add(chloe_s_browser)
    with django_assert_num_queries(0):
        chloe_s_browser.get("/suggest?q=bread")


def test_a_page_of_hits_costs_three_queries_whatever_its_length(
    chloe_s_browser: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    add(chloe_s_browser)
    for shown in (10, 50):
        with django_assert_num_queries(3):  # session, lists, concepts
            chloe_s_browser.get(f"/?q=bread&show={shown}")
