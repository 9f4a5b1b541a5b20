"""Trains the embedded encoder from a data folder; the bridge from framework files to the training engine."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from search.neural.training.parallel import UnusablePairs, read_parallel
from search.neural.training.pipeline import Tell, Training, train
from search.neural.training.teacher import load_teacher, load_teacher_model

from .training_concepts import training_concepts


class TrainingFailed(Exception):
    """Training cannot begin with this data; the message says what is missing."""


def train_from(
    data: Path, *, out: Path, work: Path, seed: int | None = None, tell: Tell = lambda *_: None
) -> dict[str, Any]:
    """Train from the official exports and ``parallel/*.tsv`` under ``data``; returns the facts recorded.

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
    training = Training(concepts, pairs, load_teacher, load_teacher_model, work, out)
    return train(training if seed is None else _with_seed(training, seed), tell)


def _with_seed(training: Training, seed: int) -> Training:
    return replace(
        training,
        recipe=replace(training.recipe, seed=seed),
        contextual_recipe=replace(training.contextual_recipe, seed=seed),
    )
