"""Suggestions on a skill page: apart from facts, with their reasons, and nothing where there is none."""

from collections.abc import Callable
from typing import Any
from xml.etree.ElementTree import Element

import pytest
from django.test import Client
from django.utils.translation import override

from explain.suggestions import SIGNAL_WORDS, reasons, suggestion_note, suggestions
from graphdata.inference import JUDGED, WEIGHTS, InferredEdge, infer_prerequisites, infer_subskills
from graphdata.live import current_graph
from graphdata.neighbourhood import describe
from graphdata.records import LinkedConcept
from search.live import current_engine
from search.types import Facets
from tests.markup import Answer, all_of, by_id, ids, parse, text

pytestmark = pytest.mark.django_db

Get = Callable[..., Answer]

#: Of the bundled sample: it has stated prerequisites, and a suggested sub-skill beside a stated one.
GROW_VEGETABLES = "esco:6fecf459-0d0f-52f5-b495-306d12757c6b"
IN_CONTAINERS = "esco:2137574c-a1e3-5bcd-8cc8-1e00d5a97c73"
#: Nothing is suggested for it.
BAKER = "esco:3e09514f-388c-5721-b03f-edf1522c381f"


@pytest.fixture
def get(client: Client, published_sample: str) -> Get:
    def ask(path: str, *, language: str = "en", **query: Any) -> Answer:
        client.cookies["django_language"] = language
        return client.get(path, query)

    return ask


def suggested(answer: Answer) -> Element:
    return by_id(parse(answer), "suggested")


def links(element: Element) -> list[str]:
    return [link.attrib["href"] for link in all_of(element, "a")]


@pytest.mark.parametrize(
    ("concept", "relation"), [(GROW_VEGETABLES, "has_sub_skill"), (IN_CONTAINERS, "has_prerequisite")]
)
def test_the_sample_shows_a_suggestion_of_each_kind_in_a_section_of_its_own(
    get: Get, concept: str, relation: str
) -> None:
    section = suggested(get(f"/skill/{concept}"))
    infer = infer_subskills if relation == "has_sub_skill" else infer_prerequisites
    edges = infer(current_graph(), concept)
    assert edges
    assert text(by_id(section, f"suggested-{relation}")).endswith("Suggested")
    assert {f"/skill/{edge.target.id}" for edge in edges} <= set(links(section))


def test_a_suggestion_stands_in_no_section_of_facts(get: Get) -> None:
    page = parse(get(f"/skill/{GROW_VEGETABLES}"))
    stated = by_id(page, "has_sub_skill")
    assert links(stated)
    assert f"/skill/{IN_CONTAINERS}" not in links(stated)
    assert f"/skill/{IN_CONTAINERS}" in links(by_id(page, "suggested"))
    everywhere = [link for section in all_of(page, "section", "relations") for link in links(section)]
    assert f"/skill/{IN_CONTAINERS}" not in everywhere


def test_the_section_says_that_the_framework_does_not_state_it(get: Get) -> None:
    section = suggested(get(f"/skill/{GROW_VEGETABLES}"))
    assert text(all_of(section, "h2")[0]) == "Suggested, not stated by ESCO"
    assert "wrong" in text(all_of(section, "p")[0])


def test_reasons_are_words_and_their_numbers_are_folded_away(get: Get) -> None:
    [edge] = infer_subskills(current_graph(), GROW_VEGETABLES)
    [fold] = all_of(suggested(get(f"/skill/{GROW_VEGETABLES}")), "details")
    [summary] = all_of(fold, "summary")
    assert "open" not in fold.attrib
    assert text(summary).startswith("Why: similar texts")
    assert not any(character.isdigit() for character in text(summary))
    assert f"similar texts{edge.signals['similarity']:.2f}" in text(fold).replace(
        " similar texts ", " similar texts"
    )
    assert f"{edge.score:.2f}" in text(fold)


def test_the_reader_is_told_how_often_such_suggestions_were_right(get: Get) -> None:
    judged = JUDGED["has_sub_skill"]
    section = text(suggested(get(f"/skill/{GROW_VEGETABLES}")))
    assert f"{judged.read} suggestions of this sort" in section
    assert f"judged {judged.right} to be right" in section
    assert 0 < judged.right < judged.read


def test_numbers_and_names_follow_the_languages_of_the_reader(get: Get) -> None:
    section = text(suggested(get(f"/skill/{GROW_VEGETABLES}", language="fr", clang="fr")))
    assert "cultiver des légumes en bac" in section
    [edge] = infer_subskills(current_graph(), GROW_VEGETABLES)
    assert f"{edge.score:.2f}".replace(".", ",") in section


def test_links_keep_the_content_language(get: Get) -> None:
    assert f"/skill/{IN_CONTAINERS}?clang=fr" in links(
        suggested(get(f"/skill/{GROW_VEGETABLES}", clang="fr"))
    )


def test_nothing_is_shown_where_nothing_is_suggested(get: Get) -> None:
    assert "suggested" not in ids(parse(get(f"/occupation/{BAKER}")))


@pytest.mark.usefixtures("published_sample")
def test_a_withdrawn_skill_gets_no_suggestions() -> None:
    found = current_engine().search(
        "send documents by fax", facets=Facets(kinds=frozenset({"skill"})), limit=50
    )
    withdrawn = [hit.document.id for hit in found.hits if hit.document.deprecated]
    assert withdrawn
    for concept_id in withdrawn:
        record = describe(current_graph(), concept_id)
        assert record is not None
        assert suggestions(current_graph(), record, "en") is None


def edge(**signals: float) -> InferredEdge:
    target = LinkedConcept("esco:t", "urn:t", "esco", "knowledge", {"en": "maths"})
    weights = WEIGHTS["has_prerequisite"]
    score = sum(weights[name] * value for name, value in signals.items())
    return InferredEdge("has_prerequisite", "esco:s", target, score, signals)


def test_the_weightiest_reason_comes_first_and_trifles_are_none() -> None:
    found = edge(
        graph_proximity=1.0, similarity=0.7, mention=1.0, shared_occupations=0.9, knowledge_first=1.0
    )
    assert list(map(str, reasons(found))) == [
        "similar texts",
        "occupations in common",
        "knowledge before skill",
    ]


def test_every_signal_has_words() -> None:
    assert {name for weights in WEIGHTS.values() for name in weights} == set(SIGNAL_WORDS)


def test_a_note_says_that_it_is_no_fact_and_why_it_is_there() -> None:
    with override("en"):
        note = suggestion_note(edge(similarity=0.8, knowledge_first=1.0), "onet")
    assert note == "Suggested, not stated by O*NET: similar texts, knowledge before skill"
