"""The student model, how its batches are cut, and the two losses that shape it."""

from collections.abc import Sequence
from copy import copy
from typing import cast

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional

#: Token ids of a batch, one after the other, and where each text begins.
Bags = tuple[Tensor, Tensor]


class Student(nn.Module):
    """Mean of token vectors, brought to unit length. Token 0, the unknown one, stays at zero."""

    def __init__(self, first_vectors: NDArray[np.float32]) -> None:
        super().__init__()
        weights = torch.from_numpy(first_vectors.copy())
        weights[0] = 0.0
        self.bag = nn.EmbeddingBag.from_pretrained(
            weights, freeze=False, mode="mean", sparse=True, padding_idx=0
        )

    def forward(self, bags: Bags) -> Tensor:
        return functional.normalize(cast("Tensor", self.bag(*bags)), dim=1)

    @property
    def token_vectors(self) -> NDArray[np.float32]:
        """A copy of the weights, vocabulary × dim."""
        return cast("NDArray[np.float32]", self.bag.weight.detach().numpy().copy())


class TokenTable:
    """Token ids of many texts in one flat array, so that a batch is cut out without a Python loop."""

    def __init__(self, tokenizer: Tokenizer, texts: Sequence[str]) -> None:
        encodings = tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
        ids = [encoding.ids for encoding in encodings]
        self.lengths = np.fromiter(map(len, ids), dtype=np.int64, count=len(ids))
        self.starts = np.cumsum(self.lengths) - self.lengths
        self.flat = np.fromiter(
            (token for row in ids for token in row), dtype=np.int64, count=int(self.lengths.sum())
        )

    def __len__(self) -> int:
        return len(self.lengths)

    def replaced(self, rows: Sequence[int], texts: Sequence[str], tokenizer: Tokenizer) -> "TokenTable":
        """A table in which ``texts`` stand at ``rows``; this one is left as it is."""
        others = TokenTable(tokenizer, texts)
        table = copy(self)
        table.lengths, table.starts = self.lengths.copy(), self.starts.copy()
        table.lengths[rows], table.starts[rows] = others.lengths, others.starts + len(self.flat)
        table.flat = np.concatenate([self.flat, others.flat])
        return table

    def bags(self, rows: NDArray[np.int64]) -> Bags:
        """The batch made of ``rows``."""
        lengths = self.lengths[rows]
        offsets = np.cumsum(lengths) - lengths
        within = np.arange(lengths.sum()) - np.repeat(offsets, lengths)
        tokens = self.flat[np.repeat(self.starts[rows], lengths) + within]
        return torch.from_numpy(tokens), torch.from_numpy(offsets)

    def padded(self, rows: NDArray[np.int64]) -> tuple[Tensor, Tensor]:
        """Token ids of ``rows`` as a rectangle, zeros at the end, and how many of each row count."""
        lengths = self.lengths[rows]
        tokens = np.zeros((len(rows), int(lengths.max(initial=0))), dtype=np.int64)
        tokens[np.arange(tokens.shape[1]) < lengths[:, None]] = self.bags(rows)[0].numpy()
        return torch.from_numpy(tokens), torch.from_numpy(lengths)


def in_batch_loss(queries: Tensor, answers: Tensor, answer_ids: Tensor, *, scale: float) -> Tensor:
    """Cross-entropy of each query (row) against all answers of the batch, at ``scale`` × cosine.

    Multiple-negatives ranking loss (Henderson et al. 2017, arXiv:1705.00652). Query ``i`` is answered by
    answer ``i``; answers beyond the queries are hard negatives. The same answer at another place is no
    negative: it is masked.
    """
    same_answer = answer_ids[: len(queries)].unsqueeze(1) == answer_ids.unsqueeze(0)
    same_answer.fill_diagonal_(False)
    scores = (scale * queries @ answers.T).masked_fill(same_answer, float("-inf"))
    return functional.cross_entropy(scores, torch.arange(len(queries)))


def distillation_loss(
    vectors: Tensor, targets: Tensor, target_ids: Tensor, *, scale: float, cosine_weight: float
) -> Tensor:
    """In-batch cross-entropy against the teacher's vectors + ``cosine_weight`` × (1 − cosine)."""
    cosine = (vectors * targets).sum(1).mean()
    return in_batch_loss(vectors, targets, target_ids, scale=scale) + cosine_weight * (1 - cosine)
