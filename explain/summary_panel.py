"""What a page shows of a summary: the button, the wait, the text with its facts, or why there is none."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Literal

from django.http import QueryDict
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from search.types import LANGUAGES, Language
from search.vocabulary import OCCUPATION_KINDS

from .evidence import Fact
from .models import Status, SummaryJob
from .phrases import AUDIENCES, Audience
from .summarise import Origin
from .summary_jobs import may_begin_again
from .summary_result import KeptLine, KeptSummary, from_json

#: Where the address of a page names a summary, or says that none can be had.
PARAMETER = "summary"
OFF = "off"
#: Seconds between two looks at a job, the last one for good.
DELAYS = (0.5, 1, 2, 4, 8)
#: How many summaries the usual time is taken from.
_RECENT = 20

State = Literal["offered", "off", "busy", "queued", "running", "done", "failed", "cancelled"]

_REASONS = {
    "unreachable": _("The language model cannot be reached."),
    "overloaded": _("The language model cannot be reached."),
    "rate-limited": _("The language model has too much to do."),
    "too-slow": _("The language model took too long."),
    "budget-spent": _("What the language model may be used for today is used up."),
    "not-configured": _("No language model is set up on this site."),
    "unknown-concept": _("The data changed meanwhile, and this entry is no longer in it."),
    "worker-lost": _("The writing was broken off several times."),
    "declined": _("The language model would not answer."),
}
_OTHER_REASON = _("The language model cannot be used at present.")
_REFUSED = _("What the language model wrote did not pass the checks.")


@dataclass(frozen=True, slots=True)
class MarkedFact:
    """A fact under its number in the summary."""

    mark: int
    fact: Fact


@dataclass(frozen=True, slots=True)
class ShownSentence:
    text: str
    facts: Sequence[MarkedFact]
    #: Whether the template wrote it in place of a sentence that did not pass.
    is_told: bool


@dataclass(frozen=True, slots=True)
class Place:
    """The page on which a summary stands: its concept, and the query of its address."""

    concept_id: str
    kind: str
    address: str = ""

    def page(self, summary: str) -> str:
        """The address of the page with ``summary`` opened."""
        query = QueryDict(self.address, mutable=True)
        query[PARAMETER] = summary
        return f"{self._reverse('')}?{query.urlencode()}"

    @property
    def ask(self) -> str:
        """Where a summary is asked for."""
        return self._reverse("_summary")

    def _reverse(self, action: str) -> str:
        page = "occupation" if self.kind in OCCUPATION_KINDS else "skill"
        return reverse(f"explain:{page}{action}", args=[self.concept_id])


@dataclass(frozen=True, slots=True)
class SummaryPanel:
    """All that the template needs. ``message`` is why there is no summary, where there is none."""

    state: State
    place: Place
    language: Language
    audience: Audience
    job: SummaryJob | None = None
    message: str | Promise = ""
    may_cancel: bool = False
    before: int = 0
    usual_seconds: int = 0
    is_outdated: bool = False
    may_begin_again: bool = False
    step: int = 0
    sentences: Sequence[ShownSentence] = field(default=())
    facts: Sequence[MarkedFact] = field(default=())

    @property
    def is_active(self) -> bool:
        return self.state in ("queued", "running")

    @property
    def delay(self) -> float:
        return DELAYS[min(self.step, len(DELAYS) - 1)]

    @property
    def next_step(self) -> int:
        return min(self.step + 1, len(DELAYS) - 1)

    @property
    def is_told(self) -> bool:
        """Whether no sentence is the model's."""
        return all(sentence.is_told for sentence in self.sentences)

    @property
    def is_mixed(self) -> bool:
        return not self.is_told and any(sentence.is_told for sentence in self.sentences)

    @property
    def has_no_messenger(self) -> bool:
        """Whether no worker could be told of the job yet."""
        return self.state == "queued" and self.job is not None and self.job.nudged is None

    @property
    def other_language(self) -> Language:
        return next(other for other in LANGUAGES if other != self.language)

    @property
    def other_audience(self) -> Audience:
        return next(other for other in AUDIENCES if other != self.audience)

    @property
    def here(self) -> str:
        """The address of the page as it shows this."""
        return self.place.page(str(self.job.pk) if self.job else OFF)


def panel_of(job: SummaryJob, place: Place, *, asker: str, snapshot_id: str, step: int = 0) -> SummaryPanel:
    """What is shown of ``job`` to ``asker``."""
    kept = from_json(job.result)
    facts = {fact.id: MarkedFact(mark, fact) for mark, fact in enumerate(kept.facts, start=1)}
    return SummaryPanel(
        state=job.status,  # type: ignore[arg-type]  # the values of Status are among those of State
        place=place,
        language=job.language,  # type: ignore[arg-type]
        audience=job.audience,  # type: ignore[arg-type]
        job=job,
        message=_reason(job, kept),
        may_cancel=job.is_active and bool(asker) and job.asker == asker,
        before=_before(job),
        usual_seconds=_usual_seconds(job) if job.is_active else 0,
        is_outdated=job.snapshot_id != snapshot_id,
        may_begin_again=job.snapshot_id != snapshot_id or may_begin_again(job),
        step=step,
        sentences=[_shown(line, facts) for line in kept.lines],
        facts=list(facts.values()),
    )


def _shown(line: KeptLine, facts: dict[str, MarkedFact]) -> ShownSentence:
    marked = [facts[name] for name in facts if name in line.evidence]
    return ShownSentence(line.text, marked, line.origin is Origin.TEMPLATE)


def reason_of(failure: str) -> str | Promise:
    """Why a summary is not a model's, in words for readers."""
    return _REASONS.get(failure, _OTHER_REASON)


def _reason(job: SummaryJob, kept: KeptSummary) -> str | Promise:
    if job.status == Status.FAILED:
        return reason_of(job.failure)
    if job.status == Status.DONE and kept.refused and job.is_fallback:
        return _REFUSED
    return ""


def _before(job: SummaryJob) -> int:
    """How many jobs are to be done before ``job``."""
    if job.status != Status.QUEUED:
        return 0
    return SummaryJob.objects.filter(status=Status.QUEUED, requested__lt=job.requested).count()


def _usual_seconds(job: SummaryJob) -> int:
    """What the model needed for its last summaries, 0 before the first."""
    ended = SummaryJob.objects.filter(model=job.model, status=Status.DONE, milliseconds__gt=0)
    times = list(ended.order_by("-finished").values_list("milliseconds", flat=True)[:_RECENT])
    return max(round(median(times) / 1_000), 1) if times else 0
