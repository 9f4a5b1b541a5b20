"""Errors as RFC 9457 problem documents: what went wrong, where, and what to do about it."""

import json
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI, Schema
from ninja.errors import HttpError, ValidationError
from pydantic import ConfigDict, Field

from explain.summary_jobs import NoLanguageModel, TooManySummaries
from search.neural.cross_encoder import RerankerOff
from search.snapshot import SnapshotError

logger = logging.getLogger(__name__)

PROBLEM_JSON = "application/problem+json"


class ParameterProblem(Schema):
    """One parameter that cannot be used, and why."""

    name: str = Field(examples=["k"])
    reason: str = Field(examples=["Input should be less than or equal to 100"])


class Problem(Schema):
    """An RFC 9457 problem document (``application/problem+json``)."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "type": "about:blank",
                "title": "Not Found",
                "status": 404,
                "detail": "There is no concept with the id 'esco:none'. Every answer of /search has ids.",
                "instance": "/api/v1/skill/esco:none",
            }
        }
    )

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    instance: str
    parameters: list[ParameterProblem] | None = None


class UnknownConceptError(Exception):
    """An id or URI that names nothing in the live snapshot."""


class UnknownSummaryError(Exception):
    """An id that names no summary."""


class NotAcceptableError(Exception):
    """An Accept header that leaves out all of the ``offered`` media types."""

    def __init__(self, offered: Sequence[str]) -> None:
        super().__init__(f"Offered are {', '.join(offered)}. Ask for one of them, or for */*, in Accept.")


class ParameterError(Exception):
    """Parameters that cannot be used: ``reasons`` maps the name of each to why."""

    def __init__(self, reasons: Mapping[str, str]) -> None:
        self.reasons = reasons
        super().__init__("; ".join(f"{name}: {reason}" for name, reason in reasons.items()))


class UnknownValueError(ParameterError):
    """A parameter whose value is none of those that the live snapshot knows."""

    def __init__(self, name: str, value: str, known: Iterable[str]) -> None:
        super().__init__({name: f"{value!r} is unknown. Known are: {', '.join(sorted(known))}"})


class UnknownParametersError(ParameterError):
    """Parameters that the endpoint does not have, most likely misspelt."""

    def __init__(self, names: Iterable[str], known: Iterable[str]) -> None:
        reason = f"There is no such parameter here. There are: {', '.join(known)}"
        super().__init__(dict.fromkeys(names, reason))


def problem(
    request: HttpRequest, status: int, detail: str, *, parameters: Sequence[Mapping[str, str]] = ()
) -> HttpResponse:
    """The answer for one error."""
    document: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "instance": request.path,
    }
    if parameters:
        document["parameters"] = list(parameters)
    body = json.dumps(document, ensure_ascii=False)
    return HttpResponse(body, content_type=PROBLEM_JSON, status=status)


def install(api: NinjaAPI) -> None:
    """Make every error that leaves an endpoint of ``api`` a problem document."""
    api.add_exception_handler(UnknownConceptError, _told_as(404))
    api.add_exception_handler(UnknownSummaryError, _told_as(404))
    api.add_exception_handler(NoLanguageModel, _no_language_model)
    api.add_exception_handler(TooManySummaries, _too_many)
    api.add_exception_handler(NotAcceptableError, _not_acceptable)
    api.add_exception_handler(SnapshotError, _told_as(503))
    api.add_exception_handler(ParameterError, _bad_parameter)
    api.add_exception_handler(RerankerOff, _variant_not_offered)
    api.add_exception_handler(HttpError, _http_error)
    api.add_exception_handler(ValidationError, _invalid_parameters)
    api.add_exception_handler(Exception, _unexpected)


def _told_as(status: int) -> Callable[[HttpRequest, Any], HttpResponse]:
    return lambda request, error: problem(request, status, str(error))


def _not_acceptable(request: HttpRequest, error: Any) -> HttpResponse:
    answer = problem(request, 406, str(error))
    answer["Vary"] = "Accept"
    return answer


def _no_language_model(request: HttpRequest, _error: Any) -> HttpResponse:
    return problem(
        request, 503, "No language model is configured: set SKILLGRAPH_LLM_MODEL. /explain needs none."
    )


def _too_many(request: HttpRequest, error: Any) -> HttpResponse:
    answer = problem(request, 429, f"{error} /explain is not limited.")
    answer["Retry-After"] = str(error.retry_after)
    return answer


def _http_error(request: HttpRequest, error: Any) -> HttpResponse:
    return problem(request, error.status_code, str(error))


def _bad_parameter(request: HttpRequest, error: Any) -> HttpResponse:
    found = [{"name": name, "reason": reason} for name, reason in error.reasons.items()]
    return problem(request, 422, str(error), parameters=found)


def _variant_not_offered(request: HttpRequest, error: Any) -> HttpResponse:
    return _bad_parameter(request, ParameterError({"variant": str(error)}))


def _invalid_parameters(request: HttpRequest, error: Any) -> HttpResponse:
    found = [{"name": _parameter_name(entry["loc"]), "reason": entry["msg"]} for entry in error.errors]
    detail = "; ".join(f"{entry['name']}: {entry['reason']}" for entry in found)
    return problem(request, 422, detail, parameters=found)


def _parameter_name(location: Sequence[str | int]) -> str:
    """``("query", "query", "k")`` or ``("query", "framework", 0)`` → the name as it stands in the URL."""
    names = [str(part) for part in location if not isinstance(part, int)]
    return names[-1]


def _unexpected(request: HttpRequest, error: Any) -> HttpResponse:
    logger.error("unexpected error at %s", request.path, exc_info=error)
    return problem(request, 500, "Something went wrong on our side. The server's log has the details.")
