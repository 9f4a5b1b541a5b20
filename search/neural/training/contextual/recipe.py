"""The numbers of the contextual half's training, and what it learns."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..ranking import RankingPairs


@dataclass(frozen=True, slots=True)
class ContextualRecipe:
    """The defaults made the shipped weights (see ``docs/encoder.md``).

    ``texts`` are shown in all, ``pairs_share`` of them the anchors of pairs, in ``rounds`` with a
    checkpoint after each. ``slips`` and ``outcomes`` are the shares of texts that get a typing error or
    the opening of a learning outcome. ``own_rows`` is how many of the commonest tokens have an input
    vector of their own. Texts of more than ``longest`` tokens are left out: queries are short.
    ``hard_negatives`` is how many texts of siblings are drawn for a pair.
    """

    seed: int = 13
    texts: int = 1_000_000
    rounds: int = 10
    pairs_share: float = 0.25
    tokens_per_batch: int = 3_000
    texts_per_batch: int = 512
    longest: int = 32
    own_rows: int = 9_000
    learning_rate: float = 3e-4
    rows_learning_rate: float = 2e-3
    weight_decay: float = 0.01
    largest_gradient: float = 1.0
    warm_up: float = 0.02
    scale: float = 20.0
    cosine_weight: float = 4.0
    slips: float = 0.1
    outcomes: float = 0.1
    hard_negatives: int = 0


@dataclass(frozen=True, slots=True)
class ContextualLesson:
    """Text ``i`` shall get the vector ``targets[target_of[i]]`` (any row of ``targets`` a unit vector).

    Rows before ``first_pair`` learn the teacher's vector of their English side; those from it on are
    anchors of pairs, whose target is the static encoder's vector of the positive: what a query is
    compared with. ``weights`` say how often a row is drawn, relative to others of its half.
    ``language_of[i]`` is ``""`` where the text must not be put behind a learning outcome's opening.
    The hard negatives of ``pairs`` are rows of ``targets`` too, counted from ``first_answer`` on.
    """

    texts: Sequence[str]
    language_of: Sequence[str]
    target_of: NDArray[np.int64]
    targets: NDArray[np.float16]
    weights: NDArray[np.float64]
    first_pair: int
    pairs: RankingPairs
    first_answer: int
