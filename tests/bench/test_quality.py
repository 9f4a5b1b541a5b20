"""How good the answers of a system are."""

import pytest
from ir_measures import Qrel

from search.evaluation.files import JudgedQuery
from tests.bench.quality import quality
from tests.bench.queries import QUERIES, Questions

QUESTIONS = Questions(
    judged=(JudgedQuery("1", "en", "", "fix a tap"), JudgedQuery("2", "fr", "", "soudure")),
    qrels=(Qrel("1", "esco:plumbing", 3), Qrel("1", "esco:paint", 0), Qrel("2", "esco:weld", 3)),
)
RIGHT = {"fix a tap": ["esco:plumbing"], "soudure": ["esco:weld"]}


def test_each_language_has_its_own_figure() -> None:
    half = {"fix a tap": ["esco:plumbing"], "soudure": ["esco:paint"]}
    figures = quality(QUESTIONS, {"ours": RIGHT, "theirs": half}, "ours")
    assert figures["ours"]["nDCG@5"] == 1.0
    assert [figures["theirs"][name] for name in ("nDCG@5", "nDCG@5 en", "nDCG@5 fr")] == [0.5, 1.0, 0.0]


def test_what_nobody_judged_is_counted_and_can_be_left_out() -> None:
    unjudged_first = {"fix a tap": ["esco:new", "esco:plumbing"], "soudure": ["esco:weld"]}
    figures = quality(QUESTIONS, {"ours": RIGHT, "theirs": unjudged_first}, "ours")["theirs"]
    assert figures["judged@5"] == pytest.approx(0.75)
    assert isinstance(figures["nDCG@5"], float)
    assert figures["nDCG@5"] < 1.0
    assert figures["condensed_nDCG@5"] == 1.0


def test_others_are_tested_against_ours() -> None:
    figures = quality(QUESTIONS, {"ours": RIGHT, "theirs": RIGHT}, "ours")
    assert figures["ours"]["p"] is None
    assert figures["theirs"]["p"] == 1.0


def test_what_answers_nothing_at_all_does_not_search() -> None:
    silent: dict[str, list[str]] = {"fix a tap": [], "soudure": []}
    assert quality(QUESTIONS, {"ours": RIGHT, "encoding": silent}, "ours").keys() == {"ours"}


def test_without_judgements_there_are_queries_but_no_figures() -> None:
    assert Questions().texts == QUERIES
    assert quality(Questions(), {"ours": RIGHT}, "ours") == {}
