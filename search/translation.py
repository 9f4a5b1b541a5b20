"""Words and their likeliest translations, learnt from the labels that frameworks give in two languages."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

#: Rounds of expectation maximisation: development queries gained up to five and lost at ten.
ROUNDS = 5
#: Translations less likely than this are noise.
LIKELY_FROM = 0.05
#: The source word that stands for nothing, so that no real word must explain every target word.
_NOTHING = ""


class Translation(NamedTuple):
    """A word of the other language and how likely it translates the first, in (0, 1]."""

    word: str
    probability: float


def learn(pairs: Iterable[tuple[Sequence[str], Sequence[str]]]) -> Mapping[str, Translation]:
    """The best translation of each source word, from (source words, target words) of parallel labels.

    IBM model 1 (Brown et al. 1993, "The mathematics of statistical machine translation"), words as sets.
    """
    sources: dict[str, int] = {_NOTHING: 0}
    targets: dict[str, int] = {}
    blocks = [
        (_numbers(dict.fromkeys((_NOTHING, *source)), sources), _numbers(dict.fromkeys(target), targets))
        for source, target in pairs
        if source and target
    ]
    if not blocks:
        return {}
    candidates, probability = _expectation_maximisation(blocks, len(sources), len(targets))
    return _best(candidates, probability, list(sources), list(targets))


def _numbers(words: Iterable[str], known: dict[str, int]) -> NDArray[np.int64]:
    return np.array([known.setdefault(word, len(known)) for word in words], dtype=np.int64)


def _expectation_maximisation(
    blocks: Sequence[tuple[NDArray[np.int64], NDArray[np.int64]]], sources: int, targets: int
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Every co-occurring pair as ``source · targets + target``, ascending, and p(target | source) of each."""
    pairs = np.concatenate([(target[:, None] + source * targets).ravel() for source, target in blocks])
    sizes = np.concatenate([np.full(len(target), len(source)) for source, target in blocks])
    # Each target word of each label pair is one event, explained by one of the label's source words.
    event = np.repeat(np.arange(len(sizes)), sizes)
    candidates, number = np.unique(pairs, return_inverse=True)
    probability = np.ones(len(candidates))
    for _ in range(ROUNDS):
        share = probability[number]
        share /= np.bincount(event, share)[event]
        expected = np.bincount(number, share)
        probability = expected / np.bincount(candidates // targets, expected, sources)[candidates // targets]
    return candidates, probability


def _best(
    candidates: NDArray[np.int64], probability: NDArray[np.float64], sources: list[str], targets: list[str]
) -> dict[str, Translation]:
    best: dict[str, Translation] = {}
    for candidate in np.argsort(-probability, kind="stable"):
        if probability[candidate] < LIKELY_FROM:
            break
        source, target = divmod(int(candidates[candidate]), len(targets))
        best.setdefault(sources[source], Translation(targets[target], float(probability[candidate])))
    best.pop(_NOTHING, None)
    return best
