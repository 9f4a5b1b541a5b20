"""Facts: numbered in order, each with its source, in the language asked for or saying which."""

from explain.evidence import MEMBERS, evidence_about
from graphdata.live import current_graph
from graphdata.neighbourhood import describe
from tests.explain.cast import BRIDGE, FULL, GRAPH, evidence, group, linked

TEACH_TO_READ = "esco:859b1499-ec99-5ded-9c98-4aa615fe1a82"


def test_facts_are_numbered_without_a_gap_and_contain_their_value() -> None:
    known = evidence(*FULL)
    assert [fact.id for fact in known.facts] == [f"e{place + 1}" for place in range(len(known.facts))]
    assert [fact for fact in known.facts if fact.value not in fact.text] == []


def test_a_fact_names_the_graph_that_states_it() -> None:
    known = evidence(*FULL)
    [needed], [match] = known.of("has_prerequisite"), known.of("close_match")
    assert (needed.graph, needed.source, needed.version) == (GRAPH, "ESCO", "9.1")
    assert (match.graph, match.source, match.derived) == (BRIDGE, "A bridge", True)
    assert match.text == "close meaning: Souder (derived, not checked by hand)"
    assert (match.language, match.is_fallback, match.concept_id) == ("fr", True, "esco:Souder-id")


def test_a_long_list_is_cut_and_counted() -> None:
    known = evidence(group("related", *(linked(f"r{place}") for place in range(8)), total=40))
    assert len(known.of("related")) == MEMBERS
    counted = known.number_of("related")
    assert counted is not None
    assert counted.text == "related: 40 in all"
    assert evidence(group("related", linked("one"))).number_of("related") is None


def test_a_suggestion_is_no_fact() -> None:
    assert (
        evidence(group("has_prerequisite", linked("a guess"), origin="inferred-graph")).of("has_prerequisite")
        == []
    )


def test_a_description_that_says_no_more_than_the_name_is_no_fact() -> None:
    assert evidence(descriptions={"en": "Weld metal."}).first("definition") is None


def test_evidence_is_read_from_a_published_snapshot(published_sample: str) -> None:
    graph = current_graph()
    record = describe(graph, TEACH_TO_READ)
    assert record is not None
    known = evidence_about(graph, record, "fr")
    assert [fact.value for fact in known.of("name")] == ["apprendre à lire aux enfants"]
    assert {"has_prerequisite", "has_sub_skill"} <= {fact.kind for fact in known.facts}
    assert {fact.graph for fact in known.facts} <= graph.release_of.keys()
