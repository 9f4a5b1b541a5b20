"""A process for every system."""

import os
from collections.abc import Sequence
from functools import partial

import pytest

from tests.bench.processes import Resident, in_own_process, one_core
from tests.bench.rounds import Ask


def _allocate(megabytes: int) -> int:
    kept = bytearray(os.urandom(1)) * (megabytes * 1024 * 1024)
    return len(kept)


def _fail() -> None:
    raise ValueError("the index cannot be built")


def _offset() -> int:
    return 7


def _open_echo(megabytes: int, offset: int) -> dict[str, Ask]:
    kept = b"x" * (megabytes * 1024 * 1024)

    def echo(query: str) -> Sequence[str]:
        return [query, str(offset), str(os.getpid()), str(len(kept))]

    return {"echo": echo}


def test_a_step_of_building_leaves_its_memory_behind() -> None:
    work = in_own_process(_allocate, 200)
    assert work.result == 200 * 1024 * 1024
    assert work.peak_mb > 200


def test_what_a_step_raises_is_raised_here() -> None:
    with pytest.raises(ValueError, match="the index cannot be built"):
        in_own_process(_fail)


def test_a_resident_answers_from_a_process_of_its_own() -> None:
    resident = Resident(_offset, partial(_open_echo, 0))
    try:
        query, offset, process, _ = resident.ask("echo", "tap").concepts
        assert (query, offset) == ("tap", "7")
        assert int(process) != os.getpid()
        assert resident.ask("echo", "tap").concepts[2] == process
    finally:
        resident.close()


@pytest.mark.skipif(not os.path.exists("/proc/self/statm"), reason="memory is read from /proc")  # noqa: PTH110
def test_a_resident_knows_what_opening_added_to_its_memory() -> None:
    resident = Resident(_offset, partial(_open_echo, 100))
    try:
        resident.ask("echo", "tap")
        growth = resident.growth()
    finally:
        resident.close()
    assert 95 < growth.own <= growth.resident < 150


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="this system cannot choose cores")
def test_one_core_is_all_there_is_until_the_end() -> None:
    before = os.sched_getaffinity(0)
    with one_core():
        assert len(os.sched_getaffinity(0)) == 1
        assert in_own_process(_cores).result == 1
    assert os.sched_getaffinity(0) == before


def _cores() -> int:
    return len(os.sched_getaffinity(0))
