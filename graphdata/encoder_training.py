"""Trains the embedded encoder from a data folder; the bridge from framework files to the training engine."""

from pathlib import Path
from typing import Any

from search.neural.training.contextual.recipe import ContextualRecipe
from search.neural.training.parallel import UnusablePairs, read_parallel
from search.neural.training.pipeline import Tell, Training, train
from search.neural.training.recipe import Recipe
from search.neural.training.teacher import load_teacher, load_teacher_model

from .training_concepts import training_concepts


class TrainingFailed(Exception):
    """Training cannot begin with this data; the message says what is missing."""


def train_from(
    data: Path,
    *,
    out: Path,
    work: Path,
    seed: int | None = None,
    hard_negatives: int | None = None,
    tell: Tell = lambda *_: None,
) -> dict[str, Any]:
    """Train from the official exports and ``parallel/*.tsv`` under ``data``; returns the facts recorded.

    ``seed`` and ``hard_negatives`` take the place of the recipes' own, of both halves.
    Raises UnusableFile, TrainingFailed, TeacherMissing.
    """
    concepts = training_concepts(data, lambda title: tell("reading", 0, None, title))
    if not concepts:
        raise TrainingFailed(
            f"No framework was found in {data}. Give the folder that holds the official exports"
        )
    try:
        pairs = read_parallel(data / "parallel")
    except UnusablePairs as error:
        raise TrainingFailed(str(error)) from error
    if not pairs:
        tell("reading", 0, None, "no parallel/*.tsv: everyday French will be understood far less well")
    given = {"seed": seed, "hard_negatives": hard_negatives}
    numbers = {name: number for name, number in given.items() if number is not None}
    training = Training(
        concepts,
        pairs,
        load_teacher,
        load_teacher_model,
        work,
        out,
        Recipe(**numbers),
        ContextualRecipe(**numbers),
    )
    return train(training, tell)
