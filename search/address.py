"""The address of a search: everything that decides what the page shows, as it stands in the URL."""

from dataclasses import dataclass, replace
from typing import Any, Literal
from urllib.parse import urlencode

from django.urls import reverse

from .types import Facets, Language, Variant

#: How many hits a page opens with, and how many "More results" adds.
PAGE = 10
#: Beyond this many hits a reader is better served by filters; the page says so.
MOST_HITS = 500
#: Where the address of a concept's page says at which place of the results the reader found it.
PLACE = "at"

FacetName = Literal["framework", "kind", "reuse", "language"]
FACETS: tuple[FacetName, ...] = ("framework", "kind", "reuse", "language")


@dataclass(frozen=True, slots=True)
class SearchAddress:
    """``clang`` is the language of the content when chosen apart from that of the interface, else empty."""

    q: str = ""
    framework: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    reuse: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    clang: Language | Literal[""] = ""
    variant: Variant = "hybrid"
    show: int = PAGE

    @property
    def facets(self) -> Facets:
        return Facets(
            frameworks=frozenset(self.framework),
            kinds=frozenset(self.kind),
            reuse_levels=frozenset(self.reuse),
            languages=frozenset(self.language),
        )

    @property
    def is_filtered(self) -> bool:
        return any(self.chosen(facet) for facet in FACETS)

    def chosen(self, facet: FacetName) -> tuple[str, ...]:
        values: tuple[str, ...] = getattr(self, facet)
        return values

    def toggled(self, facet: FacetName, value: str) -> "SearchAddress":
        """This search with ``value`` added to ``facet``, or taken away, from its first page."""
        chosen = self.chosen(facet)
        kept = tuple(other for other in chosen if other != value)
        return self.with_(**{facet: kept if value in chosen else tuple(sorted({*chosen, value}))})

    def without_filters(self) -> "SearchAddress":
        return self.with_(**dict.fromkeys(FACETS, ()))

    def with_(self, **changes: Any) -> "SearchAddress":
        """This search with ``changes``, from its first page."""
        return replace(self, **{"show": PAGE, **changes})

    def parameters(self, *, leave_out: tuple[str, ...] = ()) -> list[tuple[str, str]]:
        """Name and value of every parameter that differs from the default, in a fixed order."""
        pairs = [("q", self.q)] if self.q else []
        pairs += [(facet, value) for facet in FACETS for value in self.chosen(facet)]
        if self.clang:
            pairs.append(("clang", self.clang))
        if self.variant != "hybrid":
            pairs.append(("variant", self.variant))
        if self.show != PAGE:
            pairs.append(("show", str(self.show)))
        return [(name, value) for name, value in pairs if name not in leave_out]

    def hit_query(self, place: int) -> str:
        """What the address of the hit at ``place`` carries, so that its page leads back and on."""
        return urlencode([*self.parameters(leave_out=("show",)), (PLACE, str(place))])

    @property
    def url(self) -> str:
        query = urlencode(self.parameters())
        return reverse("search:home") + (f"?{query}" if query else "")


def how_many(asked: str, *, first: int, most: int) -> int:
    """How many to show, from ``first`` to ``most``; what is no sensible number is read as the first few."""
    is_number = asked.isascii() and asked.isdigit() and len(asked) <= len(str(most))
    return min(max(int(asked), first), most) if is_number else first
