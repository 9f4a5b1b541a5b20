"""Lists as a person uses them: by keyboard, by mouse, and without JavaScript."""

import csv
from collections.abc import Callable
from io import StringIO
from itertools import pairwise, product
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.test_accessibility import AXE, WIDTHS, violations

pytestmark = pytest.mark.django_db(transaction=True)

KEPT = ".keep__button--kept"
LABELS = "#items .item__label"


def add(page: Page, site: str, count: int = 3, query: str = "bread") -> None:
    """Put the first ``count`` hits for ``query`` into the list."""
    page.goto(f"{site}/?q={query}")
    for rank in range(1, count + 1):
        page.locator(f"#hit-{rank} .keep__button").click()
        expect(page.locator(f"#hit-{rank} {KEPT}")).to_be_visible()


def open_list(page: Page, site: str) -> None:
    page.goto(f"{site}/lists")
    page.locator(".lists h2 a").first.click()
    expect(page.locator(".list__head h1")).to_be_visible()


def all_lists(page: Page, site: str) -> None:
    page.goto(f"{site}/lists")


#: One after another: each goes on from what the one before it made.
PAGES: tuple[Callable[[Page, str], None], ...] = (add, all_lists, open_list)


def labels(page: Page) -> list[str]:
    return page.locator(LABELS).all_inner_texts()


def test_a_hit_is_added_by_keyboard_and_the_focus_stays(page: Page, site: str) -> None:
    page.goto(f"{site}/?q=bread")
    title = page.locator("#hit-1 h2").inner_text()
    page.locator("#hit-1 h2 a").focus()
    page.keyboard.press("Tab")
    button = page.locator("#hit-1 .keep__button")
    expect(button).to_be_focused()
    expect(button).to_have_accessible_name(f"Add to list – {title}")
    page.keyboard.press("Enter")
    expect(button).to_have_accessible_name(f"In your list – remove – {title}")
    expect(button).to_be_focused()
    expect(page.locator("#lists-count")).to_contain_text("(1")
    expect(page.locator("#lists-status")).to_have_text(f"“{title}” is in “My list”.")
    expect(page.locator("#lists-status")).to_have_attribute("role", "status")
    page.keyboard.press("Space")
    expect(button).to_have_accessible_name(f"Add to list – {title}")
    expect(button).to_be_focused()
    expect(page.locator("#lists-count")).to_contain_text("(0")


def test_a_double_click_adds_once_and_takes_nothing_out(page: Page, site: str) -> None:
    page.goto(f"{site}/?q=bread")
    for pause in (0, 120):
        page.locator("#hit-1 .keep__button").click(click_count=2, delay=pause)
        expect(page.locator(f"#hit-1 {KEPT}")).to_be_visible()
        expect(page.locator("#lists-count")).to_contain_text("(1")
        page.wait_for_timeout(600)  # a click after that is another wish
        page.locator("#hit-1 .keep__button").click()
        expect(page.locator("#lists-count")).to_contain_text("(0")
        page.wait_for_timeout(600)


def test_what_could_not_be_added_says_so_and_can_be_tried_again(page: Page, site: str) -> None:
    page.goto(f"{site}/?q=bread")
    page.route("**/lists/add", lambda route: route.abort())
    page.locator("#hit-1 .keep__button").click()
    expect(page.locator("#hit-1 .keep__problem")).to_contain_text("nothing was changed")
    expect(page.locator("#lists-status")).to_contain_text("nothing was changed")
    page.unroute("**/lists/add")
    page.wait_for_timeout(600)  # sooner, it would be a double click
    page.locator("#hit-1 .keep__button").click()
    expect(page.locator(f"#hit-1 {KEPT}")).to_be_visible()
    expect(page.locator("#hit-1 .keep__problem")).to_have_count(0)


def test_quick_clicks_on_several_hits_all_count(page: Page, site: str) -> None:
    page.goto(f"{site}/?q=bread")
    for rank in (1, 2, 3, 4):
        page.locator(f"#hit-{rank} .keep__button").click()
    expect(page.locator("#lists-count")).to_contain_text("(4")
    open_list(page, site)
    assert len(labels(page)) == 4


def test_a_skill_page_knows_what_was_added_from_the_hits(page: Page, site: str) -> None:
    add(page, site, 1)
    page.locator("#hit-1 h2 a").click()
    button = page.locator(".concept .keep__button")
    expect(button).to_contain_text("In your list – remove")
    button.click()
    expect(button).to_contain_text("Add to list")
    page.reload()
    expect(button).to_contain_text("Add to list")


