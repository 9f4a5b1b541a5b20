"""The graph of a neighbourhood: by keyboard, by mouse, as a file, without a script, in every theme."""

from collections.abc import Callable
from itertools import combinations
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from .test_accessibility import AXE, BAKER, SKILL, THEMES, WIDTHS, violations

pytestmark = pytest.mark.django_db(transaction=True)

NODES = ".graph__node"


def opened(page: Page, address: str) -> Page:
    page.goto(f"{address}/neighbourhood")
    expect(page.locator("#graph[data-ready]")).to_be_visible()
    return page


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.dataset.node ?? document.activeElement.id"))


@pytest.fixture
def short_lists(monkeypatch: pytest.MonkeyPatch) -> None:
    """The sample is small: with this, its relations are cut as those of real frameworks are."""
    monkeypatch.setattr("graphdata.ego_network.FIRST", 2)


def test_from_the_page_of_a_skill_to_its_graph_and_to_a_neighbour_by_keyboard_alone(
    page: Page, site: str
) -> None:
    page.goto(site + SKILL)
    page.get_by_role("link", name="Explore the graph").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#graph[data-ready]")).to_be_visible()
    page.get_by_role("button", name="Download SVG").focus()
    page.keyboard.press("Tab")
    assert focused(page) == "centre"
    page.keyboard.press("ArrowDown")
    assert focused(page) != "centre"
    status = page.locator("#graph-status")
    label = page.locator(":focus .graph__label").text_content() or ""
    address = page.locator(":focus").get_attribute("href") or ""
    expect(status).to_contain_text(label)
    expect(status).to_contain_text("ESCO")
    expect(status).to_contain_text("Stated by ESCO")
    page.keyboard.press("Enter")
    page.wait_for_url(site + address)
    expect(page.locator("h1")).to_have_text(label)


def test_the_arrows_reach_every_entry_and_come_round(page: Page, site: str) -> None:
    opened(page, site + BAKER)
    count = page.locator(NODES).count()
    page.locator(NODES).first.focus()
    seen = []
    for _ in range(count):
        seen.append(focused(page))
        page.keyboard.press("ArrowDown")
    assert len(set(seen)) == count
    assert focused(page) == seen[0]
    page.keyboard.press("ArrowUp")
    assert focused(page) == seen[-1]
    page.keyboard.press("Home")
    assert focused(page) == "centre"


def test_left_and_right_cross_the_concept_in_the_middle(page: Page, site: str) -> None:
    opened(page, site + SKILL)
    page.locator(NODES).first.focus()
    here = middle(page)
    page.keyboard.press("ArrowRight")
    assert middle(page) > here
    page.keyboard.press("ArrowLeft")
    assert middle(page) <= here


def middle(page: Page) -> float:
    box = page.locator(":focus").bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2


def test_only_one_entry_is_in_the_order_of_the_tab_key_and_escape_leaves(page: Page, site: str) -> None:
    opened(page, site + BAKER)
    page.locator(NODES).nth(3).focus()
    assert page.locator(f'{NODES}[tabindex="0"]').count() == 1
    page.keyboard.press("Escape")
    assert focused(page) == "neighbours-title"


@pytest.mark.usefixtures("short_lists")
def test_show_more_in_the_graph_grows_graph_and_table_and_goes_on_with_the_first_new_one(
    page: Page, site: str
) -> None:
    opened(page, site + BAKER)
    before = page.locator(NODES).count()
    known = page.locator('[data-node^="essential_skill/"]').count()
    page.locator('[data-node="essential_skill/"]').focus()
    page.keyboard.press("Enter")
    expect(page.locator('[data-node="essential_skill/"]')).to_have_count(0)
    assert page.locator(NODES).count() > before
    rows = page.locator("#essential_skill td.neighbours__concept")
    entries = page.locator('[data-node^="essential_skill/"]')
    assert rows.count() == entries.count() > known
    assert page.locator(":focus .graph__label").text_content() == rows.nth(known - 1).inner_text()


@pytest.mark.usefixtures("short_lists")
def test_back_from_an_entry_shows_what_was_open(page: Page, site: str) -> None:
    opened(page, site + BAKER)
    page.locator('[data-node="essential_skill/"]').click()
    expect(page.locator('[data-node="essential_skill/"]')).to_have_count(0)
    shown = page.locator('[data-node^="essential_skill/"]').count()
    assert "more=essential_skill" in page.url
    page.reload()
    expect(page.locator('[data-node^="essential_skill/"]')).to_have_count(shown)
    page.locator('[data-node^="essential_skill/"]').last.click()
    expect(page.locator(".neighbourhood")).to_have_count(0)
    page.go_back()
    expect(page.locator('[data-node^="essential_skill/"]')).to_have_count(shown)


