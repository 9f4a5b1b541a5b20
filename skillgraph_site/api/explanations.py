"""What ``/explain`` answers: sentences with the ids of their facts, as JSON or as plain text."""

from typing import Annotated, Any, ClassVar, Literal, Self

from ninja import Query, Schema
from pydantic import ConfigDict, Field

from explain.evidence import Fact
from explain.phrases import Audience
from explain.template import Explanation
from graphdata.records import Origin

PLAIN_TEXT = "text/plain; charset=utf-8"

Form = Annotated[
    Literal["json", "text"],
    Query(
        description="`text` is for reading: the sentences with the numbers of their facts, then the facts."
    ),
]
Reader = Annotated[Audience, Query(description="Whom the sentences speak to.")]


class EvidenceFact(Schema):
    """One statement of the graph, or the number of its statements of one kind."""

    EXAMPLE: ClassVar[dict[str, Any]] = {
        "id": "e4",
        "kind": "has_prerequisite",
        "text": "needed first: phonics",
        "value": "phonics",
        "language": "en",
        "is_fallback": False,
        "source": "explicit",
        "stated_by": "ESCO",
        "version": "1.1.1",
        "graph": "https://w3id.org/skillgraph/graph/esco/1.1.1",
        "concept": "esco:00d54968-0000-4000-8000-000000000001",
    }
    model_config = ConfigDict(json_schema_extra={"example": EXAMPLE})

    id: str = Field(description="As sentences cite it.")
    kind: str = Field(description="A relation, an attribute, or `number`: how many relations there are.")
    text: str
    value: str = Field(description="The part of the text that sentences contain.")
    language: str = Field(description="The language of the value.")
    is_fallback: bool = Field(description="The framework has it in another language only.")
    source: Origin = "explicit"
    stated_by: str
    version: str
    graph: str = Field(description="The named graph in which it stands.")
    concept: str | None = Field(description="The id of the other concept, for a relation.")

    @classmethod
    def of(cls, fact: Fact) -> Self:
        return cls(
            id=fact.id,
            kind=fact.kind,
            text=fact.text,
            value=fact.value,
            language=fact.language or "und",
            is_fallback=fact.is_fallback,
            stated_by=fact.source,
            version=fact.version,
            graph=fact.graph,
            concept=fact.concept_id or None,
        )


class CitedSentence(Schema):
    """One sentence, and the ids of the facts that it states."""

    EXAMPLE: ClassVar[dict[str, Any]] = {
        "text": "Before you start, you need “phonics”.",
        "evidence": ["e4"],
    }
    model_config = ConfigDict(json_schema_extra={"example": EXAMPLE})

    text: str
    evidence: list[str]


class ExplanationAnswer(Schema):
    """A short explanation of one concept, of which every sentence can be checked."""

    id: str = Field(examples=["esco:00d54968-0000-4000-8000-000000000001"])
    uri: str = Field(examples=["http://data.europa.eu/esco/skill/00d54968-0000-4000-8000-000000000001"])
    snapshot: str = Field(examples=["20260101T120000Z-1a2b3c"])
    mode: Literal["template"] = Field(description="How it was written: no language model took part.")
    language: Literal["en", "fr"]
    audience: Audience
    text: str = Field(description="All sentences.", examples=[CitedSentence.EXAMPLE["text"]])
    sentences: list[CitedSentence]
    evidence: list[EvidenceFact] = Field(description="All facts, also those that no sentence needed.")

    @classmethod
    def of(cls, explanation: Explanation, *, uri: str, snapshot: str) -> Self:
        evidence = explanation.evidence
        return cls(
            id=evidence.concept_id,
            uri=uri,
            snapshot=snapshot,
            mode="template",
            language=evidence.language,
            audience=explanation.audience,
            text=explanation.text,
            sentences=[
                CitedSentence(text=sentence.text, evidence=list(sentence.evidence))
                for sentence in explanation.sentences
            ],
            evidence=[EvidenceFact.of(fact) for fact in evidence.facts],
        )


def as_text(explanation: Explanation) -> str:
    """One sentence a line with its marks, an empty line, then one fact a line with who states it."""
    cited = {name for sentence in explanation.sentences for name in sentence.evidence}
    sentences = [f"{each.text} [{', '.join(each.evidence)}]" for each in explanation.sentences]
    facts = [
        f"[{fact.id}] {fact.text} – {fact.source} {fact.version}"
        for fact in explanation.evidence.facts
        if fact.id in cited
    ]
    return "\n".join([*sentences, "", *facts, ""])


def documented_text() -> dict[str, Any]:
    """The OpenAPI description of the plain text, which is no JSON schema."""
    return {"responses": {200: {"content": {"text/plain": {"schema": {"type": "string"}}}}}}
