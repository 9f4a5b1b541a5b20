"""Turns what the knowledge graph states about one concept into what its page shows."""

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

from django.utils.functional import Promise

from graphdata.namespaces import BASE
from graphdata.records import ConceptRecord, LinkedConcept, Relation, RelationGroup, ReleaseRecord
from search.language_fallback import Wording, best_wording, fallback_order, label_of

from .provenance import Source, sources
from .wording import (
    MATCH_WORDS,
    NEVER_DESCRIBED,
    ORDER_NOTES,
    REGULATION,
    RELATION_HEADINGS,
    STATUSES,
    Words,
    category_words,
    heading_of,
    level_words,
    source_words,
)

#: How many relations of one kind a page shows before "show more", and how many that adds.
FIRST = 10
STEP = 50

Releases = Mapping[str, ReleaseRecord]
#: Graph → the number of its source on the page.
Numbers = Mapping[str, int]

_SKILLS_OF_OCCUPATIONS = frozenset({"essential_skill", "optional_skill", "emerging_skill", "relevant_skill"})
_ISCO_UNIT_GROUP = re.compile(r"esco:C\d{4}")


@dataclass(frozen=True, slots=True)
class Link:
    """Another concept, by the name that this reader reads best."""

    concept: LinkedConcept
    label: Wording


@dataclass(frozen=True, slots=True)
class RelationLine:
    """One statement, with who makes it: in words, and as the number of its source on the page, else 0.

    ``match`` is filled for mappings to other frameworks.
    """

    relation: Relation
    link: Link
    source: str
    cites: int
    match: str | Promise
    performed_in: Link | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """All statements of one kind under one plain heading."""

    name: str
    heading: str | Promise
    total: int
    lines: Sequence[RelationLine]
    #: What put the lines in order, where that is not their labels.
    order: Words
    #: Who states all of it, and the number of that source; empty and 0 where each line says so.
    source: str
    cites: int
    #: Whether each line had better say what it is: a skill, a field of knowledge.
    mixes_kinds: bool
    is_rated: bool
    #: Whether a line may belong to another framework, or name an entry that was withdrawn.
    has_marks: bool

    @property
    def is_plain(self) -> bool:
        """Whether no line says more of its statement than a name."""
        return bool(self.source) and not (self.mixes_kinds or self.is_rated)

    @property
    def is_bare(self) -> bool:
        """Whether lines are names and nothing else; most are, and quicker to write then."""
        return self.is_plain and not self.has_marks

    @property
    def remaining(self) -> int:
        return self.total - len(self.lines)

    @property
    def next_limit(self) -> int:
        return min(len(self.lines) + STEP, self.total)


@dataclass(frozen=True, slots=True)
class Mappings:
    """The matches that one source states, from the surest to the loosest."""

    source: str
    cites: int
    lines: Sequence[RelationLine]


