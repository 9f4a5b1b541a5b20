"""The REST API, version 1."""

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from ninja import Path, Query, Router

from explain.evidence import evidence_about
from explain.template import explain as explained
from graphdata.concept_rdf import as_json_ld, as_turtle, concept_rdf
from graphdata.json_ld_context import CONTEXT
from graphdata.links import SuggestedRelation
from graphdata.live import current_graph
from graphdata.neighbourhood import ConceptGraph, relations
from search.live import current_engine
from search.types import ConceptDocument, Facets, Language, Variant
from search.vocabulary import OCCUPATION_KINDS

from .concepts import described, known
from .documentation import Api
from .explanations import PLAIN_TEXT, ExplanationAnswer, Form, Reader, as_text, documented_text
from .freshness import REVALIDATED, unchanged
from .negotiation import (
    JSON,
    JSON_LD,
    PAGE,
    RESOLVED_REPRESENTATIONS,
    Format,
    Representation,
    documented_content,
    documented_context,
    preferred,
    representation_for,
)
from .parameters import (
    KINDS,
    ConceptId,
    Kind,
    Limit,
    Offset,
    QueryText,
    known_values,
    loaded_frameworks,
    refuse_unknown_parameters,
)
from .problems import Problem, UnknownConceptError, install
from .relations import FIRST, RelationsAnswer, Source, relations_answer
from .schemas import SearchAnswer, SearchHit
from .skill import SkillAnswer
from .summaries import router as summaries

router = Router()
router.add_decorator(refuse_unknown_parameters, mode="view")

_UNAVAILABLE: dict[int, Any] = {422: Problem, 500: Problem, 503: Problem}
_ABOUT_ONE: dict[int, Any] = {404: Problem, **_UNAVAILABLE}
_KEPT: dict[int, Any] = {304: None, **_ABOUT_ONE}


@router.get("/search", response={200: SearchAnswer, **_UNAVAILABLE}, summary="Find skills by their meaning")
def search(
    request: HttpRequest,  # noqa: ARG001 - every endpoint is given it
    response: HttpResponse,
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
    response["Cache-Control"] = REVALIDATED
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
    response={200: SkillAnswer, 406: Problem, **_KEPT},
    summary="All about one concept",
    openapi_extra=documented_content(),
)
def skill(
    request: HttpRequest,
    response: HttpResponse,
    id: Annotated[ConceptId, Path(description="As every answer of /search has it.")],  # noqa: A002
    lang: Language = "en",
    format: Format = None,  # noqa: A002
) -> SkillAnswer | HttpResponse:
    """Labels, descriptions and places in the hierarchy, in every language the framework offers.

    As JSON with the first of each relation, or as RDF in JSON-LD or Turtle with all of them.
    What the Accept header likes best is sent, unless ``format`` names another.

    The answer carries an ``ETag``; a request with ``If-None-Match`` is answered 304 while the data stands.
    """
    representation = representation_for(request, format)
    graph = current_graph()
    document = known(graph, id)
    patch_vary_headers(response, ["Accept"])
    kept = unchanged(request, response, graph.snapshot_id, document.id, representation.name, lang)
    if kept is not None:
        return kept
    if representation is JSON:
        return _as_json(graph, document, lang)
    response["Content-Type"] = representation.content_type
    response.content = _as_rdf(request, graph, document.uri, representation)
    return response


@router.get("/prerequisites", response={200: RelationsAnswer, **_KEPT}, summary="What has to be learnt first")
def prerequisites(
    request: HttpRequest,
    response: HttpResponse,
    id: ConceptId,  # noqa: A002
    k: Limit = 5,
    source: Source = None,
    lang: Language = "en",
) -> RelationsAnswer | HttpResponse:
    """Prerequisites that a framework states, each with its named graph; then suggested ones.

    A suggestion is no fact: it says `inferred-graph` as its `source`, has the `signals` that speak for it,
    and may be wrong.
    """
    return _relations(request, response, id, "has_prerequisite", k, source, lang)


