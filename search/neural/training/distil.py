"""The training run: two losses, the falling learning rate, and a checkpoint after every epoch."""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch import Tensor

from . import checkpoint
from .batches import Batches
from .recipe import Lesson, Recipe
from .student import Student, distillation_loss, in_batch_loss

#: Called with (epoch, step, steps) after every step; epochs and steps from 1.
StepProgress = Callable[[int, int, int], None]
#: The learning rate never falls below this share of its first value.
LOWEST_RATE = 0.02


def distil(
    lesson: Lesson,
    tokenizer: Tokenizer,
    first_vectors: NDArray[np.float32],
    *,
    recipe: Recipe,
    work: Path,
    progress: StepProgress = lambda *_: None,
) -> NDArray[np.float32]:
    """Train and return the token vectors (vocabulary × dim). Resumes from the checkpoint in ``work``."""
    torch.manual_seed(recipe.seed)
    student = Student(first_vectors)
    batches = Batches(lesson, tokenizer, recipe)
    steps = batches.per_epoch * recipe.epochs
    optimiser = torch.optim.SparseAdam(student.parameters(), lr=recipe.learning_rate)
    falling = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: max(1 - step / steps, LOWEST_RATE))
    parts = {"student": student, "optimiser": optimiser, "falling": falling}
    for epoch in range(checkpoint.resume(work, parts), recipe.epochs):
        for step, loss in enumerate(_losses(student, batches, recipe, epoch), 1):
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimiser.step()  # type: ignore[no-untyped-call]
            falling.step()
            progress(epoch + 1, epoch * batches.per_epoch + step, steps)
        checkpoint.save(work, parts, epoch + 1)
    return student.token_vectors


def _losses(student: Student, batches: Batches, recipe: Recipe, epoch: int) -> Iterator[Tensor]:
    """One loss per batch of the epoch; the ranking loss joins at the half-way epoch."""
    ranking = batches.ranking(epoch) if 2 * epoch >= recipe.epochs else iter(())
    for bags, targets, target_ids in batches.distillation(epoch):
        loss = distillation_loss(
            student(bags), targets, target_ids, scale=recipe.scale, cosine_weight=recipe.cosine_weight
        )
        for anchors, answers, answer_ids in ranking:
            loss = loss + recipe.ranking_weight * in_batch_loss(
                student(anchors), student(answers), answer_ids, scale=recipe.scale
            )
            break
        yield loss
