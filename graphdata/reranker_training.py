"""Trains a small cross-encoder from a data folder; the bridge from framework files to its training."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from search.neural.encoder import load_encoder
from search.neural.training.fine_tuning import UnusableBase
from search.neural.training.pipeline import Tell
from search.neural.training.reranker_recipe import RerankerRecipe
from search.neural.training.reranking import NothingToLearn, train_reranker

from .encoder_training import TrainingFailed as TrainingFailed
from .training_concepts import training_concepts

#: Only ESCO names its skills in both languages and with many alternatives.
LEARNT_FROM = "http://data.europa.eu/esco/skill/"


def train_reranker_from(
    data: Path, *, out: Path, base: str, questions: int, seed: int | None = None, tell: Tell = lambda *_: None
) -> dict[str, Any]:
    """Fine-tune ``base`` on the ESCO skills under ``data`` into ``out``; returns the facts recorded.

    Raises UnusableFile and TrainingFailed.
    """
    concepts = [
        concept
        for concept in training_concepts(data, lambda title: tell("reading", 0, None, title))
        if concept.uri.startswith(LEARNT_FROM)
    ]
    recipe = replace(RerankerRecipe(), questions=questions)
    recipe = recipe if seed is None else replace(recipe, seed=seed)
    try:
        return train_reranker(concepts, load_encoder(None).encode, base, out, recipe, tell)
    except NothingToLearn as error:
        raise TrainingFailed(
            f"No ESCO skill with an alternative label was found in {data}. Give the folder that holds the "
            "official exports of ESCO"
        ) from error
    except UnusableBase as error:
        raise TrainingFailed(str(error)) from error
