"""A small cross-encoder of our own, to compare: it learns which concept an alternative label belongs to.

The wrong answers are the concepts that search by meaning puts near the label, for those are the ones that a
re-ranker has to tell apart. The base is the English teacher of the encoder: French stays weak.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import numpy as np

from ...held_out import Direction, questions
from ...types import LANGUAGES
from ..concept_text import concept_text, label_in
from .concept import TrainingConcept, normalise
from .fine_tuning import fine_tune
from .held_out import QUERIES_AT_ONCE, Encode, without_held_out
from .pipeline import Tell
from .reranker_recipe import RerankerRecipe


class NothingToLearn(Exception):
    """No concept has an alternative label that training may see."""


class Question(NamedTuple):
    """An alternative label, its language, and the place of the concept that it belongs to."""

    text: str
    language: str
    right: int


class Candidates:
    """The concepts as training may see them, and which of them lie near a text by their labels' vectors."""

    def __init__(self, concepts: Sequence[TrainingConcept], encode: Encode) -> None:
        self.concepts = [without_held_out(concept) for concept in concepts]
        self._encode = encode
        self._vectors = {
            language: encode([normalise(label_in(concept, language)) for concept in self.concepts])
            for language in LANGUAGES
        }

    def nearest(self, asked: Sequence[Question], count: int) -> Iterator[tuple[Question, list[int]]]:
        """Each question with the places of the ``count`` nearest concepts, nearest first."""
        for language, vectors in self._vectors.items():
            mine = [question for question in asked if question.language == language]
            for start in range(0, len(mine), QUERIES_AT_ONCE):
                batch = mine[start : start + QUERIES_AT_ONCE]
                similarity = self._encode([normalise(question.text) for question in batch]) @ vectors.T
                order = np.argsort(-similarity, axis=1, kind="stable")[:, :count]
                yield from zip(batch, order.tolist(), strict=True)

    def text(self, place: int, question: Question) -> str:
        """What is read of the concept at ``place``: never the question itself, which would be the answer."""
        concept = self.concepts[place]
        names = concept.alt_labels.get(question.language, ())
        other = [name for name in names if name.casefold() != question.text.casefold()]
        return concept_text(replace(concept, alt_labels={question.language: other}), question.language)

    def is_called(self, place: int, text: str) -> bool:
        concept = self.concepts[place]
        several = (concept.pref_labels.values(), *concept.alt_labels.values())
        return text.casefold() in {name.casefold() for names in several for name in names}


def held_in_questions(candidates: Candidates, recipe: RerankerRecipe) -> list[Question]:
    """Alternative labels that training may see, drawn at random."""
    every = [
        Question(text, language, place)
        for place, concept in enumerate(candidates.concepts)
        for language in LANGUAGES
        if language in concept.pref_labels
        for text in concept.alt_labels.get(language, ())
    ]
    return Random(recipe.seed).sample(every, min(recipe.questions, len(every)))  # noqa: S311


def lesson(candidates: Candidates, recipe: RerankerRecipe) -> Iterator[tuple[str, str, float]]:
    """(query, text, 1 or 0) rows: for each question its concept, then wrong ones that lie near it."""
    random = Random(recipe.seed)  # noqa: S311
    asked = held_in_questions(candidates, recipe)
    for question, near in candidates.nearest(asked, recipe.nearest):
        others = [
            place
            for place in near
            if place != question.right and not candidates.is_called(place, question.text)
        ]
        yield question.text, candidates.text(question.right, question), 1.0
        for place in random.sample(others, min(recipe.wrong, len(others))):
            yield question.text, candidates.text(place, question), 0.0


def train_reranker(
    concepts: Sequence[TrainingConcept],
    encode: Encode,
    base: str,
    out: Path,
    recipe: RerankerRecipe,
    tell: Tell = lambda *_: None,
) -> dict[str, Any]:
    """Fine-tune ``base`` (a model's name or path) into the folder ``out``; returns the facts recorded there.

    Raises NothingToLearn and UnusableBase.
    """
    tell("reading", 0, None, "near concepts")
    candidates = Candidates(concepts, encode)
    rows = list(lesson(candidates, recipe))
    if not rows:
        raise NothingToLearn
    model = fine_tune(base, rows, recipe, tell)
    tell("measuring", 0, None, "held-out labels")
    facts = {
        "recipe": asdict(recipe),
        "pairs": len(rows),
        "held_out": {
            language: figures
            for language in LANGUAGES
            if (figures := _held_out_figures(model, candidates, concepts, language, recipe))
        },
    }
    model.save(str(out), create_model_card=False)
    (out / "skillgraph.json").write_text(json.dumps(facts, indent=2) + "\n", encoding="utf-8")
    return facts


def _held_out_figures(
    model: Any,
    candidates: Candidates,
    concepts: Sequence[TrainingConcept],
    language: str,
    recipe: RerankerRecipe,
) -> dict[str, float]:
    """How often a held-out label finds its concept first, before and after the second reading.

    ``within`` is how often it is among the nearest at all: more cannot be reached by re-ranking.
    """
    every = [Question(text, language, i) for text, i in questions(Direction(language, language), concepts)]
    asked = Random(recipe.seed).sample(every, min(recipe.measured, len(every)))  # noqa: S311
    found = {"within": 0, "dense_first": 0, "reranked_first": 0}
    for question, near in candidates.nearest(asked, recipe.nearest):
        pairs = [(question.text, candidates.text(place, question)) for place in near]
        best = near[int(np.argmax(model.predict(pairs, show_progress_bar=False)))]
        found["within"] += question.right in near
        found["dense_first"] += near[0] == question.right
        found["reranked_first"] += best == question.right
    return {name: round(count / len(asked), 3) for name, count in found.items()} if asked else {}
