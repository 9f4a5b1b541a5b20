"""PostgreSQL and Redis for real: tables, constraints, and ingests that outlive workers and broker."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from http.cookiejar import CookieJar
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, Request, build_opener

import psycopg
import pytest

from search.snapshot import SnapshotStore
from tests.conftest import ROOT, Environment, Manage, own_environment
from tests.services import Postgres, Redis, Worker, running_postgres, wait_until
from tests.skillgraph_site.test_serve import Site, descendants, free_port
from tests.skillgraph_site.test_serve import wait_until as wait_for_site

#: The shortest silence that settings allow, so that a lost worker is missed within seconds.
QUICK = {"SKILLGRAPH_HEARTBEAT_LIMIT": "5"}
BUILDING_TAKES = 180.0
EMAIL, PASSWORD = "admin@example.org", "correct horse battery"

_numbers = count(1)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    with running_postgres() as cluster:
        yield cluster


@pytest.fixture(scope="session")
def migrated(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A database that ``manage.py migrate`` filled, to be copied."""
    postgres.rows("postgres", "CREATE DATABASE migrated")
    environment = own_environment(tmp_path_factory.mktemp("migrated")) | {
        "DATABASE_URL": postgres.url("migrated")
    }
    subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], cwd=ROOT, env=environment, check=True)
    return "migrated"


@pytest.fixture
def database(postgres: Postgres, migrated: str) -> str:
    name = f"site_{next(_numbers)}"
    postgres.rows("postgres", f"CREATE DATABASE {name} TEMPLATE {migrated}")
    return name


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Redis]:
    server = Redis(tmp_path, free_port())
    server.start()
    yield server
    server.stop()


@pytest.fixture
def site_environment(
    site_environment: Environment, postgres: Postgres, database: str, broker: Redis
) -> Environment:
    """The environment of a site with both services; ``manage`` uses it too."""
    return site_environment | QUICK | {"DATABASE_URL": postgres.url(database), "REDIS_URL": broker.url}


@pytest.fixture
def start_worker(site_environment: Environment, tmp_path: Path) -> Iterator[Callable[[], Worker]]:
    workers: list[Worker] = []

    def start() -> Worker:
        workers.append(Worker(site_environment, tmp_path / f"worker-{len(workers)}.log"))
        return workers[-1]

    yield start
    for worker in workers:
        worker.stop()


class Run:
    """The row of the only ingest run, as PostgreSQL has it."""

    def __init__(self, postgres: Postgres, database: str) -> None:
        self._postgres, self._database = postgres, database

    def __getattr__(self, column: str) -> Any:
        rows = self._postgres.rows(self._database, f"SELECT {column} FROM graphdata_ingestrun")  # noqa: S608
        return rows[0][0] if rows else None

    def has_ended(self) -> bool:
        return self.status not in ("queued", "running")

    def is_being_built(self) -> bool:
        """At work in the engine: the stages are written with the first sign of life."""
        return self.status == "running" and bool(self.stages)


@pytest.fixture
def run(postgres: Postgres, database: str) -> Run:
    return Run(postgres, database)


def queue_run(manage: Manage) -> None:
    """Queue the bundled sample as the administration does: the row, then the message."""
    script = "from graphdata import models, tasks; assert tasks.nudge(models.IngestRun.objects.create())"
    queued = manage("shell", "-v0", "-c", script)
    assert queued.returncode == 0, queued.stderr


def test_the_tables_are_those_of_the_models(manage: Manage) -> None:
    for words in (["migrate", "--check"], ["makemigrations", "--check", "--dry-run"]):
        ended = manage(*words)
        assert ended.returncode == 0, ended.stdout + ended.stderr


def test_postgresql_refuses_an_address_that_differs_in_case_only(
    manage: Manage, postgres: Postgres, database: str
) -> None:
    made = manage(
        "createsuperuser", "--noinput", "--email", "Amina@example.org", DJANGO_SUPERUSER_PASSWORD=PASSWORD
    )
    assert made.returncode == 0, made.stderr
    copy = (
        "INSERT INTO accounts_user (password, is_superuser, email, name, is_staff, is_active, date_joined) "
        "SELECT password, false, %s, name, false, true, date_joined FROM accounts_user"
    )
    with pytest.raises(psycopg.errors.UniqueViolation, match="user_email_unique_in_any_case"):
        postgres.rows(database, copy, "aMINA@EXAMPLE.ORG")
    postgres.rows(database, copy, "another@example.org")
    assert postgres.rows(database, "SELECT count(*) FROM accounts_user") == [(2,)]


