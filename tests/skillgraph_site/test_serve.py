"""``manage.py serve`` for real: it answers, restarts its worker, and stops leaving nobody behind."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic, sleep
from urllib.error import HTTPError, URLError
from urllib.parse import quote
from urllib.request import urlopen

import pytest
from django.conf import LazySettings

from search.analysis import LONGEST_QUERY
from tests.conftest import ROOT, Environment, Manage, own_environment

PATIENCE = 90.0


class Site:
    """A running ``manage.py serve`` (or ``quickstart``, which ends in it)."""

    def __init__(self, environment: Environment, log: Path, *words: str, command: str = "serve") -> None:
        self.port, self.log, self.var = free_port(), log, Path(environment["SKILLGRAPH_VAR"])
        with log.open("w") as output:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", command, "--port", str(self.port), "--workers", "1", *words],
                cwd=ROOT,
                env=environment,
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    def get(self, path: str) -> str:
        with urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=30) as answer:
            body: bytes = answer.read()
            return body.decode()

    def answers(self) -> bool:
        try:
            return self.get("/healthz") == "ok"
        except (URLError, ConnectionError):
            return False

    def children(self, program: str) -> list[int]:
        """The direct children that run ``program``."""
        return [pid for pid in descendants(self.process.pid, depth=1) if program in command_line(pid)]

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(PATIENCE)


@pytest.fixture(scope="module")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ``var`` with tables and static files, to be copied."""
    var = tmp_path_factory.mktemp("site") / "var"
    environment = own_environment(var)
    for command in (["migrate", "-v0"], ["collectstatic", "--noinput", "-v0"]):
        subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=environment, check=True)
    return var


@pytest.fixture
def prepared(made_once: Path, site_environment: Environment) -> Environment:
    shutil.copytree(made_once, site_environment["SKILLGRAPH_VAR"])
    return site_environment


@pytest.fixture
def site(prepared: Environment, tmp_path: Path) -> Iterator[Site]:
    site = Site(prepared, tmp_path / "serve.log")
    try:
        wait_until(site.answers, site)
        yield site
    finally:
        if site.process.poll() is None:
            site.stop()


def test_it_answers_and_stops_on_term_leaving_nobody_behind(site: Site) -> None:
    # A web server and its process, a worker and its process.
    wait_until(lambda: len(descendants(site.process.pid)) >= 4, site)
    family = descendants(site.process.pid)
    assert site.stop() == 0
    assert [pid for pid in family if is_alive(pid)] == []
    assert f"http://localhost:{site.port}/" in site.log.read_text()


def test_the_longest_query_fits_in_a_request_line_and_a_longer_one_is_refused_as_a_problem(
    site: Site, published_sample: str, settings: LazySettings
) -> None:
    published, served = (Path(var) / "snapshots" for var in (settings.SKILLGRAPH_VAR, site.var))
    shutil.copytree(published, served, symlinks=True)
    answer = json.loads(site.get("/api/v1/search?q=" + quote("é" * LONGEST_QUERY)))
    assert answer["query"] == "é" * LONGEST_QUERY
    assert answer["snapshot"] == published_sample
    with pytest.raises(HTTPError) as refused:
        site.get("/api/v1/search?q=" + quote("é" * (LONGEST_QUERY + 1)))
    with refused.value as error:
        assert (error.code, error.headers["Content-Type"]) == (422, "application/problem+json")
        assert [entry["name"] for entry in json.load(error)["parameters"]] == ["q"]


def test_a_taken_port_is_refused_before_anything_starts(site: Site, manage: Manage) -> None:
    ended = manage("serve", "--port", str(site.port))
    assert ended.returncode != 0
    assert f"port {site.port}" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert site.answers()


def test_a_worker_that_dies_is_started_again_while_pages_are_served(site: Site) -> None:
    wait_until(lambda: bool(site.children("celery")), site)
    [worker] = site.children("celery")
    os.kill(worker, signal.SIGKILL)
    wait_until(lambda: site.children("celery") not in ([], [worker]), site)
    assert site.answers()


def test_the_site_goes_down_loudly_with_its_web_server(site: Site) -> None:
    family = descendants(site.process.pid)
    [web] = site.children("gunicorn")
    os.kill(web, signal.SIGKILL)
    assert site.process.wait(PATIENCE) != 0
    assert "web server ended" in site.log.read_text()
    assert [pid for pid in family if is_alive(pid)] == []


@pytest.fixture
def forgotten_run(prepared: Environment, manage: Manage) -> None:
    """A run in the table for which no message was ever sent."""
    made = manage("shell", "-v0", "-c", "from graphdata.models import IngestRun; IngestRun.objects.create()")
    assert made.returncode == 0, made.stderr


def test_a_run_that_nobody_was_told_about_is_built(forgotten_run: None, site: Site, manage: Manage) -> None:

    def ended() -> bool:
        status = manage("shell", "-v0", "-c", "print(IngestRun.objects.get().status)").stdout.strip()
        return status not in ("queued", "running")

    wait_until(ended, site, patience=180)
    row = manage(
        "shell", "-v0", "-c", "run = IngestRun.objects.get(); print(run.status, run.attempts, run.error)"
    )
    assert row.stdout.strip() == "ready 1", row.stdout


@pytest.mark.parametrize("words", [["--port", "0"], ["--port", "web"], ["--workers", "0"]])
def test_a_number_that_makes_no_sense_is_refused(manage: Manage, words: list[str]) -> None:
    ended = manage("serve", *words)
    assert ended.returncode != 0
    assert "Traceback" not in ended.stderr


def test_missing_static_files_are_said_with_the_remedy(prepared: Environment, manage: Manage) -> None:
    shutil.rmtree(Path(prepared["SKILLGRAPH_VAR"]) / "static")
    ended = manage("serve", "--port", str(free_port()))
    assert ended.returncode != 0
    assert "collectstatic" in ended.stderr


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_until(condition: Callable[[], bool], site: Site, *, patience: float = PATIENCE) -> None:
    deadline = monotonic() + patience
    while not condition():
        assert site.process.poll() is None, site.log.read_text()
        assert monotonic() < deadline, site.log.read_text()
        sleep(0.1)


def descendants(pid: int, *, depth: int = 9) -> list[int]:
    """The processes below ``pid``, by the kernel's own list."""
    if depth == 0:
        return []
    children = [int(child) for child in read_process(pid, f"task/{pid}/children").split()]
    return children + [below for child in children for below in descendants(child, depth=depth - 1)]


def command_line(pid: int) -> str:
    return read_process(pid, "cmdline").replace("\0", " ")


def is_alive(pid: int) -> bool:
    return read_process(pid, "stat").rpartition(")")[2].split()[:1] not in ([], ["Z"])


def read_process(pid: int, name: str) -> str:
    try:
        return (Path("/proc") / str(pid) / name).read_text()
    except (FileNotFoundError, ProcessLookupError):
        return ""
