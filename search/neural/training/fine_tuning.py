"""Fine-tunes a model as a cross-encoder with sentence-transformers' own trainer.

Needs the optional dependency group ``train``: importing this module says at once what of it is missing.
"""

from collections.abc import Sequence
from tempfile import TemporaryDirectory
from typing import Any

import accelerate  # noqa: F401 - the trainer asks for it only when it starts
from datasets import Dataset, disable_progress_bars
from sentence_transformers.cross_encoder import (
    CrossEncoder,
    CrossEncoderTrainer,
    CrossEncoderTrainingArguments,
)
from sentence_transformers.cross_encoder.losses import BinaryCrossEntropyLoss
from torch import cuda, tensor
from transformers import PrinterCallback, TrainerCallback, set_seed
from transformers.utils.logging import disable_progress_bar

from .pipeline import Tell
from .reranker_recipe import RerankerRecipe

#: Query, text, and 1 where the text answers the query, else 0.
Row = tuple[str, str, float]


class UnusableBase(Exception):
    """The model to begin with cannot be loaded; the message says what to do."""


class _Told(TrainerCallback):
    """Passes on every step."""

    def __init__(self, tell: Tell) -> None:
        self._tell = tell

    def on_step_end(self, args: Any, state: Any, control: Any, **_: Any) -> None:
        self._tell("learning", state.global_step, state.max_steps, "pairs of query and concept")


def fine_tune(base: str, rows: Sequence[Row], recipe: RerankerRecipe, tell: Tell) -> Any:
    """A CrossEncoder with one output that begins as ``base`` and learns ``rows``. Raises UnusableBase."""
    disable_progress_bar()  # type: ignore[no-untyped-call]
    disable_progress_bars()
    set_seed(recipe.seed)
    model = _loaded(base, recipe)
    queries, texts, labels = zip(*rows, strict=True)
    with TemporaryDirectory() as folder:
        trainer = CrossEncoderTrainer(
            model=model,
            args=_arguments(recipe, folder),
            train_dataset=Dataset.from_dict({"query": queries, "text": texts, "label": labels}),
            # One right answer among `wrong` others, weighed up so that both sides count the same.
            loss=BinaryCrossEntropyLoss(model, pos_weight=tensor(float(recipe.wrong))),
            callbacks=[_Told(tell)],
        )
        trainer.remove_callback(PrinterCallback)
        trainer.train()
    return model


def _loaded(base: str, recipe: RerankerRecipe) -> Any:
    try:
        return CrossEncoder(base, num_labels=1, max_length=recipe.tokens)
    except Exception as error:
        raise UnusableBase(
            f"The model {base!r} cannot be loaded ({error}). Give the name or the path of a transformer in "
            "the format of sentence-transformers, or leave --base out"
        ) from error


def _arguments(recipe: RerankerRecipe, folder: str) -> CrossEncoderTrainingArguments:
    return CrossEncoderTrainingArguments(
        output_dir=folder,
        seed=recipe.seed,
        num_train_epochs=recipe.epochs,
        per_device_train_batch_size=recipe.batch,
        learning_rate=recipe.learning_rate,
        warmup_steps=recipe.warm_up,
        bf16=True,  # twice as fast, on recent processors too; there the trainer wants to be told
        use_cpu=not cuda.is_available(),
        dataloader_pin_memory=False,
        save_strategy="no",
        logging_strategy="no",
        report_to="none",
        disable_tqdm=True,
    )
