"""What a concept is linked to, as the API tells it: stated relations first, suggestions told apart."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any, ClassVar, Literal, Self

from django.utils.translation import override
from ninja import Query, Schema
from pydantic import Field

from explain.suggestions import suggestion_note
from explain.wording import source_words
from graphdata.inference import InferredEdge, infer
from graphdata.links import SuggestedRelation
from graphdata.neighbourhood import ConceptGraph, relations
from graphdata.records import Origin, Relation, RelationGroup, ReleaseRecord
from search.types import ConceptDocument, Language

from .named_graphs import NamedGraph
from .schemas import CONCEPT, ID, URI, Concept, Text, example, label

Releases = Mapping[str, ReleaseRecord]

#: How many of each relation ``/skill`` tells.
FIRST = 20

Source = Annotated[
    Literal["explicit", "inferred-graph"] | None,
    Query(
        description="Only what a framework states (`explicit`), or only what is suggested "
        "(`inferred-graph`). Left out, both are told, what is stated first."
    ),
]


class RelatedConcept(Concept):
    """The other end of a relation, and where the relation is stated, or why it is suggested."""

    model_config = example(
        CONCEPT
        | {
            "rank": 2,
            "score": 0.61,
            "relation": "has_prerequisite",
            "source": "inferred-graph",
            "graph": None,
            "signals": {"similarity": 0.72, "shared_occupations": 0.31, "knowledge_first": 1.0},
            "note": "Suggested, not stated by ESCO: similar texts, knowledge before skill",
        }
    )

    rank: int
    score: float = Field(description="1 for what a framework states; less for what is suggested.")
    relation: str
    source: Origin = Field(description="`explicit` is stated by a framework. Anything else is no fact.")
    graph: str | None = Field(
        description="The named graph in which the relation stands; null for a suggestion, which is in none."
    )
    signals: dict[str, float] = Field(
        description="What speaks for a suggestion, by name, from 0 to 1; empty for what is stated."
    )
    note: str = Field(description="Where it comes from, for people, in the language asked for.")

    @classmethod
    def stated(cls, relation: Relation, releases: Releases, rank: int, language: str) -> Self:
        return cls(
            **cls.names(relation.target, language),
            rank=rank,
            score=1.0,
            relation=relation.name,
            source=relation.origin,
            graph=relation.graph,
            signals={},
            note=source_words(relation, releases.get(relation.graph)),
        )

    @classmethod
    def suggested(cls, edge: InferredEdge, framework: str, rank: int, language: str) -> Self:
        return cls(
            **cls.names(edge.target, language),
            rank=rank,
            score=edge.score,
            relation=edge.relation,
            source=edge.origin,
            graph=None,
            signals=dict(edge.signals),
            note=suggestion_note(edge, framework),
        )


class RelationsAnswer(Schema):
    """Relations of one kind of the concept `id`: those that are stated, then those that are suggested."""

    id: str = Field(examples=[ID])
    uri: str = Field(examples=[URI])
    snapshot: str = Field(examples=["20260101T120000Z-1a2b3c"])
    total: int = Field(
        description="How many relations of this kind are stated, whatever `k` and `source`. "
        "Suggestions are not counted."
    )
    suggested: int = Field(description="How many of the items are suggestions.")
    graphs: list[NamedGraph] = Field(description="An account of each named graph that an item cites.")
    items: list[RelatedConcept] = Field(description="At most `k`.")


class StatedConcept(Schema):
    """The other end of a stated relation, in short."""

    EXAMPLE: ClassVar[dict[str, Any]] = {
        name: CONCEPT[name] for name in ("id", "uri", "framework", "kind", "label")
    } | {"source": "explicit", "graph": NamedGraph.EXAMPLE["graph"]}
    model_config = example(EXAMPLE)

    id: str
    uri: str
    framework: str
    kind: str
    label: Text
    source: Origin
    graph: str = Field(description="The named graph in which the relation stands.")

    @classmethod
    def of(cls, relation: Relation, language: str) -> Self:
        target = relation.target
        return cls(
            id=target.id,
            uri=target.uri,
            framework=target.framework,
            kind=target.kind,
            label=label(target, language),
            source=relation.origin,
            graph=relation.graph,
        )


class StatedRelations(Schema):
    """The first of all stated relations of one name."""

    EXAMPLE: ClassVar[dict[str, Any]] = {
        "relation": "has_prerequisite",
        "total": 1,
        "items": [StatedConcept.EXAMPLE],
    }
    model_config = example(EXAMPLE)

    relation: str
    total: int
    items: list[StatedConcept]

    @classmethod
    def of(cls, group: RelationGroup, language: str) -> Self:
        items = [StatedConcept.of(relation, language) for relation in group.items]
        return cls(relation=group.name, total=group.total, items=items)


def relations_answer(
    graph: ConceptGraph,
    document: ConceptDocument,
    name: SuggestedRelation,
    *,
    limit: int,
    source: str | None,
    language: Language,
) -> RelationsAnswer:
    """Stated relations of ``document`` called ``name``, and where room is left, suggested ones."""
    groups = relations(graph, document.id, names=(name,), limit=limit, language=language)
    stated = [relation for group in groups for relation in group.items if source != "inferred-graph"]
    room = limit - len(stated)
    edges = infer(graph, document.id, name, limit=room) if room and source != "explicit" else []
    with override(language):
        items = list(_items(graph, document, stated, edges, language))
    return RelationsAnswer(
        id=document.id,
        uri=document.uri,
        snapshot=graph.snapshot_id,
        total=sum(group.total for group in groups),
        suggested=len(edges),
        graphs=NamedGraph.cited([relation.graph for relation in stated], graph.release_of),
        items=items,
    )


def _items(
    graph: ConceptGraph,
    document: ConceptDocument,
    stated: Sequence[Relation],
    edges: Sequence[InferredEdge],
    language: Language,
) -> Iterator[RelatedConcept]:
    for rank, relation in enumerate(stated, start=1):
        yield RelatedConcept.stated(relation, graph.release_of, rank, language)
    for rank, edge in enumerate(edges, start=len(stated) + 1):
        yield RelatedConcept.suggested(edge, document.framework, rank, language)
