"""Turns what the knowledge graph states about one concept into what its page shows."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise

from graphdata.records import ConceptRecord, LinkedConcept, Relation, RelationGroup, ReleaseRecord
from search.language_fallback import Wording, best_wording, fallback_order, label_of

from .wording import MATCH_WORDS, RELATION_HEADINGS, STATUSES, source_words

#: How many relations of one kind a page shows before "show more", and how many that adds.
FIRST = 10
STEP = 50

Releases = Mapping[str, ReleaseRecord]


@dataclass(frozen=True, slots=True)
class Link:
    """Another concept, by the name that this reader reads best."""

    concept: LinkedConcept
    label: Wording


@dataclass(frozen=True, slots=True)
class RelationLine:
    """One statement, with who makes it. ``match`` is filled for mappings to other frameworks."""

    relation: Relation
    link: Link
    source: str
    match: str | Promise


@dataclass(frozen=True, slots=True)
class Section:
    """All statements of one kind under one plain heading."""

    name: str
    heading: str | Promise
    total: int
    lines: Sequence[RelationLine]

    @property
    def source(self) -> str:
        """Who states all of it, when that is one and the same; else each line says so."""
        sources = {line.source for line in self.lines}
        return sources.pop() if len(sources) == 1 else ""

    @property
    def is_rated(self) -> bool:
        return any(line.relation.importance is not None for line in self.lines)

    @property
    def remaining(self) -> int:
        return self.total - len(self.lines)

    @property
    def next_limit(self) -> int:
        return min(len(self.lines) + STEP, self.total)


@dataclass(frozen=True, slots=True)
class NamesInLanguage:
    """The names of a concept in one language: the preferred one, where it is not the title, and others."""

    language: str
    preferred: str
    others: Sequence[str]


@dataclass(frozen=True, slots=True)
class ConceptPage:
    """Everything on the page of one concept."""

    record: ConceptRecord
    release: ReleaseRecord | None
    label: Wording
    description: Wording | None
    scope_note: Wording | None
    names: Sequence[NamesInLanguage]
    paths: Sequence[Sequence[Link]]
    replacement: Link | None
    sections: Sequence[Section]
    mappings: Sequence[RelationLine]
    notice: Wording | None

    @property
    def status(self) -> str | Promise:
        return STATUSES.get(self.record.status, self.record.status)

    @property
    def nearest(self) -> Link | None:
        """The closest group on the first way up that has a name, not just a code ("Objectif 1D2")."""
        path = self.paths[0] if self.paths else ()
        named = [step for step in path if not step.concept.id.endswith(step.label.text.rpartition(" ")[2])]
        return (named or path)[-1] if path else None


def concept_page(
    record: ConceptRecord, groups: Sequence[RelationGroup], releases: Releases, language: str
) -> ConceptPage:
    label = label_of(record.pref_labels, language, record.id)
    release = releases.get(record.graph)
    return ConceptPage(
        record=record,
        release=release,
        label=label,
        description=best_wording(record.descriptions, language),
        scope_note=best_wording(record.scope_notes, language),
        names=tuple(_names(record, label, language)),
        paths=tuple(tuple(_link(step, language) for step in path) for path in record.broader_paths),
        replacement=_link(record.replaced_by, language) if record.replaced_by else None,
        sections=tuple(_sections(groups, releases, language)),
        mappings=tuple(_mappings(groups, releases, language)),
        notice=best_wording(release.notice, language) if release else None,
    )


def _names(record: ConceptRecord, title: Wording, language: str) -> Iterator[NamesInLanguage]:
    known = {*record.pref_labels, *record.alt_labels}
    ours = [offered for offered in fallback_order(language) if offered in known]
    for offered in (*ours, *sorted(known - set(ours))):
        preferred = "" if offered == title.language else record.pref_labels.get(offered, "")
        others = tuple(record.alt_labels.get(offered, ()))
        if preferred or others:
            yield NamesInLanguage(offered, preferred, others)


def _link(concept: LinkedConcept, language: str) -> Link:
    return Link(concept, label_of(concept.pref_labels, language, concept.id))


def _sections(groups: Sequence[RelationGroup], releases: Releases, language: str) -> Iterator[Section]:
    for group in groups:
        if group.name in RELATION_HEADINGS:
            lines = tuple(_line(relation, releases, language) for relation in group.items)
            yield Section(group.name, RELATION_HEADINGS[group.name], group.total, lines)


def _line(relation: Relation, releases: Releases, language: str) -> RelationLine:
    return RelationLine(
        relation=relation,
        link=_link(relation.target, language),
        source=source_words(relation, releases.get(relation.graph)),
        match=MATCH_WORDS.get(relation.name, ""),
    )


def _mappings(groups: Sequence[RelationGroup], releases: Releases, language: str) -> Iterator[RelationLine]:
    """Matches from the surest to the loosest, official ones before derived ones."""
    matches = [group for group in groups if group.name in MATCH_WORDS]
    lines = [_line(relation, releases, language) for group in matches for relation in group.items]
    yield from sorted(lines, key=lambda line: line.relation.trust == "derived")
