"""SIGKILL to a worker with twenty summaries before it, through Redis and through the embedded broker."""

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import LazySettings

from search.live import current_engine
from tests.conftest import ROOT, Environment
from tests.search.openai_server import OpenAIServer, says, silence
from tests.services import PATIENCE, Redis, Worker, wait_until
from tests.skillgraph_site.test_serve import Site, free_port
from tests.skillgraph_site.test_serve import wait_until as wait_for_site

CONCEPTS = 5
#: Languages × readers.
VERSIONS = 4
#: Run in a process of the site: what the button does, without the page.
SCRIPT = """
import json, sys
from explain.models import SummaryJob
from explain.summary_jobs import Wish, ask
from graphdata.live import current_graph
for concept in json.loads(sys.stdin.read()):
    for language in ("en", "fr"):
        for audience in ("teacher", "learner"):
            ask(Wish(concept, "", language, audience, current_graph().snapshot_id), "a class")
"""


@pytest.fixture
def site_environment(
    site_environment: Environment,
    published_sample: str,
    settings: LazySettings,
    openai_server: OpenAIServer,
) -> Environment:
    """A site with the sample, tables and a language model, which misses a lost worker within seconds."""
    own = Path(site_environment["SKILLGRAPH_VAR"])
    shutil.copytree(Path(settings.SKILLGRAPH_VAR) / "snapshots", own / "snapshots", symlinks=True)
    environment = site_environment | {
        "SKILLGRAPH_HEARTBEAT_LIMIT": "5",
        "SKILLGRAPH_LLM_MODEL": "tiny",
        "SKILLGRAPH_LLM_URL": openai_server.url,
    }
    run(environment, "migrate", "-v0")
    return environment


def run(environment: Environment, *words: str, given: str = "") -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=ROOT,
        env=environment,
        input=given,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def concepts() -> list[str]:
    return [hit.document.id for hit in current_engine().search("teach children", limit=CONCEPTS).hits]


def click(environment: Environment, wanted: list[str]) -> None:
    run(environment, "shell", "-v0", "-c", SCRIPT, given=json.dumps(wanted))


class Table:
    """The rows of the site's summaries, read beside it."""

    def __init__(self, environment: Environment) -> None:
        self._path = Path(environment["SKILLGRAPH_VAR"]) / "db.sqlite3"

    def count(self, column: str) -> Counter[object]:
        rows = sqlite3.connect(self._path, timeout=20)
        try:
            return Counter(value for (value,) in rows.execute(f"SELECT {column} FROM explain_summaryjob"))  # noqa: S608
        finally:
            rows.close()

    def all_ended(self) -> bool:
        return self.count("status") == {"done": CONCEPTS * VERSIONS}


@pytest.fixture
def start_worker(site_environment: Environment, tmp_path: Path) -> Iterator[Callable[..., Worker]]:
    workers: list[Worker] = []

    def start(**variables: str) -> Worker:
        workers.append(Worker(site_environment | variables, tmp_path / f"worker-{len(workers)}.log"))
        return workers[-1]

    yield start
    for worker in workers:
        worker.stop()


def test_through_redis_all_end_also_those_asked_for_while_it_was_away(
    site_environment: Environment,
    start_worker: Callable[..., Worker],
    openai_server: OpenAIServer,
    tmp_path: Path,
) -> None:
    broker, table, wanted = Redis(tmp_path, free_port()), Table(site_environment), concepts()
    environment = site_environment | {"REDIS_URL": broker.url}
    click(environment, wanted[:2])
    assert table.count("nudged IS NULL") == {1: 2 * VERSIONS}, "Redis is away, and the wishes are kept"
    broker.start()
    try:
        click(environment, wanted[2:])
        openai_server.will(silence())
        doomed = start_worker(REDIS_URL=broker.url)
        wait_until(lambda: bool(openai_server.calls), doomed.log)
        doomed.kill()
        openai_server.will(says("{}"))
        successor = start_worker(REDIS_URL=broker.url)
        wait_until(table.all_ended, successor.log)
        assert table.count("attempts") == {1: CONCEPTS * VERSIONS - 1, 2: 1}
    finally:
        for worker in (doomed, successor):
            worker.stop()
        broker.stop()


def test_through_the_embedded_broker_all_end_and_the_site_stays_up(
    site_environment: Environment, openai_server: OpenAIServer, tmp_path: Path
) -> None:
    run(site_environment, "collectstatic", "--noinput", "-v0")
    table = Table(site_environment)
    openai_server.will(silence())
    click(site_environment, concepts())
    site = Site(site_environment, tmp_path / "serve.log")
    try:
        wait_for_site(lambda: bool(openai_server.calls), site)
        [worker] = site.children("celery")
        os.killpg(worker, signal.SIGKILL)
        openai_server.will(says("{}"))
        wait_for_site(table.all_ended, site)
        assert table.count("attempts") == {1: CONCEPTS * VERSIONS - 1, 2: 1}
        assert site.answers()
    finally:
        site.stop()
