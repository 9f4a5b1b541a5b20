"""Ingest runs in a worker: claim the row, build, give a sign of life all the while, and recover lost runs."""

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from .jobs.heartbeat import Heartbeat
from .jobs.messages import nudge as send
from .jobs.rows import HEARTBEAT_LIMIT, RECOVERY_SECONDS
from .jobs.watch import watch_in_workers
from .models import IngestRun, Stage, Status

logger = logging.getLogger(__name__)

#: Many signs of life fit into the silence that counts as death, so that one late write kills nothing.
HEARTBEAT_SECONDS = HEARTBEAT_LIMIT.total_seconds() / 20


def nudge(run: IngestRun) -> bool:
    """Tell a worker that ``run`` waits; whether that was possible."""
    return send(run_ingest, run, run.pk)


@shared_task(name="graphdata.run_ingest")  # type: ignore[untyped-decorator]
def run_ingest(run_id: int) -> None:
    """Build the snapshot that row ``run_id`` asks for, unless another worker has it already."""
    claim = IngestRun.objects.claim(run_id)
    if claim is None:
        logger.info("ingest run %s is taken, ended or cancelled: nothing to do", run_id)
        return
    run = IngestRun.objects.get(pk=run_id)
    with SignOfLife(run_id, claim) as alive:
        ended = _build(run, alive.on_progress)
    alive.write_stages()
    IngestRun.objects.held_by(run_id, claim).update(**ended)


def _build(run: IngestRun, on_progress: Callable[[str, int, int | None, str], None]) -> dict[str, Any]:
    """Run the engine. Returns the columns that say how it ended."""
    from .ingest import Cancelled, IngestBusy, IngestFailed, IngestOptions, build_snapshot

    now = timezone.now
    try:
        built = build_snapshot(
            IngestOptions(
                data=data_folder(run.source),
                var=settings.SKILLGRAPH_VAR,
                frameworks=frozenset(run.frameworks),
                encoder=settings.SKILLGRAPH_ENCODER,
            ),
            on_progress=on_progress,
        )
    except Cancelled:
        return {"finished": now()}
    except IngestBusy:
        # Not this run's fault: it goes back to the queue without having spent an attempt.
        return {
            "status": Status.QUEUED,
            "stage": Stage.WAITING,
            "attempts": run.attempts - 1,
            "nudged": now(),
        }
    except IngestFailed as error:
        return {"status": Status.FAILED, "error": str(error), "finished": now()}
    except Exception as error:
        logger.exception("ingest run %s met an unexpected error", run.pk)
        reason = f"{type(error).__name__}: {error}. The log of the worker has the details."
        return {"status": Status.FAILED, "error": reason, "finished": now()}
    return {
        "status": Status.READY,
        "stage": "",
        "report": built.report,
        "snapshot_id": built.snapshot_id,
        "finished": now(),
    }


def data_folder(source: str) -> Path:
    """The folder that ``IngestRun.source`` names: the bundled sample, or one below SKILLGRAPH_DATA_DIR."""
    from .ingest import IngestFailed

    if not source:
        sample: Path = settings.SKILLGRAPH_SAMPLE_DIR
        return sample
    root: Path | None = settings.SKILLGRAPH_DATA_DIR
    if root is None:
        raise IngestFailed("SKILLGRAPH_DATA_DIR is not set on the worker: set it, then build again.")
    folder = (root / source).resolve()
    if not folder.is_relative_to(root) or not folder.is_dir():
        raise IngestFailed(f"There is no folder {source!r} below SKILLGRAPH_DATA_DIR. Choose another one.")
    return folder


class SignOfLife(Heartbeat):
    """Heartbeat and progress of a running build; stops a build that lost its row.

    The engine reports far more often than a table wants to be written, and is silent for long while a
    library works; a thread with a steady beat serves both.
    """

    def __init__(self, run_id: int, claim: str) -> None:
        super().__init__(f"ingest run {run_id}", self.write_stages, every=HEARTBEAT_SECONDS)
        self._run_id, self._claim = run_id, claim
        self._stages: dict[str, dict[str, Any]] = {}

    def on_progress(self, stage: str, done: int, total: int | None, message: str) -> None:
        from .ingest import Cancelled

        if self.is_lost():
            raise Cancelled
        known = stage in self._stages
        self._stages[stage] = {"stage": stage, "done": done, "total": total, "message": message}
        if not known:
            logger.info("ingest run %s: %s", self._run_id, stage)

    def write_stages(self) -> bool:
        """Write heartbeat and stages. False when the row was cancelled or taken over."""
        stages = list(self._stages.values())
        written = IngestRun.objects.held_by(self._run_id, self._claim).update(
            heartbeat=timezone.now(), stages=stages, stage=stages[-1]["stage"] if stages else ""
        )
        return written == 1


def recover_ingests() -> int:
    """Queue again what a dead worker left behind, and send lost messages again. Returns how many were sent.

    Safe to run in several processes at once: every change is conditional on what was read.
    """
    now = timezone.now()
    for run in IngestRun.objects.silent(now):
        IngestRun.objects.take_back(run, doing="building", told=lambda reason: {"error": reason})
    waiting = list(IngestRun.objects.without_message(now).order_by("created"))
    return sum(nudge(run) for run in waiting)


watch_in_workers("ingest-recovery", recover_ingests, every=RECOVERY_SECONDS)
