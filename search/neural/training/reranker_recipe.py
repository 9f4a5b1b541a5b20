"""The numbers by which a cross-encoder is fine-tuned."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RerankerRecipe:
    """The numbers of a run. ``questions`` are alternative labels, each with its concept and ``wrong`` others
    out of the ``nearest``; ``measured`` held-out labels per language are re-ranked in the end.
    """

    seed: int = 13
    questions: int = 12_000
    wrong: int = 4
    nearest: int = 20
    epochs: int = 1
    batch: int = 32
    learning_rate: float = 3e-5
    warm_up: float = 0.1
    tokens: int = 96
    measured: int = 200
