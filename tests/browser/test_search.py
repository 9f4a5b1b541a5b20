"""The search page as a person uses it: by keyboard, by mouse, and without JavaScript."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page, Request, Route, expect

pytestmark = pytest.mark.django_db(transaction=True)

ACTIVE = '#suggestions [aria-selected="true"]'


def type_slowly(page: Page, words: str) -> None:
    page.locator("#q").press_sequentially(words, delay=10)


def suggest(page: Page, words: str) -> None:
    """Type ``words`` and wait for their suggestions."""
    page.locator("#q").focus()
    type_slowly(page, words)
    expect(page.locator("#suggestions")).to_be_visible()


def test_from_the_first_key_to_the_skill_page_by_keyboard_alone(page: Page, site: str) -> None:
    page.goto(site)
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.type("teach children to read", delay=10)
    expect(page.locator("#suggestions")).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(page.locator(ACTIVE)).to_contain_text("teach children to read")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("teach children to read")
    assert "/skill/" in page.url


def test_arrows_wrap_and_focus_stays_in_the_box(page: Page, site: str) -> None:
    page.goto(site)
    suggest(page, "conflict")
    options = page.locator('#suggestions [role="option"]')
    count = options.count()
    page.keyboard.press("ArrowUp")
    expect(options.nth(count - 1)).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowDown")
    expect(options.nth(0)).to_have_attribute("aria-selected", "true")
    expect(page.locator("#q")).to_be_focused()
    expect(page.locator("#q")).to_have_attribute("aria-activedescendant", "suggestion-1")
    assert page.locator(ACTIVE).count() == 1


def test_home_and_end_move_the_caret_not_the_list(page: Page, site: str) -> None:
    page.goto(site)
    suggest(page, "conflict")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Home")
    assert page.locator("#q").evaluate("box => box.selectionStart") == 0
    expect(page.locator(ACTIVE)).to_have_count(0)
    page.keyboard.press("End")
    assert page.locator("#q").evaluate("box => box.selectionStart") == len("conflict")


def test_escape_closes_first_and_clears_second(page: Page, site: str) -> None:
    page.goto(site)
    suggest(page, "conflict")
    page.keyboard.press("Escape")
    expect(page.locator("#suggestions")).to_be_hidden()
    expect(page.locator("#q")).to_have_value("conflict")
    expect(page.locator("#q")).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("Escape")
    expect(page.locator("#q")).to_have_value("")


def test_the_number_of_suggestions_is_announced(page: Page, site: str) -> None:
    page.goto(site)
    suggest(page, "conflict")
    expect(page.locator("#suggestions-status")).to_contain_text("8 suggestions")
    expect(page.locator("#suggestions-status")).to_have_attribute("role", "status")


def test_one_letter_asks_for_nothing(page: Page, site: str) -> None:
    asked: list[Request] = []
    page.on("request", lambda request: asked.append(request) if "/suggest" in request.url else None)
    page.goto(site)
    type_slowly(page, "c")
    page.wait_for_timeout(500)
    assert asked == []
    type_slowly(page, "o")
    expect(page.locator("#suggestions")).to_be_visible()
    assert len(asked) == 1


def hold_suggestions_for(page: Page, words: str) -> list[Route]:
    """Keep back the answer to ``words``; the list it fills lets the test send it later."""
    held: list[Route] = []

    def handle(route: Route) -> None:
        asked = parse_qs(urlsplit(route.request.url).query).get("q")
        held.append(route) if asked == [words] else route.continue_()

    page.route("**/suggest?*", handle)
    return held


def test_a_late_answer_never_overwrites_a_newer_one(page: Page, site: str) -> None:
    page.goto(site)
    held = hold_suggestions_for(page, "bread")
    type_slowly(page, "bread")
    page.wait_for_timeout(400)
    assert len(held) == 1
    page.locator("#q").fill("")
    suggest(page, "conflict")
    newer = page.locator("#suggestions").inner_text()
    held[0].continue_()
    page.wait_for_timeout(400)
    assert page.locator("#suggestions").inner_text() == newer
    assert "conflict" in newer


def test_a_late_answer_is_refused_even_when_it_could_not_be_called_back(page: Page, site: str) -> None:
    """The second lock behind hx-sync: an answer to other words than the box holds is not shown."""
    page.goto(site)
    suggest(page, "conflict")
    before = page.locator("#suggestions").inner_text()
    page.evaluate(
        """() => {
            const box = document.getElementById("q");
            htmx.ajax("GET", "/suggest", {source: box, target: "#suggestions", values: {q: "bread"}});
        }"""
    )
    page.wait_for_timeout(600)
    assert page.locator("#suggestions").inner_text() == before


def test_a_dismissed_list_stays_away_when_its_answer_comes(page: Page, site: str) -> None:
    page.goto(site)
    held = hold_suggestions_for(page, "bread")
    type_slowly(page, "bread")
    page.wait_for_timeout(400)
    page.keyboard.press("Enter")
    expect(page.locator("#results h1")).to_contain_text("bread")
    held[0].continue_()
    page.wait_for_timeout(300)
    expect(page.locator("#suggestions")).to_be_hidden()


def test_enter_searches_without_reload_and_the_address_can_be_shared(page: Page, site: str) -> None:
    page.goto(site)
    page.evaluate("window.sameDocument = true")
    type_slowly(page, "bread")
    page.keyboard.press("Enter")
    expect(page.locator("#hit-1")).to_be_visible()
    assert page.evaluate("window.sameDocument") is True
    assert parse_qs(urlsplit(page.url).query) == {"q": ["bread"]}
    expect(page).to_have_title("bread – SkillGraph")
    expect(page.locator("#q")).to_be_focused()
    expect(page.locator("#results-status")).to_contain_text("results for “bread”")
    shown = page.locator(".hit__label").all_inner_texts()
    page.reload()
    assert page.locator(".hit__label").all_inner_texts() == shown


def test_back_restores_the_question_and_its_answer(page: Page, site: str) -> None:
    page.goto(site)
    for words in ("bread", "conflict"):
        page.locator("#q").fill(words)
        page.keyboard.press("Enter")
        expect(page.locator("#results h1")).to_contain_text(words)
    page.go_back()
    expect(page.locator("#results h1")).to_contain_text("bread")
    expect(page.locator("#q")).to_have_value("bread")
    expect(page.locator("#q")).to_have_attribute("role", "combobox")
    page.go_back()
    expect(page.locator("h1")).to_have_text("Find the official name of a skill")
    suggest(page, "conflict")
    page.go_forward()
    expect(page.locator("#results h1")).to_contain_text("bread")


def test_back_from_a_skill_returns_to_the_results(page: Page, site: str) -> None:
    page.goto(site)
    page.locator("#q").fill("bread")
    page.keyboard.press("Enter")
    page.locator("#hit-1 h2 a").click()
    expect(page.locator(".concept h1")).to_be_visible()
    page.go_back()
    expect(page.locator("#results h1")).to_contain_text("bread")
    expect(page.locator("#hit-1")).to_be_visible()


def test_a_filter_changes_hits_and_address_and_keeps_the_focus(page: Page, site: str) -> None:
    page.goto(f"{site}/?q=bread")
    page.locator("#filter-framework-rome").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".chip")).to_contain_text("ROME")
    assert parse_qs(urlsplit(page.url).query) == {"q": ["bread"], "framework": ["rome"]}
    expect(page.locator("#filter-framework-rome")).to_be_focused()
    assert set(page.locator(".hit .framework").all_inner_texts()) == {"ROME"}


def test_the_next_question_keeps_the_filter(page: Page, site: str) -> None:
    page.goto(f"{site}/?q=bread&framework=rome")
    page.locator("#q").fill("conflit")
    page.keyboard.press("Enter")
    expect(page.locator("#results h1")).to_contain_text("conflit")
    assert parse_qs(urlsplit(page.url).query) == {"q": ["conflit"], "framework": ["rome"]}


def test_a_removed_chip_hands_the_focus_to_the_answer(page: Page, site: str) -> None:
    page.goto(f"{site}/?q=bread&framework=rome")
    page.locator(".chip").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".chip")).to_have_count(0)
    expect(page.locator("#results h1")).to_be_focused()


def test_more_results_come_below_and_the_focus_goes_to_the_first_of_them(page: Page, site: str) -> None:
    page.goto(f"{site}/?q=bread")
    page.locator("#more-link").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".hit")).to_have_count(20)
    expect(page.locator("#hit-11 h2 a")).to_be_focused()
    assert "show=20" in page.url
    page.reload()
    expect(page.locator(".hit")).to_have_count(20)


def test_why_opens_below_without_moving_the_line(page: Page, site: str) -> None:
    page.goto(f"{site}/?q=bread")
    summary = page.locator("#hit-1 summary")
    before = summary.bounding_box()
    summary.click()
    expect(page.locator("#hit-1 .why__body")).to_be_visible()
    assert summary.bounding_box() == before


def test_a_failed_connection_keeps_the_words_and_says_what_to_do(page: Page, site: str) -> None:
    page.goto(site)
    page.route("**/?q=*", lambda route: route.abort())
    page.locator("#q").fill("bread")
    page.keyboard.press("Enter")
    expect(page.locator("#failed")).to_contain_text("The search did not answer")
    expect(page.locator("#q")).to_have_value("bread")
    page.unroute("**/?q=*")
    page.keyboard.press("Enter")
    expect(page.locator("#hit-1")).to_be_visible()


def test_a_text_that_is_too_long_is_refused_before_it_is_sent(page: Page, site: str) -> None:
    page.goto(site)
    page.locator("#q").fill("mot " * 300)
    page.keyboard.press("Enter")
    message = page.locator("#q").evaluate("box => box.validationMessage")
    assert "1,000 characters" in message
    assert page.url == f"{site}/"


def test_a_click_on_a_suggestion_opens_it(page: Page, site: str) -> None:
    page.goto(site)
    suggest(page, "conflict")
    first = page.locator("#suggestion-1")
    target = first.get_attribute("data-href")
    first.click()
    expect(page).to_have_url(f"{site}{target}")


def test_the_search_box_of_a_skill_page_suggests_and_searches_too(page: Page, site: str) -> None:
    page.goto(f"{site}/?q=bread")
    page.locator("#hit-1 h2 a").click()
    suggest(page, "conflict")
    page.keyboard.press("Escape")
    page.keyboard.press("Enter")
    expect(page.locator("#results h1")).to_contain_text("conflict")


def test_without_javascript_everything_but_suggestions_works(browser: Browser, site: str) -> None:
    context = browser.new_context(java_script_enabled=False, locale="en-GB")
    page = context.new_page()
    page.goto(site)
    page.locator("#q").fill("bread")
    page.locator("#q").press("Enter")
    expect(page.locator("#hit-1")).to_be_visible()
    page.locator("#filter-framework-rome").click()
    assert set(page.locator(".hit .framework").all_inner_texts()) == {"ROME"}
    page.locator(".chip").click()
    page.locator("#more-link").click()
    expect(page.locator(".hit")).to_have_count(20)
    page.locator("#hit-11 summary").click()
    expect(page.locator("#hit-11 .why__body")).to_be_visible()
    page.locator("#hit-1 h2 a").click()
    expect(page.locator(".concept h1")).to_be_visible()
    page.get_by_role("button", name="Français").click()
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    expect(page.locator(".appearance")).to_be_hidden()
    context.close()


@pytest.mark.parametrize("width", [320, 390, 640, 1280])
@pytest.mark.parametrize("path", ["/", "/?q=bread", "/frameworks", "SKILL"])
def test_no_page_scrolls_sideways(page: Page, site: str, path: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 700})
    if path == "SKILL":
        page.goto(f"{site}/?q=teach+children+to+read")
        page.locator("#hit-1 h2 a").click()
        expect(page.locator(".concept h1")).to_be_visible()
    else:
        page.goto(site + path)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_small_screens_have_targets_a_thumb_can_hit(page: Page, site: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{site}/?q=bread&framework=esco")
    page.locator("#filters > summary").click()
    targets = page.locator(".facet:visible, .chip, .search__go, .tool:visible, summary:visible, .button")
    heights = targets.evaluate_all(
        "all => all.map(each => [each.className, each.getBoundingClientRect().height])"
    )
    assert [each for each in heights if each[1] < 44] == []


def test_ten_results_fit_a_laptop_screen(page: Page, site: str) -> None:
    page.goto(f"{site}/?q=conflict+in+the+classroom")
    tenth = page.locator("#hit-10 h2").bounding_box()
    assert tenth is not None
    assert tenth["y"] + tenth["height"] <= 800
    assert re.search(r"10", page.locator("#results h1").inner_text())
