"""The sign of life of a running job, from a thread with a steady beat."""

import logging
import threading
from collections.abc import Callable
from typing import Self

from django.db import connection
from django.db.utils import DatabaseError

logger = logging.getLogger(__name__)


class Heartbeat:
    """Calls ``write`` every so many seconds; once that says False, the job is cancelled or taken over."""

    def __init__(self, name: str, write: Callable[[], bool], *, every: float) -> None:
        self._name, self._write, self._every = name, write, every
        self._lost = threading.Event()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._beat, name=f"{name}-heartbeat", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._stop.set()
        self._thread.join()

    def is_lost(self) -> bool:
        return self._lost.is_set()

    def _beat(self) -> None:
        try:
            while not self._stop.wait(self._every):
                try:
                    if not self._write():
                        self._lost.set()
                        return
                except DatabaseError as error:
                    logger.warning("%s could not write its heartbeat: %s", self._name, error)
                    connection.close()
        finally:
            connection.close()
