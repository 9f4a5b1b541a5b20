"""Health, headers and languages of the whole site."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.utils import formats, translation


def directives(client: Client, address: str) -> dict[str, list[str]]:
    header = client.get(address)["Content-Security-Policy"]
    parts = (directive.split() for directive in header.split(";"))
    return {name: values for name, *values in parts}


@pytest.mark.usefixtures("no_snapshot")
def test_a_site_without_data_is_alive(client: Client) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok")


@pytest.mark.django_db
@pytest.mark.usefixtures("no_snapshot")
def test_a_site_without_data_is_not_ready_and_says_what_to_run(client: Client) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert "snapshot" in answer.content.decode()
    assert "manage.py ingest" in answer.content.decode()
    assert "database" not in answer.content.decode()


@pytest.mark.django_db
def test_a_site_without_tables_is_not_ready(client: Client, published_sample: str) -> None:
    with connection.cursor() as cursor:  # undone with the test's transaction
        cursor.execute("ALTER TABLE django_migrations RENAME TO elsewhere")
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert "manage.py migrate" in answer.content.decode()


@pytest.mark.django_db
def test_a_site_with_tables_and_a_snapshot_is_ready(client: Client, published_sample: str) -> None:
    assert client.get("/readyz").status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address", ["/", "/frameworks", "/admin/login/", "/api/v1/docs", "/healthz", "/nothing"]
)
def test_the_content_security_policy_is_strict_everywhere(
    client: Client, published_sample: str, address: str
) -> None:
    policy = directives(client, address)
    assert policy["default-src"] == ["'none'"]
    assert policy["script-src"] == policy["style-src"] == ["'self'"]
    assert policy["frame-ancestors"] == policy["object-src"] == policy["base-uri"] == ["'none'"]
    assert not any("unsafe" in value or "*" in value for values in policy.values() for value in values)


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/admin/login/", "/api/v1/docs"])
def test_pages_have_no_inline_script_or_style(client: Client, address: str) -> None:
    page = client.get(address).content.decode()
    executable = re.findall(r"<script(?![^>]*(?:src=|application/json))[^>]*>", page)
    assert executable == []
    assert "<style" not in page
    assert " style=" not in page
    assert not re.search(r"\son\w+=", page)


@pytest.mark.django_db
def test_security_headers_are_sent(client: Client) -> None:
    answer = client.get("/admin/login/")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Referrer-Policy"] == "same-origin"


@pytest.mark.django_db
@pytest.mark.parametrize(("accepted", "shown"), [("en-GB,en;q=0.9", "en"), ("fr-CA", "fr"), ("de", "en")])
def test_the_interface_speaks_the_browsers_language(client: Client, accepted: str, shown: str) -> None:
    page = client.get("/admin/login/", headers={"accept-language": accepted})
    assert page["Content-Language"] == shown


def test_english_is_written_as_in_britain() -> None:
    with translation.override("en"):
        assert formats.get_format("DATE_FORMAT") == "j M Y"
        assert formats.get_format("SHORT_DATE_FORMAT") == "d/m/Y"
