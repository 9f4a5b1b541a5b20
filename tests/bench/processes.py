"""A process for every system, so that memory and threads of one are not those of another.

Times are taken inside the process that works; handing over costs nothing in them.
"""

import os
import resource
import sys
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from .rounds import Answer, Ask, timed

P = ParamSpec("P")
T = TypeVar("T")

_MB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Work:
    """What a step of building took; ``peak_mb`` is the most memory that its process ever held."""

    result: Any
    peak_mb: float


@dataclass(frozen=True, slots=True)
class Memory:
    """Resident memory in MB: all of it, and the part that no file backs and no process shares."""

    resident: float
    own: float

    def __sub__(self, other: "Memory") -> "Memory":
        return Memory(self.resident - other.resident, self.own - other.own)


def in_own_process(step: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> Work:
    """Run ``step`` in a fresh process; what it raises is raised here."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        result = pool.submit(step, *args, **kwargs).result()
        return Work(result, pool.submit(_peak_mb).result())


class Resident:
    """A system that was opened in a process of its own and answers there.

    ``prepare`` returns what ``open_system`` takes; memory is counted from between the two.
    """

    def __init__(self, prepare: Callable[[], T], open_system: Callable[[T], Mapping[str, Ask]]) -> None:
        self._pool = ProcessPoolExecutor(1, mp_context=get_context("spawn"))
        self._before = self._pool.submit(_open, prepare, open_system).result()

    def ask(self, action: str, query: str) -> Answer:
        return self._pool.submit(_ask, action, query).result()

    def growth(self) -> Memory:
        """Memory that opening and answering have added so far."""
        return self._pool.submit(_memory).result() - self._before

    def close(self) -> None:
        self._pool.shutdown()


@contextmanager
def one_core() -> Iterator[None]:
    """Keep this process, and all that it starts, to one core: libraries then start one thread."""
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {max(cores)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, cores)


_actions: dict[str, Ask] = {}


def _open(prepare: Callable[[], T], open_system: Callable[[T], Mapping[str, Ask]]) -> Memory:
    prepared = prepare()
    before = _memory()
    _actions.update(open_system(prepared))
    return before


def _ask(action: str, query: str) -> Answer:
    return timed(_actions[action], query)


def _memory() -> Memory:
    statm = Path("/proc/self/statm")
    if not statm.is_file():  # not Linux
        return Memory(float("nan"), float("nan"))
    _, resident, shared = (int(pages) * resource.getpagesize() for pages in statm.read_text().split()[:3])
    return Memory(resident / _MB, (resident - shared) / _MB)


def _peak_mb() -> float:
    """Linux counts kilobytes, macOS bytes."""
    unit = 1024 if sys.platform != "darwin" else _MB
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit
