"""Cuts a round of the contextual half's lesson into batches of texts of like length."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch import Tensor

from ..noise import as_outcome, with_slip
from ..student import TokenTable
from .recipe import ContextualLesson, ContextualRecipe

#: Texts that are sorted by length together: small enough to mix lengths over a round.
SORTED_TOGETHER = 20_000


@dataclass(frozen=True, slots=True)
class Batch:
    """Token ids (n × length), how many of each row count, unit targets (n × dim) and their ids.

    Behind the targets of the texts stand those of hard negatives, which no text shall get.
    """

    tokens: Tensor
    lengths: Tensor
    targets: Tensor
    target_ids: Tensor
    of_pairs: bool


class Rounds:
    """Draws, noises and tokenises the texts of each round anew."""

    def __init__(self, lesson: ContextualLesson, tokenizer: Tokenizer, recipe: ContextualRecipe) -> None:
        self._lesson, self._tokenizer, self._recipe = lesson, tokenizer, recipe
        self._lengths = TokenTable(tokenizer, lesson.texts).lengths

    def batches(self, number: int) -> list[Batch]:
        """All batches of one round, in random order."""
        lesson, recipe = self._lesson, self._recipe
        generator = np.random.default_rng((recipe.seed, number))
        random = Random(f"{recipe.seed}-{number}")  # noqa: S311
        draw = Random(f"{recipe.seed}-{number}-negatives")  # noqa: S311
        texts = recipe.texts // recipe.rounds
        pairs = round(texts * recipe.pairs_share)
        drawn = (
            (False, self._draw(generator, 0, lesson.first_pair, texts - pairs)),
            (True, self._draw(generator, lesson.first_pair, len(lesson.texts), pairs)),
        )
        batches = [batch for of_pairs, rows in drawn for batch in self._cut(rows, of_pairs, random, draw)]
        random.shuffle(batches)
        return batches

    def _draw(self, generator: np.random.Generator, start: int, end: int, count: int) -> NDArray[np.int64]:
        """About ``count`` rows of [start, end) by weight, each at most once, in random order."""
        weights = self._lesson.weights[start:end] * (self._lengths[start:end] > 0)
        weights = weights * (self._lengths[start:end] <= self._recipe.longest)
        total = weights.sum()
        if not total:
            return np.zeros(0, dtype=np.int64)
        taken = np.flatnonzero(generator.random(end - start) < weights * (count / total))
        return generator.permutation(taken) + start

    def _cut(self, rows: NDArray[np.int64], of_pairs: bool, random: Random, draw: Random) -> Iterator[Batch]:
        for start in range(0, len(rows), SORTED_TOGETHER):
            chunk = rows[start : start + SORTED_TOGETHER]
            table = TokenTable(self._tokenizer, [self._noised(row, random) for row in chunk])
            order = np.argsort(table.lengths, kind="stable")
            for positions in self._of_like_length(order, table.lengths):
                targets = self._lesson.target_of[chunk[positions]]
                if of_pairs:
                    targets = np.concatenate([targets, self._negatives(chunk[positions], draw)])
                yield self._batch(table, positions, targets, of_pairs)

    def _negatives(self, rows: NDArray[np.int64], draw: Random) -> NDArray[np.int64]:
        """Places among the targets of the hard negatives of ``rows``."""
        lesson = self._lesson
        return lesson.pairs.negatives(rows - lesson.first_pair, draw) + lesson.first_answer

    def _noised(self, row: int, random: Random) -> str:
        text, language = self._lesson.texts[row], self._lesson.language_of[row]
        if language and random.random() < self._recipe.outcomes:
            text = as_outcome(text, language, random)
        return with_slip(text, random) if random.random() < self._recipe.slips else text

    def _of_like_length(
        self, order: NDArray[np.int64], lengths: NDArray[np.int64]
    ) -> Iterator[NDArray[np.int64]]:
        start = 0
        for end in range(1, len(order) + 1):
            full = end - start == self._recipe.texts_per_batch or end == len(order)
            if full or (end - start + 1) * (lengths[order[end]] + 2) > self._recipe.tokens_per_batch:
                yield order[start:end]
                start = end

    def _batch(
        self, table: TokenTable, positions: NDArray[np.int64], target_ids: NDArray[np.int64], of_pairs: bool
    ) -> Batch:
        targets = torch.from_numpy(self._lesson.targets[target_ids]).float()
        tokens, lengths = table.padded(positions)
        return Batch(
            tokens,
            lengths,
            torch.nn.functional.normalize(targets, dim=1),
            torch.from_numpy(target_ids),
            of_pairs,
        )
