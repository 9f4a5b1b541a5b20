"""Web and worker together: gunicorn and Celery as children of one process that stops them cleanly."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from argparse import ArgumentTypeError
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

#: A child that has not ended this long after TERM is killed.
GRACE_SECONDS = 12.0
#: The worker comes back after 1, 2, 4 … seconds, at most this many, when it dies by itself.
LONGEST_PAUSE = 60.0
#: A worker that has run this long was healthy: its next pause starts over at one second.
HEALTHY_SECONDS = 120.0
POLL_SECONDS = 0.2
WEB_THREADS = 4


class Command(BaseCommand):
    help = "Serves the site: web processes and the worker for longer jobs, until TERM or Ctrl-C."
    requires_migrations_checks = True

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on (127.0.0.1)")
        parser.add_argument("--port", type=_port, default=8000, help="port to listen on (8000)")
        parser.add_argument("--workers", type=_positive, default=2, help="web processes (2)")

    def handle(self, *_args: str, host: str, port: int, workers: int, **_options: Any) -> None:
        refuse_taken_port(host, port)
        _refuse_missing_static_files()
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        web = Child("web", _gunicorn(host, port, workers))
        worker = Child("worker", _celery(), environment={"REMAP_SIGTERM": "SIGQUIT"})
        try:
            worker.start()
            web.start()
            self._announce(host, port, web, stop)
            failed = _watch(web, worker, stop)
        finally:
            web.terminate()
            worker.terminate()
            web.wait_or_kill()
            worker.wait_or_kill()
        if failed:
            raise CommandError(failed)
        self.stdout.write("Stopped.")

    def _announce(self, host: str, port: int, web: "Child", stop: threading.Event) -> None:
        while web.is_alive and not stop.is_set():
            if _answers(host, port):
                self.stdout.write(self.style.SUCCESS(f"\n  SkillGraph is at {_address(host, port)}\n"))
                self.stdout.write("  Ctrl-C stops it.\n")
                self.stdout.flush()
                return
            stop.wait(POLL_SECONDS)


class Child:
    """A process in a session of its own, so that Ctrl-C in a terminal reaches it only through us."""

    def __init__(
        self, name: str, command: list[str], *, environment: Mapping[str, str] | None = None
    ) -> None:
        self.name = name
        self._command = command
        self._environment = {**os.environ, **(environment or {})}
        self._process: subprocess.Popen[bytes] | None = None
        self.started = 0.0

    def start(self) -> None:
        self._process = subprocess.Popen(  # noqa: S603 - our own command line
            self._command,
            cwd=settings.BASE_DIR,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
        self.started = time.monotonic()

    @property
    def is_alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    @property
    def exit_code(self) -> int | None:
        return None if self._process is None else self._process.poll()

    def terminate(self) -> None:
        if self._process is not None and self.is_alive:
            self._process.terminate()

    def wait_or_kill(self) -> None:
        """Wait for a clean end; then kill whatever is left of the child's session."""
        if self._process is None:
            return
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(GRACE_SECONDS)
        try:
            os.killpg(self._process.pid, signal.SIGKILL)
        except ProcessLookupError:
            return
        self._process.wait()


def _watch(web: Child, worker: Child, stop: threading.Event) -> str:
    """Wait for ``stop``. Returns why the site had to go down, or nothing when it was asked to."""
    pause = 1.0
    while not stop.wait(POLL_SECONDS):
        if not web.is_alive:
            return f"The web server ended by itself (exit code {web.exit_code}). Its messages are above."
        if worker.is_alive:
            continue
        pause = 1.0 if time.monotonic() - worker.started > HEALTHY_SECONDS else pause
        sys.stderr.write(
            f"The worker ended (exit code {worker.exit_code}); it starts again in {pause:.0f} s.\n"
        )
        if not stop.wait(pause):
            worker.wait_or_kill()
            worker.start()
        pause = min(pause * 2, LONGEST_PAUSE)
    return ""


def _gunicorn(host: str, port: int, workers: int) -> list[str]:
    bind = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    options = {
        "--bind": bind,
        "--workers": str(workers),
        "--worker-class": "gthread",
        "--threads": str(WEB_THREADS),
        "--graceful-timeout": "10",
        "--timeout": "120",  # the first question after a start loads the encoder and the indexes
        # The most that gunicorn bounds; the longest query takes 6,000 bytes when every letter has an accent.
        "--limit-request-line": "8190",
        "--log-level": "warning",
    }
    pairs = [part for option in options.items() for part in option]
    program = [sys.executable, "-m", "gunicorn", "skillgraph_site.wsgi:application"]
    return [*program, *pairs, "--no-control-socket"]


def _celery() -> list[str]:
    # One job at a time: an ingest takes all the memory and both cores that a small machine has.
    quiet = ["--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel", "WARNING"]
    program = [sys.executable, "-m", "celery", "--app", "skillgraph_site", "--quiet", "worker"]
    return [*program, "--concurrency", "1", *quiet]


def refuse_taken_port(host: str, port: int) -> None:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        raise CommandError(
            f"Nothing can listen on {host} port {port}: {error.strerror}. "
            f"Stop what runs there, or choose another one: manage.py serve --port {port % 65535 + 1}"
        ) from error


def _refuse_missing_static_files() -> None:
    needs_manifest = "Manifest" in settings.STORAGES["staticfiles"]["BACKEND"]
    if needs_manifest and not (Path(settings.STATIC_ROOT) / "staticfiles.json").exists():
        raise CommandError("The static files have not been collected. Run: manage.py collectstatic --noinput")


def _answers(host: str, port: int) -> bool:
    reachable = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - compared, not bound
    try:
        with socket.create_connection((reachable, port), timeout=1):
            return True
    except OSError:
        return False


def _address(host: str, port: int) -> str:
    shown = "localhost" if host in ("0.0.0.0", "::", "127.0.0.1", "::1") else host  # noqa: S104
    return f"http://{shown}:{port}/"


def _port(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 65_535:
        raise ArgumentTypeError(f"{text!r} is no port: give a number from 1 to 65535")
    return int(text)


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise ArgumentTypeError(f"{text!r} is no number of processes: give 1 or more")
    return int(text)
