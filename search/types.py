"""The records that flow through retrieval. They know nothing of RDF and nothing of Django."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

Language = Literal["en", "fr"]
Variant = Literal["lexical", "dense", "hybrid", "rerank"]

Role = Literal["pref", "alt", "hidden"]

LANGUAGES: tuple[Language, ...] = ("en", "fr")
ROLES: tuple[Role, ...] = ("pref", "alt", "hidden")
#: All there are. An engine answers those in its ``variants``: ``rerank`` needs a cross-encoder.
VARIANTS: tuple[Variant, ...] = ("lexical", "dense", "hybrid", "rerank")

#: What the search page looks through unless a facet says otherwise (interface contract).
SEARCHED_KINDS = frozenset({"skill", "knowledge", "ability", "activity", "outcome"})

#: The two halves of every index: what is searched by default, and all the rest.
Scope = Literal["searched", "other"]
SCOPES: tuple[Scope, ...] = ("searched", "other")


def scope_of(kind: str) -> Scope:
    """The half of the indexes that concepts of ``kind`` are in."""
    return "searched" if kind in SEARCHED_KINDS else "other"


@dataclass(frozen=True, slots=True)
class ConceptDocument:
    """All that the indexes need to know about one concept of one framework.

    Label mappings are keyed by language tag (``"en"``, ``"fr"``); a language that the framework
    does not offer is absent, never empty.
    """

    id: str
    uri: str
    framework: str
    kind: str
    pref_labels: Mapping[str, str]
    alt_labels: Mapping[str, Sequence[str]] = field(default_factory=dict)
    hidden_labels: Mapping[str, Sequence[str]] = field(default_factory=dict)
    descriptions: Mapping[str, str] = field(default_factory=dict)
    examples: Mapping[str, Sequence[str]] = field(default_factory=dict)
    reuse_level: str = ""
    themes: Sequence[str] = ()
    deprecated: bool = False
    replaced_by: str = ""


@dataclass(frozen=True, slots=True)
class Facets:
    """A filter on candidates. An empty field does not filter; ``kinds`` empty means the default scope."""

    frameworks: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    reuse_levels: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()

    @property
    def effective_kinds(self) -> frozenset[str]:
        return self.kinds or SEARCHED_KINDS


#: No filter: the default scope.
NO_FILTER = Facets()


@dataclass(frozen=True, slots=True)
class LegHit:
    """One concept as one retrieval leg saw it: its raw score, and the rank it had there (from 1)."""

    score: float
    rank: int


@dataclass(frozen=True, slots=True)
class Reranked:
    """What a cross-encoder thought of one hit, on its own scale, and the hybrid rank that it came from."""

    score: float
    from_rank: int


@dataclass(frozen=True, slots=True)
class MatchedLabel:
    """A label that contains words of the query. ``role`` is ``pref``, ``alt`` or ``hidden``."""

    text: str
    language: str
    role: Role
    exact: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """One line of a ranking, with all that explains why it is there.

    ``score`` is in [0, 1] for the hybrid variant and raw for single legs; higher is better. The re-ranked
    variant keeps the hybrid score, and ``reranked`` has that of the cross-encoder, which decided the order
    (None for exact labels, which stay first, and for what came too late to be read again).
    ``lexical`` and ``dense`` are None when that leg did not find the concept in its pool.
    ``lexical_share`` and ``dense_share`` are the two addends of a hybrid ``score``.
    """

    document: ConceptDocument
    rank: int
    score: float
    lexical: LegHit | None = None
    dense: LegHit | None = None
    lexical_share: float = 0.0
    dense_share: float = 0.0
    exact: bool = False
    matched_labels: Sequence[MatchedLabel] = ()
    reranked: Reranked | None = None


@dataclass(frozen=True, slots=True)
class FacetCount:
    """How many of the counted candidates carry one facet value."""

    value: str
    count: int


@dataclass(frozen=True, slots=True)
class Ranking:
    """The answer to a query: hits in order, and facet counts.

    ``variant`` is the one that answered. Where it is not the one asked for, ``fallback`` says why.
    Kinds are counted over ``candidates_of_every_kind`` concepts, the other facets over ``candidates``.
    """

    query: str
    variant: Variant
    hits: Sequence[Hit]
    candidates: int
    candidates_of_every_kind: int
    facet_counts: Mapping[str, Sequence[FacetCount]]
    snapshot_id: str
    milliseconds: float
    has_more: bool = False
    fallback: str = ""
