"""axe finds no violation: every page in every state, light and dark, French and English, large and small.

The states of lists are in ``test_lists``.
"""

from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import Any, Literal

import axe_playwright_python
import pytest
from django.conf import settings
from django.test import Client, RequestFactory
from django.utils.translation import override
from django.views.defaults import permission_denied, server_error
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from skillgraph_site.accounts.models import User

pytestmark = pytest.mark.django_db(transaction=True)

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
SKILL = "/skill/esco:859b1499-ec99-5ded-9c98-4aa615fe1a82"
BAKER = "/occupation/esco:3e09514f-388c-5721-b03f-edf1522c381f"
#: It has a stated sub-skill, and a suggested one.
GROW_VEGETABLES = "/skill/esco:6fecf459-0d0f-52f5-b495-306d12757c6b"

THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
WIDTHS = (1280, 390)

State = Callable[[Page, str], None]


def opened(path: str, *folds: str) -> State:
    """A page with the folds that match opened."""

    def reach(page: Page, site: str) -> None:
        page.goto(site + path)
        for fold in folds:
            page.locator(fold).evaluate_all("all => all.forEach(each => { each.open = true; })")

    return reach


def suggestions(page: Page, site: str) -> None:
    page.goto(site)
    page.locator("#q").press_sequentially("conflict", delay=10)
    expect(page.locator("#suggestions")).to_be_visible()
    page.keyboard.press("ArrowDown")


def failed(page: Page, site: str) -> None:
    page.goto(site)
    page.route("**/?q=*", lambda route: route.abort())
    page.locator("#q").fill("bread")
    page.keyboard.press("Enter")
    expect(page.locator("#failed")).to_be_visible()
    page.unroute("**/?q=*")


def broken(view: Callable[..., Any], *arguments: Any) -> State:
    """An error page, as its view renders it."""

    def reach(page: Page, site: str) -> None:
        page.goto(site)
        language = page.locator("html").get_attribute("lang") or "en"
        with override(language):
            body = view(RequestFactory().get("/broken"), *arguments).content.decode()
        page.route("**/broken", lambda route: route.fulfill(body=body, content_type="text/html"))
        page.goto(f"{site}/broken")

    return reach


def source_drawer(page: Page, site: str) -> None:
    page.goto(site + SKILL)
    page.locator('.relations__source a[href^="#source-"]').first.click()
    expect(page.locator("#source-drawer")).to_be_visible()


def graph(path: str) -> State:
    """The graph of a neighbourhood, with an entry in focus."""

    def reach(page: Page, site: str) -> None:
        page.goto(f"{site}{path}/neighbourhood")
        expect(page.locator("#graph[data-ready]")).to_be_visible()
        page.locator(".graph__node").first.focus()

    return reach


def more_results(page: Page, site: str) -> None:
    page.goto(f"{site}/?q=bread")
    page.locator("#more-link").click()
    expect(page.locator(".hit")).to_have_count(20)


def gallery(page: Page, site: str) -> None:
    """Only staff sees it."""
    client = Client()
    client.force_login(User.objects.create_user(email="staff@example.org", password="x", is_staff=True))
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": site}])
    page.goto(f"{site}/gallery")
    page.locator("details").evaluate_all("all => all.forEach(each => { each.open = true; })")


STATES: dict[str, State] = {
    "first visit": opened("/"),
    "empty question": opened("/?q="),
    "suggestions": suggestions,
    "results": opened("/?q=bread"),
    "more results": more_results,
    "filtered, all folds open": opened("/?q=bread&framework=esco&variant=lexical", "details"),
    "occupations": opened("/?q=baker&kind=occupation"),
    "no result": opened("/?q=zzqqxx&variant=lexical&framework=esco"),
    "bad parameter": opened("/?q=bread&variant=magic"),
    "too long": opened("/?q=" + "mot+" * 300),
    "failed": failed,
    "skill": opened(SKILL),
    "skill, all folds open": opened(SKILL, "details"),
    "skill, from a result": opened(SKILL + "?q=teach+children+to+read&at=1"),
    "skill, for learners": opened(SKILL + "?for=learner"),
    "skill, with suggestions": opened(GROW_VEGETABLES, "details"),
    "skill, source drawer open": source_drawer,
    "skill, graph": graph(SKILL),
    "occupation, graph": graph(BAKER),
    "occupation": opened(BAKER, "details"),
    "French only": opened("/skill/rome:900112"),
    "about the data": opened("/frameworks"),
    "about the data, all folds open": opened("/frameworks", "details"),
    "gallery": gallery,
    "unknown entry": opened("/skill/esco:nope"),
    "unknown page": opened("/nowhere"),
    "forbidden": broken(permission_denied, Exception("no")),
    "server error": broken(server_error),
}


def violations(page: Page) -> list[str]:
    """What axe finds on the page as it is now."""
    found = page.evaluate("async () => (await axe.run(document)).violations")
    return [f"{rule['id']}: {node['html'][:160]}" for rule in found for node in rule["nodes"]]


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_axe_finds_no_violation(browser: Browser, site: str, language: str, state: str) -> None:
    context = browser.new_context(locale=language)
    page = context.new_page()
    STATES[state](page, site)
    assert page.locator("html").get_attribute("lang") == language
    page.evaluate(AXE)
    found = {}
    for theme, width in product(THEMES, WIDTHS):
        page.emulate_media(color_scheme=theme)
        page.set_viewport_size({"width": width, "height": 800})
        found[theme, width] = violations(page)
    context.close()
    assert not any(found.values()), found


@pytest.mark.usefixtures("no_snapshot")
@pytest.mark.parametrize("theme", THEMES)
def test_axe_finds_no_violation_when_the_search_is_not_ready(
    browser: Browser, live_server: LiveServer, theme: Literal["light", "dark"]
) -> None:
    context = browser.new_context(color_scheme=theme)
    page = context.new_page()
    page.goto(str(live_server.url))
    page.evaluate(AXE)
    assert violations(page) == []
    context.close()
