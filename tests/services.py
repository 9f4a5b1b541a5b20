"""A real PostgreSQL cluster, a real Redis and real workers, started for tests and cleanly stopped.

CI installs the servers (``.ci/run``). Where they are missing the tests that need them fail with what to
install: a skipped test would prove nothing.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import psycopg
import pytest
import redis

from tests.conftest import ROOT, Environment

PATIENCE = 60.0
#: initdb and postgres refuse to work for root, so that root's tests hand them to this account.
ACCOUNT = "postgres"


class Postgres:
    """A throw-away cluster that listens on a socket in its own folder, so that no port can be taken."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._programs = folder, postgres_programs()
        self._data = folder / "data"
        if os.geteuid() == 0:
            shutil.chown(folder, ACCOUNT, ACCOUNT)
        self._run("initdb", "--auth=trust", f"--username={ACCOUNT}", "--encoding=UTF8", "--no-sync")
        self._run("pg_ctl", "start", "--wait", f"--log={folder / 'log'}", "--options", self._options())

    def url(self, database: str) -> str:
        """``DATABASE_URL`` for one database."""
        return f"postgres://{ACCOUNT}@{str(self._folder).replace('/', '%2F')}/{database}"

    def rows(self, database: str, query: str, *values: object) -> list[tuple[Any, ...]]:
        """What ``query`` answers, through a connection of its own that commits."""
        with psycopg.connect(
            dbname=database, user=ACCOUNT, host=str(self._folder), autocommit=True
        ) as connection:
            cursor = connection.execute(query.encode(), values)
            return cursor.fetchall() if cursor.description else []

    def stop(self) -> None:
        self._run("pg_ctl", "stop", "--mode=fast", "--wait")

    def _options(self) -> str:
        # What a test writes need not survive a power cut.
        return f"-k {self._folder} -c listen_addresses='' -c fsync=off -c synchronous_commit=off"

    def _run(self, program: str, *words: str) -> None:
        account = {"user": ACCOUNT, "group": ACCOUNT, "extra_groups": []} if os.geteuid() == 0 else {}
        ended = subprocess.run(
            [self._programs / program, "-D", self._data, *words],
            cwd=self._folder,
            env={"PATH": os.defpath, "LC_ALL": "C.UTF-8"},
            stdout=subprocess.DEVNULL,  # the server that pg_ctl leaves behind would hold a pipe open
            stderr=subprocess.STDOUT,
            timeout=PATIENCE,
            check=False,
            **account,  # type: ignore[call-overload]
        )
        if ended.returncode:
            log = self._folder / "log"
            pytest.fail(f"{program} failed: {log.read_text() if log.exists() else 'it left no log'}")


def postgres_programs() -> Path:
    """The folder of the newest installed PostgreSQL."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    on_path = shutil.which("initdb")
    if not found and on_path is None:
        pytest.fail("PostgreSQL is not installed; this test needs it. Run: apt-get install postgresql")
    return found[-1].parent if found else Path(str(on_path)).parent


@contextmanager
def running_postgres() -> Iterator[Postgres]:
    """A cluster in a folder that the postgres account may write (pytest's own folders it may not enter)."""
    folder = Path(tempfile.mkdtemp(prefix="skillgraph-postgres-"))
    try:
        postgres = Postgres(folder)
        try:
            yield postgres
        finally:
            postgres.stop()
    finally:
        shutil.rmtree(folder)


class Redis:
    """A redis-server of its own that a test may stop and start again at the same address."""

    def __init__(self, folder: Path, port: int) -> None:
        self._folder, self._port = folder, port
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self._port}/0"

    def start(self) -> None:
        program = shutil.which("redis-server")
        if program is None:
            pytest.fail(
                "redis-server is not installed; this test needs it. Run: apt-get install redis-server"
            )
        options = {"--bind": "127.0.0.1", "--port": str(self._port), "--save": "", "--dir": str(self._folder)}
        log = self._folder / "redis.log"
        with log.open("a") as output:
            self._process = subprocess.Popen(
                [program, *(part for option in options.items() for part in option)],
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        wait_until(self._answers, log)

    def stop(self) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait(PATIENCE)
            self._process = None

    def _answers(self) -> bool:
        assert self._process is not None
        assert self._process.poll() is None, (self._folder / "redis.log").read_text()
        try:
            with redis.Redis(port=self._port) as client:
                return bool(client.ping())
        except redis.ConnectionError:
            return False


class Worker:
    """A real ``celery worker`` in a session of its own, so that it can be killed with all its processes."""

    def __init__(self, environment: Environment, log: Path) -> None:
        self.log = log
        words = ["--app", "skillgraph_site", "worker", "--concurrency", "1", "--loglevel", "INFO"]
        with log.open("w") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "celery", *words],
                cwd=ROOT,
                env=environment,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def kill(self) -> None:
        """SIGKILL to the worker and everything it started: what a power cut does."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(PATIENCE)

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(PATIENCE)


def wait_until(condition: Callable[[], bool], log: Path, *, patience: float = PATIENCE) -> None:
    """Wait for ``condition``; the test fails with ``log`` when it never comes."""
    deadline = monotonic() + patience
    while not condition():
        assert monotonic() < deadline, log.read_text()
        sleep(0.02)
