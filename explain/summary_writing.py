"""Writes the summary that a job asks for, and says how its row is to end."""

import logging
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from graphdata.jobs.rows import MAX_ATTEMPTS
from graphdata.live import current_graph
from graphdata.neighbourhood import ConceptGraph, describe
from search.neural.encoder import load_encoder
from search.neural.generator import Cancelled, Generator, GeneratorError, Overloaded, RateLimited, Unreachable
from search.snapshot import SnapshotError

from .evidence import evidence_about
from .language_model import language_model
from .models import Status, SummaryJob
from .spending import MeteredGenerator
from .summarise import Failure, Origin, Summary, summarise
from .summary_prompt import PROMPT_VERSION
from .summary_result import as_json
from .summary_verification import Verifier

logger = logging.getLogger(__name__)

#: Seconds before the second and the third attempt.
PAUSES = (3.0, 10.0)
#: What may be over by the next attempt. A model that was too slow is not given as long again.
PASSING = frozenset({Unreachable.code, RateLimited.code, Overloaded.code})

NOT_CONFIGURED = Failure(
    "not-configured", "No language model is configured on the worker: set SKILLGRAPH_LLM_MODEL there.", False
)
UNKNOWN_CONCEPT = Failure("unknown-concept", "The live snapshot has no such concept any more.", False)
#: Of a job whose worker died once too often.
WORKER_LOST = "worker-lost"
#: Of a job that another one, for the snapshot that is live now, has taken over.
SUPERSEDED = "superseded"

Columns = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Ending:
    """The columns that say how an attempt ended; ``again_in`` seconds where there is to be another one."""

    columns: Columns
    again_in: float | None = None


def write(job: SummaryJob, is_cancelled: Callable[[], bool]) -> Ending:
    """The ending of the running ``job``. Nothing that goes wrong is raised."""
    try:
        return _write(job, is_cancelled)
    except Cancelled:
        return Ending({"finished": timezone.now()})
    except (GeneratorError, SnapshotError) as error:
        code = error.code if isinstance(error, GeneratorError) else "no-snapshot"
        return _failed(Failure(code, str(error), is_temporary=False))
    except Exception as error:  # noqa: BLE001 - every job needs an ending
        # Where it happened, not what it says: nobody knows which secrets stand in that.
        trace = "".join(traceback.format_tb(error.__traceback__))
        logger.error("summary %s met an unexpected %s\n%s", job.pk, type(error).__name__, trace)
        reason = f"{type(error).__name__}. The log of the worker has the details."
        return _failed(Failure("error", reason, is_temporary=False))


def _write(job: SummaryJob, is_cancelled: Callable[[], bool]) -> Ending:
    generator, graph = language_model(), current_graph()
    if generator is None:
        return _failed(NOT_CONFIGURED)
    successor = _bring_up_to_date(job, graph, generator)
    if successor is not None:
        now = timezone.now()
        return Ending(
            {
                "status": Status.CANCELLED,
                "failure": SUPERSEDED,
                "continued_by": successor,
                "finished": now,
            }
        )
    record = describe(graph, job.concept_id)
    if record is None:
        return _failed(UNKNOWN_CONCEPT)
    started = time.monotonic()
    summary = summarise(
        evidence_about(graph, record, job.language),  # type: ignore[arg-type]  # forms let no other in
        job.audience,  # type: ignore[arg-type]
        MeteredGenerator(generator),
        _verifier(graph),
        deadline=2 * settings.SKILLGRAPH_LLM_TIMEOUT,  # a draft, and its sentences that failed once more
        is_cancelled=is_cancelled,
    )
    return _ending(job, summary, time.monotonic() - started)


def _bring_up_to_date(job: SummaryJob, graph: ConceptGraph, generator: Generator) -> SummaryJob | None:
    """Make ``job`` ask for what can be written now, where data or model changed while it waited.

    Returns the job that asks for that already, if there is one.
    """
    now = {"snapshot_id": graph.snapshot_id, "model": generator.name, "prompt_version": PROMPT_VERSION}
    if now == {name: getattr(job, name) for name in now}:
        return None
    held = SummaryJob.objects.filter(pk=job.pk)
    try:
        with transaction.atomic():
            held.update(**now)
    except IntegrityError:
        asked = {name: getattr(job, name) for name in ("concept_id", "language", "audience")}
        return SummaryJob.objects.filter(**asked, **now).first()
    return None


def _verifier(graph: ConceptGraph) -> Verifier:
    # The shipped encoder whatever search uses: thresholds were tuned on it.
    return Verifier(load_encoder(), graph.documents)


def _ending(job: SummaryJob, summary: Summary, seconds: float) -> Ending:
    failure = summary.failure
    used: Columns = {
        "prompt_tokens": job.prompt_tokens + sum(answer.prompt_tokens for answer in summary.answers),
        "completion_tokens": job.completion_tokens
        + sum(answer.completion_tokens for answer in summary.answers),
    }
    if failure and summary.is_fallback and failure.code in PASSING and job.attempts < MAX_ATTEMPTS:
        said = {"failure": failure.code, "failure_message": failure.message}
        return Ending({"status": Status.QUEUED, **said, **used}, PAUSES[job.attempts - 1])
    told = summary.of(Origin.TEMPLATE)
    kept: Columns = {
        "result": as_json(summary),
        "own_sentences": len(summary.lines) - told,
        "told_sentences": told,
        "milliseconds": round(1_000 * seconds),
        **used,
    }
    if failure and summary.is_fallback:
        return _failed(failure, kept)
    said = {
        "failure": failure.code if failure else "",
        "failure_message": failure.message if failure else "",
    }
    return Ending({"status": Status.DONE, "finished": timezone.now(), **said, **kept})


def _failed(failure: Failure, kept: Columns | None = None) -> Ending:
    return Ending(
        {
            "status": Status.FAILED,
            "failure": failure.code,
            "failure_message": failure.message,
            "finished": timezone.now(),
            **(kept or {}),
        }
    )
