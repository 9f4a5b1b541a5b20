"""A summary from a model's answers: what is kept, written anew, replaced by the template, and told of it."""

import json
from collections.abc import Collection, Iterator

import pytest

from explain.summarise import Origin, Summary, summarise
from explain.summary import Fault
from explain.summary_verification import Check, Verifier
from explain.template import explain
from explain.verification import check
from graphdata.live import current_graph
from search.neural.encoder import load_encoder
from search.neural.generator import Cancelled, Refused, TooSlow
from tests.explain.cast import FULL, evidence
from tests.explain.scripted_generator import ScriptedGenerator, answer_of
from tests.explain.summary_examples import examples


class NoLabels:
    def called(self, folded: Collection[str]) -> Iterator[tuple[str, str, str]]:
        return iter(())


KNOWN = evidence(*FULL)


def cited(kind: str) -> list[str]:
    return [KNOWN.of(kind)[0].id]


MEANING = ("To weld means to join parts by heat.", cited("definition"))
NEEDED = ("Learners first need to read plans.", cited("has_prerequisite"))
HELPFUL = ("Knowing about metals helps, though nobody requires it.", cited("useful_knowledge"))
WORK = ("It is essential for a welder.", cited("essential_for_occupation"))
FALSE = ("Learners first need to bake bread.", cited("has_prerequisite"))
OTHER_FALSE = ("Every plumber needs it.", cited("essential_for_occupation"))


def summary_of(*answers: str | Exception, audience: str = "teacher") -> tuple[Summary, ScriptedGenerator]:
    generator = ScriptedGenerator(answers)  # type: ignore[arg-type]
    verifier = Verifier(load_encoder(), NoLabels())
    return summarise(KNOWN, audience, generator, verifier), generator  # type: ignore[arg-type]


def origins(summary: Summary) -> list[str]:
    return [line.origin for line in summary.lines]


def test_three_good_sentences_are_kept_with_what_was_checked() -> None:
    summary, generator = summary_of(answer_of(MEANING, NEEDED, HELPFUL))
    assert [line.text for line in summary.lines] == [MEANING[0], NEEDED[0], HELPFUL[0]]
    assert origins(summary) == ["generated"] * 3
    assert all(list(line.checks) == list(Check) and not line.refused for line in summary.lines)
    assert (summary.model, summary.failure, summary.is_fallback, len(generator.requests)) == (
        "scripted-1", None, False, 1,
    )  # fmt: skip


def test_only_the_sentence_that_fails_is_written_anew_and_about_other_facts() -> None:
    summary, generator = summary_of(answer_of(MEANING, FALSE, HELPFUL), answer_of(NEEDED))
    assert origins(summary) == ["generated", "regenerated", "generated"]
    assert summary.lines[1].text == NEEDED[0]
    assert Fault.UNLIKE_EVIDENCE in [rejection.fault for rejection in summary.lines[1].refused]
    schema = json.dumps(generator.requests[1].schema)
    listed = generator.requests[1].schema["properties"]["sentences"]  # type: ignore[index]
    assert (listed["minItems"], listed["maxItems"]) == (1, 1)
    assert f'"{NEEDED[1][0]}"' in schema
    assert f'"{MEANING[1][0]}"' not in schema
    assert MEANING[0] in generator.requests[1].messages[-1].content


def test_what_fails_twice_is_replaced_by_what_the_template_says_of_the_same() -> None:
    summary, generator = summary_of(answer_of(MEANING, FALSE, HELPFUL), answer_of(FALSE))
    assert origins(summary) == ["generated", "template", "generated"]
    replaced = summary.lines[1]
    assert replaced.text in [sentence.text for sentence in explain(KNOWN, "teacher").sentences]
    assert len(replaced.refused) >= 2
    assert len(generator.requests) == 2


def test_a_replacement_repeats_nothing_that_is_said_already() -> None:
    summary, _ = summary_of(answer_of(MEANING, FALSE, OTHER_FALSE), answer_of(FALSE, OTHER_FALSE))
    assert origins(summary) == ["generated", "template", "template"]
    stated = [name for line in summary.lines for name in line.evidence]
    assert len(stated) == len(set(stated))
    assert "welder" in summary.lines[2].text


