"""What the site says about its data."""

import pytest
from django.test import Client

from graphdata.live import current_graph, current_report
from graphdata.neighbourhood import releases
from tests.markup import all_of, by_id, parse, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("published_sample")]


def test_every_release_is_listed_with_version_licence_and_numbers(client: Client) -> None:
    page = text(parse(client.get("/frameworks")))
    for release in releases(current_graph()):
        assert release.title in page
        assert release.version in page
        assert release.licence_name in page


def test_required_notices_are_on_the_page(client: Client) -> None:
    notices = text(all_of(parse(client.get("/frameworks")), "ul", "notices")[0])
    for release in releases(current_graph()):
        assert " ".join(release.notice.get("en", "").split()) in notices


def test_a_sample_is_clearly_marked(client: Client) -> None:
    page = parse(client.get("/frameworks"))
    assert "This is a small sample," in text(all_of(page, "p", "notice--warning")[0])


def test_the_trust_of_each_crosswalk_is_said(client: Client) -> None:
    section = text(parse(client.get("/frameworks")))
    mappings = [release for release in releases(current_graph()) if release.role == "mapping"]
    assert {release.trust for release in mappings} == {"official", "derived"}
    assert "Derived, not checked by hand" in section
    assert "Official" in section


def test_rows_read_used_and_left_out_are_shown_file_by_file(client: Client) -> None:
    rows = [
        [text(cell) for cell in all_of(row, "td")] for row in all_of(parse(client.get("/frameworks")), "tr")
    ]
    for file in current_report()["files"]:
        numbers = (file["rows_read"], file["rows_read"] - file["rows_skipped"], file["rows_skipped"])
        assert [file["file"], *(f"{number:,}" for number in numbers)] in rows


def test_the_quality_report_is_a_fold_with_every_finding(client: Client) -> None:
    page = parse(client.get("/frameworks"))
    checks = text(by_id(page, "checks"))
    quality = current_report()["quality"]
    for finding in (*quality["shacl"], *quality["integrity"]):
        assert finding["title"] in checks


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_page_is_valid_html_in_both_languages(client: Client, language: str) -> None:
    client.cookies["django_language"] = language
    page = parse(client.get("/frameworks"))
    assert page.attrib["lang"] == language
