"""Turns an ego network into what the neighbourhood page shows: a table, and the same as JSON for a graph."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from graphdata.ego_network import Edge, EdgeGroup, EgoNetwork
from graphdata.records import LinkedConcept, Origin, ReleaseRecord
from search.language_fallback import Wording, label_of
from search.templatetags.skillgraph import concept_url, number
from search.vocabulary import FRAMEWORKS, Words, framework_name, kind_name

from .wording import MATCH_WORDS, RELATION_HEADINGS, source_words

#: How many "show more" adds, and the most of one relation that a page shows.
STEP = 30
MOST_OF_ONE = 3_000

#: Where a relation is drawn. ``beside`` goes to whichever of left and right has more room.
Side = Literal["left", "right", "above", "below", "beside"]
_SIDES: Mapping[Side, Sequence[str]] = {
    "left": (
        "has_prerequisite", "useful_knowledge", "draws_on", "essential_skill", "optional_skill",
        "emerging_skill", "relevant_skill", "uses_tool",
    ),
    "above": ("is_sub_skill_of", "is_learning_outcome_of", "carries_out", "domain"),
    "below": ("has_sub_skill", "narrower", "has_learning_outcome", "job_title", "task"),
    "right": (
        "is_prerequisite_of", "is_useful_knowledge_for", "is_drawn_on_by", "essential_for_occupation",
        "optional_for_occupation", "emerging_for_occupation", "relevant_for_occupation",
        "related_occupation", "used_by_occupation", "performed_in",
    ),
}  # fmt: skip
_SIDE_OF: Mapping[str, Side] = {name: side for side, names in _SIDES.items() for name in names}

Releases = Mapping[str, ReleaseRecord]


@dataclass(frozen=True, slots=True)
class Neighbour:
    """One row of the table and one node of the graph."""

    concept: LinkedConcept
    label: Wording
    source: str
    match: Words


@dataclass(frozen=True, slots=True)
class NeighbourGroup:
    """One relation: a row group of the table, a branch of the graph."""

    id: str
    relation: str
    origin: Origin
    direction: str
    heading: Words
    match: Words
    side: Side
    total: int
    neighbours: Sequence[Neighbour]

    @property
    def is_suggested(self) -> bool:
        return self.origin != "explicit"

    @property
    def remaining(self) -> int:
        return self.total - len(self.neighbours)

    @property
    def step(self) -> int:
        """How many more "show more" shows."""
        return min(self.remaining, STEP)

    @property
    def more_words(self) -> str:
        step, left = number(self.step), number(self.remaining)
        if self.step == self.remaining:
            return ngettext("Show %(step)s more", "Show %(step)s more", self.step) % {"step": step}
        return _("Show %(step)s more of %(left)s") % {"step": step, "left": left}

    @property
    def next_limit(self) -> int:
        return len(self.neighbours) + self.step

    @property
    def rows(self) -> int:
        """The rows of this group in the table, the one with "show more" among them."""
        return len(self.neighbours) + bool(self.remaining)


@dataclass(frozen=True, slots=True)
class NeighbourhoodPage:
    """Everything on the page."""

    concept: LinkedConcept
    label: Wording
    groups: Sequence[NeighbourGroup]
    sources: Sequence[str]

    @property
    def shown(self) -> int:
        return sum(len(group.neighbours) for group in self.groups)

    @property
    def total(self) -> int:
        return sum(group.total for group in self.groups)

    @property
    def frameworks(self) -> Sequence[str]:
        """The slugs of all frameworks in view, in the order of the legend."""
        seen = {self.concept.framework, *(line.concept.framework for line in self._lines())}
        return [slug for slug in FRAMEWORKS if slug in seen] + sorted(seen - FRAMEWORKS.keys())

    @property
    def has_suggestions(self) -> bool:
        return any(group.is_suggested for group in self.groups)

    def _lines(self) -> Iterator[Neighbour]:
        for group in self.groups:
            yield from group.neighbours


def neighbourhood_page(network: EgoNetwork, releases: Releases, language: str) -> NeighbourhoodPage:
    return NeighbourhoodPage(
        network.concept,
        label_of(network.concept.pref_labels, language, network.concept.id),
        [_group(group, releases, language) for group in network.groups],
        list(_sources(network, releases)),
    )


def as_json(page: NeighbourhoodPage, clang: str = "", *, only: str = "") -> dict[str, Any]:
    """The page for a program: the concept and its groups, or ``only`` the groups of one relation.

    ``clang`` is the content language where the reader chose one; the addresses of pages carry it on.
    """
    groups = [group for group in page.groups if not only or group.relation == only]
    return {
        "concept": _concept_json(page.concept, page.label, clang),
        "groups": [_group_json(group, clang) for group in groups],
        "sources": list(page.sources),
    }


def _group(group: EdgeGroup, releases: Releases, language: str) -> NeighbourGroup:
    suffix = "" if group.origin == "explicit" else "-suggested"
    return NeighbourGroup(
        id=group.relation + suffix,
        relation=group.relation,
        origin=group.origin,
        direction=group.direction,
        heading=RELATION_HEADINGS.get(group.relation) or _("In other frameworks"),
        match=MATCH_WORDS.get(group.relation, ""),
        side=_SIDE_OF.get(group.relation, "beside"),
        total=group.total,
        neighbours=[_neighbour(edge, releases, language) for edge in group.edges],
    )


def _neighbour(edge: Edge, releases: Releases, language: str) -> Neighbour:
    return Neighbour(
        edge.target,
        label_of(edge.target.pref_labels, language, edge.target.id),
        source_words(edge.statement, releases.get(edge.statement.graph)),
        MATCH_WORDS.get(edge.statement.name, ""),
    )


def _sources(network: EgoNetwork, releases: Releases) -> Iterator[str]:
    """Whose entries and statements are shown, each source once, with its version."""
    graphs = {edge.statement.graph for group in network.groups for edge in group.edges}
    frameworks = {concept.framework for concept in (network.concept, *network.neighbours)}
    for name, release in releases.items():
        if release.role == "framework" and release.framework in frameworks:
            yield f"{framework_name(release.framework)} {release.version}"
        elif name in graphs:
            yield f"{release.title} {release.version}".strip()


def _group_json(group: NeighbourGroup, clang: str) -> dict[str, Any]:
    return {
        "id": group.id,
        "relation": group.relation,
        "origin": group.origin,
        "direction": group.direction,
        "heading": str(group.heading),
        "match": str(group.match),
        "side": group.side,
        "total": group.total,
        "more": _more_json(group),
        "neighbours": [
            _concept_json(line.concept, line.label, clang) | {"source": line.source, "match": str(line.match)}
            for line in group.neighbours
        ],
    }


def _more_json(group: NeighbourGroup) -> dict[str, Any] | None:
    if not group.remaining:
        return None
    return {"words": group.more_words, "limit": group.next_limit}


def _concept_json(concept: LinkedConcept, label: Wording, clang: str) -> dict[str, Any]:
    return {
        "id": concept.id,
        "uri": concept.uri,
        "label": label.text,
        "language": label.language,
        "framework": concept.framework if concept.framework in FRAMEWORKS else "other",
        "framework_name": framework_name(concept.framework),
        "kind": concept.kind,
        "kind_name": str(kind_name(concept.kind)),
        "deprecated": concept.deprecated,
        "page": concept_url(concept.id, concept.kind, clang),
    }
