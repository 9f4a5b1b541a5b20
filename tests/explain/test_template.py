"""The template explanation: what it says, whom it speaks to, and that it says nothing without a fact."""

from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explain.evidence import LONGEST_DEFINITION, LONGEST_LABEL, MEMBERS
from explain.phrases import AUDIENCES, Audience, phrases
from explain.sentences import Sentence
from explain.template import explain
from explain.verification import check
from graphdata.records import RELATION_NAMES
from search.types import LANGUAGES, Language
from search.vocabulary import KINDS
from tests.explain.cast import FULL, evidence, group, linked

EVERYBODY = list(product(LANGUAGES, AUDIENCES))


def faults(language: Language, audience: Audience, **changes: Any) -> list[tuple[Sentence, object]]:
    """The sentences that the check does not pass."""
    known = evidence(*FULL, language=language, **changes)
    facts = {fact.id: fact for fact in known.facts}
    checked = [
        (each, check(each.text, each.evidence, facts, language))
        for each in explain(known, audience).sentences
    ]
    assert checked
    return [(each, found) for each, found in checked if not found.is_covered or found.imprecise_citations]


def test_a_teacher_reads_in_english_what_a_skill_builds_on_and_where_it_is_used() -> None:
    assert [sentence.text for sentence in explain(evidence(*FULL), "teacher").sentences] == [
        "In ESCO, “weld metal” is a skill useful across sectors, listed under “metal work”.",
        "ESCO describes it in these words: “Join parts by heat”.",
        "Learners first need “read plans”, and it helps, without being required, to know “metals” and "
        "“gases”.",
        "This skill is made up of 1,234 more specific ones, including “cut”, “heat” and “join”.",
        "This skill is essential in the occupations “welder” and “fitter”.",
        "Close to it in other frameworks is “Souder” (ROME, in French), a match derived without a check by "
        "hand.",
        "This entry comes from ESCO, version 9.1 (publisher: The publisher).",
    ]


def test_a_learner_is_spoken_to_in_french() -> None:
    known = evidence(*FULL, language="fr")
    shown = [
        sentence.text.replace("\u00a0", "~").replace("\u202f", "_")
        for sentence in explain(known, "learner").sentences
    ]
    assert shown == [
        "Dans ESCO, «~souder du métal~» est une compétence utile dans plusieurs secteurs, à retrouver sous "
        "«~metal work (fr)~».",
        "Voici, dans les mots d’ESCO, de quoi il s’agit~: «~Assembler par la chaleur~».",
        "Avant de commencer, il vous faut «~read plans (fr)~», et il vous sera utile de connaître "
        "«~metals (fr)~» et «~gases (fr)~».",
        "En l’apprenant, vous travaillerez 1_234 éléments plus précis, dont «~cut (fr)~», «~heat (fr)~» et "
        "«~join (fr)~».",
        "Vous en aurez besoin pour travailler dans les métiers «~welder (fr)~» et «~fitter (fr)~».",
        "Vous pouvez retrouver cette fiche dans ESCO, version 9.1.",
    ]


@pytest.mark.parametrize(("language", "audience"), EVERYBODY)
def test_every_sentence_is_covered_by_what_it_cites(language: Language, audience: Audience) -> None:
    assert faults(language, audience) == []


@pytest.mark.parametrize(("language", "audience"), EVERYBODY)
@pytest.mark.parametrize("kind", [*KINDS, "something new"])
@pytest.mark.parametrize("total", [1, 2, 5_000])
def test_every_relation_can_be_told_of_every_kind_alone(
    language: Language, audience: Audience, kind: str, total: int
) -> None:
    for name in RELATION_NAMES:
        targets = [linked(f"target {place}") for place in range(min(total, MEMBERS))]
        known = evidence(group(name, *targets, total=total), language=language, kind=kind)
        facts = {fact.id: fact for fact in known.facts}
        for sentence in explain(known, audience).sentences:
            assert check(sentence.text, sentence.evidence, facts, language).is_covered, sentence.text
            assert not set("[]{}|") & set(sentence.text)
            assert "  " not in sentence.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_relation_has_words_in_both_languages(language: Language) -> None:
    words = phrases(language)
    assert [name for name in RELATION_NAMES if name not in words.frames or name not in words.headings] == []
    assert [kind for kind in KINDS if kind not in words.kinds] == []


@pytest.mark.parametrize(("language", "audience"), EVERYBODY)
def test_a_concept_about_which_nothing_is_known_still_has_a_sentence(
    language: Language, audience: Audience
) -> None:
    bare = evidence(
        language=language, sources={}, pref_labels={}, descriptions={}, reuse_level="", broader_paths=()
    )
    [sentence] = explain(bare, audience).sentences
    assert "esco:weld" in sentence.text
    assert sentence.evidence


def test_a_withdrawn_skill_names_its_replacement_where_there_is_one() -> None:
    alone = explain(evidence(deprecated=True), "teacher").sentences[1]
    assert alone.text == "ESCO lists this entry as withdrawn."
    replaced = explain(evidence(deprecated=True, replaced_by=linked("join metal")), "teacher").sentences[1]
    assert replaced.text == "ESCO lists this entry as withdrawn, and “join metal” should be used instead."
    assert len(replaced.evidence) == 2


def test_a_label_in_another_language_says_so_once_and_is_marked_as_such() -> None:
    told = explain(evidence(*FULL, pref_labels={"fr": "souder"}), "teacher")
    assert told.sentences[0].text.startswith("In ESCO, “souder” (in French) is a skill")
    assert told.text.count("in French") == 1
    assert [span.text for each in told.sentences for span in each.spans if span.language == "fr"] == [
        "souder",
        "Souder",
    ]


def test_o_net_ratings_are_told_as_ratings() -> None:
    rated = group("essential_for_occupation", linked("Welders", kind="occupation"), importance=4.0)
    sentence = explain(evidence(rated, language="fr"), "teacher").sentences[2]
    assert sentence.text.startswith("D’après les notes d’importance d’ESCO, cette compétence est essentielle")


def test_the_group_that_a_skill_is_listed_under_is_not_told_twice() -> None:
    known = evidence(group("is_sub_skill_of", linked("metal work")))
    assert explain(known, "teacher").text.count("metal work") == 1


@given(st.text(max_size=400), st.sampled_from(EVERYBODY))
def test_no_text_of_a_framework_breaks_a_sentence(text: str, who: tuple[Language, Audience]) -> None:
    language, audience = who
    names: dict[str, Any] = {
        "pref_labels": {"en": text, "fr": text},
        "descriptions": {"en": text, "fr": text},
    }
    known = evidence(group("related", linked("other", pref_labels={"en": text})), language=language, **names)
    facts = {fact.id: fact for fact in known.facts}
    for sentence in explain(known, audience).sentences:
        assert check(sentence.text, sentence.evidence, facts, language).is_covered
        assert sentence.text.isprintable() or "\u00a0" in sentence.text or "\u202f" in sentence.text
        assert "\n" not in sentence.text
    assert all(len(fact.value) <= max(LONGEST_DEFINITION, LONGEST_LABEL) for fact in known.facts)
