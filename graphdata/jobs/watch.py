"""Looks for what dead workers left behind, in a thread of every worker's main process."""

import logging
import threading
from collections.abc import Callable

from celery.signals import worker_ready, worker_shutting_down
from django.db import connection
from django.db.utils import DatabaseError

logger = logging.getLogger(__name__)

_worker_stops = threading.Event()


def watch_in_workers(name: str, recover: Callable[[], object], *, every: float) -> None:
    """Call ``recover`` when a worker starts, and ``every`` so many seconds until it stops."""

    def watch() -> None:
        while not _worker_stops.is_set():
            try:
                recover()
            except DatabaseError as error:
                logger.warning("%s cannot look at the table: %s", name, error)
            finally:
                connection.close()  # the pool may fork at any time, and a child must inherit no connection
            _worker_stops.wait(every)

    def start(**_: object) -> None:
        threading.Thread(target=watch, name=name, daemon=True).start()

    worker_ready.connect(start, weak=False, dispatch_uid=name)


@worker_shutting_down.connect  # type: ignore[untyped-decorator]
def stop_watching(**_: object) -> None:
    _worker_stops.set()
