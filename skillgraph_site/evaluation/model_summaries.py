"""Summaries by the configured language model, as ``evaluate explain`` measures them.

``constrained`` is what the site shows: an answer bound to a schema, every sentence checked, the template in
place of what failed. ``free`` is the same question without a schema and without replacement; its sentences
are judged by the same verifier. Sentences of the template are judged as in mode ``template``.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from statistics import fmean, median
from time import perf_counter
from typing import Any

from django.conf import settings

from explain.evidence import Evidence, evidence_about
from explain.language_model import language_model
from explain.phrases import AUDIENCES, Audience
from explain.spending import MeteredGenerator
from explain.summarise import Line, Origin, summarise
from explain.summary import Fault, SummarySentence
from explain.summary_prompt import facts_for, summary_messages
from explain.summary_schema import read_answer
from explain.summary_verification import Verifier
from explain.verification import check, words
from graphdata.live import current_graph
from graphdata.neighbourhood import ConceptGraph, describe
from search.evaluation.errors import EvaluationError
from search.neural.encoder import load_encoder
from search.neural.generator import Generator, GeneratorError, Request
from search.types import LANGUAGES, Language

from . import CONSTRAINED, FREE, Tell
from .cited_text import cited_sentences

#: Summaries between two words on how far it is.
_TOLD_EVERY = 50


@dataclass(frozen=True, slots=True)
class Judged:
    """One sentence as it would be read, and what is wrong with it. ``precise`` of its citations are right."""

    words: int
    citations: int
    precise: int
    is_covered: bool
    faults: frozenset[str] = frozenset()
    is_unsupported: bool = False


@dataclass(frozen=True, slots=True)
class Written:
    """One summary. ``handed_over`` are facts, ``used`` those of them that are cited at least once.

    ``replaced`` sentences are the template's; ``refused`` is why, ``failure`` what kept the model from
    answering. ``fits_schema`` is of the first draft, None where none was asked for.
    """

    language: Language
    sentences: Sequence[Judged]
    handed_over: int
    used: int
    replaced: int
    is_fallback: bool
    refused: frozenset[str]
    failure: str
    fits_schema: bool | None
    milliseconds: float = 0.0


class Author:
    """The configured model, metered as for visitors, with the verifier of the live snapshot."""

    def __init__(self, graph: ConceptGraph, generator: Generator) -> None:
        self._graph = graph
        self._generator = MeteredGenerator(generator)
        self._verifier = Verifier(load_encoder(), graph.documents)

    def constrained(self, evidence: Evidence, audience: Audience) -> Written:
        deadline = 2 * settings.SKILLGRAPH_LLM_TIMEOUT  # as the jobs have it
        summary = summarise(evidence, audience, self._generator, self._verifier, deadline=deadline)
        return Written(
            language=evidence.language,
            sentences=[self._judged_line(line, evidence) for line in summary.lines],
            **_use(evidence, audience, [line.evidence for line in summary.lines]),
            replaced=summary.of(Origin.TEMPLATE),
            is_fallback=summary.is_fallback,
            refused=frozenset(why.fault.value for line in summary.lines for why in line.refused),
            failure=summary.failure.code if summary.failure else "",
            fits_schema=bool(summary.answers) and _fits(summary.answers[0].text, evidence, audience),
        )

    def free(self, evidence: Evidence, audience: Audience) -> Written:
        text, failure = self._free_text(evidence, audience)
        drafted = cited_sentences(text)
        handed = {fact.id for fact in facts_for(evidence, audience)}
        sentences = [self._judged(sentence, evidence, handed) for sentence in drafted]
        return Written(
            language=evidence.language,
            sentences=sentences,
            **_use(evidence, audience, [sentence.evidence for sentence in drafted]),
            replaced=0,
            is_fallback=not sentences,
            refused=frozenset(fault for sentence in sentences for fault in sentence.faults),
            failure=failure,
            fits_schema=None,
        )

    def _free_text(self, evidence: Evidence, audience: Audience) -> tuple[str, str]:
        facts = facts_for(evidence, audience)
        messages = summary_messages(facts, evidence.language, audience, in_json=False)
        try:
            return self._generator.generate(Request(messages)).text, ""
        except GeneratorError as error:
            return "", error.code

    def _judged_line(self, line: Line, evidence: Evidence) -> Judged:
        if line.origin is not Origin.TEMPLATE:
            known = {fact.id for fact in evidence.facts}
            return self._judged(SummarySentence(line.text, line.evidence), evidence, known)
        facts = {fact.id: fact for fact in evidence.facts}
        verdict = check(line.text, line.evidence, facts, evidence.language)
        return Judged(
            words=words(line.text),
            citations=verdict.citations,
            precise=verdict.citations - len(verdict.imprecise_citations),
            is_covered=verdict.is_covered,
            is_unsupported=bool(verdict.unsupported_claims),
        )

    def _judged(self, sentence: SummarySentence, evidence: Evidence, handed_over: set[str]) -> Judged:
        known = [name for name in sentence.evidence if name in handed_over]
        found = {each.fault for each in self._verifier.verify(sentence, evidence).rejections}
        if len(known) < len(sentence.evidence):
            found.add(Fault.UNKNOWN_ID)
        return Judged(
            words=words(sentence.text),
            citations=len(sentence.evidence),
            precise=sum(self._says(sentence.text, name, evidence) for name in known),
            is_covered=bool(known),
            faults=frozenset(fault.value for fault in found),
            is_unsupported=bool(found),
        )

    def _says(self, text: str, name: str, evidence: Evidence) -> bool:
        alone = self._verifier.verify(SummarySentence(text, [name]), evidence)
        return all(each.fault is not Fault.UNLIKE_EVIDENCE for each in alone.rejections)


MODES: Mapping[str, Callable[[Author, Evidence, Audience], Written]] = {
    CONSTRAINED: Author.constrained,
    FREE: Author.free,
}


def configured_author(graph: ConceptGraph) -> Author:
    """Raises EvaluationError where no model is configured, Misconfigured where one cannot be used."""
    generator = language_model()
    if generator is None:
        raise EvaluationError(
            f"The modes {' and '.join(MODES)} need a language model: set SKILLGRAPH_LLM_MODEL "
            "(docs/summaries.md), or ask for --mode template"
        )
    return Author(graph, generator)


def measure_mode(mode: str, author: Author, concepts: Sequence[str], tell: Tell) -> dict[str, Any]:
    """The figures of ``mode``, and of each language below ``languages``."""
    written: list[Written] = []
    for asked in _asked(concepts):
        written.append(written_by(mode, author, *asked))
        if len(written) % _TOLD_EVERY == 0:
            tell(f"{mode}: {len(written):,} of {len(concepts) * len(LANGUAGES) * len(AUDIENCES):,} summaries")
    return mode_figures(written)


def _asked(concepts: Sequence[str]) -> Iterator[tuple[str, Language, Audience]]:
    return ((one, language, audience) for one in concepts for language in LANGUAGES for audience in AUDIENCES)


def written_by(mode: str, author: Author, concept_id: str, language: Language, audience: Audience) -> Written:
    graph = current_graph()
    start = perf_counter()
    record = describe(graph, concept_id)
    if record is None:
        raise LookupError(f"{concept_id} is in the index, but the graph does not describe it")
    written = MODES[mode](author, evidence_about(graph, record, language), audience)
    return replace(written, milliseconds=(perf_counter() - start) * 1000)


def _use(evidence: Evidence, audience: Audience, cited: Sequence[Sequence[str]]) -> dict[str, int]:
    """How many facts were handed over, and how many of them some sentence cites."""
    handed = {fact.id for fact in facts_for(evidence, audience)}
    return {"handed_over": len(handed), "used": len(handed.intersection(chain.from_iterable(cited)))}


def _fits(answer: str, evidence: Evidence, audience: Audience) -> bool:
    """Whether ``answer`` follows the schema; to cite a fact twice is beyond it."""
    draft = read_answer(answer, [fact.id for fact in facts_for(evidence, audience)])
    return all(rejection.fault is Fault.DUPLICATE_ID for rejection in draft.rejections)


def mode_figures(written: Sequence[Written]) -> dict[str, Any]:
    """The figures over ``written``, and below ``languages`` those of each language."""
    by_language = {
        language: figures([each for each in written if each.language == language]) for language in LANGUAGES
    }
    return {**figures(written), "languages": by_language}


def figures(written: Sequence[Written]) -> dict[str, Any]:
    """Shares of sentences, citations, facts and summaries; failures are numbers of summaries."""
    sentences = [sentence for each in written for sentence in each.sentences]
    citations = sum(sentence.citations for sentence in sentences)
    drafts = [each for each in written if each.fits_schema is not None]
    return {
        "coverage": _share(sum(each.is_covered for each in sentences), len(sentences)),
        "unsupported": _share(sum(each.is_unsupported for each in sentences), len(sentences)),
        "citation_precision": _share(sum(each.precise for each in sentences), citations),
        "citation_recall": _share(
            sum(each.used for each in written), sum(each.handed_over for each in written)
        ),
        "fallbacks": _share(sum(each.is_fallback for each in written), len(written)),
        "partly_replaced": _share(
            sum(each.replaced > 0 and not each.is_fallback for each in written), len(written)
        ),
        "schema_valid": _share(sum(each.fits_schema is True for each in drafts), len(drafts)),
        "schema_valid_or_replaced": _share(
            sum(bool(each.fits_schema or each.replaced) for each in drafts), len(drafts)
        ),
        "words_per_sentence": _rounded(fmean, [each.words for each in sentences], 1),
        "sentences": _rounded(fmean, [len(each.sentences) for each in written], 1),
        "median_ms": _rounded(median, [each.milliseconds for each in written], 2),
        "validation_failures": _counted(fault for each in written for fault in each.refused),
        "model_failures": _counted(each.failure for each in written if each.failure),
        "explanations": len(written),
    }


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def _rounded(of: Callable[[Sequence[float]], float], values: Sequence[float], digits: int) -> float | None:
    return round(of(values), digits) if values else None


def _counted(codes: Iterable[str]) -> dict[str, int]:
    """The most frequent first."""
    return dict(Counter(codes).most_common())
