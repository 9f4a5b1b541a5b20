"""The explanation as a page shows it: sentences with links to the facts below them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import QueryDict

from graphdata.records import ConceptRecord, RelationGroup, ReleaseRecord
from search.types import Language

from .evidence import Fact, evidence_from
from .phrases import AUDIENCES, Audience
from .sentences import Sentence, Span
from .template import Explanation, explain

#: Where the address of a page says whom the explanation speaks to.
READER = "for"


@dataclass(frozen=True, slots=True)
class CitedFact:
    """A fact under the mark that it has on the page, and the number of its source there, 0 without one.

    Marks count what the page cites, from 1 in the order of reading: the evidence has further facts, which no
    sentence tells.
    """

    mark: int
    fact: Fact
    cites: int


@dataclass(frozen=True, slots=True)
class MarkedSentence:
    """One sentence, and the facts whose marks stand behind it, in the order of their numbers."""

    spans: Sequence[Span]
    facts: Sequence[CitedFact]


@dataclass(frozen=True, slots=True)
class InShort:
    """The explanation of one concept with the facts that it cites."""

    audience: Audience
    language: Language
    sentences: Sequence[MarkedSentence]
    facts: Sequence[CitedFact]
    #: The query of the same page for the other audience.
    other: str


def in_short(
    record: ConceptRecord,
    groups: Sequence[RelationGroup],
    sources: Mapping[str, ReleaseRecord],
    language: Language,
    address: QueryDict,
    numbers: Mapping[str, int],
) -> InShort:
    """What the page of ``record`` says in short.

    ``address`` is the page's query, ``numbers`` are those of its sources by named graph.
    """
    audience = chosen_audience(address.get(READER, ""))
    explanation = explain(evidence_from(record, groups, sources, language), audience)
    told = [each for each in explanation.sentences if not _repeats_the_description(each, explanation)]
    facts = _in_order_of_reading(told, explanation)
    marked = {
        fact.id: CitedFact(mark, fact, numbers.get(fact.graph, 0)) for mark, fact in enumerate(facts, start=1)
    }
    return InShort(
        audience=audience,
        language=language,
        sentences=[_marked(each, marked) for each in told],
        facts=list(marked.values()),
        other=_for_the_other(audience, address),
    )


def _marked(sentence: Sentence, marked: Mapping[str, CitedFact]) -> MarkedSentence:
    return MarkedSentence(sentence.spans, [marked[name] for name in marked if name in sentence.evidence])


def _in_order_of_reading(told: Sequence[Sentence], explanation: Explanation) -> list[Fact]:
    """The facts that are cited, each where the first sentence cites it."""
    cited = [fact for each in told for fact in explanation.evidence.facts if fact.id in each.evidence]
    return list({fact.id: fact for fact in cited}.values())


def _repeats_the_description(sentence: Sentence, explanation: Explanation) -> bool:
    """The page shows the whole description just above."""
    definitions = {fact.id for fact in explanation.evidence.of("definition")}
    return definitions.issuperset(sentence.evidence)


def chosen_audience(named: str) -> Audience:
    """The audience that an address names; teachers where it names none that there is."""
    return next((audience for audience in AUDIENCES if audience == named), AUDIENCES[0])


def _for_the_other(audience: Audience, address: QueryDict) -> str:
    query = address.copy()
    query[READER] = next(other for other in AUDIENCES if other != audience)
    return query.urlencode()
