"""Plain records of what the knowledge graph says about one concept, for pages and the API.

Labels are mappings from language tag to text; ``graph`` names the named graph a statement stands in.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

Origin = Literal["explicit", "inferred-graph", "llm-candidate"]
#: Whether the concept described is the subject of a statement (out), its object (in), or one is as good.
Direction = Literal["out", "in", "both"]

#: Names of the relations shown on a skill or occupation page, in the order of the page.
RELATION_NAMES = (
    "has_prerequisite",  # needed first
    "is_prerequisite_of",
    "has_sub_skill",
    "is_sub_skill_of",
    "narrower",  # members of a group
    "useful_knowledge",
    "is_useful_knowledge_for",
    "essential_relation",
    "optional_relation",
    "related",
    "draws_on",
    "is_drawn_on_by",
    "has_learning_outcome",
    "is_learning_outcome_of",
    "essential_for_occupation",  # skill → occupation
    "optional_for_occupation",
    "emerging_for_occupation",
    "relevant_for_occupation",
    "essential_skill",  # occupation → skill
    "optional_skill",
    "emerging_skill",
    "relevant_skill",
    "is_assessed_by",
    "assesses",
    "related_occupation",
    "job_title",
    "uses_tool",
    "used_by_occupation",
    "task",
    "performed_in",  # task → occupation
    "carries_out",  # task → activity
    "domain",
    "exact_match",
    "close_match",
    "broad_match",
    "narrow_match",
    "related_match",
)


@dataclass(frozen=True, slots=True)
class LinkedConcept:
    """A concept as the other end of a relation."""

    id: str
    uri: str
    framework: str
    kind: str
    pref_labels: Mapping[str, str]
    deprecated: bool = False


@dataclass(frozen=True, slots=True)
class Relation:
    """One statement between the described concept and ``target``.

    ``trust`` is ``official`` or ``derived`` for mappings, else empty. ``importance`` and ``level`` are
    O*NET's ratings (scales 1–5 and 0–7) where surveyed; ``suppressed`` when O*NET advises against use.
    ``performed_in`` tells the tasks of an activity apart: many occupations have one of the same words.
    """

    name: str
    target: LinkedConcept
    graph: str
    origin: Origin = "explicit"
    trust: str = ""
    importance: float | None = None
    level: float | None = None
    suppressed: bool = False
    performed_in: LinkedConcept | None = None


@dataclass(frozen=True, slots=True)
class RelationGroup:
    """All relations of one name: the first ``items`` of ``total``.

    ``order`` says what put them in order where that is not their labels: a name of ``prominence.Order``.
    """

    name: str
    total: int
    items: Sequence[Relation]
    order: str = ""


@dataclass(frozen=True, slots=True)
class ReleaseRecord:
    """One named graph: a framework version or a crosswalk, with its provenance."""

    graph: str
    role: Literal["framework", "mapping"]
    framework: str
    version: str
    title: str
    publisher: str
    licence: str
    licence_name: str
    landing_page: str
    notice: Mapping[str, str]
    ingested_at: str
    languages: Sequence[str] = ()
    author: str = ""
    trust: str = "official"
    sample: bool = False
    triples: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)  # concepts by kind
    files: Sequence[Mapping[str, str | int]] = ()  # name, sha256, rows_read, rows_used, rows_skipped


@dataclass(frozen=True, slots=True)
class ConceptRecord:
    """Everything one framework states about one concept, apart from its relations."""

    id: str
    uri: str
    framework: str
    kind: str
    graph: str
    pref_labels: Mapping[str, str]
    alt_labels: Mapping[str, Sequence[str]] = field(default_factory=dict)
    hidden_labels: Mapping[str, Sequence[str]] = field(default_factory=dict)
    descriptions: Mapping[str, str] = field(default_factory=dict)
    scope_notes: Mapping[str, str] = field(default_factory=dict)
    examples: Mapping[str, Sequence[str]] = field(default_factory=dict)
    notation: str = ""
    reuse_level: str = ""
    categories: Sequence[str] = ()
    themes: Sequence[str] = ()
    level: str = ""
    status: str = ""
    modified: str = ""
    deprecated: bool = False
    replaced_by: LinkedConcept | None = None
    replaces: Sequence[LinkedConcept] = ()
    schemes: Sequence[str] = ()  # URIs of the framework's own concept schemes, sorted
    broader_paths: Sequence[Sequence[LinkedConcept]] = ()  # from the top down, the concept left out
