"""SIGKILL at any moment of an ingest: those who ask never notice, and the next ingest succeeds."""

import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from time import monotonic, sleep
from types import TracebackType

import pytest

from graphdata.neighbourhood import ConceptGraph, describe
from search.neural.encoder import load_encoder
from search.retrieval import SearchEngine
from search.snapshot import Live, SnapshotStore
from tests.conftest import ROOT, Environment, Manage

from .driven_ingest import start
from .frameworks.reading import SAMPLE
from .thesaurus import published

QUERY, EXPECTED = "check bank statements", "esco:04a4266c-aec3-554c-bc26-63830cf795c6"
KILL = "os.kill(os.getpid(), signal.SIGKILL)"

#: Dies in the middle of publishing: ``where`` the link is about to be replaced, or has just been.
AROUND_THE_SWITCH = """
replace = Path.replace
def replace_and_die(self, target):
    if Path(target).name == "current" and {before}:
        os.kill(os.getpid(), signal.SIGKILL)
    replace(self, target)
    if Path(target).name == "current":
        os.kill(os.getpid(), signal.SIGKILL)
Path.replace = replace_and_die
"""


class Visitor:
    """Asks the live snapshot without a pause, as web processes do, and keeps every answer."""

    def __init__(self, root: Path) -> None:
        encoder = load_encoder()
        self._engine = Live(root, lambda directory: SearchEngine(directory, encoder))
        self._graph = Live(root, ConceptGraph)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._ask)
        self.answers: list[tuple[str, str]] = []
        self.errors: list[BaseException] = []

    def __enter__(self) -> "Visitor":
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        self._thread.join()

    def _ask(self) -> None:
        # A breath between two questions leaves the processor to the ingest, on machines with few of them.
        while not self._stop.wait(0.01):
            try:
                self._ask_once()
            except BaseException as error:  # noqa: BLE001 - whatever it is, the test must see it
                self.errors.append(error)

    def _ask_once(self) -> None:
        ranking = self._engine.get().search(QUERY, language="en")
        self.answers.append((ranking.snapshot_id, ranking.hits[0].document.id))
        graph = self._graph.get()
        record = describe(graph, EXPECTED)
        self.answers.append((graph.snapshot_id, record.id if record else "nothing"))

    def has_answered_again(self) -> bool:
        """Wait until a question asked from now on has been answered."""
        seen, limit = len(self.answers), monotonic() + 60
        while len(self.answers) < seen + 4 and monotonic() < limit:
            sleep(0.01)
        return len(self.answers) >= seen + 4


@pytest.fixture
def store(site_environment: Environment) -> SnapshotStore:
    return SnapshotStore(Path(site_environment["SKILLGRAPH_VAR"]) / "snapshots")


@pytest.fixture(scope="module")
def built_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of snapshots with the sample live, to be copied."""
    var = tmp_path_factory.mktemp("built")
    published(SAMPLE, var)
    return var / "snapshots"


@pytest.fixture
def old(store: SnapshotStore, built_once: Path) -> str:
    """The id of the snapshot that is live before the ingest is killed."""
    shutil.copytree(built_once, store.root, symlinks=True)
    return store.current_id() or "nothing"


@pytest.fixture
def visitor(store: SnapshotStore, old: str) -> Iterator[Visitor]:
    with Visitor(store.root) as visitor:
        assert visitor.has_answered_again()
        yield visitor


def check_every_answer(visitor: Visitor, *snapshots: str) -> None:
    assert visitor.errors == []
    assert {concept for _, concept in visitor.answers} == {EXPECTED}
    # In this order and no other: once the new one has answered, the old one must not come back.
    for answers in (visitor.answers[::2], visitor.answers[1::2]):
        assert tuple(dict.fromkeys(snapshot for snapshot, _ in answers)) == snapshots


def killed(environment: Environment, *, moment: str = "False", preparation: str = "") -> None:
    process = start(environment, "--data", str(SAMPLE), moment=moment, action=KILL, preparation=preparation)
    _, errors = process.communicate(timeout=120)
    assert process.returncode == -signal.SIGKILL, errors


MOMENTS = {
    "while reading": "stage == 'reading' and 'ESCO' in message",
    "in the middle of bulk-loading the first framework": "stage == 'reading' and done >= 200",
    "in the middle of bulk-loading a later one": "stage == 'reading' and done >= 80 and 'O*NET' in message",
    "while validating": "stage == 'validating'",
    "while indexing words": "message == 'words'",
    "while encoding": "stage == 'encoding'",
    "while writing checksums": "stage == 'verifying'",
}


@pytest.mark.parametrize("moment", MOMENTS.values(), ids=MOMENTS.keys())
def test_a_kill_while_building(
    site_environment: Environment,
    store: SnapshotStore,
    old: str,
    visitor: Visitor,
    moment: str,
) -> None:
    killed(site_environment, moment=moment)
    assert len([*store.root.glob(".building-*")]) == 1
    assert (store.ids(), store.current_id()) == ([old], old)
    assert visitor.has_answered_again()
    new = ingested(store, visitor)
    check_every_answer(visitor, old, new)
    assert store.ids() == [old, new]


def ingested(store: SnapshotStore, visitor: Visitor) -> str:
    """The id of the snapshot that the next ingest publishes, once the visitor has it."""
    new = published(SAMPLE, store.root.parent)
    assert [*store.root.glob(".building-*")] == []
    assert store.current_id() == new
    assert visitor.has_answered_again()
    return new


def test_a_kill_just_before_the_switch(
    site_environment: Environment, manage: Manage, store: SnapshotStore, old: str, visitor: Visitor
) -> None:
    killed(site_environment, preparation=AROUND_THE_SWITCH.format(before=True))
    assert store.current_id() == old
    (_, built) = store.ids()
    assert visitor.has_answered_again()
    new = ingested(store, visitor)
    check_every_answer(visitor, old, new)
    # What was built before the kill is whole, and can still be published by hand.
    assert manage("snapshots", "publish", built).returncode == 0
    assert visitor.has_answered_again()
    check_every_answer(visitor, old, new, built)


def test_a_kill_just_after_the_switch(
    site_environment: Environment, store: SnapshotStore, old: str, visitor: Visitor
) -> None:
    killed(site_environment, preparation=AROUND_THE_SWITCH.format(before=False))
    (_, built) = store.ids()
    assert store.current_id() == built
    assert visitor.has_answered_again()
    new = ingested(store, visitor)
    check_every_answer(visitor, old, built, new)


def test_a_validation_whose_ingest_was_killed_ends_by_itself() -> None:
    """The ingest is a process that starts a validation; without its parent that one must not live on."""
    validation = "import sys; from graphdata.validation import _leave_with; _leave_with(int(sys.argv[1]))"
    ingest = (
        "import os, subprocess, sys, time; "
        f"child = subprocess.Popen([sys.executable, '-c', {validation!r}, str(os.getpid())]); "
        "print(child.pid, flush=True); time.sleep(600)"
    )
    parent = subprocess.Popen([sys.executable, "-c", ingest], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    try:
        assert is_running(child)
        parent.kill()
        parent.wait()
        limit = monotonic() + 60
        while is_running(child) and monotonic() < limit:
            sleep(0.1)
        assert not is_running(child)
    finally:
        parent.kill()
        parent.stdout.close()
        if is_running(child):
            os.kill(child, signal.SIGKILL)


def is_running(process: int) -> bool:
    """Whether ``process`` exists and is more than the entry of a dead one that nobody asked about."""
    try:
        state = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"
