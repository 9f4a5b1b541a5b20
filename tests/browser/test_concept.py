"""The page of a skill under a keyboard, without scripts, and on paper."""

import pytest
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.django_db(transaction=True)

SKILL = "/skill/esco:859b1499-ec99-5ded-9c98-4aa615fe1a82"
TO_A_SOURCE = '.relations a[href="#source-1"]'


def test_a_source_opens_beside_the_text_and_closing_it_leads_back(page: Page, site: str) -> None:
    page.goto(site + SKILL)
    link = page.locator(TO_A_SOURCE).first
    link.focus()
    page.keyboard.press("Enter")
    drawer = page.get_by_role("dialog", name="Where this comes from")
    expect(drawer).to_be_visible()
    expect(drawer).to_contain_text("Licence")
    page.keyboard.press("Escape")
    expect(drawer).to_be_hidden()
    expect(link).to_be_focused()
    assert "#" not in page.url


def test_a_press_beside_the_drawer_closes_it(page: Page, site: str) -> None:
    page.goto(site + SKILL)
    page.locator(TO_A_SOURCE).first.click()
    expect(page.locator("#source-drawer")).to_be_visible()
    page.mouse.click(20, 400)
    expect(page.locator("#source-drawer")).to_be_hidden()


def test_without_scripts_the_same_link_leads_to_the_account_of_the_source(
    browser: Browser, site: str
) -> None:
    page = browser.new_context(java_script_enabled=False, locale="en-GB").new_page()
    page.goto(site + SKILL)
    page.locator(TO_A_SOURCE).first.click()
    assert page.url.endswith("#source-1")
    expect(page.locator("#source-1")).to_be_in_viewport()
    page.context.close()


def test_the_keyboard_leads_from_a_result_to_the_next_and_back_to_its_place(page: Page, site: str) -> None:
    page.goto(f"{site}/?q=read")
    second = page.locator("#hit-2 h2 a")
    title = second.inner_text()
    page.locator("#hit-1 h2 a").press("Enter")
    page.locator('.trail [rel="next"]').press("Enter")
    expect(page.locator("h1")).to_have_text(title)
    page.locator(".trail__back").press("Enter")
    expect(page).to_have_url(f"{site}/?q=read#hit-2")
    expect(second).to_be_in_viewport()


def test_on_paper_facts_and_sources_are_read_and_nothing_is_left_to_press(page: Page, site: str) -> None:
    page.goto(f"{site}{SKILL}?q=read&at=1")
    page.emulate_media(media="print")
    for read in ("#fact-1", "#uri", "#source-1", ".path"):
        expect(page.locator(read).first).to_be_visible()
    left_out = ".trail, .concept .button, .search, .contents, #badges, .in-short__readers, .to-sentence"
    for pressed in (left_out, "#neighbourhood"):
        for each in page.locator(pressed).all():
            expect(each).to_be_hidden()
    licence = page.locator('#source-1 a[rel~="license"]').first
    assert "http" in licence.evaluate("link => getComputedStyle(link, '::after').content")


def test_marks_are_as_wide_and_high_as_a_finger_needs(page: Page, site: str) -> None:
    """WCAG 2.2, 2.5.8: 24 by 24 CSS pixels."""
    page.goto(site + SKILL)
    page.locator("#in-short summary").click()
    pressed = page.locator("#in-short :is(.marks a, .to-sentence, .in-short__readers a, summary)").all()
    assert len(pressed) > 5
    for each in pressed:
        box = each.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 24, each


def test_from_a_fact_back_to_its_sentence(page: Page, site: str) -> None:
    page.goto(site + SKILL)
    page.locator("#in-short .marks a").nth(1).click()
    page.locator("#fact-2 .to-sentence").first.click()
    expect(page.locator("#in-short .marks a").nth(1)).to_be_focused()
