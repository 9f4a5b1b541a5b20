"""One errand with the keyboard alone: from the first key to the source of a statement."""

import pytest
from playwright.sync_api import Locator, Page, expect

pytestmark = pytest.mark.django_db(transaction=True)

MOST_STEPS = 120


def has_focus(target: Locator) -> bool:
    return bool(target.evaluate("each => each === document.activeElement"))


def tab_to(page: Page, target: Locator, key: str = "Tab") -> None:
    """Press Tab until ``target`` has the focus, as somebody does who sees where it is."""
    for _ in range(MOST_STEPS):
        page.keyboard.press(key)
        if has_focus(target):
            return
    raise AssertionError(f"{MOST_STEPS} × {key} do not lead to {target}")


def search_and_open(page: Page, words: str) -> None:
    tab_to(page, page.locator("#q"))
    page.keyboard.type(words, delay=10)
    expect(page.locator("#suggestions")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("Enter")
    expect(page.locator("#hit-1")).to_be_visible()
    tab_to(page, page.locator(".skip--inline"))
    page.keyboard.press("Enter")
    tab_to(page, page.locator("#hit-1 h2 a"))
    page.keyboard.press("Enter")
    expect(page.locator(".concept h1")).to_have_text(words)


def through_the_graph_and_back(page: Page) -> None:
    heading = page.locator(".concept h1").inner_text()
    tab_to(page, page.locator("#neighbourhood a"))
    page.keyboard.press("Enter")
    expect(page.locator("#graph[data-ready]")).to_be_visible()
    tab_to(page, page.locator(".graph__node").first)
    page.keyboard.press("ArrowDown")
    status = page.locator("#graph-status")
    expect(status).to_contain_text(page.locator(":focus .graph__label").inner_text())
    expect(status).to_contain_text("Stated by")
    page.keyboard.press("Escape")
    expect(page.locator("#neighbours-title")).to_be_focused()
    tab_to(page, page.locator(".neighbourhood__head a"), key="Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".concept h1")).to_have_text(heading)


def from_a_sentence_to_its_source(page: Page) -> None:
    mark = page.locator(".in-short__text .marks a").first
    tab_to(page, mark)
    fact = page.locator(mark.get_attribute("href") or "")
    page.keyboard.press("Enter")
    expect(fact).to_be_visible()
    cited = fact.locator("a").first
    tab_to(page, cited)
    page.keyboard.press("Enter")
    drawer = page.locator("#source-drawer")
    expect(drawer).to_be_visible()
    expect(drawer).to_contain_text("version")
    expect(drawer).to_contain_text("Licence")
    expect(drawer).to_contain_text("Named graph:")
    page.keyboard.press("Escape")
    expect(drawer).to_be_hidden()
    expect(cited).to_be_focused()


def test_from_the_search_box_to_the_graph_and_to_the_source_of_a_sentence(page: Page, site: str) -> None:
    page.goto(site)
    search_and_open(page, "teach children to read")
    through_the_graph_and_back(page)
    from_a_sentence_to_its_source(page)


def test_a_sentence_is_close_to_its_evidence(page: Page, site: str) -> None:
    """After a mark, the next key reaches the source of its fact: nobody tabs through the page again."""
    page.goto(site)
    search_and_open(page, "teach children to read")
    tab_to(page, page.locator(".in-short__text .marks a").first)
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('li')?.id") == "fact-1"
