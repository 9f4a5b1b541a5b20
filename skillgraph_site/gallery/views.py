"""The gallery page. It stands on this floor because it shows the parts of all others."""

import re
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from explain.badges import badge_snippets
from explain.citation import citation
from explain.in_short import in_short
from explain.presentation import concept_page, numbers_of
from search.address import SearchAddress
from search.language_fallback import content_language
from search.presentation import LoadedFramework, results_page
from search.types import SEARCHED_KINDS, VARIANTS

from . import colours, specimens

_ICON = re.compile(r'<symbol id="([\w-]+)" viewBox="0 0 16 16">')


@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """Every part of the visual language, for staff; for everybody where ``DEBUG`` is on."""
    if not (settings.DEBUG or request.user.is_staff):
        raise Http404
    language = content_language("")
    address = SearchAddress(q=specimens.QUERY, framework=("esco",))
    page = concept_page(specimens.CONCEPT, specimens.GROUPS, specimens.RELEASES, language)
    loaded = [LoadedFramework(slug, "0", True, SEARCHED_KINDS, 0, 0) for slug in ("esco", "rome", "onet")]
    named = colours.colours()
    context = {
        "colours": named.values(),
        "pairs": list(colours.pairs(named)),
        "icons": icons(),
        "frameworks": ("esco", "rome", "onet", "your-own"),
        "page": page,
        "record": specimens.CONCEPT,
        "in_short": in_short(
            specimens.CONCEPT,
            specimens.GROUPS,
            specimens.RELEASES,
            language,
            request.GET,
            numbers_of(page.sources),
        ),
        "suggestions": specimens.suggested(language),
        "citation": citation(specimens.CONCEPT, page.label.text, page.release, specimens.DAY),
        "badges": badge_snippets(specimens.CONCEPT, page.release, language),
        "results": results_page(address, specimens.RANKING, language, loaded, VARIANTS),
        "found": address,
        "trail": specimens.trail(language, address),
        "listed": {"concept_ids": {specimens.CONCEPT.id}},
        "content_language": language,
        "address": request.GET,
    }
    return render(request, "gallery/gallery.html", context)


def icons() -> list[str]:
    """The names of all signs, in the order of their file."""
    path = Path(settings.BASE_DIR) / "static" / "img" / "icons.svg"
    return _ICON.findall(path.read_text(encoding="utf-8"))
