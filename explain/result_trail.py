"""The way back to the results that a reader came from, and on to the one before and after.

The address of the page carries the search and the place in its results, so that a copied link and a browser
without scripts offer the same. The search is asked again, for three hits at most.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import QueryDict

from search.address import MOST_HITS, PAGE, PLACE, SearchAddress
from search.forms import SearchForm
from search.language_fallback import label_of
from search.live import current_engine
from search.presentation import loaded_frameworks
from search.retrieval import SearchEngine
from search.types import Hit, Language


@dataclass(frozen=True, slots=True)
class Step:
    """The neighbouring result: its label, and its page with the same search in its address."""

    hit: Hit
    label: str
    language: str
    is_fallback: bool
    query: str


@dataclass(frozen=True, slots=True)
class ResultTrail:
    """Where in which results the reader is; ``previous`` and ``following`` may be missing."""

    query: str
    place: int
    back_url: str
    previous: Step | None = None
    following: Step | None = None


def result_trail(asked: QueryDict, concept_id: str, language: Language) -> ResultTrail | None:
    """The trail that the query of a page's address describes; None when it names no place in a search.

    Neighbours are offered only where the concept still stands at its place.
    """
    place = _place(asked.get(PLACE, ""))
    if place is None or not asked.get("q", "").strip():
        return None
    engine = current_engine()
    address = _address(asked, engine)
    if not address.q:
        return None
    back = address.with_(show=-(-place // PAGE) * PAGE)
    around = {hit.rank: hit for hit in _around(engine, address, place, language)}
    here = around.get(place)
    if here is None or here.document.id != concept_id:
        return ResultTrail(address.q, place, back.url)
    return ResultTrail(
        address.q,
        place,
        f"{back.url}#hit-{place}",
        _step(address, around.get(place - 1), language),
        _step(address, around.get(place + 1), language),
    )


def _place(text: str) -> int | None:
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        return None
    return int(text) if 1 <= int(text) <= MOST_HITS else None


def _address(asked: QueryDict, engine: SearchEngine) -> SearchAddress:
    loaded = [entry.slug for entry in loaded_frameworks(engine.manifest.releases)]
    return SearchForm(asked, frameworks=loaded, variants=engine.variants).address()


def _around(engine: SearchEngine, address: SearchAddress, place: int, language: Language) -> Sequence[Hit]:
    first = max(place - 1, 1)
    ranking = engine.search(
        address.q,
        variant=address.variant,
        facets=address.facets,
        limit=place + 2 - first,
        offset=first - 1,
        language=language,
        count_facets=False,
    )
    return ranking.hits


def _step(address: SearchAddress, hit: Hit | None, language: Language) -> Step | None:
    if hit is None or hit.rank > MOST_HITS:
        return None
    label = label_of(hit.document.pref_labels, language, hit.document.id)
    return Step(hit, label.text, label.language, label.is_fallback, address.hit_query(hit.rank))
