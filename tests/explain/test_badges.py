"""Badge snippets on a page, and as files."""

import json
from typing import Any

import pytest
from django.test import Client

from explain.badges import badge_snippets
from tests.markup import by_id, ids, parse, text

from .cast import record, release

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("published_sample")]

TEACH_TO_READ = "esco:859b1499-ec99-5ded-9c98-4aa615fe1a82"
BAKER = "esco:3e09514f-388c-5721-b03f-edf1522c381f"


def snippet(client: Client, path: str, form: str) -> Any:
    return json.loads(text(by_id(parse(client.get(path)), f"badge-{form}")))


def test_a_skill_page_has_both_snippets_as_they_are_downloaded(client: Client) -> None:
    badge = snippet(client, f"/skill/{TEACH_TO_READ}", "open-badges")
    outcome = snippet(client, f"/skill/{TEACH_TO_READ}", "elm")
    assert badge["targetName"] == "teach children to read"
    assert outcome["learningOutcome"][0]["relatedESCOSkill"][0]["id"] == badge["targetUrl"]
    for form, shown in (("open-badges", badge), ("elm", outcome)):
        file = client.get(f"/badge/{form}/{TEACH_TO_READ}")
        assert json.loads(file.content) == shown
        assert file["Content-Type"] == "application/json"
        assert f"-{form}.json" in file["Content-Disposition"]


def test_a_file_speaks_the_language_of_the_content(client: Client) -> None:
    file = client.get(f"/badge/open-badges/{TEACH_TO_READ}", {"clang": "fr"})
    assert json.loads(file.content)["targetName"] == "apprendre à lire aux enfants"


def test_who_publishes_no_addresses_is_said_beside_citation_and_badges(client: Client) -> None:
    told = "ROME publishes no web addresses for its entries."
    assert text(parse(client.get("/skill/rome:900112"))).count(told) == 2
    assert "publishes no web addresses" not in text(parse(client.get(f"/skill/{TEACH_TO_READ}")))


def test_where_there_is_no_description_the_badge_says_what_the_entry_is() -> None:
    badge, _ = badge_snippets(record(descriptions={}), release(), "fr")
    assert json.loads(badge.text)["targetDescription"] == "souder du métal (compétence, A framework 9.1)"


def test_an_occupation_is_no_learning_outcome(client: Client) -> None:
    page = parse(client.get(f"/occupation/{BAKER}"))
    assert "badge-open-badges" in ids(page)
    assert "badge-elm" not in ids(page)
    assert client.get(f"/badge/elm/{BAKER}").status_code == 404


@pytest.mark.parametrize("path", ["/badge/open-badges/esco:nope", f"/badge/magic/{TEACH_TO_READ}"])
def test_what_does_not_exist_is_a_404(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert "There is no such entry here" in text(parse(answer))