@router.get("/subskills", response={200: RelationsAnswer, **_KEPT}, summary="What a skill is made of")
def subskills(
    request: HttpRequest,
    response: HttpResponse,
    id: ConceptId,  # noqa: A002
    k: Limit = 5,
    source: Source = None,
    lang: Language = "en",
) -> RelationsAnswer | HttpResponse:
    """Sub-skills that a framework states, each with its named graph; then suggested ones.

    A suggestion is no fact: it says `inferred-graph` as its `source`, has the `signals` that speak for it,
    and may be wrong.
    """
    return _relations(request, response, id, "has_sub_skill", k, source, lang)


@router.get(
    "/explain",
    response={200: ExplanationAnswer, **_KEPT},
    summary="What a concept is about, in a few sentences",
    openapi_extra=documented_text(),
)
def explain(
    request: HttpRequest,
    response: HttpResponse,
    id: ConceptId,  # noqa: A002
    lang: Language = "en",
    audience: Reader = "teacher",
    format: Form = "json",  # noqa: A002
) -> ExplanationAnswer | HttpResponse:
    """Sentences made of the graph's own statements; each carries the ids of the facts that it states."""
    graph = current_graph()
    document = known(graph, id)
    kept = unchanged(request, response, graph.snapshot_id, document.id, "explain", lang, audience, format)
    if kept is not None:
        return kept
    explanation = explained(evidence_about(graph, described(graph, document), lang), audience)
    if format == "json":
        return ExplanationAnswer.of(explanation, uri=document.uri, snapshot=graph.snapshot_id)
    response["Content-Type"] = PLAIN_TEXT
    response.content = as_text(explanation)
    return response


@router.get("/resolve", response={303: None, 406: Problem, **_ABOUT_ONE}, summary="From a URI to its concept")
def resolve(request: HttpRequest, uri: ConceptId) -> HttpResponse:
    """Redirects to the concept that a framework calls ``uri``: to its page for a client that prefers HTML.

    Everyone else is sent to ``/skill/{id}``, which looks at the Accept header again.
    """
    concept = current_graph().linked(uri)
    if concept is None:
        raise UnknownConceptError(f"No loaded framework has a concept with the URI {uri!r}.")
    if preferred(request, RESOLVED_REPRESENTATIONS) is PAGE:
        page = "explain:occupation" if concept.kind in OCCUPATION_KINDS else "explain:skill"
        address = reverse(page, args=[concept.id])
    else:
        address = reverse("api-1:skill", kwargs={"id": concept.id})
    headers = {"Cache-Control": REVALIDATED, "Vary": "Accept"}
    return HttpResponseRedirect(address, status=303, headers=headers)


@router.get(
    "/context.jsonld",
    url_name="context",
    response={200: None, 422: Problem, 500: Problem},
    summary="What the names in JSON-LD mean",
    openapi_extra=documented_context(),
)
def context(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """The JSON-LD context that answers of ``/skill/{id}`` cite, open to scripts of any site."""
    headers = {"Access-Control-Allow-Origin": "*", "Cache-Control": "public, max-age=3600"}
    return JsonResponse({"@context": CONTEXT}, content_type=JSON_LD.content_type, headers=headers)


def _as_json(graph: ConceptGraph, document: ConceptDocument, language: Language) -> SkillAnswer:
    groups = relations(graph, document.id, limit=FIRST, language=language)
    return SkillAnswer.from_record(
        described(graph, document),
        groups,
        graph.release_of,
        snapshot=graph.snapshot_id,
        language=language,
    )


def _as_rdf(request: HttpRequest, graph: ConceptGraph, uri: str, representation: Representation) -> str:
    rdf = concept_rdf(graph, uri)
    if representation is JSON_LD:
        return as_json_ld(rdf, request.build_absolute_uri(reverse("api-1:context")))
    return as_turtle(rdf)


def _relations(
    request: HttpRequest,
    response: HttpResponse,
    concept_id: str,
    name: SuggestedRelation,
    k: int,
    source: str | None,
    language: Language,
) -> RelationsAnswer | HttpResponse:
    graph = current_graph()
    document = known(graph, concept_id)
    kept = unchanged(request, response, graph.snapshot_id, document.id, name, language, k, source or "")
    if kept is not None:
        return kept
    return relations_answer(graph, document, name, limit=k, source=source, language=language)


api = Api(
    title="SkillGraph",
    version="1",
    urls_namespace="api-1",
    description="Official skills of ESCO, ROME and O*NET: search, descriptions and relations.",
)
install(api)
api.add_router("", router)
api.add_router("", summaries)
