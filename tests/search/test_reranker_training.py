"""What a cross-encoder of our own learns from, and that it learns it."""

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from search.held_out import ALTERNATIVES_BUCKET, FRENCH_BUCKET, held_out_bucket
from search.neural.cross_encoder import Reranker
from search.neural.encoder import load_encoder
from search.neural.training.concept import TrainingConcept
from search.neural.training.reranker_recipe import RerankerRecipe
from search.neural.training.reranking import (
    Candidates,
    NothingToLearn,
    held_in_questions,
    lesson,
    train_reranker,
)

from .cross_encoders import write_cross_encoder

SKILLS = (
    ("bake bread", "cuire du pain", "make loaves", "faire du pain"),
    ("weld metal", "souder du métal", "join steel", "assembler de l'acier"),
    ("prune trees", "tailler des arbres", "cut branches", "couper des branches"),
    ("milk cows", "traire des vaches", "milking", "traite des vaches"),
    ("lead a team", "diriger une équipe", "manage people", "encadrer du personnel"),
    ("repair pipes", "réparer des tuyaux", "fix leaks", "colmater des fuites"),
)
RECIPE = RerankerRecipe(questions=200, wrong=3, nearest=6)


def skill(number: int) -> TrainingConcept:
    english, french, alternative, other = SKILLS[number % len(SKILLS)]
    return TrainingConcept(
        f"http://data.europa.eu/esco/skill/{number}",
        {"en": f"{english} {number}", "fr": f"{french} {number}"},
        {"en": [f"{alternative} {number}", f"{english} well {number}"], "fr": [f"{other} {number}"]},
        {"en": f"How to {english}."},
    )


CONCEPTS = [skill(number) for number in range(60)]


def rows(concepts: Sequence[TrainingConcept] = CONCEPTS) -> list[tuple[str, str, float]]:
    return list(lesson(Candidates(concepts, load_encoder(None).encode), RECIPE))


def names(text: str) -> list[str]:
    """The names in a text that a cross-encoder reads; the description is left out."""
    return text.split(". ")[0].split("; ")


def bucket(number: int) -> int:
    return held_out_bucket(CONCEPTS[number].uri)


def test_the_concepts_used_here_meet_both_rules_of_holding_out() -> None:
    assert {ALTERNATIVES_BUCKET, FRENCH_BUCKET} <= {bucket(number) for number in range(len(CONCEPTS))}


def test_each_question_has_its_concept_once_and_near_ones_that_are_wrong() -> None:
    learnt = rows()
    questions = {query for query, _, _ in learnt}
    assert len(learnt) == len(questions) * (1 + RECIPE.wrong)
    for question in questions:
        labels = [label for query, _, label in learnt if query == question]
        assert sorted(labels) == [0.0] * RECIPE.wrong + [1.0]
        [right] = [text for query, text, label in learnt if query == question and label]
        assert question.split()[-1] in re.findall(r"\d+", right)


def test_no_text_gives_the_question_away() -> None:
    assert all(query not in names(text) for query, text, _ in rows())


def test_held_out_labels_are_never_read() -> None:
    read = {part for query, text, _ in rows() for part in (query, *names(text))}
    for number, concept in enumerate(CONCEPTS):
        if bucket(number) == ALTERNATIVES_BUCKET:
            assert read.isdisjoint((*concept.alt_labels["en"], *concept.alt_labels["fr"]))
        if bucket(number) == FRENCH_BUCKET:
            assert read.isdisjoint((concept.pref_labels["fr"], *concept.alt_labels["fr"]))


def test_a_concept_of_the_same_name_is_no_wrong_answer() -> None:
    twin = TrainingConcept("http://example.org/twin", {"en": "make loaves 6"})
    texts = [text for query, text, label in rows([*CONCEPTS, twin]) if query == "make loaves 6" and not label]
    assert texts
    assert "make loaves 6" not in texts


def test_fewer_questions_are_drawn_when_fewer_are_wanted_and_always_the_same() -> None:
    candidates = Candidates(CONCEPTS, load_encoder(None).encode)
    few = held_in_questions(candidates, replace(RECIPE, questions=10))
    assert len(few) == 10
    assert few == held_in_questions(candidates, replace(RECIPE, questions=10))
    assert few != held_in_questions(candidates, replace(RECIPE, questions=10, seed=1))


def test_what_was_trained_tells_right_from_wrong_and_can_be_the_sites_reranker(tmp_path: Path) -> None:
    words = [
        text for concept in CONCEPTS for text in (*concept.pref_labels.values(), *concept.alt_labels["en"])
    ]
    base = write_cross_encoder(tmp_path / "base", words)
    stages: list[str] = []
    recipe = replace(RECIPE, epochs=30, batch=64, learning_rate=5e-3, measured=4)
    facts = train_reranker(
        CONCEPTS,
        load_encoder(None).encode,
        base,
        tmp_path / "out",
        recipe,
        lambda stage, *_: stages.append(stage),
    )
    assert list(dict.fromkeys(stages)) == ["reading", "learning", "measuring"]
    assert json.loads((tmp_path / "out" / "skillgraph.json").read_text()) == facts
    assert facts["pairs"] == len(rows())
    assert set(facts["held_out"]) == {"en", "fr"}
    for figures in facts["held_out"].values():
        assert all(0 <= share <= 1 for share in figures.values())
        assert figures["reranked_first"] <= figures["within"]
    trained, untrained = Reranker(str(tmp_path / "out")), Reranker(base)
    sample = rows()[: 40 * (1 + RECIPE.wrong)]
    assert right_ones_first(trained, sample) > max(right_ones_first(untrained, sample), 0.6)


def right_ones_first(reranker: Reranker, sample: Sequence[tuple[str, str, float]]) -> float:
    """The share of questions whose own concept has the best score."""
    size = 1 + RECIPE.wrong
    groups = [sample[start : start + size] for start in range(0, len(sample), size)]
    found = 0
    for group in groups:
        scores = reranker.scores(group[0][0], [text for _, text, _ in group])
        found += group[scores.index(max(scores))][2] == 1.0
    return found / len(groups)


def test_concepts_without_alternatives_teach_nothing(tmp_path: Path) -> None:
    bare = [replace(concept, alt_labels={}) for concept in CONCEPTS]
    with pytest.raises(NothingToLearn):
        train_reranker(bare, load_encoder(None).encode, "unused", tmp_path / "out", RECIPE)
