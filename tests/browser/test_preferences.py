"""Language and appearance are chosen once and stay chosen."""

import pytest
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.django_db(transaction=True)


def background(page: Page) -> str:
    return str(page.evaluate("getComputedStyle(document.documentElement).backgroundColor"))


def test_the_language_switch_keeps_the_search(page: Page, site: str) -> None:
    page.goto(site)
    page.locator("#q").fill("bread")
    page.keyboard.press("Enter")
    expect(page.locator("#hit-1")).to_be_visible()
    page.get_by_role("button", name="Français").click()
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    expect(page.locator("#results h1")).to_contain_text("premiers résultats")
    expect(page.locator("#q")).to_have_value("bread")
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_the_theme_is_kept_and_drawn_by_the_server(page: Page, site: str) -> None:
    page.goto(site)
    light = background(page)
    page.locator("#theme").select_option("dark")
    dark = background(page)
    assert dark != light
    answer = page.goto(f"{site}/frameworks")
    assert answer is not None
    assert 'data-theme="dark"' in answer.text()
    assert background(page) == dark
    expect(page.locator("#theme")).to_have_value("dark")
    page.locator("#theme").select_option("auto")
    page.goto(site)
    assert background(page) == light
    expect(page.locator("html")).not_to_have_attribute("data-theme", "dark")


def test_a_theme_survives_cleared_cookies(page: Page, site: str) -> None:
    page.goto(site)
    page.locator("#theme").select_option("dark")
    page.context.clear_cookies()
    page.goto(site)
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def test_the_device_decides_until_somebody_does(browser: Browser, site: str) -> None:
    context = browser.new_context(color_scheme="dark", locale="en-GB")
    page = context.new_page()
    page.goto(site)
    dark = background(page)
    page.locator("#theme").select_option("light")
    assert background(page) != dark
    context.close()


def test_the_theme_switch_works_after_going_back(page: Page, site: str) -> None:
    page.goto(site)
    page.locator("#q").fill("bread")
    page.keyboard.press("Enter")
    expect(page.locator("#hit-1")).to_be_visible()
    page.locator("#theme").select_option("dark")
    page.go_back()
    expect(page.locator("h1")).to_have_text("Find the official name of a skill")
    expect(page.locator("#theme")).to_be_visible()
    expect(page.locator("#theme")).to_have_value("dark")


def test_the_identifier_can_be_copied(browser: Browser, site: str) -> None:
    context = browser.new_context(locale="en-GB", permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(f"{site}/?q=teach+children+to+read")
    page.locator("#hit-1 h2 a").click()
    page.locator("#details > summary").click()
    page.locator("#details").get_by_role("button", name="Copy").click()
    expect(page.locator("#uri-copied")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == page.locator("#uri").inner_text()
    context.close()


def test_more_relations_open_in_place(page: Page, site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("explain.views.FIRST", 2)
    page.goto(f"{site}/?q=baker&kind=occupation")
    page.get_by_role("link", name="baker", exact=True).first.click()
    expect(page.locator("#essential_skill li")).to_have_count(2)
    page.locator("#essential_skill-more").click()
    expect(page.locator("#essential_skill-more")).to_have_count(0)
    assert page.locator("#essential_skill li").count() > 2
