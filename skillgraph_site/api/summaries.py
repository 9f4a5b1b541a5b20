"""``/summaries``: ask for a summary by a language model, and see how far it is."""

from datetime import datetime
from typing import Annotated, Any, ClassVar, Literal, Self
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from ninja import Router, Schema, Status
from pydantic import ConfigDict, Field, StringConstraints

from explain.models import SummaryJob
from explain.phrases import Audience
from explain.summary_jobs import Wish, ask, name_of_asker
from explain.summary_panel import reason_of
from explain.summary_result import from_json
from graphdata.live import current_graph
from search.language_fallback import label_of
from search.types import Language

from .concepts import known
from .explanations import EvidenceFact
from .parameters import refuse_unknown_parameters
from .problems import Problem, UnknownSummaryError
from .schemas import ID

router = Router()
router.add_decorator(refuse_unknown_parameters, mode="view")

#: Seconds after which it is worth looking again at a summary on its way.
LOOK_AGAIN = "2"


class SummaryRequest(Schema):
    """What is to be summarised, and for whom."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"example": {"id": ID, "lang": "fr", "audience": "learner"}}
    )

    id: Annotated[str, StringConstraints(min_length=1, max_length=2_000)]
    lang: Language = "en"
    audience: Audience = "teacher"


class SummarySentence(Schema):
    """One sentence, the ids of the facts that it states, and how it came about."""

    EXAMPLE: ClassVar[dict[str, Any]] = {
        "text": "Before you start, you need phonics.",
        "evidence": ["e4"],
        "origin": "generated",
        "checks": ["citations", "language"],
    }
    model_config = ConfigDict(json_schema_extra={"example": EXAMPLE})

    text: str
    evidence: list[str]
    origin: Literal["generated", "regenerated", "template"] = Field(
        description="`template`: put together without a language model."
    )
    checks: list[str] = Field(description="The checks that the sentence passed; none for the template's.")
    refused: list[str] = Field(description="Why what the model wrote here before was not taken.")


class SummaryFailure(Schema):
    """Why there is no summary by the model."""

    code: str = Field(examples=["too-slow"])
    reason: str = Field(examples=["The language model took too long."])


class SummaryAnswer(Schema):
    """A summary, or how far it is."""

    id: UUID
    concept: str = Field(examples=[ID])
    snapshot: str = Field(examples=["20260101T120000Z-1a2b3c"])
    language: Language
    audience: Audience
    model: str = Field(examples=["a-model"])
    prompt_version: str
    status: Literal["queued", "running", "done", "failed", "cancelled"]
    requested: datetime
    finished: datetime | None
    text: str = Field(examples=[SummarySentence.EXAMPLE["text"]])
    sentences: list[SummarySentence] = Field(description="None until there are any.")
    evidence: list[EvidenceFact] = Field(description="The facts that sentences cite.")
    failure: SummaryFailure | None

    @classmethod
    def of(cls, job: SummaryJob) -> Self:
        kept = from_json(job.result)
        failure = (
            SummaryFailure(code=job.failure, reason=str(reason_of(job.failure))) if job.failure else None
        )
        return cls(
            id=job.pk,
            concept=job.concept_id,
            snapshot=job.snapshot_id,
            language=job.language,  # type: ignore[arg-type]  # pydantic looks at it
            audience=job.audience,  # type: ignore[arg-type]
            model=job.model,
            prompt_version=job.prompt_version,
            status=job.status,  # type: ignore[arg-type]
            requested=job.requested,
            finished=job.finished,
            text=kept.text,
            sentences=[
                SummarySentence(
                    text=line.text,
                    evidence=list(line.evidence),
                    origin=line.origin.value,
                    checks=list(line.checks),
                    refused=list(line.refused),
                )
                for line in kept.lines
            ],
            evidence=[EvidenceFact.of(fact) for fact in kept.facts],
            failure=failure,
        )


@router.post(
    "/summaries",
    response={202: SummaryAnswer, 404: Problem, 422: Problem, 429: Problem, 500: Problem, 503: Problem},
    summary="Have a concept summarised by the language model",
)
def ask_for_summary(
    request: HttpRequest, response: HttpResponse, wanted: SummaryRequest
) -> Status[SummaryAnswer]:
    """Queues a summary, unless the same one is there already, and says under ``Location`` where to look.

    How many new ones may be asked for in an hour is limited. Where no language model is configured, or the
    limit is reached, ``/explain`` still answers.
    """
    graph = current_graph()
    document = known(graph, wanted.id)
    label = label_of(document.pref_labels, wanted.lang, document.id).text
    wish = Wish(document.id, label, wanted.lang, wanted.audience, graph.snapshot_id)
    job = ask(wish, name_of_asker("address", request.META.get("REMOTE_ADDR", "")))
    response["Location"] = reverse("api-1:summary", kwargs={"id": job.pk})
    return Status(202, _told(job, response))


@router.get(
    "/summaries/{uuid:id}",
    url_name="summary",
    response={200: SummaryAnswer, 404: Problem, 422: Problem, 500: Problem},
    summary="How far a summary is",
)
def summary(request: HttpRequest, response: HttpResponse, id: UUID) -> SummaryAnswer:  # noqa: A002, ARG001
    """The summary with its evidence once ``status`` is ``done``; ``failed`` says why, and has the template's
    sentences where there are any. If the data changed while it waited, the one that goes on with it.
    """
    job = SummaryJob.objects.filter(pk=id).select_related("continued_by").first()
    if job is None:
        raise UnknownSummaryError(f"There is no summary {id}. POST /summaries makes one.")
    return _told(job.continued_by or job, response)


def _told(job: SummaryJob, response: HttpResponse) -> SummaryAnswer:
    response["Cache-Control"] = "no-store"
    if job.is_active:
        response["Retry-After"] = LOOK_AGAIN
    return SummaryAnswer.of(job)
