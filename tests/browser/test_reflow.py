"""Narrow windows and enlarged pages: nothing has to be scrolled sideways (WCAG 2.2, 1.4.4 and 1.4.10)."""

import pytest
from playwright.sync_api import Page, expect

from .test_accessibility import BAKER, GROW_VEGETABLES, SKILL, gallery

pytestmark = pytest.mark.django_db(transaction=True)

PAGES = (
    "/?q=bread",
    f"{SKILL}?q=teach+children+to+read&at=1",
    GROW_VEGETABLES,
    BAKER,
    f"{SKILL}/neighbourhood",
    f"{BAKER}/neighbourhood",
    "/lists",
    "/gallery",
)


@pytest.mark.parametrize("path", PAGES)
def test_nothing_scrolls_sideways_at_320_pixels_or_at_twice_the_size(
    page: Page, site: str, path: str
) -> None:
    if path == "/gallery":
        gallery(page, site)
    page.goto(site + path)
    if path.endswith("/neighbourhood"):
        expect(page.locator("#graph[data-ready]")).to_be_visible()
    page.locator("main details").evaluate_all("all => all.forEach(each => { each.open = true; })")
    for width in (320, 640):  # 640 is a window of 1280 at a zoom of 200 %
        page.set_viewport_size({"width": width, "height": 700})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
