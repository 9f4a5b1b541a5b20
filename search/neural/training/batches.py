"""Cuts a lesson into batches, each epoch with its own order and its own noise."""

from collections.abc import Iterator
from random import Random

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional

from .noise import as_outcome, with_slip
from .recipe import Lesson, Recipe
from .student import Bags, TokenTable

#: (texts, their targets, ids of the targets).
DistillationBatch = tuple[Bags, Tensor, Tensor]
#: (anchors, answers, ids of the answers): the positives in the order of the anchors, then hard negatives.
RankingBatch = tuple[Bags, Bags, Tensor]


class Batches:
    """Batches of one lesson. Clean texts are tokenised once; an epoch tokenises only what noise changed."""

    def __init__(self, lesson: Lesson, tokenizer: Tokenizer, recipe: Recipe) -> None:
        self._lesson, self._tokenizer, self._recipe = lesson, tokenizer, recipe
        self._texts = TokenTable(tokenizer, lesson.texts)
        self._anchors = TokenTable(tokenizer, lesson.pairs.anchors)
        self._answers = TokenTable(tokenizer, lesson.pairs.answers)

    @property
    def per_epoch(self) -> int:
        """Batches of one epoch, the last one smaller."""
        return -(-len(self._texts) // self._recipe.batch)

    def distillation(self, epoch: int) -> Iterator[DistillationBatch]:
        """Every text once."""
        lesson = self._lesson
        random = Random(f"{self._recipe.seed}-{epoch}")  # noqa: S311
        table = self._texts.replaced(*self._noised_texts(random), self._tokenizer)
        for rows in self._cut(np.random.default_rng((self._recipe.seed, epoch)).permutation(len(table))):
            ids = lesson.target_of[rows]
            targets = functional.normalize(torch.from_numpy(lesson.targets[ids]).float(), dim=1)
            yield table.bags(rows), targets, torch.from_numpy(ids)

    def ranking(self, epoch: int) -> Iterator[RankingBatch]:
        """Pairs, round and round; nothing when there are no pairs."""
        pairs = self._lesson.pairs
        random = Random(f"{self._recipe.seed}-{epoch}-ranking")  # noqa: S311
        anchors = self._anchors.replaced(*self._noised_anchors(random), self._tokenizer)
        generator = np.random.default_rng((self._recipe.seed, epoch, 1))
        draw = Random(f"{self._recipe.seed}-{epoch}-negatives")  # noqa: S311
        while len(anchors):
            for rows in self._cut(generator.permutation(len(anchors))):
                answers = np.concatenate([pairs.answer_of[rows], pairs.negatives(rows, draw)])
                yield anchors.bags(rows), self._answers.bags(answers), torch.from_numpy(answers)

    def _cut(self, order: NDArray[np.int64]) -> Iterator[NDArray[np.int64]]:
        for start in range(0, len(order), self._recipe.batch):
            yield order[start : start + self._recipe.batch]

    def _noised_texts(self, random: Random) -> tuple[list[int], list[str]]:
        """The rows that noise changes this time, and their texts."""
        rows, texts = [], []
        for row, (text, language) in enumerate(
            zip(self._lesson.texts, self._lesson.language_of, strict=True)
        ):
            opened = bool(language) and random.random() < self._recipe.outcomes
            slipped = random.random() < self._recipe.slips
            if opened or slipped:
                noised = as_outcome(text, language, random) if opened else text
                rows.append(row)
                texts.append(with_slip(noised, random) if slipped else noised)
        return rows, texts

    def _noised_anchors(self, random: Random) -> tuple[list[int], list[str]]:
        rows = [row for row in range(len(self._anchors)) if random.random() < self._recipe.slips]
        return rows, [with_slip(self._lesson.pairs.anchors[row], random) for row in rows]
