"""The check of a cited text fails where it should."""

import pytest

from explain.verification import check, words
from tests.explain.cast import FULL, evidence

FACTS = {fact.id: fact for fact in evidence(*FULL).facts}
NEEDED = next(fact.id for fact in FACTS.values() if fact.kind == "has_prerequisite")
COUNT = next(fact.id for fact in FACTS.values() if fact.kind == "number")


def test_a_supported_sentence_passes() -> None:
    verdict = check("Learners need “read plans”.", [NEEDED], FACTS, "en")
    assert verdict.is_covered
    assert (verdict.claims, verdict.unsupported_claims, verdict.imprecise_citations) == (1, (), ())


@pytest.mark.parametrize(
    ("text", "cited", "claim"),
    [
        ("Learners need “read minds”.", [NEEDED], "read minds"),
        ("Learners need “read”, “plan”.", [NEEDED], "plan"),
        ("It has 1,235 parts.", [COUNT], "1,235"),
        ("It has 234 parts.", [COUNT], "234"),
        ("It needs “cut”.", [NEEDED], "cut"),
        ("It needs “read plans”.", [], "read plans"),
    ],
)
def test_a_claim_that_no_cited_fact_contains_is_named(text: str, cited: list[str], claim: str) -> None:
    verdict = check(text, cited, FACTS, "en")
    assert verdict.unsupported_claims == (claim,)
    assert not verdict.is_covered


@pytest.mark.parametrize("cited", ["e999", COUNT])
def test_a_citation_of_nothing_or_of_something_else_is_imprecise(cited: str) -> None:
    assert check("Learners need “read plans”.", [NEEDED, cited], FACTS, "en").imprecise_citations == (cited,)


def test_a_sentence_without_citations_is_not_covered() -> None:
    assert not check("Everybody loves it.", [], FACTS, "en").is_covered


def test_words_are_counted_without_marks_that_stand_alone() -> None:
    assert words("Voici\u00a0: «\u00a0lire des plans\u00a0».") == 4
