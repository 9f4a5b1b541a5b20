"""Recall of the approximate index against exact search."""

from pathlib import Path

import numpy as np

from search.evaluation.neighbours import neighbour_recall
from search.neural.encoder import load_encoder

from .catalogue import concept, write_snapshot


def test_a_small_index_finds_every_neighbour(small_snapshot: Path) -> None:
    encoder = load_encoder(None)
    asked = [encoder.encode_query(text) for text in ("weld", "réparer un robinet")]
    assert neighbour_recall(small_snapshot, asked) == 1.0


def test_a_query_that_means_nothing_is_not_counted(small_snapshot: Path) -> None:
    nothing = np.zeros(load_encoder(None).dim, dtype=np.float32)
    assert neighbour_recall(small_snapshot, [nothing]) is None


def test_a_damaged_index_loses_recall(tmp_path: Path) -> None:
    """Half the vectors are changed behind the index's back: exact search then finds others."""
    documents = [concept(f"esco:{number}", f"skill number {number} of {number * 7}") for number in range(60)]
    write_snapshot(tmp_path, documents)
    encoder = load_encoder(None)
    vectors = np.load(tmp_path / "dense" / "vectors.npy")
    np.save(tmp_path / "dense" / "vectors.npy", np.roll(vectors, 30, axis=0))
    recall = neighbour_recall(tmp_path, [encoder.encode_query("skill number 12 of 84")])
    assert recall is not None
    assert recall < 1.0
