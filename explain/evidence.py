"""What the knowledge graph states about one concept, as numbered facts that a sentence can cite.

A fact is short, names its source, and stands in the language asked for, or says which one it is in. Nothing
is derived here: every fact is one statement of the graph, or the number of statements of one kind.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from graphdata.neighbourhood import ConceptGraph, relations
from graphdata.records import ConceptRecord, LinkedConcept, Relation, RelationGroup, ReleaseRecord
from search.language_fallback import Wording, best_wording, label_of
from search.types import Language
from search.vocabulary import framework_name

from .phrases import Phrases, phrases
from .typography import clean, clip, first_sentence, number

#: How many members of one relation are facts of their own; the rest are in the fact that counts them.
MEMBERS = 3
#: The longest label and description, in characters; both are cut between words and marked with “…”.
LONGEST_LABEL = 80
LONGEST_DEFINITION = 160

_SKILL_RELATIONS = (
    "has_prerequisite", "useful_knowledge", "draws_on", "has_sub_skill", "narrower", "is_sub_skill_of",
    "is_prerequisite_of", "is_useful_knowledge_for", "is_drawn_on_by", "essential_relation",
    "optional_relation", "related", "is_learning_outcome_of", "is_assessed_by", "essential_for_occupation",
    "optional_for_occupation", "emerging_for_occupation", "relevant_for_occupation", "domain",
)  # fmt: skip
_MATCHES = ("exact_match", "close_match", "broad_match", "narrow_match", "related_match")
_OCCUPATION_RELATIONS = (
    "essential_skill", "optional_skill", "emerging_skill", "relevant_skill", "job_title", "task", "uses_tool",
    "related_occupation", "is_assessed_by", "has_learning_outcome",
)  # fmt: skip

#: The relations that can say something about concepts of a kind; all of a skill's where none is named.
RELATIONS: Mapping[str, Sequence[str]] = {
    "occupation": (*_OCCUPATION_RELATIONS, *_MATCHES),
    "job_title": _MATCHES,
    "group": ("narrower", "related", *_MATCHES),
    "certification": ("assesses",),
    "tool": ("used_by_occupation",),
    "task": ("performed_in", "carries_out"),
}
#: The reading of importance ratings as “essential” is ours (docs/decisions/0004-reading-onet.md).
_READ_FROM_RATINGS = frozenset(
    {"essential_for_occupation", "optional_for_occupation", "essential_skill", "optional_skill"}
)


@dataclass(frozen=True, slots=True)
class Fact:
    """One statement. ``value`` is what a sentence may say of it, and stands in ``text`` as it is.

    ``kind`` is a name of ``graphdata.records.RELATION_NAMES`` or of an attribute; the number of all
    statements of a kind has the kind ``number`` and names it in ``about``. ``graph`` is the named graph
    that states it, ``source`` and ``version`` say so to people. ``language`` is that of ``value``.
    """

    id: str
    kind: str
    text: str
    value: str
    language: str
    is_fallback: bool
    graph: str
    source: str
    version: str
    about: str = ""
    concept_id: str = ""
    framework: str = ""
    derived: bool = False
    rated: bool = False
    publisher: str = ""

    @property
    def mark(self) -> str:
        """The number that stands beside a sentence: ``e7`` is 7."""
        return self.id.removeprefix("e")


@dataclass(frozen=True, slots=True)
class Evidence:
    """All facts about one concept in one language, numbered from ``e1`` in the order of the explanation."""

    concept_id: str
    kind: str
    framework: str
    language: Language
    facts: Sequence[Fact]

    def of(self, kind: str) -> list[Fact]:
        return [fact for fact in self.facts if fact.kind == kind]

    def first(self, kind: str) -> Fact | None:
        return next(iter(self.of(kind)), None)

    def number_of(self, relation: str) -> Fact | None:
        """The fact that counts ``relation``, there where more are stated than are facts of their own."""
        return next((fact for fact in self.of("number") if fact.about == relation), None)


def evidence_about(graph: ConceptGraph, record: ConceptRecord, language: Language) -> Evidence:
    """Reads what relates the concept of ``record`` to others, and makes facts of both."""
    names = relations_told(record.kind)
    groups = relations(graph, record.id, names=names, limit=MEMBERS, language=language)
    return evidence_from(record, groups, graph.release_of, language)


def evidence_from(
    record: ConceptRecord,
    groups: Sequence[RelationGroup],
    sources: Mapping[str, ReleaseRecord],
    language: Language,
) -> Evidence:
    """The facts that ``record`` and ``groups`` hold. ``sources`` are releases by named graph."""
    draft = _Draft(record, sources, language)
    by_name = {group.name: group for group in groups}
    told = [by_name[name] for name in relations_told(record.kind) if name in by_name]
    facts = [*draft.about_itself(), *(fact for group in told for fact in draft.about_relation(group))]
    if record.graph in sources:
        facts.append(draft.release(sources[record.graph]))
    return Evidence(record.id, record.kind, framework_name(record.framework), language, facts)


def relations_told(kind: str) -> Sequence[str]:
    """The names of the relations that an explanation of a concept of ``kind`` may tell, in its order."""
    return RELATIONS.get(kind, (*_SKILL_RELATIONS, *_MATCHES))


class _Draft:
    """Numbers facts as they are made."""

    def __init__(
        self, record: ConceptRecord, sources: Mapping[str, ReleaseRecord], language: Language
    ) -> None:
        self.record = record
        self.sources = sources
        self.language = language
        self.words: Phrases = phrases(language)
        self.made = 0

    def about_itself(self) -> Iterator[Fact]:
        record = self.record
        name = self._label(record)
        yield self._fact("name", name)
        yield self._fact("kind", self._own(self.words.kind(record.kind).word))
        if record.reuse_level in self.words.reuse_levels:
            yield self._fact("reuse_level", self._own(self.words.reuse_levels[record.reuse_level]))
        if record.level:
            yield self._fact("level", self._own(self._clean(record.level, LONGEST_LABEL)))
        group = _nearest_group(record, self.language)
        if group is not None:
            yield self._fact("broader", self._label(group), target=group)
        if record.deprecated:
            yield self._fact("withdrawn", self._own("withdrawn" if self.language == "en" else "périmée"))
            if record.replaced_by is not None:
                yield self._fact("replacement", self._label(record.replaced_by), target=record.replaced_by)
        definition = self._definition()
        if definition.text and definition.text.casefold() != name.text.casefold():
            yield self._fact("definition", definition)

    def about_relation(self, group: RelationGroup) -> Iterator[Fact]:
        """A fact for each of the first members, and one for their number where there are more."""
        members = group.items[:MEMBERS]
        listed = [item for item in members if item.origin == "explicit" and not self._is_named(item)]
        for item in listed:
            yield self._fact(group.name, self._label(item.target), relation=item, target=item.target)
        if listed and group.total > len(members):
            total = self._own(number(group.total, self.language))
            yield self._fact("number", total, relation=listed[0], about=group.name)

    def release(self, source: ReleaseRecord) -> Fact:
        version = self._own(self._clean(source.version, LONGEST_LABEL))
        return self._fact("release", version, publisher=self._clean(source.publisher, LONGEST_LABEL))

    def _is_named(self, item: Relation) -> bool:
        """The group that a concept is listed under is not told twice."""
        group = _nearest_group(self.record, self.language)
        return item.name == "is_sub_skill_of" and group is not None and group.id == item.target.id

    def _definition(self) -> Wording:
        """The first sentence of the description, in at most LONGEST_DEFINITION characters; or empty."""
        found = best_wording(self.record.descriptions, self.language) or Wording("", "")
        text = clip(first_sentence(clean(found.text, self.language)), LONGEST_DEFINITION)
        return Wording(text, found.language, found.is_fallback)

    def _label(self, concept: ConceptRecord | LinkedConcept) -> Wording:
        found = label_of(concept.pref_labels, self.language, concept.id)
        text = self._clean(found.text, LONGEST_LABEL) or concept.id
        return Wording(text.rstrip("."), found.language, found.is_fallback)

    def _clean(self, text: str, most: int) -> str:
        return clip(clean(text, self.language), most)

    def _own(self, text: str) -> Wording:
        return Wording(text, self.language)

    def _fact(
        self,
        kind: str,
        value: Wording,
        *,
        relation: Relation | None = None,
        target: LinkedConcept | None = None,
        about: str = "",
        publisher: str = "",
    ) -> Fact:
        self.made += 1
        graph = relation.graph if relation else self.record.graph
        source = self.sources.get(graph)
        derived = relation is not None and relation.trust == "derived"
        rated = (
            relation is not None and relation.importance is not None and relation.name in _READ_FROM_RATINGS
        )
        return Fact(
            id=f"e{self.made}",
            kind=kind,
            text=self._text(kind, value.text, about, publisher, derived=derived, rated=rated),
            value=value.text,
            language=value.language,
            is_fallback=value.is_fallback,
            graph=graph,
            source=self._source_name(source),
            version=source.version if source else "",
            about=about,
            concept_id=target.id if target else "",
            framework=framework_name(target.framework) if target else "",
            derived=derived,
            rated=rated,
            publisher=publisher,
        )

    def _text(self, kind: str, value: str, about: str, publisher: str, *, derived: bool, rated: bool) -> str:
        headings = self.words.headings
        heading = headings[about or kind].format(framework=framework_name(self.record.framework))
        if about:
            return headings["number"].format(heading=heading, n=value)
        colon = ": " if self.language == "en" else "\u00a0: "
        remarks = [headings["derived"]] * derived + [headings["rated"]] * rated
        if publisher:
            value = f"{framework_name(self.record.framework)}, {headings['version'].format(version=value)}"
            remarks = [publisher]
        return f"{heading}{colon}{value}" + "".join(f" ({remark})" for remark in remarks)

    def _source_name(self, source: ReleaseRecord | None) -> str:
        if source is None:
            return framework_name(self.record.framework)
        return framework_name(source.framework) if source.role == "framework" else source.title


def _nearest_group(record: ConceptRecord, language: str) -> LinkedConcept | None:
    """The closest group on the first way up that has a name, not just a code (“Objectif 1D2”)."""
    path = record.broader_paths[0] if record.broader_paths else ()
    for step in reversed(path):
        if not step.id.endswith(label_of(step.pref_labels, language, step.id).text.rpartition(" ")[2]):
            return step
    return None
