"""The REST API, version 1."""

from hashlib import sha256
from typing import Annotated, Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import parse_etags, quote_etag
from ninja import Path, Query, Router

from graphdata.live import current_graph
from graphdata.neighbourhood import ConceptGraph, describe, id_of_uri, relations
from graphdata.records import ConceptRecord
from search.live import current_engine
from search.types import Facets, Language, Variant

from .documentation import Api
from .parameters import (
    KINDS,
    ConceptId,
    Format,
    Kind,
    Limit,
    Offset,
    QueryText,
    known_values,
    loaded_frameworks,
    refuse_other_formats,
    refuse_unknown_parameters,
)
from .problems import Problem, UnknownConceptError, install
from .schemas import RelatedConcept, RelationsAnswer, SearchAnswer, SearchHit, SkillAnswer

router = Router()
router.add_decorator(refuse_unknown_parameters, mode="view")

_UNAVAILABLE: dict[int, Any] = {422: Problem, 500: Problem, 503: Problem}
_ABOUT_ONE: dict[int, Any] = {404: Problem, **_UNAVAILABLE}


@router.get("/search", response={200: SearchAnswer, **_UNAVAILABLE}, summary="Find skills by their meaning")
def search(
    request: HttpRequest,  # noqa: ARG001 - every endpoint is given it
    q: QueryText,
    lang: Language = "en",
    k: Limit = 5,
    offset: Offset = 0,
    framework: Annotated[list[str], Query(description="Only these frameworks; repeatable.")] = [],  # noqa: B006
    kind: Annotated[list[Kind], Query(description="Only these kinds of concept; repeatable.")] = [],  # noqa: B006
    variant: Annotated[
        Variant, Query(description="rerank is offered only where a re-ranker is configured.")
    ] = "hybrid",
) -> SearchAnswer:
    """The ``k`` concepts nearest to ``q``, best first, after the first ``offset``.

    Searched are skills, knowledge, abilities, activities and learning outcomes; name a ``kind`` such as
    ``occupation`` to look elsewhere.
    """
    engine = current_engine()
    facets = Facets(
        frameworks=known_values("framework", framework, loaded_frameworks(engine)),
        kinds=known_values("kind", kind, KINDS),
    )
    ranking = engine.search(
        q, variant=variant, facets=facets, limit=k, offset=offset, language=lang, count_facets=False
    )
    return SearchAnswer(
        query=ranking.query,
        language=lang,
        variant=ranking.variant,
        note=SearchAnswer.NOT_RERANKED if ranking.fallback else None,
        snapshot=ranking.snapshot_id,
        milliseconds=ranking.milliseconds,
        has_more=ranking.has_more,
        hits=[SearchHit.from_hit(hit, lang) for hit in ranking.hits],
    )


@router.get(
    "/skill/{path:id}",
    response={200: SkillAnswer, 406: Problem, **_ABOUT_ONE},
    summary="All about one concept",
)
def skill(
    request: HttpRequest,
    response: HttpResponse,
    id: Annotated[ConceptId, Path(description="As every answer of /search has it.")],  # noqa: A002
    lang: Language = "en",
    format: Format = "json",  # noqa: A002, ARG001 - told apart in refuse_other_formats
) -> SkillAnswer | HttpResponse:
    """Labels, descriptions and places in the hierarchy, in every language the framework offers.

    The answer carries an ``ETag``; a request with ``If-None-Match`` is answered 304 while the data stands.
    """
    refuse_other_formats(request)
    graph = current_graph()
    record = _described(graph, id)
    answer = SkillAnswer.from_record(record, snapshot=graph.snapshot_id, language=lang)
    tag = quote_etag(sha256(answer.model_dump_json().encode()).hexdigest()[:32])
    if tag in parse_etags(request.headers.get("If-None-Match", "")):
        return HttpResponse(status=304, headers={"ETag": tag})
    response["ETag"] = tag
    return answer


@router.get(
    "/prerequisites", response={200: RelationsAnswer, **_ABOUT_ONE}, summary="What has to be learnt first"
)
def prerequisites(
    request: HttpRequest,  # noqa: ARG001
    id: ConceptId,  # noqa: A002
    k: Limit = 5,
    lang: Language = "en",
) -> RelationsAnswer:
    """Prerequisites that a framework states."""
    return _relations(id, "has_prerequisite", k, lang)


@router.get("/subskills", response={200: RelationsAnswer, **_ABOUT_ONE}, summary="What a skill is made of")
def subskills(
    request: HttpRequest,  # noqa: ARG001
    id: ConceptId,  # noqa: A002
    k: Limit = 5,
    lang: Language = "en",
) -> RelationsAnswer:
    """Sub-skills that a framework states."""
    return _relations(id, "has_sub_skill", k, lang)


@router.get("/resolve", response={303: None, **_ABOUT_ONE}, summary="From a URI to its concept")
def resolve(request: HttpRequest, uri: ConceptId) -> HttpResponse:  # noqa: ARG001
    """Redirects to ``/skill/{id}`` of the concept that a framework calls ``uri``."""
    concept_id = id_of_uri(current_graph(), uri)
    if concept_id is None:
        raise UnknownConceptError(f"No loaded framework has a concept with the URI {uri!r}.")
    address = reverse("api-1:skill", kwargs={"id": concept_id})
    return HttpResponseRedirect(address, status=303)


def _relations(concept_id: str, name: str, k: int, language: Language) -> RelationsAnswer:
    graph = current_graph()
    record = _described(graph, concept_id)
    groups = relations(graph, record.id, names=(name,), limit=k, language=language)
    items = [relation for group in groups for relation in group.items]
    return RelationsAnswer(
        id=record.id,
        uri=record.uri,
        snapshot=graph.snapshot_id,
        total=sum(group.total for group in groups),
        items=[
            RelatedConcept.from_relation(item, rank, language) for rank, item in enumerate(items, start=1)
        ],
    )


def _described(graph: ConceptGraph, concept_id: str) -> ConceptRecord:
    """The concept called ``concept_id``, also when an address took the percent signs out of its id."""
    scheme, _, tail = concept_id.partition(":")
    record = describe(graph, concept_id) or describe(graph, f"{scheme}:{quote(tail, safe='')}")
    if record is None:
        raise UnknownConceptError(
            f"There is no concept with the id {concept_id!r}. Every answer of /search has ids."
        )
    return record


api = Api(
    title="SkillGraph",
    version="1",
    urls_namespace="api-1",
    description="Official skills of ESCO, ROME and O*NET: search, descriptions and relations.",
)
install(api)
api.add_router("", router)
