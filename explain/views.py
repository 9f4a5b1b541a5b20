"""The pages of skills and occupations. They stand on this floor because they will explain what they show."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from graphdata.live import current_graph
from graphdata.neighbourhood import ConceptGraph, describe, relations, releases
from graphdata.records import RelationGroup
from search.language_fallback import content_language
from search.types import Language
from search.unavailable import says_when_unavailable
from search.vocabulary import OCCUPATION_KINDS

from .in_short import in_short
from .presentation import FIRST, concept_page
from .wording import MATCH_WORDS, RELATION_HEADINGS

#: Mappings are few, and a reader compares them: all are shown.
MOST_MAPPINGS = 1_000
#: The most of one relation that a page shows.
MOST_RELATIONS = 5_000


@require_safe
@vary_on_headers("Cookie")
@says_when_unavailable
def skill(request: HttpRequest, concept_id: str) -> HttpResponse:
    return _concept(request, concept_id, is_occupation_page=False)


@require_safe
@vary_on_headers("Cookie")
@says_when_unavailable
def occupation(request: HttpRequest, concept_id: str) -> HttpResponse:
    return _concept(request, concept_id, is_occupation_page=True)


def _concept(request: HttpRequest, concept_id: str, *, is_occupation_page: bool) -> HttpResponse:
    graph = current_graph()
    record = describe(graph, concept_id)
    if record is None:
        return render(request, "explain/unknown.html", {"concept_id": concept_id}, status=404)
    if (record.kind in OCCUPATION_KINDS) is not is_occupation_page:
        return _to_the_other_page(request, concept_id, is_occupation_page=is_occupation_page)
    language = content_language(request.GET.get("clang", ""))
    shown = {release.graph: release for release in releases(graph)}
    groups = _relations(graph, concept_id, request, language)
    context = {
        "page": concept_page(record, groups, shown, language),
        "in_short": in_short(record, groups, shown, language, request.GET),
        "record": record,
        "content_language": language,
        "address": request.GET,
    }
    return render(request, "explain/concept.html", context)


def _to_the_other_page(request: HttpRequest, concept_id: str, *, is_occupation_page: bool) -> HttpResponse:
    page = "explain:skill" if is_occupation_page else "explain:occupation"
    query = request.GET.urlencode()
    return redirect(reverse(page, args=[concept_id]) + (f"?{query}" if query else ""))


def _relations(
    graph: ConceptGraph, concept_id: str, request: HttpRequest, language: Language
) -> list[RelationGroup]:
    """The first of every relation, and as many as were asked for of the one that is being opened."""
    opened = request.GET.get("more", "")
    stated = partial(relations, graph, concept_id, language=language)
    groups = stated(names=RELATION_HEADINGS.keys() - {opened}, limit=FIRST)
    if opened in RELATION_HEADINGS:
        groups += stated(names=[opened], limit=_limit(request))
    groups += stated(names=MATCH_WORDS.keys(), limit=MOST_MAPPINGS)
    order = list(RELATION_HEADINGS)
    return sorted(groups, key=lambda group: order.index(group.name) if group.name in order else len(order))


def _limit(request: HttpRequest) -> int:
    """How many to show, from the address; what is no sensible number is read as the first few."""
    asked = request.GET.get("limit", "")
    return min(max(int(asked), FIRST), MOST_RELATIONS) if asked.isascii() and asked.isdigit() else FIRST