def _only_source(lines: Sequence[RelationLine]) -> str:
    """Who states all of ``lines``; empty when that is not one and the same."""
    sources = {(line.source, line.cites) for line in lines}
    return lines[0].source if len(sources) == 1 else ""


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
    replaces: Sequence[Link]
    sections: Sequence[Section]
    mappings: Sequence[Mappings]
    #: What ESCO says of whether a profession is regulated, where it does.
    regulation: Words
    sources: Sequence[Source]

    @property
    def mapped(self) -> int:
        """How many entries of other frameworks this one is mapped to."""
        return sum(len(mappings.lines) for mappings in self.mappings)

    @property
    def status(self) -> str | Promise:
        return STATUSES.get(self.record.status, self.record.status)

    @property
    def level(self) -> tuple[Words, Words]:
        """What the level is a level of, and the level."""
        return level_words(self.record.level)

    @property
    def categories(self) -> Sequence[Words]:
        return [category_words(category) for category in self.record.categories]

    @property
    def only_language(self) -> str:
        """The language of everything that the framework says, where it speaks one only."""
        languages = self.release.languages if self.release else ()
        return languages[0] if len(languages) == 1 else ""

    @property
    def is_addressed_by_skillgraph(self) -> bool:
        """Whether the publisher gives its entries codes, and no web addresses."""
        return self.record.uri.startswith(BASE)

    @property
    def lacks_description(self) -> bool:
        """Whether there is no description where a reader would look for one."""
        return self.description is None and self.record.kind not in NEVER_DESCRIBED

    @property
    def isco_group(self) -> Link | None:
        """The unit group of ISCO-08 under which ESCO lists an occupation."""
        steps = (step for path in self.paths for step in path) if self.record.kind == "occupation" else ()
        return next((step for step in steps if _ISCO_UNIT_GROUP.fullmatch(step.concept.id)), None)

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
    cited = sources(record, groups, releases, language)
    numbers = numbers_of(cited)
    notes = {tag: note for tag, note in record.scope_notes.items() if note not in REGULATION}
    return ConceptPage(
        record=record,
        release=releases.get(record.graph),
        label=label,
        description=best_wording(record.descriptions, language),
        scope_note=best_wording(notes, language),
        names=tuple(_names(record, label, language)),
        paths=tuple(tuple(_link(step, language) for step in path) for path in record.broader_paths),
        replacement=_link(record.replaced_by, language) if record.replaced_by else None,
        replaces=tuple(_link(old, language) for old in record.replaces),
        sections=tuple(_sections(record, groups, releases, numbers, language)),
        mappings=tuple(_mappings(groups, releases, numbers, language)),
        regulation=next((REGULATION[note] for note in record.scope_notes.values() if note in REGULATION), ""),
        sources=tuple(cited),
    )


def numbers_of(cited: Sequence[Source]) -> Numbers:
    return {source.release.graph: source.number for source in cited}


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


def _sections(
    record: ConceptRecord,
    groups: Sequence[RelationGroup],
    releases: Releases,
    numbers: Numbers,
    language: str,
) -> Iterator[Section]:
    for group in groups:
        if group.name in RELATION_HEADINGS:
            yield _section(record, group, [_line(each, releases, numbers, language) for each in group.items])


def _mixes_kinds(name: str, kinds: Set[str]) -> bool:
    """Skills of an occupation may be followed by knowledge, though the first of them are all skills."""
    return len(kinds) > 1 or (name in _SKILLS_OF_OCCUPATIONS and kinds != {"activity"})


def _section(record: ConceptRecord, group: RelationGroup, lines: Sequence[RelationLine]) -> Section:
    source = _only_source(lines)
    targets = [line.relation.target for line in lines]
    return Section(
        name=group.name,
        heading=heading_of(group),
        total=group.total,
        lines=lines,
        order=ORDER_NOTES.get(group.order, ""),
        source=source,
        cites=lines[0].cites if source else 0,
        mixes_kinds=_mixes_kinds(group.name, {target.kind for target in targets}),
        is_rated=any(line.relation.importance is not None for line in lines),
        has_marks=any(_is_marked(line, record) for line in lines),
    )


def _is_marked(line: RelationLine, record: ConceptRecord) -> bool:
    target = line.relation.target
    return target.deprecated or target.framework != record.framework or line.performed_in is not None


def _line(relation: Relation, releases: Releases, numbers: Numbers, language: str) -> RelationLine:
    return RelationLine(
        relation=relation,
        link=_link(relation.target, language),
        source=source_words(relation, releases.get(relation.graph)),
        cites=numbers.get(relation.graph, 0) if relation.origin == "explicit" else 0,
        match=MATCH_WORDS.get(relation.name, ""),
        performed_in=_link(relation.performed_in, language) if relation.performed_in else None,
    )


def _mappings(
    groups: Sequence[RelationGroup], releases: Releases, numbers: Numbers, language: str
) -> Iterator[Mappings]:
    """By source, official ones before derived ones."""
    matches = [relation for group in groups if group.name in MATCH_WORDS for relation in group.items]
    by_source: dict[tuple[bool, str, int], list[RelationLine]] = {}
    for relation in matches:
        line = _line(relation, releases, numbers, language)
        by_source.setdefault((relation.trust == "derived", line.source, line.cites), []).append(line)
    for (_, source, cites), lines in sorted(by_source.items(), key=lambda entry: entry[0][0]):
        yield Mappings(source, cites, lines)
