"""What the API answers, with examples for its documentation."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Literal, Self

from ninja import Schema
from pydantic import ConfigDict, Field

from graphdata.records import LinkedConcept, Origin
from search.language_fallback import label_of
from search.types import Hit, LegHit, MatchedLabel, Reranked, Variant

ID = "esco:00d54968-0000-4000-8000-000000000001"
URI = "http://data.europa.eu/esco/skill/00d54968-0000-4000-8000-000000000001"
LABEL: dict[str, Any] = {"text": "teach digital literacy", "language": "en"}
CONCEPT: dict[str, Any] = {
    "id": ID,
    "uri": URI,
    "framework": "esco",
    "kind": "skill",
    "label": LABEL,
    "labels": [LABEL, {"text": "enseigner la culture numérique", "language": "fr"}],
    "deprecated": False,
}


def example(value: Mapping[str, Any]) -> ConfigDict:
    return ConfigDict(json_schema_extra={"example": dict(value)})


class Text(Schema):
    """A text with the language it is in."""

    model_config = example(LABEL)

    text: str
    language: str


def texts(by_language: Mapping[str, str]) -> list[Text]:
    return [Text(text=text, language=language) for language, text in by_language.items()]


def all_texts(by_language: Mapping[str, Sequence[str]]) -> list[Text]:
    return [
        Text(text=text, language=language) for language, several in by_language.items() for text in several
    ]


def label(concept: Any, language: str) -> Text:
    """The label to show a reader of ``language``, as pages choose it; its own language is always said."""
    wording = label_of(concept.pref_labels, language, concept.id)
    return Text(text=wording.text, language=wording.language or "und")


class Concept(Schema):
    """What names a concept: its stable id, its canonical URI and its preferred labels."""

    model_config = example(CONCEPT)

    id: str
    uri: str
    framework: str
    kind: str
    label: Text = Field(description="The preferred label in the language asked for, else the best other one.")
    labels: list[Text] = Field(description="The preferred label in every language the framework offers.")
    deprecated: bool = False

    @staticmethod
    def names(concept: Any, language: str) -> dict[str, Any]:
        """The fields of this schema, from any record of the engine that has them."""
        return {
            "id": concept.id,
            "uri": concept.uri,
            "framework": concept.framework,
            "kind": concept.kind,
            "label": label(concept, language),
            "labels": texts(concept.pref_labels),
            "deprecated": concept.deprecated,
        }

    @classmethod
    def of(cls, concept: LinkedConcept, language: str) -> Self:
        return cls(**cls.names(concept, language))


class Leg(Schema):
    """What one retrieval leg thought: its raw score, its rank there (from 1), its share of the score."""

    model_config = example({"score": 0.83, "rank": 2, "share": 0.66})

    score: float
    rank: int
    share: float

    @classmethod
    def of(cls, leg: LegHit | None, share: float) -> Self | None:
        return None if leg is None else cls(score=leg.score, rank=leg.rank, share=share)


class SecondReading(Schema):
    """What a cross-encoder thought of a hit, and the place that the hybrid ranking had given it."""

    model_config = example({"score": 0.97, "from_rank": 4})

    score: float = Field(description="On the scale of the model that is configured; higher is better.")
    from_rank: int

    @classmethod
    def of(cls, reranked: Reranked | None) -> Self | None:
        return None if reranked is None else cls(score=reranked.score, from_rank=reranked.from_rank)


class Matched(Text):
    """A label in which words of the query were found."""

    model_config = example(LABEL | {"role": "alt", "exact": False})

    role: Literal["pref", "alt", "hidden"]
    exact: bool

    @classmethod
    def of(cls, label: MatchedLabel) -> Self:
        return cls(text=label.text, language=label.language, role=label.role, exact=label.exact)


class SearchHit(Concept):
    """One concept of a ranking, with what put it there."""

    model_config = example(
        CONCEPT
        | {
            "rank": 1,
            "score": 0.91,
            "source": "explicit",
            "exact": False,
            "matched_labels": [],
            "lexical": None,
            "dense": {"score": 0.83, "rank": 1, "share": 0.8},
            "reranked": None,
        }
    )

    rank: int = Field(
        description="The place in the whole ranking, from 1. It decides the order: in the hybrid variant "
        "exact matches come first, whatever their score; after them the score decides. In the rerank "
        "variant the score under `reranked` decides for the hits that have one."
    )
    score: float = Field(
        description="Higher is better, in [0, 1] for the hybrid variant, whose score the rerank variant "
        "keeps. It does not fall steadily with the rank, because exact matches come first."
    )
    source: Origin = Field("explicit", description="The concept is stated by an official framework.")
    exact: bool = Field(
        description="One of its labels is the query itself; told by the hybrid and rerank variants only."
    )
    matched_labels: list[Matched]
    lexical: Leg | None
    dense: Leg | None
    reranked: SecondReading | None = Field(
        None, description="In the rerank variant, for the first hits except exact matches."
    )

    @classmethod
    def from_hit(cls, hit: Hit, language: str) -> Self:
        return cls(
            **cls.names(hit.document, language),
            rank=hit.rank,
            score=hit.score,
            exact=hit.exact,
            matched_labels=[Matched.of(label) for label in hit.matched_labels],
            lexical=Leg.of(hit.lexical, hit.lexical_share),
            dense=Leg.of(hit.dense, hit.dense_share),
            reranked=SecondReading.of(hit.reranked),
        )


class SearchAnswer(Schema):
    """A ranking. ``snapshot`` names the data that it was taken from."""

    NOT_RERANKED: ClassVar[str] = (
        "The re-ranker cannot be used at the moment: this is the hybrid ranking. The server's log says why."
    )

    query: str = Field(examples=["teach computers to adults"])
    language: Literal["en", "fr"]
    variant: Variant = Field(description="The one that answered.")
    note: str | None = Field(None, description="Why another variant answered than was asked for.")
    snapshot: str = Field(examples=["20260101T120000Z-1a2b3c"])
    milliseconds: float = Field(examples=[4.2])
    has_more: bool = Field(
        description="More concepts follow: ask again with the offset raised by k (up to 10,000)."
    )
    hits: list[SearchHit]