def test_two_sentences_about_the_same_facts_are_one_too_many() -> None:
    summary, _ = summary_of(answer_of(NEEDED, NEEDED, HELPFUL), answer_of(WORK))
    assert origins(summary) == ["generated", "regenerated", "generated"]
    assert [rejection.fault for rejection in summary.lines[1].refused] == [Fault.REPETITION]


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        ("<html>Bad gateway</html>", Fault.NOT_JSON),
        ('{"sentences": [{"evid', Fault.TRUNCATED),
        (answer_of(MEANING, NEEDED, HELPFUL, WORK), Fault.SENTENCE_COUNT),
        ("x" * 100_000, Fault.TOO_LARGE),
    ],
)
def test_an_answer_that_cannot_be_read_is_asked_for_once_more(answer: str, fault: Fault) -> None:
    summary, _ = summary_of(answer, answer_of(MEANING, NEEDED, HELPFUL))
    assert origins(summary) == ["regenerated"] * 3
    assert {rejection.fault for line in summary.lines for rejection in line.refused} == {fault}
    summary, generator = summary_of(answer, answer)
    assert summary.is_fallback
    assert len(generator.requests) == 2


def test_if_everything_fails_the_whole_template_is_told_with_the_reasons() -> None:
    bad = answer_of(FALSE, OTHER_FALSE, (FALSE[0], ["e99"]))
    summary, _ = summary_of(bad, bad)
    assert [line.text for line in summary.lines] == [
        each.text for each in explain(KNOWN, "teacher").sentences
    ]
    assert summary.is_fallback
    assert {Fault.UNLIKE_EVIDENCE, Fault.UNKNOWN_ID} <= {
        rejection.fault for line in summary.lines for rejection in line.refused
    }


def test_a_model_that_fails_leaves_the_template_and_its_reason() -> None:
    summary, _ = summary_of(Refused("The key was not accepted."))
    assert (summary.is_fallback, summary.model) == (True, "scripted")
    assert summary.failure is not None
    assert (summary.failure.code, summary.failure.is_temporary) == ("refused", False)
    summary, _ = summary_of(answer_of(MEANING, FALSE, HELPFUL), TooSlow("No answer within 60 seconds."))
    assert origins(summary) == ["generated", "template", "generated"]
    assert summary.failure is not None
    assert summary.failure.is_temporary


def test_a_cancelled_summary_is_none() -> None:
    generator = ScriptedGenerator([answer_of(MEANING, NEEDED, HELPFUL)])
    with pytest.raises(Cancelled):
        summarise(
            KNOWN, "teacher", generator, Verifier(load_encoder(), NoLabels()), is_cancelled=lambda: True
        )
    assert generator.requests == []


@pytest.mark.parametrize(
    "answers",
    [
        [answer_of(MEANING, NEEDED, HELPFUL)],
        [answer_of(MEANING, FALSE, HELPFUL), answer_of(FALSE)],
        ["nonsense", "nonsense"],
        [Refused("No.")],
    ],
)
def test_no_sentence_is_ever_shown_without_a_citation(answers: list[str | Exception]) -> None:
    summary, _ = summary_of(*answers)
    facts = {fact.id: fact for fact in KNOWN.facts}
    assert all(line.evidence and facts.keys() >= set(line.evidence) for line in summary.lines)
    told = [line for line in summary.lines if line.origin is Origin.TEMPLATE]
    assert all(check(line.text, line.evidence, facts, "en").is_covered for line in told)


def test_faithful_summaries_in_both_languages_reach_the_reader_as_they_are(published_sample: str) -> None:
    verifier = Verifier(load_encoder(), current_graph().documents)
    chosen = [each for each in examples("tuning", current_graph()) if each.name in {"compost-1", "older-2"}]
    for example in chosen:
        generator = ScriptedGenerator([answer_of(*example.faithful)] * 2)
        summary = summarise(example.evidence, example.audience, generator, verifier)
        assert [line.text for line in summary.lines] == [each.text for each in example.faithful], [
            line.refused for line in summary.lines
        ]
    assert len(chosen) == 2
