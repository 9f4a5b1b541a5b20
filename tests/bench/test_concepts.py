"""What pages about one concept cost, on the sample."""

import pytest

from explain.summary_verification import Check
from graphdata.live import current_graph
from tests.bench import concepts
from tests.bench.concepts import ANSWER, FIRST_TIME, PAGE, VERIFICATION, Parts, chosen, first_times, measure

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("published_sample")]


def test_the_same_concepts_of_every_framework_are_chosen_each_time() -> None:
    graph = current_graph()
    often, once = chosen(graph)
    assert (often, once) == chosen(graph)
    assert {document.framework for document in often} >= {"esco", "rome", "onet"}
    assert "occupation" in {document.kind for document in often}
    assert {each.id for each in often}.isdisjoint(each.id for each in once)


def test_what_is_asked_the_first_time_was_not_asked_by_another_action(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _often, once = chosen(current_graph())
    asked: list[str] = []
    parts = Parts(current_graph(), once)
    actions = dict.fromkeys(parts.actions(), asked.append)
    monkeypatch.setattr(parts, "actions", lambda: actions)
    times = first_times(parts, once)
    assert times.keys() == actions.keys()
    assert len(asked) == len(set(asked)) == len(once) // len(actions) * len(actions)
    assert {len(values) for values in times.values()} == {len(once) // len(actions)}
    assert first_times(parts, once[:3]) == {}


def test_pages_are_measured_beside_their_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(concepts, "ASKED_OFTEN", 3)
    times, ratios = measure(current_graph(), 1)
    assert {PAGE, ANSWER, VERIFICATION, PAGE + FIRST_TIME} <= times.keys()
    assert all(isinstance(figures["median_ms"], float) for figures in times.values())
    assert [figures["aim"] for figures in ratios.values()] == ["≤ 3"] * 4


def test_a_summary_of_three_cited_sentences_is_verified() -> None:
    [document, *_], _once = chosen(current_graph())
    parts = Parts(current_graph(), [document])
    evidence, draft = parts._draft(document.id)
    known = {fact.id for fact in evidence.facts}
    assert len(draft) == 3
    assert all(0 < len(sentence.evidence) <= 2 and known.issuperset(sentence.evidence) for sentence in draft)
    assert all(len(parts._verifier.verify(sentence, evidence).checks) == len(Check) for sentence in draft)
