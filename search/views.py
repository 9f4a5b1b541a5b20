"""The search page and its suggestions. Facts in, pages out; the engine does the rest."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from .address import PAGE, SearchAddress
from .examples import examples
from .forms import SearchForm
from .language_fallback import content_language
from .live import current_engine
from .presentation import LoadedFramework, ResultsPage, hit_line, loaded_frameworks, results_page
from .retrieval import SearchEngine
from .unavailable import says_when_unavailable, wants_fragment

SUGGESTIONS = 8
#: Shorter input says too little to suggest anything.
SUGGEST_FROM = 2

fragment_or_page = vary_on_headers("HX-Request", "HX-History-Restore-Request", "HX-Target", "Cookie")


@require_safe
@fragment_or_page
@says_when_unavailable
def home(request: HttpRequest) -> HttpResponse:
    engine = current_engine()
    form, address = _asked(request, engine)
    if not address.q:
        return _welcome(request, engine, form, address)
    if wants_fragment(request) and request.headers.get("HX-Target") == "hits":
        return _more(request, engine, address)
    context = _shared(form, address) | {"page": _results(engine, address, address.show)}
    return render(request, "search/_answer.html" if wants_fragment(request) else "search/home.html", context)


def _asked(request: HttpRequest, engine: SearchEngine) -> tuple[SearchForm, SearchAddress]:
    loaded = [entry.slug for entry in _loaded(engine)]
    form = SearchForm(request.GET, frameworks=loaded, variants=engine.variants)
    return form, form.address()


def _loaded(engine: SearchEngine) -> list[LoadedFramework]:
    return loaded_frameworks(engine.manifest.releases)


def _shared(form: SearchForm, address: SearchAddress) -> dict[str, object]:
    return {
        "form": form,
        "address": address,
        "content_language": content_language(address.clang),
        "typed": form.data.get("q", ""),
        "title": title(address),
    }


def title(address: SearchAddress) -> str:
    """What the browser's tab and history call this search."""
    if address.q:
        return f"{Truncator(address.q).chars(60)} – SkillGraph"
    return _("SkillGraph: find the official name of a skill")


def _welcome(
    request: HttpRequest, engine: SearchEngine, form: SearchForm, address: SearchAddress
) -> HttpResponse:
    """The first visit, an empty question, or one that is too long to be asked."""
    context = _shared(form, address) | {
        "loaded": _loaded(engine),
        "examples": examples(),
        "asked_nothing": "q" in request.GET and not form.is_too_long,
    }
    return render(request, "search/_answer.html" if wants_fragment(request) else "search/home.html", context)


def _results(engine: SearchEngine, address: SearchAddress, limit: int, offset: int = 0) -> ResultsPage:
    language = content_language(address.clang)
    ranking = engine.search(
        address.q,
        variant=address.variant,
        facets=address.facets,
        limit=limit,
        offset=offset,
        language=language,
        count_facets=offset == 0,
    )
    return results_page(address, ranking, language, _loaded(engine), engine.variants)


def _more(request: HttpRequest, engine: SearchEngine, address: SearchAddress) -> HttpResponse:
    """Only the hits that ``show`` adds to what the page has already."""
    limit = min(PAGE, address.show)
    page = _results(engine, address, limit, address.show - limit)
    context = {"page": page, "address": address, "content_language": content_language(address.clang)}
    return render(request, "search/_more.html", context)


@require_safe
@fragment_or_page
@says_when_unavailable
def suggest(request: HttpRequest) -> HttpResponse:
    """The hybrid ranking's own first hits, inside the filters in force, as options of the combobox."""
    engine = current_engine()
    _form, address = _asked(request, engine)
    language = content_language(address.clang)
    lines = []
    if len(address.q) >= SUGGEST_FROM:
        ranking = engine.search(
            address.q, facets=address.facets, limit=SUGGESTIONS, language=language, count_facets=False
        )
        lines = [hit_line(hit, ranking.query, language) for hit in ranking.hits]
    context = {"lines": lines, "address": address, "content_language": language}
    return render(request, "search/_suggestions.html", context)
