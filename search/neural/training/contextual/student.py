"""The contextual half while it learns: BERT layers over the static half's tokens.

An input vector is a row of its own for the commonest tokens, and a linear map of the static encoder's
vector for all others: a table for 60,000 tokens would weigh as much as all else together.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

#: Most tokens of a text, its two ends included; the rest is cut.
POSITIONS = 64
#: Ridge of the least-squares fit from static vectors to the teacher's input vectors.
RIDGE = 1.0


class Body(nn.Module):
    """The layers: input vectors (n × length × dim) and a mask (n × length) to unit vectors (n × dim)."""

    def __init__(self, teacher: Any) -> None:
        super().__init__()
        config = teacher.config
        layer = nn.TransformerEncoderLayer(
            config.hidden_size,
            config.num_attention_heads,
            config.intermediate_size,
            dropout=0.0,
            activation="gelu",
            layer_norm_eps=config.layer_norm_eps,
            batch_first=True,
        )
        self.norm = nn.LayerNorm(config.hidden_size, eps=config.layer_norm_eps)
        self.norm.load_state_dict(teacher.embeddings.LayerNorm.state_dict())
        self.layers = nn.TransformerEncoder(layer, config.num_hidden_layers, enable_nested_tensor=False)
        for mine, theirs in zip(self.layers.layers, teacher.encoder.layer, strict=True):
            _copy_layer(mine, theirs)

    def forward(self, inputs: Tensor, mask: Tensor) -> Tensor:
        states = self.layers(self.norm(inputs), src_key_padding_mask=~mask)
        return functional.normalize((states * mask.unsqueeze(-1)).sum(1).float(), dim=1)


class OneText(nn.Module):
    """A body for texts one by one, without padding: length × dim to a unit vector (dim)."""

    def __init__(self, body: Body) -> None:
        super().__init__()
        self.norm, self.layers = body.norm, body.layers

    def forward(self, inputs: Tensor) -> Tensor:
        states: Tensor = self.layers(self.norm(inputs).unsqueeze(0))
        return functional.normalize(states[0].sum(0), dim=0)


def _copy_layer(mine: Any, theirs: Any) -> None:
    attention = theirs.attention.self
    parts = [attention.query, attention.key, attention.value]
    with torch.no_grad():
        mine.self_attn.in_proj_weight.copy_(torch.cat([part.weight for part in parts]))
        mine.self_attn.in_proj_bias.copy_(torch.cat([part.bias for part in parts]))
    for ours, other in (
        (mine.self_attn.out_proj, theirs.attention.output.dense),
        (mine.norm1, theirs.attention.output.LayerNorm),
        (mine.linear1, theirs.intermediate.dense),
        (mine.linear2, theirs.output.dense),
        (mine.norm2, theirs.output.LayerNorm),
    ):
        ours.load_state_dict(other.state_dict())


class ContextualStudent(nn.Module):
    """Token ids to unit vectors in the teacher's space.

    ``token_vectors`` are the static encoder's (vocabulary × dim), ``tokens`` its vocabulary in order of
    id, ``counts`` how often each occurs in the texts. A token that the teacher has too starts with the
    teacher's input vector.
    """

    def __init__(
        self,
        teacher: Any,
        teacher_vocabulary: Mapping[str, int],
        tokens: list[str],
        token_vectors: NDArray[np.float32],
        counts: NDArray[np.int64],
        own_rows: int,
    ) -> None:
        super().__init__()
        self.body = Body(teacher)
        embeddings = teacher.embeddings
        words = embeddings.word_embeddings.weight.detach()
        first = embeddings.position_embeddings.weight[:POSITIONS] + embeddings.token_type_embeddings.weight[0]
        self.positions = nn.Parameter(first.detach().clone())
        self.ends = nn.Parameter(words[[teacher_vocabulary["[CLS]"], teacher_vocabulary["[SEP]"]]].clone())
        static = torch.from_numpy(_unit(token_vectors))
        shared = [i for i, token in enumerate(tokens) if token in teacher_vocabulary and counts[i]]
        theirs = words[[teacher_vocabulary[tokens[i]] for i in shared]]
        self.map = nn.Linear(static.shape[1], words.shape[1])
        _fit(self.map, static[shared], theirs)
        own = np.argsort(-counts, kind="stable")[:own_rows]
        row_of = torch.zeros(len(tokens), dtype=torch.long)
        row_of[own] = torch.arange(1, len(own) + 1)
        rows = torch.cat([torch.zeros(1, words.shape[1]), self.map(static[own]).detach()])
        has_row = [i for i in shared if row_of[i]]
        rows[row_of[has_row]] = words[[teacher_vocabulary[tokens[i]] for i in has_row]]
        self.rows = nn.Embedding.from_pretrained(  # type: ignore[no-untyped-call]
            rows, freeze=False, sparse=True, padding_idx=0
        )
        self.static: Tensor
        self.row_of: Tensor
        self.register_buffer("static", static, persistent=False)
        self.register_buffer("row_of", row_of)

    def forward(self, tokens: Tensor, lengths: Tensor) -> Tensor:
        """``tokens`` (n × length, padded at the end) and how many of each row count, to n × dim."""
        row = self.row_of[tokens]
        mapped = self.map(self.static[tokens])
        vectors = torch.where((row > 0).unsqueeze(-1), self.rows(row).to(mapped.dtype), mapped)
        first, last = self.ends.to(vectors.dtype)
        inputs = torch.cat([first.expand(len(tokens), 1, -1), vectors, torch.zeros_like(vectors[:, :1])], 1)
        place = torch.arange(inputs.shape[1]).unsqueeze(0)
        inputs = torch.where((place == lengths.unsqueeze(1) + 1).unsqueeze(-1), last, inputs)
        inputs = inputs + self.positions[: inputs.shape[1]]
        read: Tensor = self.body(inputs, place < lengths.unsqueeze(1) + 2)
        return read


def _fit(linear: nn.Linear, inputs: Tensor, outputs: Tensor) -> None:
    """Set ``linear`` to the ridge regression from ``inputs`` to ``outputs``."""
    extended = torch.cat([inputs, torch.ones(len(inputs), 1)], 1)
    gram = extended.T @ extended + RIDGE * torch.eye(extended.shape[1])
    solution = torch.linalg.solve(gram, extended.T @ outputs)
    with torch.no_grad():
        linear.weight.copy_(solution[:-1].T)
        linear.bias.copy_(solution[-1])


def _unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return (vectors / np.where(lengths > 0, lengths, 1)).astype(np.float32)
