"""What ``/skill`` answers as JSON."""

from collections.abc import Sequence
from typing import Self

from pydantic import Field

from graphdata.records import ConceptRecord, Origin, RelationGroup

from .named_graphs import NamedGraph
from .relations import FIRST, Releases, StatedRelations
from .schemas import CONCEPT, Concept, Text, all_texts, example, texts


class SkillAnswer(Concept):
    """Everything one framework states about one concept, with the first of each of its relations."""

    model_config = example(
        CONCEPT
        | {
            "source": "explicit",
            "graph": "https://w3id.org/skillgraph/graph/esco/1.1.1",
            "graphs": [NamedGraph.EXAMPLE],
            "snapshot": "20260101T120000Z-1a2b3c",
            "alt_labels": [],
            "hidden_labels": [],
            "descriptions": [{"text": "Show people how to use everyday devices.", "language": "en"}],
            "scope_notes": [],
            "examples": [],
            "notation": "",
            "reuse_level": "cross-sector",
            "categories": [],
            "themes": ["digital"],
            "level": "",
            "status": "released",
            "modified": "",
            "replaced_by": None,
            "broader_paths": [],
            "relations": [StatedRelations.EXAMPLE],
        }
    )

    source: Origin = "explicit"
    graph: str = Field(description="The named graph in which the concept stands.")
    graphs: list[NamedGraph] = Field(description="An account of each named graph that is cited.")
    snapshot: str
    alt_labels: list[Text]
    hidden_labels: list[Text]
    descriptions: list[Text]
    scope_notes: list[Text]
    examples: list[Text]
    notation: str
    reuse_level: str
    categories: list[str]
    themes: list[str]
    level: str
    status: str
    modified: str
    replaced_by: Concept | None
    broader_paths: list[list[Concept]] = Field(description="From the top down, the concept itself left out.")
    relations: list[StatedRelations] = Field(
        description=f"The first {FIRST} of each relation that is stated; `total` says how many there are. "
        "The RDF formats have all of them."
    )

    @classmethod
    def from_record(
        cls,
        record: ConceptRecord,
        groups: Sequence[RelationGroup],
        releases: Releases,
        *,
        snapshot: str,
        language: str,
    ) -> Self:
        replaced_by = record.replaced_by
        cited = [record.graph, *(relation.graph for group in groups for relation in group.items)]
        return cls(
            **cls.names(record, language),
            graph=record.graph,
            graphs=NamedGraph.cited(cited, releases),
            snapshot=snapshot,
            alt_labels=all_texts(record.alt_labels),
            hidden_labels=all_texts(record.hidden_labels),
            descriptions=texts(record.descriptions),
            scope_notes=texts(record.scope_notes),
            examples=all_texts(record.examples),
            notation=record.notation,
            reuse_level=record.reuse_level,
            categories=list(record.categories),
            themes=list(record.themes),
            level=record.level,
            status=record.status,
            modified=record.modified,
            replaced_by=None if replaced_by is None else Concept.of(replaced_by, language),
            broader_paths=[[Concept.of(step, language) for step in path] for path in record.broader_paths],
            relations=[StatedRelations.of(group, language) for group in groups],
        )
