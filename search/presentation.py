"""Turns a ranking into what the search page shows: lines, reasons, filters. No query is run here."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from .address import MOST_HITS, PAGE, FacetName, SearchAddress
from .highlighting import mark_words
from .language_fallback import Wording, best_wording, label_of
from .types import (
    LANGUAGES,
    SEARCHED_KINDS,
    ConceptDocument,
    Hit,
    Language,
    LegHit,
    MatchedLabel,
    Ranking,
    Variant,
)
from .vocabulary import (
    FRAMEWORKS,
    KIND_OF_CLASS,
    KINDS,
    METHODS,
    REUSE_LEVELS,
    framework_name,
    kinds_name,
    language_name,
    reuse_level_name,
)

#: A leg that ranks a concept this high alone would have shown it on the first page: "strong".
STRONG_UP_TO = 10
#: The cosine below which nothing is near in meaning: the best result of every judged query is above it.
NEAR = 0.5
#: The name under which the engine counts each facet.
COUNTED_AS: Mapping[FacetName, str] = {
    "framework": "framework",
    "kind": "kind",
    "reuse": "reuse_level",
    "language": "language",
}
VARIANTS_ON_PAGE: tuple[Variant, ...] = ("hybrid", "rerank", "lexical", "dense")


@dataclass(frozen=True, slots=True)
class OtherName:
    """A matching label that is not the one shown, its words marked."""

    html: SafeString
    language: str
    is_foreign: bool


@dataclass(frozen=True, slots=True)
class LegReason:
    """What one retrieval leg says for a hit. ``percent`` is its part of a fused score."""

    is_strong: bool
    rank: int
    score: float
    percent: int | None


@dataclass(frozen=True, slots=True)
class HitLine:
    """One hit, ready to be shown."""

    hit: Hit
    label: Wording
    other_names: Sequence[OtherName]
    about: Wording | None
    words: LegReason | None
    meaning: LegReason | None

    @property
    def matched(self) -> MatchedLabel | None:
        """The label that matched best, to be named as a reason."""
        return next((label for label in self.hit.matched_labels if label.role != "hidden"), None)

    @property
    def document(self) -> ConceptDocument:
        return self.hit.document


def hit_line(hit: Hit, query: str, language: str) -> HitLine:
    document = hit.document
    label = label_of(document.pref_labels, language, document.id)
    return HitLine(
        hit=hit,
        label=label,
        other_names=tuple(_other_names(hit, label, query, language)),
        about=best_wording(document.descriptions, language),
        words=_reason(hit.lexical, hit.lexical_share, hit.score),
        meaning=_reason(hit.dense, hit.dense_share, hit.score, at_least=NEAR),
    )


def _other_names(hit: Hit, shown: Wording, query: str, language: str) -> Iterator[OtherName]:
    said = {shown.text.casefold()}
    for matched in hit.matched_labels:
        # Hidden labels are misspellings and codes: they find a concept, but do not name it.
        if matched.role == "hidden" or matched.text.casefold() in said:
            continue
        said.add(matched.text.casefold())
        yield OtherName(mark_words(matched.text, query), matched.language, matched.language != language)


def _reason(leg: LegHit | None, share: float, score: float, *, at_least: float = 0.0) -> LegReason | None:
    if leg is None:
        return None
    percent = round(100 * share / score) if share and score else None
    return LegReason(leg.rank <= STRONG_UP_TO and leg.score >= at_least, leg.rank, leg.score, percent)


def _is_near(line: HitLine) -> bool:
    return line.meaning is not None and line.meaning.score >= NEAR


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One filter, and how many of the candidates it would keep."""

    name: str | Promise
    url: str
    is_chosen: bool
    count: int
    element_id: str


@dataclass(frozen=True, slots=True)
class FacetGroup:
    """The filters of one facet. ``further`` are kinds that are searched only when chosen."""

    heading: str
    values: Sequence[FacetValue]
    further: Sequence[FacetValue]
    element_id: str

    @property
    def is_further_chosen(self) -> bool:
        return any(value.is_chosen for value in self.further)


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in force, and the address of the search without it."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several ways to see the same search."""

    name: str | Promise
    note: str | Promise
    url: str
    is_chosen: bool
    element_id: str


@dataclass(frozen=True, slots=True)
class ResultsPage:
    """Everything below the search box once something was asked."""

    address: SearchAddress
    ranking: Ranking
    lines: Sequence[HitLine]
    facets: Sequence[FacetGroup]
    chips: Sequence[Chip]
    languages: Sequence[Choice]
    methods: Sequence[Choice]

    @property
    def is_far(self) -> bool:
        """Whether nothing shown is near in meaning, nor holds a word of the query."""
        return not any(line.words or line.hit.exact or _is_near(line) for line in self.lines)

    @property
    def carried(self) -> list[tuple[str, str]]:
        """What the next question keeps of this one."""
        return self.address.parameters(leave_out=("q", "show"))

    @property
    def by_both_url(self) -> str:
        return self.address.with_(variant="hybrid").url

    @property
    def unfiltered_url(self) -> str:
        return self.address.without_filters().url if self.address.is_filtered else ""

    @property
    def more_url(self) -> str:
        """The address that shows ten hits more; empty when there are none or too many."""
        following = self.address.show + PAGE
        if not self.ranking.has_more or following > MOST_HITS:
            return ""
        return self.address.with_(show=following).url

    @property
    def stops_early(self) -> bool:
        return self.ranking.has_more and not self.more_url


