"""``peers``: SkillGraph beside what a user would pick instead, on the same data, in one run.

Every system builds its index in a process of its own, and answers from another. All processes stay open
on one core, and each query is asked of all systems one right after the other.
"""

import shutil
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from functools import partial
from importlib import import_module
from pathlib import Path

from search.neural.encoder import Encoder

from . import corpus
from .figures import Figures, latency, quotient, ratio_of_neighbours, size_mb
from .processes import Resident, in_own_process, one_core
from .quality import quality
from .queries import Questions
from .rounds import Ask, Heard, ask_in_turn
from .systems.registry import OURS, SYSTEMS
from .systems.system import System

COST = ("median_ms", "p95_ms", "build_s", "index_mb", "memory_mb")


def compare(
    systems: Sequence[System],
    prepared: Path,
    work: Path,
    open_encoder: Callable[[], Encoder],
    questions: Questions,
    rounds: int,
) -> tuple[dict[str, Figures], dict[str, Figures]]:
    """Figures by system, and what each costs as ratios to ours, which must be among ``systems``.

    ``prepared`` is the folder of the corpus, ``work`` where indexes are built anew.
    """
    built = {system.name: _built(system, prepared, work / system.folder) for system in systems}
    with one_core(), ExitStack() as stack:
        residents = {
            system.name: Resident(open_encoder, partial(_open, system, work / system.folder))
            for system in systems
        }
        for resident in residents.values():
            stack.callback(resident.close)
        asked = {name: partial(resident.ask, "search") for name, resident in residents.items()}
        heard = ask_in_turn(asked, questions.texts, rounds)
        memory = {name: resident.growth().resident for name, resident in residents.items()}
    good = quality(questions, {name: answers.concepts for name, answers in heard.items()}, OURS.name)
    figures: dict[str, Figures] = {
        name: {
            **good.get(name, {}),
            **latency(answers.milliseconds),
            **built[name],
            "memory_mb": memory[name],
        }
        for name, answers in heard.items()
    }
    return figures, {name: _ratios(name, figures, heard) for name in figures if name != OURS.name}


def not_installed() -> dict[str, tuple[str, ...]]:
    """The systems that are left out, with the packages that are missing for them."""
    return {system.name: system.packages for system in SYSTEMS if system.missing}


def _built(system: System, prepared: Path, folder: Path) -> dict[str, float]:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    print(f"Building: {system.name}", flush=True)
    seconds = in_own_process(_build, system, prepared, folder).result
    return {"build_s": seconds, "index_mb": size_mb(folder)}


def _build(system: System, prepared: Path, folder: Path) -> float:
    for module in system.modules:
        import_module(module)
    data = corpus.load(prepared)
    started = time.perf_counter()
    system.build(data, folder)
    return time.perf_counter() - started


def _open(system: System, folder: Path, encoder: Encoder) -> dict[str, Ask]:
    return {"search": system.open_index(folder, encoder)}


def _ratios(name: str, figures: Mapping[str, Figures], heard: Mapping[str, Heard]) -> Figures:
    theirs, ours = figures[name], figures[OURS.name]
    return {
        **{key: quotient(theirs[key], ours[key]) for key in COST},
        "median_ms": ratio_of_neighbours(heard[name].milliseconds, heard[OURS.name].milliseconds),
    }
