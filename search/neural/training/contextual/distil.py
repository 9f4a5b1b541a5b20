"""The contextual half's training run: warm-up, falling rates, and a checkpoint after every round."""

from collections.abc import Callable
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn

from .. import checkpoint
from ..student import distillation_loss, in_batch_loss
from .batches import Batch, Rounds
from .recipe import ContextualLesson, ContextualRecipe
from .student import ContextualStudent

#: Called with (round, batch, batches) after every batch; rounds and batches from 1.
RoundProgress = Callable[[int, int, int], None]
#: The learning rates never fall below this share of their highest value.
LOWEST_RATE = 0.02


def distil_contextual(
    lesson: ContextualLesson,
    tokenizer: Tokenizer,
    student: ContextualStudent,
    *,
    recipe: ContextualRecipe,
    work: Path,
    progress: RoundProgress = lambda *_: None,
) -> None:
    """Train ``student`` in place. Resumes from the checkpoint in ``work``."""
    torch.manual_seed(recipe.seed)
    rounds = Rounds(lesson, tokenizer, recipe)
    dense = [parameter for name, parameter in student.named_parameters() if name != "rows.weight"]
    optimisers = {
        "dense": torch.optim.AdamW(dense, lr=recipe.learning_rate, weight_decay=recipe.weight_decay),
        "sparse": torch.optim.SparseAdam([student.rows.weight], lr=recipe.rows_learning_rate),
    }
    parts = {"student": student, **optimisers}
    for number in range(checkpoint.resume(work, parts), recipe.rounds):
        batches = rounds.batches(number)
        for done, batch in enumerate(batches):
            passed = (number + done / len(batches)) / recipe.rounds
            _set_rates(optimisers, recipe, passed)
            _step(student, batch, dense, optimisers, recipe)
            progress(number + 1, done + 1, len(batches))
        checkpoint.save(work, parts, number + 1)


def _step(
    student: ContextualStudent,
    batch: Batch,
    dense: list[nn.Parameter],
    optimisers: dict[str, torch.optim.Optimizer],
    recipe: ContextualRecipe,
) -> None:
    for optimiser in optimisers.values():
        optimiser.zero_grad(set_to_none=True)
    _loss(student, batch, recipe).backward()  # type: ignore[no-untyped-call]
    nn.utils.clip_grad_norm_(dense, recipe.largest_gradient)
    for optimiser in optimisers.values():
        optimiser.step()


def _loss(student: ContextualStudent, batch: Batch, recipe: ContextualRecipe) -> Tensor:
    with torch.autocast("cpu", dtype=torch.bfloat16):
        vectors = student(batch.tokens, batch.lengths)
    learnt = (vectors.float(), batch.targets, batch.target_ids)
    if batch.of_pairs:
        # A pair says what lies nearer than the rest, not that two texts mean the same.
        return in_batch_loss(*learnt, scale=recipe.scale)
    return distillation_loss(*learnt, scale=recipe.scale, cosine_weight=recipe.cosine_weight)


def _set_rates(optimisers: dict[str, torch.optim.Optimizer], recipe: ContextualRecipe, passed: float) -> None:
    """``passed`` is the share of the run that is over, 0 to 1."""
    share = min(passed / recipe.warm_up, 1.0) * max(1 - passed, LOWEST_RATE)
    highest = {"dense": recipe.learning_rate, "sparse": recipe.rows_learning_rate}
    for name, optimiser in optimisers.items():
        for group in optimiser.param_groups:
            group["lr"] = highest[name] * share