def test_a_queued_run_is_built_by_a_worker_through_redis_and_can_be_published(
    manage: Manage, start_worker: Callable[[], Worker], run: Run, site_environment: Environment
) -> None:
    worker = start_worker()
    wait_until(lambda: "ready." in worker.log.read_text(), worker.log)
    queue_run(manage)
    wait_until(run.has_ended, worker.log, patience=BUILDING_TAKES)
    assert (run.status, run.attempts, run.error) == ("ready", 1, "")
    published = manage("snapshots", "publish", str(run.snapshot_id))
    assert published.returncode == 0, published.stderr
    assert live_snapshot(site_environment) == run.snapshot_id


def test_a_run_whose_worker_is_killed_is_built_by_the_next_one(
    manage: Manage, start_worker: Callable[[], Worker], run: Run, site_environment: Environment
) -> None:
    doomed = start_worker()
    queue_run(manage)
    wait_until(run.is_being_built, doomed.log)
    doomed.kill()
    assert run.status == "running"
    successor = start_worker()
    wait_until(run.has_ended, successor.log, patience=BUILDING_TAKES)
    assert (run.status, run.attempts, run.error) == ("ready", 2, "")
    assert SnapshotStore(snapshots(site_environment)).ids() == [run.snapshot_id]


def test_a_run_whose_process_is_killed_is_built_again_by_the_same_worker(
    manage: Manage, start_worker: Callable[[], Worker], run: Run
) -> None:
    # What the kernel does when memory runs out: the largest process goes, its parent stays.
    worker = start_worker()
    queue_run(manage)
    wait_until(run.is_being_built, worker.log)
    [pool_process] = descendants(worker.process.pid, depth=1)
    os.kill(pool_process, signal.SIGKILL)
    wait_until(run.has_ended, worker.log, patience=BUILDING_TAKES)
    assert (run.status, run.attempts, run.error) == ("ready", 2, "")


class Administrator:
    """A person with a browser, as far as the administration needs one."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._browser: OpenerDirector = build_opener(HTTPCookieProcessor(CookieJar()))
        self.submit("/admin/login/?next=/admin/", username=EMAIL, password=PASSWORD)

    def submit(self, path: str, **fields: str) -> str:
        """Open the page at ``path``, send its form, and return the page that follows."""
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', self.open(path))
        assert token
        return self.open(path, urlencode({"csrfmiddlewaretoken": token[1], **fields}).encode())

    def open(self, path: str, form: bytes | None = None) -> str:
        with self._browser.open(
            Request(f"http://127.0.0.1:{self._site.port}{path}", form), timeout=60
        ) as answer:
            body: bytes = answer.read()
            return body.decode()


@pytest.fixture
def site(site_environment: Environment, manage: Manage, tmp_path: Path) -> Iterator[Site]:
    """``manage.py serve`` on both services, with an administrator's account."""
    for words in (
        ["collectstatic", "--noinput", "-v0"],
        ["createsuperuser", "--noinput", "--email", EMAIL],
    ):
        ended = manage(*words, DJANGO_SUPERUSER_PASSWORD=PASSWORD)
        assert ended.returncode == 0, ended.stderr
    site = Site(site_environment, tmp_path / "serve.log")
    try:
        wait_for_site(site.answers, site)
        yield site
    finally:
        if site.process.poll() is None:
            site.stop()


ADD = "/admin/graphdata/ingestrun/add/"
LIST = "/admin/graphdata/ingestrun/"
NO_ANSWER = "The message service (Redis) does not answer."


def test_an_ingest_asked_for_while_redis_is_down_is_carried_out_once_it_is_back(
    site: Site, broker: Redis, run: Run, site_environment: Environment
) -> None:
    administrator = Administrator(site)
    broker.stop()
    page = administrator.submit(ADD, source="")
    assert NO_ANSWER in page
    assert run.status == "queued"
    broker.start()
    wait_for_site(run.has_ended, site, patience=BUILDING_TAKES)
    assert (run.status, run.attempts, run.error) == ("ready", 1, "")
    page = administrator.submit(LIST, action="publish_snapshot", _selected_action=str(run.id))
    assert f"Snapshot {run.snapshot_id} is live." in page
    assert run.status == "published"
    assert live_snapshot(site_environment) == run.snapshot_id
    assert site.get("/readyz") == "ready"
    assert NO_ANSWER not in administrator.submit(ADD, source="")


def snapshots(environment: Environment) -> Path:
    return Path(environment["SKILLGRAPH_VAR"]) / "snapshots"


def live_snapshot(environment: Environment) -> str | None:
    return SnapshotStore(snapshots(environment)).current_id()
