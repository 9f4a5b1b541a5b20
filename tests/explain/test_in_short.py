"""The explanation on the page of a skill or an occupation."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.markup import Answer, all_of, by_id, ids, parse, text

pytestmark = pytest.mark.django_db

Get = Callable[..., Answer]
TEACH_TO_READ = "/skill/esco:859b1499-ec99-5ded-9c98-4aa615fe1a82"


@pytest.fixture
def get(client: Client, published_sample: str) -> Get:
    def ask(path: str = TEACH_TO_READ, *, language: str = "en", **query: Any) -> Answer:
        client.cookies["django_language"] = language
        return client.get(path, query)

    return ask


def test_every_mark_leads_to_a_fact_on_the_page_with_its_source(get: Get) -> None:
    page = parse(get())
    section = by_id(page, "in-short")
    targets = {link.attrib["href"] for mark in all_of(section, "sup") for link in all_of(mark, "a")}
    assert len(targets) > 5
    assert {f"#{name}" for name in ids(page) if name.startswith("fact-")} == targets
    assert all("ESCO" in text(fact) or "derived" in text(fact) for fact in all_of(section, "li"))


def test_the_facts_are_numbered_from_one_without_a_gap(get: Get) -> None:
    section = by_id(parse(get()), "in-short")
    marks = [fact.attrib["id"] for fact in all_of(section, "li")]
    assert marks == [f"fact-{number}" for number in range(1, len(marks) + 1)]
    first = [text(link).removeprefix("Fact ") for link in all_of(all_of(section, "sup")[0], "a")]
    assert first[0] == "1"


def test_the_marks_of_a_sentence_rise_and_the_description_is_not_repeated(get: Get) -> None:
    page = parse(get())
    for mark in all_of(by_id(page, "in-short"), "sup"):
        numbers = [int(link.attrib["href"].removeprefix("#fact-")) for link in all_of(mark, "a")]
        assert numbers == sorted(numbers) != []
    assert "Guide beginners from recognising letters" in text(page)
    assert "Guide beginners from recognising letters" not in text(by_id(page, "in-short"))


def test_the_facts_are_numbered_as_they_are_first_cited(get: Get) -> None:
    for audience in ("teacher", "learner"):
        section = by_id(parse(get(**{"for": audience})), "in-short")
        read = [link.attrib["href"] for mark in all_of(section, "sup") for link in all_of(mark, "a")]
        facts = [f"#{fact.attrib['id']}" for fact in all_of(section, "li")]
        assert list(dict.fromkeys(read)) == facts


def test_every_fact_leads_back_to_the_marks_that_cite_it(get: Get) -> None:
    section = by_id(parse(get()), "in-short")
    marks = {
        link.attrib["id"]: link.attrib["href"] for m in all_of(section, "sup") for link in all_of(m, "a")
    }
    for fact in all_of(section, "li"):
        back = [link.attrib["href"].removeprefix("#") for link in all_of(fact, "a", "to-sentence")]
        assert back == [name for name, target in marks.items() if target == f"#{fact.attrib['id']}"] != []


def test_the_explanation_speaks_to_whom_the_address_names(get: Get) -> None:
    assert "Learners first need" in text(by_id(parse(get()), "in-short"))
    spoken_to = by_id(parse(get(**{"for": "learner"})), "in-short")
    assert "Before you start" in text(spoken_to)
    assert any("for=teacher" in link.attrib["href"] for link in all_of(spoken_to, "a"))
    assert "Learners first need" in text(by_id(parse(get(**{"for": "nobody"})), "in-short"))


def test_the_content_language_decides_the_language_of_the_sentences(get: Get) -> None:
    section = by_id(parse(get(clang="fr")), "in-short")
    [paragraph] = all_of(section, "p", "in-short__text")
    assert paragraph.attrib["lang"] == "fr"
    assert "Dans ESCO" in text(paragraph)
    assert any("clang=fr" in link.attrib["href"] for link in all_of(section, "a"))
