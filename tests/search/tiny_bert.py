"""A real BERT with random layers, small enough to be made on the spot."""

from collections.abc import Iterable

import torch

from search.neural.training.teacher import TeacherModel


def tiny_teacher(words: Iterable[str], dim: int) -> TeacherModel:
    """A teacher of two layers whose vocabulary is ``words``; the same weights every time."""
    from transformers import BertConfig, BertModel

    torch.manual_seed(1)
    vocabulary = ["[PAD]", "[CLS]", "[SEP]", *dict.fromkeys(words)]
    config = BertConfig(
        vocab_size=len(vocabulary),
        hidden_size=dim,
        num_hidden_layers=2,
        num_attention_heads=4,
        intermediate_size=2 * dim,
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
    )
    model = BertModel(config)
    model.train(False)
    return TeacherModel(model, {word: i for i, word in enumerate(vocabulary)})
