"""The neighbourhood of a concept: a page with its graph and its table, or JSON for programs."""

from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from graphdata.ego_network import FIRST, EgoNetwork, ego_network
from graphdata.inference import infer_prerequisites, infer_subskills
from graphdata.live import current_graph
from graphdata.neighbourhood import ConceptGraph, releases
from graphdata.records import RELATION_NAMES
from search.address import how_many
from search.language_fallback import content_language
from search.types import LANGUAGES, Language
from search.unavailable import says_when_unavailable
from search.vocabulary import OCCUPATION_KINDS

from .neighbourhood_page import MOST_OF_ONE, as_json, neighbourhood_page

_JSON = "application/json"
#: What draws the graph, in the order in which one needs the other. The library comes when they ask for it.
_SCRIPTS = [
    f"js/graph/{name}.js" for name in ("words", "layout", "theme", "nodes", "pan", "downloads", "view")
]


@require_safe
@vary_on_headers("Accept", "Cookie")
@says_when_unavailable
def skill_neighbourhood(request: HttpRequest, concept_id: str) -> HttpResponse:
    return _neighbourhood(request, concept_id, is_occupation_page=False)


@require_safe
@vary_on_headers("Accept", "Cookie")
@says_when_unavailable
def occupation_neighbourhood(request: HttpRequest, concept_id: str) -> HttpResponse:
    return _neighbourhood(request, concept_id, is_occupation_page=True)


def _neighbourhood(request: HttpRequest, concept_id: str, *, is_occupation_page: bool) -> HttpResponse:
    graph = current_graph()
    language = content_language(request.GET.get("clang", ""))
    network = _network(graph, concept_id, request, language)
    if network is None:
        return _unknown(request, concept_id)
    if (network.concept.kind in OCCUPATION_KINDS) is not is_occupation_page:
        return _to_the_other_page(request, concept_id, is_occupation_page=is_occupation_page)
    shown = {release.graph: release for release in releases(graph)}
    page = neighbourhood_page(network, shown, language)
    if _wants_json(request):
        return JsonResponse(as_json(page, _clang(request), only=_opened(request)))
    context = {
        "page": page,
        "graph": as_json(page, _clang(request)),
        "address": request.GET,
        "kept": _kept(request.GET),
        "scripts": _SCRIPTS,
    }
    return render(request, "explain/neighbourhood.html", context)


def _network(
    graph: ConceptGraph, concept_id: str, request: HttpRequest, language: Language
) -> EgoNetwork | None:
    return ego_network(
        graph,
        concept_id,
        suggested=[*infer_prerequisites(graph, concept_id), *infer_subskills(graph, concept_id)],
        opened=_opened(request),
        limit=_limit(request),
        language=language,
    )


def _opened(request: HttpRequest) -> str:
    """The relation that is being opened; what is no relation is read as none."""
    asked = request.GET.get("more", "")
    return asked if asked in RELATION_NAMES else ""


def _limit(request: HttpRequest) -> int:
    return how_many(request.GET.get("limit", ""), first=FIRST, most=MOST_OF_ONE)


def _clang(request: HttpRequest) -> str:
    """The content language, where the reader chose one."""
    asked = request.GET.get("clang", "")
    return asked if asked in LANGUAGES else ""


def _kept(asked: QueryDict) -> str:
    """What leads back to the entry, and from there to the results: all but what opens rows of this page."""
    kept = asked.copy()
    for name in ("more", "limit", "format"):
        kept.pop(name, None)
    return kept.urlencode()


def _wants_json(request: HttpRequest) -> bool:
    asked = request.GET.get("format")
    return asked == "json" or (not asked and request.get_preferred_type(["text/html", _JSON]) == _JSON)


def _unknown(request: HttpRequest, concept_id: str) -> HttpResponse:
    if _wants_json(request):
        detail = _("Nothing loaded here has the identifier %(id)s.") % {"id": concept_id[:120]}
        return JsonResponse({"detail": detail}, status=404)
    return render(request, "explain/unknown.html", {"concept_id": concept_id}, status=404)


def _to_the_other_page(request: HttpRequest, concept_id: str, *, is_occupation_page: bool) -> HttpResponse:
    page = "skill" if is_occupation_page else "occupation"
    query = request.GET.urlencode()
    address = reverse(f"explain:{page}_neighbourhood", args=[concept_id])
    return redirect(address + (f"?{query}" if query else ""))
