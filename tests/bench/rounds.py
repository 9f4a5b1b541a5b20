"""Questions in turn: every query of everything that is compared, one right after the other."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

#: A query in, concept ids out, best first.
Ask = Callable[[str], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Answer:
    concepts: Sequence[str]
    milliseconds: float


@dataclass(frozen=True, slots=True)
class Heard:
    """What one system answered: concepts by query (of the first round), and milliseconds in order asked."""

    concepts: dict[str, Sequence[str]] = field(default_factory=dict)
    milliseconds: list[float] = field(default_factory=list)


def timed(ask: Ask, query: str) -> Answer:
    started = time.perf_counter()
    concepts = ask(query)
    return Answer(concepts, (time.perf_counter() - started) * 1000)


def ask_in_turn(
    asked: Mapping[str, Callable[[str], Answer]], texts: Sequence[str], rounds: int
) -> dict[str, Heard]:
    """Ask ``texts`` in ``rounds`` + 1 rounds; the first warms caches, and its times are not kept."""
    heard = {name: Heard() for name in asked}
    for number in range(rounds + 1):
        for text in texts:
            for name, ask in asked.items():
                answer = ask(text)
                if number:
                    heard[name].milliseconds.append(answer.milliseconds)
                else:
                    heard[name].concepts[text] = answer.concepts
    return heard