def results_page(
    address: SearchAddress,
    ranking: Ranking,
    language: str,
    loaded: Sequence["LoadedFramework"],
    variants: Collection[Variant],
) -> ResultsPage:
    """``loaded`` decides which filters can be offered, ``variants`` which search methods."""
    return ResultsPage(
        address=address,
        ranking=ranking,
        lines=tuple(hit_line(hit, ranking.query, language) for hit in ranking.hits),
        facets=tuple(_facet_groups(address, ranking, loaded)),
        chips=tuple(_chips(address)),
        languages=[_content_language(address, offered, language) for offered in LANGUAGES],
        methods=[_method(address, variant) for variant in VARIANTS_ON_PAGE if variant in variants],
    )


def _content_language(address: SearchAddress, offered: Language, current: str) -> Choice:
    name = language_name(offered)
    return Choice(name, "", address.with_(clang=offered).url, offered == current, f"names-{offered}")


def _method(address: SearchAddress, variant: Variant) -> Choice:
    name, note = METHODS[variant]
    url = address.with_(variant=variant).url
    return Choice(name, note, url, variant == address.variant, f"method-{variant}")


def _facet_groups(
    address: SearchAddress, ranking: Ranking, loaded: Sequence["LoadedFramework"]
) -> Iterator[FacetGroup]:
    kinds = {kind for framework in loaded for kind in framework.kinds}
    reuse = {count.value for count in ranking.facet_counts.get("reuse_level", ())} | set(address.reuse)
    offered: tuple[tuple[FacetName, str, Iterable[str]], ...] = (
        ("framework", _("Framework"), [entry.slug for entry in loaded]),
        ("kind", _("Kind"), [kind for kind in KINDS if kind in kinds]),
        ("reuse", _("Where it is useful"), [level for level in REUSE_LEVELS if level in reuse]),
        ("language", _("Available in"), LANGUAGES),
    )
    for facet, heading, values in offered:
        counts = {count.value: count.count for count in ranking.facet_counts.get(COUNTED_AS[facet], ())}
        group = {value: _facet_value(address, facet, value, counts.get(value, 0)) for value in values}
        further = [group.pop(value) for value in values if facet == "kind" and value not in SEARCHED_KINDS]
        if len(group) + len(further) > 1 or address.chosen(facet):
            yield FacetGroup(heading, list(group.values()), further, f"filter-{facet}")


def _facet_value(address: SearchAddress, facet: FacetName, value: str, count: int) -> FacetValue:
    return FacetValue(
        name=facet_value_name(facet, value),
        url=address.toggled(facet, value).url,
        is_chosen=value in address.chosen(facet),
        count=count,
        element_id=f"filter-{facet}-{value}",
    )


def facet_value_name(facet: FacetName, value: str) -> str | Promise:
    names = {
        "framework": framework_name,
        "kind": kinds_name,
        "reuse": reuse_level_name,
        "language": language_name,
    }
    return names[facet](value)


def _chips(address: SearchAddress) -> Iterator[Chip]:
    for facet in ("framework", "kind", "reuse"):
        for value in address.chosen(facet):
            yield Chip(str(facet_value_name(facet, value)), address.toggled(facet, value).url)
    for value in address.language:
        text = _("Available in %(language)s") % {"language": language_name(value)}
        yield Chip(text, address.toggled("language", value).url)


@dataclass(frozen=True, slots=True)
class LoadedFramework:
    """One line of "what is loaded" on the first visit."""

    slug: str
    versions: str
    is_sample: bool
    kinds: frozenset[str]
    searched: int
    occupations: int


def loaded_frameworks(releases: Iterable[Mapping[str, Any]]) -> list[LoadedFramework]:
    """The frameworks among ``releases``, which are as the manifest of a snapshot has them."""
    by_framework: dict[str, list[Mapping[str, Any]]] = {}
    for release in releases:
        if release["role"] == "framework":
            by_framework.setdefault(release["framework"], []).append(release)
    # The three that everybody knows first, then those of one's own.
    order = sorted(by_framework, key=lambda slug: (slug not in FRAMEWORKS, slug))
    return [_loaded(slug, by_framework[slug]) for slug in order]


def _loaded(slug: str, releases: Sequence[Mapping[str, Any]]) -> LoadedFramework:
    kinds: Counter[str] = Counter()
    for release in releases:
        for name, count in release["counts"].items():
            kinds[KIND_OF_CLASS.get(name, name)] += count
    return LoadedFramework(
        slug=slug,
        versions=", ".join(str(release["version"]) for release in releases),
        is_sample=any(release["sample"] for release in releases),
        kinds=frozenset(kinds),
        searched=sum(count for kind, count in kinds.items() if kind in SEARCHED_KINDS),
        occupations=kinds["occupation"],
    )