def test_hits_that_more_results_brings_can_be_added_too(page: Page, site: str) -> None:
    page.goto(f"{site}/?q=bread")
    page.locator("#more-link").click()
    page.locator("#hit-15 .keep__button").click()
    expect(page.locator(f"#hit-15 {KEPT}")).to_be_visible()


def test_the_order_changes_by_keyboard_and_the_focus_goes_along(page: Page, site: str) -> None:
    add(page, site)
    open_list(page, site)
    one, two, three = labels(page)
    up = page.locator(".item").nth(2).get_by_role("button", name="Up")
    item = page.locator(".item").nth(2).get_attribute("id")
    up.focus()
    page.keyboard.press("Enter")
    expect(page.locator(LABELS)).to_have_text([one, three, two])
    expect(page.locator(f"#{item} .act").first).to_be_focused()
    expect(page.locator("#lists-status")).to_have_text(f"“{three}” is now number 2 of 3.")
    page.keyboard.press("Enter")
    expect(page.locator(LABELS)).to_have_text([three, one, two])
    page.keyboard.press("Enter")
    expect(page.locator("#lists-status")).to_have_text(f"“{three}” stays number 1 of 3.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(LABELS)).to_have_text([one, three, two])
    page.reload()
    expect(page.locator(LABELS)).to_have_text([one, three, two])


def test_a_half_written_note_survives_a_move(page: Page, site: str) -> None:
    add(page, site, 2)
    open_list(page, site)
    first = page.locator(f"#{page.locator('.item').first.get_attribute('id')}")
    first.locator("summary").click()
    first.locator("textarea").fill("half-written")
    first.get_by_role("button", name="Down").click()
    expect(page.locator("#lists-status")).to_contain_text("is now number 2 of 2.")
    expect(first.locator("textarea")).to_have_value("half-written")
    first.get_by_role("button", name="Save the note").click()
    expect(first.locator(".note__text")).to_have_text("half-written")
    expect(first.locator("summary")).to_be_focused()


def test_what_is_removed_can_be_brought_back_by_keyboard(page: Page, site: str) -> None:
    add(page, site)
    open_list(page, site)
    before = labels(page)
    page.locator(".item").nth(1).get_by_role("button", name="Remove").press("Enter")
    undo = page.get_by_role("button", name="Undo")
    expect(undo).to_be_focused()
    expect(page.locator("#list-size")).to_have_text("2 entries")
    expect(page.locator("#lists-count")).to_contain_text("(2")
    # The browser may focus the button some milliseconds before htmx has taken the form in hand.
    expect(page.locator(".item--removed:not(.htmx-added)")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator(LABELS)).to_have_text(before)
    expect(page.locator(".item").nth(1).get_by_role("button", name="Remove")).to_be_focused()
    page.reload()
    assert labels(page) == before


def test_a_list_is_renamed_deleted_and_brought_back(page: Page, site: str) -> None:
    add(page, site, 1)
    open_list(page, site)
    page.get_by_text("Change them").click()
    page.get_by_label("Name of the list").fill("Baking, first year")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("h1")).to_have_text("Baking, first year")
    page.get_by_role("button", name="Delete the list").click()
    expect(page.get_by_text("No list yet")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("h1")).to_have_text("Baking, first year")
    assert len(labels(page)) == 1


def read(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(path.read_text(encoding="utf-8-sig"), newline="")))


def test_the_export_is_downloaded_as_csv(page: Page, site: str) -> None:
    add(page, site)
    open_list(page, site)
    page.get_by_label("Names in").select_option("fr")
    page.get_by_label("For Excel").check()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download as CSV").click()
    assert waiting.value.suggested_filename == "My list.csv"
    rows = read(waiting.value.path())
    assert len(rows) == 3
    assert "fr" in {row["label_language"] for row in rows}


