"""``manage.py evaluate explain``: figures over the bundled sample, and a check that can fail."""

import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from django.core.management import call_command

from explain.evidence import evidence_about
from graphdata.live import current_graph
from graphdata.neighbourhood import describe
from skillgraph_site.evaluation.explanations import invented_labels, sampled

Evaluate = Callable[..., str]
TEACH_TO_READ = "esco:859b1499-ec99-5ded-9c98-4aa615fe1a82"


@pytest.fixture
def evaluate(capfd: pytest.CaptureFixture[str], published_sample: str) -> Evaluate:
    """Runs the command and returns all that reaches standard output."""

    def run(*arguments: str) -> str:
        call_command("evaluate", "explain", *arguments)
        return capfd.readouterr().out

    return run


def test_every_explanation_of_the_sample_is_covered_by_its_evidence(evaluate: Evaluate) -> None:
    answer = json.loads(evaluate("--sample=0", "--format=json"))
    groups = [answer[name] for name in ("modes", "languages", "audiences", "frameworks")]
    for found in (figures for group in groups for figures in group.values()):
        assert (found["coverage"], found["unsupported"], found["fallbacks"]) == (1.0, 0.0, 0.0)
        assert (found["citation_precision"], found["citation_recall"]) == (1.0, 1.0)
        assert found["invented_labels"] == 0
        assert found["median_ms"] > 0
    assert 12 <= answer["modes"]["template"]["words_per_sentence"] <= 20
    assert {"esco", "rome", "onet"} <= answer["frameworks"].keys()


def test_tables_name_modes_languages_audiences_and_frameworks(evaluate: Evaluate) -> None:
    tables = evaluate("--sample=12")
    wanted = ("template", "en", "fr", "teacher", "learner", "esco", "coverage", "words per", "few facts")
    assert [word for word in wanted if word not in tables] == []


def test_a_sample_is_drawn_evenly_from_every_framework_and_always_the_same(published_sample: str) -> None:
    graph = current_graph()
    chosen = sampled(graph, 12)
    assert len(set(chosen)) == 12
    assert chosen == sampled(graph, 12)
    assert len({concept.partition(":")[0] for concept in chosen}) == len(
        {release.framework for release in graph.releases if release.role == "framework"}
    )


def test_a_label_that_its_concept_does_not_have_is_found_out(published_sample: str) -> None:
    graph = current_graph()
    record = describe(graph, TEACH_TO_READ)
    assert record is not None
    known = evidence_about(graph, record, "en")
    assert list(invented_labels(graph, known)) == []
    [needed, *_] = known.of("has_prerequisite")
    forged = replace(known, facts=[replace(needed, value="mind reading")])
    assert list(invented_labels(graph, forged)) == [needed.id]
