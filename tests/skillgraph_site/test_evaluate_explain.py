"""``manage.py evaluate explain``: figures over the bundled sample, and a check that can fail."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command

from explain.evidence import evidence_about
from explain.summary import SummarySentence
from explain.summary_prompt import facts_for
from graphdata.live import current_graph
from graphdata.neighbourhood import describe
from search.neural.constrained import LocalModel
from skillgraph_site.evaluation.cited_text import cited_sentences
from skillgraph_site.evaluation.explanations import invented_labels, sampled
from skillgraph_site.evaluation.model_summaries import (
    Judged,
    Written,
    configured_author,
    figures,
    measure_mode,
)
from tests.explain.faithful_answer import READING, faithful_answer, faithful_sentences
from tests.explain.scripted_generator import answer_of
from tests.search.openai_server import OpenAIServer, replays, status

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
    for found in (part for group in groups for part in group.values()):
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


def judged(words: int, citations: int, precise: int, *faults: str) -> Judged:
    return Judged(words, citations, precise, citations > 0, frozenset(faults), is_unsupported=bool(faults))


def test_figures_are_shares_of_sentences_citations_facts_and_summaries() -> None:
    written = [
        Written(
            "en", [judged(10, 1, 1), judged(14, 2, 1, "a"), judged(9, 0, 0, "b")], 8, 3, 0,
            is_fallback=False, refused=frozenset({"a", "b"}), failure="", fits_schema=True, milliseconds=10.0,
        ),
        Written(
            "fr", [judged(15, 1, 1)], 4, 0, 1,
            is_fallback=True, refused=frozenset({"a"}), failure="too-slow", fits_schema=False,
            milliseconds=30.0,
        ),
    ]  # fmt: skip
    assert figures(written) == {
        "coverage": 0.75,
        "unsupported": 0.5,
        "citation_precision": 0.75,
        "citation_recall": 0.25,
        "fallbacks": 0.5,
        "partly_replaced": 0.0,
        "schema_valid": 0.5,
        "schema_valid_or_replaced": 1.0,
        "words_per_sentence": 12.0,
        "sentences": 2.0,
        "median_ms": 20.0,
        "validation_failures": {"a": 2, "b": 1},
        "model_failures": {"too-slow": 1},
        "explanations": 2,
    }


def test_nothing_measured_is_no_figure_rather_than_a_good_one() -> None:
    nothing = figures([])
    assert nothing["coverage"] is nothing["unsupported"] is nothing["median_ms"] is None


@pytest.fixture
def scripted(settings: LazySettings, published_sample: str, openai_server: OpenAIServer) -> OpenAIServer:
    """The configured model: a server that says what it is told to."""
    settings.SKILLGRAPH_LLM_MODEL = "tiny"
    settings.SKILLGRAPH_LLM_URL = openai_server.url
    settings.SKILLGRAPH_LLM_ATTEMPTS = 1
    return openai_server


def measured_mode(mode: str) -> dict[str, Any]:
    """Over one concept: English for teachers and learners, then French."""
    return measure_mode(mode, configured_author(current_graph()), [READING], lambda _: None)


HANDED_OVER = 8


def test_eight_facts_are_handed_over_about_the_concept_of_these_tests(published_sample: str) -> None:
    record = describe(current_graph(), READING)
    assert record is not None
    evidence = evidence_about(current_graph(), record, "en")
    assert len(facts_for(evidence, "teacher")) == len(facts_for(evidence, "learner")) == HANDED_OVER


@pytest.mark.django_db
def test_faithful_summaries_are_measured_as_such(scripted: OpenAIServer) -> None:
    scripted.will(*replays([faithful_answer("en")] * 2 + [faithful_answer("fr")] * 2))
    found = measured_mode("constrained")
    for part in (found, found["languages"]["en"], found["languages"]["fr"]):
        assert (part["coverage"], part["unsupported"], part["fallbacks"]) == (1.0, 0.0, 0.0)
        assert (part["citation_precision"], part["citation_recall"]) == (1.0, 3 / HANDED_OVER)
        assert (part["schema_valid"], part["sentences"]) == (1.0, 3.0)
        assert part["validation_failures"] == part["model_failures"] == {}
    assert (found["explanations"], len(scripted.calls)) == (4, 4)
    # 22, 16 and 8 words in English; 21, 13 and 14 in French
    assert found["languages"]["en"]["words_per_sentence"] == 15.3
    assert found["languages"]["fr"]["words_per_sentence"] == 16.0


@pytest.mark.django_db
def test_refused_sentences_and_silent_models_are_counted_and_nothing_of_them_is_on_screen(
    scripted: OpenAIServer,
) -> None:
    first, second, (_, last) = faithful_sentences("en")
    wrong = SummarySentence("Knowing 12 things about child development is useful for this.", last)
    scripted.will(
        *replays([faithful_answer("en")]),
        *replays([answer_of(first, second, wrong), answer_of(wrong)]),
        *replays(["It depends.", "It depends."]),
        status(500),
    )
    found = measured_mode("constrained")
    assert (found["coverage"], found["unsupported"], found["citation_precision"]) == (1.0, 0.0, 1.0)
    assert (found["fallbacks"], found["partly_replaced"]) == (0.5, 0.25)
    assert (found["schema_valid"], found["schema_valid_or_replaced"]) == (0.5, 1.0)
    assert found["validation_failures"] == {"unsupported-number": 1, "not-json": 1}
    assert found["model_failures"] == {"overloaded": 1}
    english, french = found["languages"]["en"], found["languages"]["fr"]
    assert (english["fallbacks"], english["partly_replaced"], french["fallbacks"]) == (0.0, 0.5, 1.0)


@pytest.mark.django_db
def test_free_text_is_measured_as_it_stands(scripted: OpenAIServer) -> None:
    (one, [a]), (two, [b]), (three, _) = faithful_sentences("en")
    scripted.will(
        *replays(
            [
                f"{one[:-1]} [{a}]. {two} [{b}] {three}",  # the last one cites nothing
                f"{one} [{b}] {two} [{b}]\n{three} [e99]",  # a wrong citation, and an unknown one
                " ".join(f"{text} [{cited[0]}]" for text, cited in faithful_sentences("fr")),
            ]
        ),
        status(500),
    )
    found = measured_mode("free")
    assert (found["coverage"], found["unsupported"]) == (round(7 / 9, 4), round(3 / 9, 4))
    assert (found["citation_precision"], found["citation_recall"]) == (6 / 8, round(6 / 32, 4))
    assert (found["fallbacks"], found["sentences"], found["schema_valid"]) == (0.25, 9 / 4 - 0.05, None)
    assert (
        found["validation_failures"].items()
        >= {"no-evidence": 1, "unlike-evidence": 1, "unknown-id": 1}.items()
    )
    assert found["model_failures"] == {"overloaded": 1}
    english, french = found["languages"]["en"], found["languages"]["fr"]
    assert (english["coverage"], english["unsupported"]) == (round(4 / 6, 4), 0.5)
    assert (english["citation_precision"], english["citation_recall"]) == (3 / 5, round(3 / 16, 4))
    assert (french["coverage"], french["unsupported"], french["fallbacks"]) == (1.0, 0.0, 0.5)
    assert all("response_format" not in call.body for call in scripted.calls)


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("", []),
        ("[e1] [e2]", []),
        ("It is a skill [e1]. It helps [e2].", [("It is a skill.", ["e1"]), ("It helps.", ["e2"])]),
        ("It is a skill. [e1] It helps. [e2]", [("It is a skill.", ["e1"]), ("It helps.", ["e2"])]),
        ("It is a skill. [e1][e3]\nIt helps", [("It is a skill.", ["e1", "e3"]), ("It helps", [])]),
        ("1. It is “a skill.” [e1, e12]\n- Yes!", [("It is “a skill.”", ["e1", "e12"]), ("Yes!", [])]),
        ("Dit «\u00a0ici.\u00a0» Écrire [e2].", [("Dit «\u00a0ici.\u00a0»", []), ("Écrire.", ["e2"])]),
        ("It has 3.5 parts, e.g. Reading [e4; e4].", [("It has 3.5 parts, e.g. Reading.", ["e4"])]),
        ("See [1], [note] and e5.", [("See [1], [note] and e5.", [])]),
    ],
)  # fmt: skip
def test_citations_belong_to_the_sentence_they_follow(
    text: str, sentences: list[tuple[str, list[str]]]
) -> None:
    assert [(each.text, list(each.evidence)) for each in cited_sentences(text)] == sentences


def test_without_a_model_the_template_is_measured_and_other_modes_say_what_to_set(
    evaluate: Evaluate, settings: LazySettings
) -> None:
    settings.SKILLGRAPH_LLM_MODEL = ""
    answer = json.loads(evaluate("--sample=3", "--format=json"))
    assert list(answer["modes"]) == ["template"]
    assert answer["modes"]["template"]["languages"].keys() == {"en", "fr"}
    for mode in ("constrained", "free"):
        with pytest.raises(CommandError, match="SKILLGRAPH_LLM_MODEL"):
            evaluate("--sample=3", f"--mode={mode}")


@pytest.mark.django_db
def test_a_random_decoder_reaches_the_screen_with_nothing_unsupported(
    evaluate: Evaluate, settings: LazySettings, tiny_llama: LocalModel
) -> None:
    settings.SKILLGRAPH_LLM_MODEL = str(tiny_llama.folder)
    answer = json.loads(evaluate("--sample=1", "--format=json"))
    assert list(answer["modes"]) == ["template", "constrained", "free"]
    constrained, free = answer["modes"]["constrained"], answer["modes"]["free"]
    assert (constrained["schema_valid_or_replaced"], constrained["coverage"]) == (1.0, 1.0)
    assert (constrained["citation_precision"], constrained["unsupported"]) == (1.0, 0.0)
    assert sum(constrained["validation_failures"].values()) > 0
    assert (constrained["fallbacks"], free["coverage"], free["unsupported"]) == (1.0, 0.0, 1.0)


@pytest.mark.django_db
def test_tables_show_chosen_modes_by_language_and_why_models_were_refused(
    evaluate: Evaluate, scripted: OpenAIServer
) -> None:
    scripted.will(*replays(["It depends."]))
    tables = evaluate("--sample=1", "--mode=constrained", "--mode=free")
    wanted = ("constrained", "free", " all ", " en ", " fr ", "partly", "not-json", "no-evidence")
    assert [word for word in wanted if word not in " ".join(tables.split())] == []
    assert "few facts" not in tables