@pytest.mark.usefixtures("short_lists")
def test_the_concept_stays_in_view_when_the_graph_grows(page: Page, site: str) -> None:
    opened(page, site + BAKER)
    page.locator('[data-node="essential_skill/"]').click()
    expect(page.locator('[data-node="essential_skill/"]')).to_have_count(0)
    expect(page.locator('[data-node="centre"]')).to_be_in_viewport()


@pytest.mark.usefixtures("short_lists")
def test_show_more_in_the_table_grows_the_graph_too_and_keeps_the_focus_there(page: Page, site: str) -> None:
    opened(page, site + BAKER)
    page.locator("#essential_skill-more").focus()
    page.keyboard.press("Enter")
    expect(page.locator('[data-node="essential_skill/"]')).to_have_count(0)
    assert not page.locator("#graph").locator(":focus").count()


@pytest.mark.usefixtures("short_lists")
def test_when_no_more_can_be_had_the_graph_says_so_and_stays(page: Page, site: str) -> None:
    opened(page, site + BAKER)
    count = page.locator(NODES).count()
    page.route("**/*format=json*", lambda route: route.abort())
    page.locator("#essential_skill-more").click()
    expect(page.locator("#graph-status")).to_contain_text("could not be loaded")
    assert page.locator(NODES).count() == count


def test_without_the_library_the_table_stays_and_the_reader_is_told(page: Page, site: str) -> None:
    page.route("**/cytoscape.min.js", lambda route: route.abort())
    page.goto(f"{site}{SKILL}/neighbourhood")
    expect(page.locator("#graph-status")).to_contain_text("The table below holds the same.")
    expect(page.locator(".graph__view")).to_be_hidden()
    expect(page.locator("#has_prerequisite")).to_be_visible()


def test_without_a_script_there_is_the_table_and_no_empty_graph(browser: Browser, site: str) -> None:
    context = browser.new_context(java_script_enabled=False, locale="en-GB")
    page = context.new_page()
    page.goto(site + SKILL)
    page.get_by_role("link", name="Explore the graph").click()
    expect(page.locator("#graph")).to_be_hidden()
    expect(page.locator("table.neighbours tbody tr").first).to_be_visible()
    page.locator("table.neighbours a").first.click()
    expect(page.locator("h1")).to_be_visible()
    context.close()


