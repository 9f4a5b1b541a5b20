"""The numbers of a training run, and what it learns."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .ranking import RankingPairs


@dataclass(frozen=True, slots=True)
class Recipe:
    """The numbers of the recipe. The defaults made the shipped weights (see ``docs/encoder.md``).

    ``slips`` and ``outcomes`` are the shares of texts that get a typing error or the opening of a
    learning outcome, drawn anew each epoch; ``framework_repeats`` how often an epoch shows a framework
    text, each time with its own noise. ``hard_negatives`` is how many texts of siblings are drawn for a
    ranking pair.
    """

    seed: int = 13
    epochs: int = 4
    batch: int = 1_024
    learning_rate: float = 0.01
    scale: float = 20.0
    cosine_weight: float = 4.0
    ranking_weight: float = 1.0
    slips: float = 0.15
    outcomes: float = 0.2
    framework_repeats: int = 2
    hard_negatives: int = 0


@dataclass(frozen=True, slots=True)
class Lesson:
    """What one run learns.

    Text ``i`` shall get the vector ``targets[target_of[i]]``; ``language_of[i]`` is ``""`` where the
    text must not be put behind a learning outcome's opening.
    """

    texts: Sequence[str]
    target_of: NDArray[np.int64]
    language_of: Sequence[str]
    targets: NDArray[np.float16]
    pairs: RankingPairs
