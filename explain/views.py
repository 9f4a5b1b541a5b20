"""The pages of skills and occupations. They stand on this floor because they explain what they show."""

from contextlib import suppress
from functools import partial

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.utils.timezone import localdate
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from graphdata.live import current_graph
from graphdata.neighbourhood import ConceptGraph, describe, relations, releases
from graphdata.records import RelationGroup
from search.address import how_many
from search.language_fallback import content_language
from search.snapshot import SnapshotError
from search.types import Language
from search.unavailable import says_when_unavailable, wants_fragment
from search.vocabulary import OCCUPATION_KINDS

from .badges import badge_snippets
from .citation import citation
from .in_short import in_short
from .presentation import FIRST, concept_page, numbers_of
from .result_trail import ResultTrail, result_trail
from .suggestions import suggestions
from .summary_views import summary_on_page
from .wording import MATCH_WORDS, RELATION_HEADINGS

#: Mappings are few, and a reader compares them: all are shown.
MOST_MAPPINGS = 1_000
#: The most of one relation that a page shows.
MOST_RELATIONS = 5_000


@gzip_page
@require_safe
@vary_on_headers("Cookie")
@says_when_unavailable
def skill(request: HttpRequest, concept_id: str) -> HttpResponse:
    return _concept(request, concept_id, is_occupation_page=False)


@gzip_page
@require_safe
@vary_on_headers("Cookie")
@says_when_unavailable
def occupation(request: HttpRequest, concept_id: str) -> HttpResponse:
    return _concept(request, concept_id, is_occupation_page=True)


@require_safe
@vary_on_headers("Cookie")
@says_when_unavailable
def badge(request: HttpRequest, form: str, concept_id: str) -> HttpResponse:
    """One badge snippet as a file; 404 where the concept, or that form of it, does not exist."""
    graph = current_graph()
    record = describe(graph, concept_id)
    language = content_language(request.GET.get("clang", ""))
    offered = badge_snippets(record, graph.release_of.get(record.graph), language) if record else ()
    for snippet in offered:
        if snippet.form == form:
            name = f"{slugify(concept_id.replace(':', '-'))}-{form}.json"
            headers = {"Content-Disposition": content_disposition_header(as_attachment=True, filename=name)}
            return HttpResponse(snippet.text + "\n", content_type="application/json", headers=headers)
    return render(request, "explain/unknown.html", {"concept_id": concept_id}, status=404)


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
    page = concept_page(record, groups, shown, language)
    context = {
        "page": page,
        "in_short": in_short(record, groups, shown, language, request.GET, numbers_of(page.sources)),
        "record": record,
        "content_language": language,
        "address": request.GET,
        "kept": _kept(request.GET),
        "trail": _trail(request, record.id, language),
        "citation": citation(record, page.label.text, page.release, localdate()),
        "badges": badge_snippets(record, page.release, language),
        "suggestions": suggestions(graph, record, language),
        "summary": summary_on_page(request, record, language, graph.snapshot_id),
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


def _trail(request: HttpRequest, concept_id: str, language: Language) -> ResultTrail | None:
    """The way back to the results; the page does without it where search is not ready."""
    if wants_fragment(request):
        return None
    with suppress(SnapshotError):
        return result_trail(request.GET, concept_id, language)
    return None


def _kept(asked: QueryDict) -> str:
    """What "Show more" keeps of the address: all but what it changes."""
    kept = asked.copy()
    for name in ("more", "limit"):
        kept.pop(name, None)
    return kept.urlencode()


def _limit(request: HttpRequest) -> int:
    return how_many(request.GET.get("limit", ""), first=FIRST, most=MOST_RELATIONS)
