"""The explanation as a page shows it: sentences with links to the facts below them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import QueryDict

from graphdata.records import ConceptRecord, RelationGroup, ReleaseRecord
from search.types import Language

from .evidence import Fact, evidence_from
from .phrases import AUDIENCES, Audience
from .sentences import Span
from .template import explain

#: Where the address of a page says whom the explanation speaks to.
READER = "for"


@dataclass(frozen=True, slots=True)
class MarkedSentence:
    """One sentence, and the facts whose marks stand behind it, in the order of their numbers."""

    spans: Sequence[Span]
    facts: Sequence[Fact]


@dataclass(frozen=True, slots=True)
class InShort:
    """The explanation of one concept with the facts that it cites."""

    audience: Audience
    language: Language
    sentences: Sequence[MarkedSentence]
    facts: Sequence[Fact]
    #: The query of the same page for the other audience.
    other: str


def in_short(
    record: ConceptRecord,
    groups: Sequence[RelationGroup],
    sources: Mapping[str, ReleaseRecord],
    language: Language,
    address: QueryDict,
) -> InShort:
    """What the page of ``record`` says in short. ``address`` is its query."""
    audience = chosen_audience(address.get(READER, ""))
    explanation = explain(evidence_from(record, groups, sources, language), audience)
    by_id = {fact.id: fact for fact in explanation.evidence.facts}
    marked = [
        MarkedSentence(each.spans, [fact for name, fact in by_id.items() if name in each.evidence])
        for each in explanation.sentences
    ]
    sentences = [each for each in marked if not _repeats_the_description(each)]
    cited = {fact.id for each in sentences for fact in each.facts}
    return InShort(
        audience=audience,
        language=language,
        sentences=sentences,
        facts=[fact for name, fact in by_id.items() if name in cited],
        other=_for_the_other(audience, address),
    )


def _repeats_the_description(sentence: MarkedSentence) -> bool:
    """The page shows the whole description just above."""
    return all(fact.kind == "definition" for fact in sentence.facts)


def chosen_audience(named: str) -> Audience:
    """The audience that an address names; teachers where it names none that there is."""
    return next((audience for audience in AUDIENCES if audience == named), AUDIENCES[0])


def _for_the_other(audience: Audience, address: QueryDict) -> str:
    query = address.copy()
    query[READER] = next(other for other in AUDIENCES if other != audience)
    return query.urlencode()