def test_without_javascript_a_list_is_made_ordered_and_exported(browser: Browser, site: str) -> None:
    context = browser.new_context(java_script_enabled=False, locale="en-GB")
    page = context.new_page()
    page.goto(f"{site}/?q=bread")
    for rank in (1, 2, 3):
        page.locator(f"#hit-{rank} .keep__button").click()
        expect(page.locator(".message")).to_contain_text("is in “My list”.")
        expect(page.locator(f"#hit-{rank} {KEPT}")).to_be_visible()
        expect(page).to_have_url(f"{site}/?q=bread#{page.locator(f'#hit-{rank} .keep').get_attribute('id')}")
    page.locator(f"#hit-2 {KEPT}").click()
    expect(page.locator(".message")).to_contain_text("was taken out of “My list”")
    page.locator("#hit-2 h2 a").click()
    page.locator(".concept .keep__button").click()
    expect(page.locator(f".concept {KEPT}")).to_be_visible()
    page.get_by_role("link", name="List (3").click()
    page.get_by_role("link", name="My list", exact=True).click()
    one, two, three = labels(page)
    page.locator(".item").nth(2).get_by_role("button", name="Up").press("Enter")
    assert labels(page) == [one, three, two]
    page.locator(".item").first.get_by_role("button", name="Remove").click()
    assert labels(page) == [three, two]
    page.get_by_role("button", name="Undo").click()
    assert labels(page) == [one, three, two]
    page.locator(".item summary").first.click()
    page.locator(".item textarea").first.fill("week 1")
    page.locator(".item").first.get_by_role("button", name="Save the note").click()
    expect(page.locator(".note__text")).to_have_text("week 1")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download as CSV").click()
    assert [row["pref_label"] for row in read(waiting.value.path())] == [one, three, two]
    context.close()


def test_a_list_of_somebody_else_is_refused(browser: Browser, page: Page, site: str) -> None:
    add(page, site, 1)
    open_list(page, site)
    context = browser.new_context()
    stranger = context.new_page()
    answer = stranger.goto(page.url)
    assert answer is not None
    assert answer.status == 404
    context.close()


@pytest.mark.parametrize("width", [320, 390, 640, 1280])
@pytest.mark.parametrize("language", ["en", "fr"])
def test_nothing_overlaps_or_scrolls_sideways(browser: Browser, site: str, width: int, language: str) -> None:
    context = browser.new_context(locale=language, viewport={"width": width, "height": 800})
    page = context.new_page()
    for reach in PAGES:
        reach(page, site)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        edges = page.locator(".brand__name, .tool:visible").evaluate_all(
            "all => all.map(each => each.getBoundingClientRect()).map(box => [box.left, box.right])"
        )
        assert all(one[1] <= other[0] for one, other in pairwise(edges)), edges
    context.close()


def test_small_screens_have_targets_a_thumb_can_hit(page: Page, site: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    small = []
    for reach in PAGES:
        reach(page, site)
        targets = page.locator(
            ".keep__button, .act, .button, .note summary, .check, .lists h2 a, .item__label a"
        )
        heights = targets.evaluate_all(
            "all => all.filter(each => each.checkVisibility())"
            ".map(each => [each.className, each.getBoundingClientRect().height])"
        )
        small += [each for each in heights if each[1] < 44]
    assert small == []


def several(page: Page, site: str) -> None:
    add(page, site, 1)
    page.goto(f"{site}/lists")
    page.locator("#id_title").fill("Another")
    page.locator(".new-list button").click()
    page.goto(f"{site}/lists")


def wrong_name(page: Page, site: str) -> None:
    page.goto(f"{site}/lists")
    page.locator("#id_title").fill("x" * 201)
    page.locator(".new-list button").click()
    expect(page.locator(".field__error")).to_be_visible()


def deleted(page: Page, site: str) -> None:
    add(page, site, 1)
    open_list(page, site)
    page.locator(".button--danger").click()
    expect(page.locator(".undo")).to_be_visible()


def filled(page: Page, site: str) -> None:
    add(page, site)
    open_list(page, site)
    page.locator("details").evaluate_all("all => all.forEach(each => { each.open = true; })")


def removed(page: Page, site: str) -> None:
    add(page, site)
    open_list(page, site)
    page.locator('[value="remove"]').first.click()
    expect(page.locator(".item--removed")).to_be_visible()


def new(page: Page, site: str) -> None:
    page.goto(f"{site}/lists")
    page.locator("#id_title").fill("New")
    page.locator(".new-list button").click()
    expect(page.locator(".empty")).to_be_visible()


STATES: dict[str, Callable[[Page, str], None]] = {
    "no list": all_lists,
    "several lists": several,
    "a name that is too long": wrong_name,
    "a list deleted": deleted,
    "a list, all folds open": filled,
    "an entry removed": removed,
    "an empty list": new,
    "hits, some in the list": add,
}
THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_axe_finds_no_violation(browser: Browser, site: str, language: str, state: str) -> None:
    context = browser.new_context(locale=language)
    page = context.new_page()
    STATES[state](page, site)
    page.evaluate(AXE)
    found = {}
    for theme, width in product(THEMES, WIDTHS):
        page.emulate_media(color_scheme=theme)
        page.set_viewport_size({"width": width, "height": 800})
        found[theme, width] = violations(page)
    context.close()
    assert not any(found.values()), found