def test_the_library_comes_only_with_the_graph(page: Page, site: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(site + SKILL)
    assert not [address for address in asked if "cytoscape" in address]
    opened(page, site + SKILL)
    assert [address for address in asked if "cytoscape" in address]


def test_a_picture_can_be_taken_away_as_svg_and_as_png(page: Page, site: str, tmp_path: Path) -> None:
    opened(page, site + SKILL)
    svg = downloaded(page, "Download SVG", tmp_path / "graph.svg").decode()
    for label in page.locator(".graph__node--concept .graph__label").all_text_contents():
        assert label.split()[0] in svg
    assert svg.count("<path") >= page.locator(NODES).count()
    assert "Sources: ESCO" in svg
    png = downloaded(page, "Download PNG", tmp_path / "graph.png")
    assert png.startswith(b"\x89PNG")
    width, height = (int.from_bytes(png[at : at + 4], "big") for at in (16, 20))
    assert width > 1000
    assert height > 200
    assert len(png) > 10_000


@pytest.mark.usefixtures("short_lists")
def test_a_picture_is_light_in_the_dark_holds_no_control_and_explains_its_signs(
    page: Page, site: str, tmp_path: Path
) -> None:
    opened(page, site + SKILL)
    light = downloaded(page, "Download SVG", tmp_path / "light.svg").decode()
    light_png = downloaded(page, "Download PNG", tmp_path / "light.png")
    page.locator("#theme").select_option("dark")
    assert downloaded(page, "Download SVG", tmp_path / "dark.svg").decode() == light
    assert downloaded(page, "Download PNG", tmp_path / "dark.png") == light_png
    assert page.locator(".graph__node--more").count()
    assert ">and " in light
    assert "Show " not in light
    assert ">ESCO</text>" in light
    assert "unbroken: stated by a framework or a mapping" in light


def downloaded(page: Page, button: str, path: Path) -> bytes:
    with page.expect_download() as waiting:
        page.get_by_role("button", name=button).click()
    waiting.value.save_as(path)
    assert waiting.value.suggested_filename.startswith("teach children to read.")
    return path.read_bytes()


def test_zoom_enlarges_the_links_with_the_drawing_and_fit_shows_all(page: Page, site: str) -> None:
    opened(page, site + BAKER)
    first = page.locator(NODES).first
    natural = width_of(first)
    page.get_by_role("button", name="Zoom in").click()
    assert width_of(first) > natural
    page.get_by_role("button", name="Fit").click()
    view = page.locator("#graph-view")
    assert view.evaluate("e => e.scrollHeight <= e.clientHeight + 1 && e.scrollWidth <= e.clientWidth + 1")
    for name in ("Zoom in", "Zoom out", "Fit", "Download PNG", "Download SVG"):
        box = page.get_by_role("button", name=name).bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 44


def width_of(link: Any) -> float:
    return float(link.bounding_box()["width"])


@pytest.mark.parametrize("width", [1280, 700, 390])
@pytest.mark.parametrize("address", [SKILL, BAKER])
def test_nothing_that_is_drawn_covers_anything_else(page: Page, site: str, address: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    opened(page, site + address)
    boxes = [link.bounding_box() for link in page.locator(NODES).all()]
    assert len(boxes) > 3
    for one, other in combinations(boxes, 2):
        assert one is not None
        assert other is not None
        apart = (
            one["x"] + one["width"] <= other["x"] + 1
            or other["x"] + other["width"] <= one["x"] + 1
            or one["y"] + one["height"] <= other["y"] + 1
            or other["y"] + other["height"] <= one["y"] + 1
        )
        assert apart, (one, other)
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_a_resized_window_is_drawn_anew(page: Page, site: str) -> None:
    opened(page, site + SKILL)
    lefts = {box["x"] for link in page.locator(NODES).all() if (box := link.bounding_box())}
    page.set_viewport_size({"width": 390, "height": 800})
    expect(page.locator(NODES).first).to_have_css("width", "356px")
    narrow = {box["x"] for link in page.locator(NODES).all() if (box := link.bounding_box())}
    assert max(narrow) < max(lefts)


def test_the_drawing_follows_the_theme(page: Page, site: str) -> None:
    opened(page, site + SKILL)
    light = at_rest(page)
    page.locator("#theme").select_option("dark")
    until(page, lambda: drawn(page) != light)
    page.locator("#theme").select_option("light")
    until(page, lambda: drawn(page) == light)


def drawn(page: Page) -> str:
    """What is on the library's canvas, the background of the page left out."""
    return str(page.locator('canvas[data-id="layer2-node"]').evaluate("canvas => canvas.toDataURL()"))


def at_rest(page: Page) -> str:
    """What is drawn once fonts are there and nothing changes any more."""
    page.evaluate("document.fonts.ready.then(() => true)")
    before = ""
    while (now := drawn(page)) != before:
        before = now
        page.wait_for_timeout(200)
    return now


def until(page: Page, holds: Callable[[], bool]) -> None:
    for _ in range(200):
        if holds():
            return
        page.wait_for_timeout(50)
    pytest.fail("it never did")


def test_where_the_mouse_rests_is_told_and_can_become_the_centre(page: Page, site: str) -> None:
    opened(page, site + SKILL)
    entry = page.locator(".graph__node--concept").first
    label = entry.locator(".graph__label").text_content() or ""
    entry.hover()
    expect(page.locator("#graph-status")).to_contain_text(label)
    page.get_by_role("link", name="Centre the graph here").click()
    expect(page.locator("#graph[data-ready]")).to_be_visible()
    expect(page.locator("h1")).to_contain_text(label)


def test_a_mouse_moves_what_has_been_enlarged(page: Page, site: str) -> None:
    opened(page, site + SKILL)
    for _ in range(3):
        page.get_by_role("button", name="Zoom in").click()
    view = page.locator("#graph-view")
    before = view.evaluate("e => e.scrollLeft")
    box = view.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 6)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2 - 120, box["y"] + 6, steps=4)
    page.mouse.up()
    assert view.evaluate("e => e.scrollLeft") > before


def test_nothing_moves_by_itself(page: Page, site: str) -> None:
    opened(page, site + BAKER)
    still = page.locator(".graph__canvas").screenshot()
    assert page.evaluate("document.getAnimations().length") == 0
    opened(page, site + BAKER)
    assert page.locator(".graph__canvas").screenshot() == still


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("theme", THEMES)
def test_axe_finds_no_violation_with_the_graph_open(
    browser: Browser, site: str, theme: Literal["light", "dark"], language: str
) -> None:
    context = browser.new_context(color_scheme=theme, locale=language)
    page = context.new_page()
    found = {}
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        opened(page, site + SKILL)
        page.locator(NODES).nth(2).focus()
        page.evaluate(AXE)
        found[width] = violations(page)
    context.close()
    assert not any(found.values()), found
