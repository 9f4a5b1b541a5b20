"""The gallery of components, which needs no snapshot."""

import re

import pytest
from django.conf import LazySettings, settings
from django.test import Client

from skillgraph_site.accounts.models import User
from skillgraph_site.gallery.colours import IN_USE, colours, pairs
from tests.markup import Answer, all_of, by_id, parse, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_snapshot")]


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(User.objects.create_user(email="staff@example.org", password="x", is_staff=True))
    return client


def gallery(client: Client, language: str = "en") -> Answer:
    client.cookies["django_language"] = language
    return client.get("/gallery")


def test_the_gallery_is_not_for_the_public(client: Client) -> None:
    assert gallery(client).status_code == 404
    client.force_login(User.objects.create_user(email="reader@example.org", password="x"))
    assert gallery(client).status_code == 404


def test_a_developer_needs_no_account(client: Client, settings: LazySettings) -> None:
    settings.DEBUG = True
    assert gallery(client).status_code == 200


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_gallery_is_valid_html(staff: Client, language: str) -> None:
    page = parse(gallery(staff, language))
    assert page.attrib["lang"] == language
    assert not [element for element in page.iter() if "style" in element.attrib]


def test_specimens_are_drawn_by_the_templates_of_pages(staff: Client) -> None:
    page = parse(gallery(staff))
    assert len(all_of(page, "li", "hit")) == 4
    assert len(all_of(page, "li", "suggestion")) == 4
    assert "threads and yarns" in text(by_id(page, "has_prerequisite"))
    assert "Derived, not checked by hand" in text(by_id(page, "elsewhere"))
    assert "sew on buttons" in text(by_id(page, "in-short"))


def test_every_colour_is_shown_with_the_contrast_of_every_pair(staff: Client) -> None:
    page = parse(gallery(staff))
    shown = text(by_id(page, "colours")) + text(all_of(page, "ul", "gallery__swatches")[0])
    assert [name for name in colours() if f"--{name}" not in shown] == []
    table = all_of(page, "table", "gallery__pairs")[0]
    assert len(all_of(table, "tr")) == len(IN_USE) + 1
    first = next(pairs(colours()))
    assert f"{first.light:.1f} {first.dark:.1f} {first.least}" in text(all_of(table, "tr")[1])


def test_every_colour_has_its_classes_in_the_style_sheet() -> None:
    sheet = (settings.BASE_DIR / "static" / "css" / "gallery.css").read_text(encoding="utf-8")
    for role, attribute in (("ground", "background"), ("ink", "color")):
        named = dict(re.findall(rf"\.{role}--([\w-]+) {{\n  {attribute}: var\(--([\w-]+)\);", sheet))
        assert named == {name: name for name in colours()}
