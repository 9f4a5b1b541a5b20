"""Where what a page shows comes from: every named graph that it cites, numbered in the order of the page."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from graphdata.records import ConceptRecord, RelationGroup, ReleaseRecord
from search.language_fallback import Wording, best_wording

from .wording import Words, heading_of

#: What the graph of the concept itself states, besides relations.
OWN_STATEMENTS = _("Names, description and place in the framework")


@dataclass(frozen=True, slots=True)
class Source:
    """One named graph. ``states`` are the parts of the page that rest on it."""

    number: int
    release: ReleaseRecord
    states: Sequence[Words]
    notice: Wording | None

    @property
    def files(self) -> Sequence[Mapping[str, str | int]]:
        """The files that statements were read from; a release has others, of which no row is used."""
        return [file for file in self.release.files if file["rows_used"]]

    @property
    def unused_files(self) -> int:
        return len(self.release.files) - len(self.files)

    @property
    def is_official(self) -> bool:
        return self.release.trust == "official"


def sources(
    record: ConceptRecord,
    groups: Sequence[RelationGroup],
    releases: Mapping[str, ReleaseRecord],
    language: str,
) -> list[Source]:
    """The sources of everything on the page of ``record``, its own framework first, numbered from 1."""
    states: dict[str, list[Words]] = {record.graph: [OWN_STATEMENTS]}
    for group in groups:
        for graph in _graphs(group):
            states.setdefault(graph, []).append(heading_of(group))
    known = [graph for graph in states if graph in releases]
    return [
        Source(number, releases[graph], _once(states[graph]), best_wording(releases[graph].notice, language))
        for number, graph in enumerate(known, start=1)
    ]


def _graphs(group: RelationGroup) -> Iterable[str]:
    return dict.fromkeys(relation.graph for relation in group.items if relation.origin == "explicit")


def _once(headings: Iterable[Words]) -> Sequence[Words]:
    return list({str(heading): heading for heading in headings}.values())
