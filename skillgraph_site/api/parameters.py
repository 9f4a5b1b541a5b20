"""What the API may be asked: types of its parameters, and refusals of all that is none of them."""

from collections.abc import Callable, Collection, Iterable
from functools import wraps
from typing import Annotated, Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from ninja import Query
from ninja.params.models import QueryModel
from pydantic import StringConstraints, WithJsonSchema

from graphdata.namespaces import KIND_OF_CLASS
from search.analysis import LONGEST_QUERY
from search.retrieval import SearchEngine

from .problems import UnknownParametersError, UnknownValueError

KINDS = sorted(set(KIND_OF_CLASS.values()))

Limit = Annotated[int, Query(ge=1, le=100, description="How many to answer with.")]
Offset = Annotated[
    int,
    Query(
        ge=0,
        le=10_000,
        description="How many of the best to leave out: with k=5, offset=5 is the second page.",
    ),
]
ConceptId = Annotated[str, StringConstraints(min_length=1, max_length=2_000)]
QueryText = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_QUERY, strip_whitespace=True)]
Kind = Annotated[str, WithJsonSchema({"type": "string", "enum": KINDS})]

View = Callable[..., HttpResponseBase]


def refuse_unknown_parameters(run: View) -> View:
    """Decorates the ``run`` of an operation: a misspelt parameter is named before any other is looked at."""
    operation = run.__self__  # type: ignore[attr-defined]  # ninja decorates bound methods
    known = sorted(
        name
        for model in operation.models
        if issubclass(model, QueryModel)
        for name in model.__ninja_flatten_map__
    )

    @wraps(run)
    def strict(request: HttpRequest, **path: Any) -> HttpResponseBase:
        unknown = [name for name in request.GET if name not in known]
        if unknown:
            answer: HttpResponseBase = operation.api.on_exception(
                request, UnknownParametersError(unknown, known)
            )
            return answer
        return run(request, **path)

    return strict


def known_values(name: str, values: Iterable[str], known: Collection[str]) -> frozenset[str]:
    """``values`` as a set; UnknownValueError names the first that is not in ``known``."""
    for value in values:
        if value not in known:
            raise UnknownValueError(name, value, known)
    return frozenset(values)


def loaded_frameworks(engine: SearchEngine) -> set[str]:
    """The frameworks that the snapshot of ``engine`` holds; crosswalks between them are none."""
    return {
        str(release["framework"]) for release in engine.manifest.releases if release["role"] == "framework"
    }
