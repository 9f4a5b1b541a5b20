"""``evaluate explain``: explanations of random concepts, checked against their evidence and the graph.

The check knows nothing of how a text was made (``explain.verification``). Besides, every label in the
evidence is looked up again in the concept documents, so that evidence which invents one is found out.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, median
from time import perf_counter
from typing import Any

from explain.evidence import Evidence, evidence_about
from explain.phrases import AUDIENCES, Audience
from explain.template import Explanation, explain
from explain.verification import Verdict, check, words
from graphdata.live import current_graph
from graphdata.neighbourhood import ConceptGraph, describe
from search.types import LANGUAGES, Language

from . import Tell
from .engines import describe as describe_snapshot
from .sheets import Sheet

SEED = 20_240_501
MODE = "template"
#: The tables and the figures that each shows.
_COLUMNS = {
    "evidence": (
        "explanations", "coverage", "unsupported", "citation_precision", "citation_recall", "invented_labels",
        "fallbacks",
    ),
    "texts": (
        "words_per_sentence", "sentences", "few_facts", "other_language", "median_ms",
        "median_ms_from_evidence",
    ),
}  # fmt: skip
#: What every concept has; beyond these, three facts are the least for an explanation that says something.
_GIVEN = frozenset({"name", "kind", "release"})
FEW = 3


@dataclass(frozen=True, slots=True)
class Told:
    """One explanation as it was measured. Times in milliseconds: with all reads, and from evidence."""

    framework: str
    language: Language
    audience: Audience
    verdicts: Sequence[Verdict]
    lengths: Sequence[int]
    facts: int
    invented: int
    fallback_sentences: int
    milliseconds: float
    telling_milliseconds: float


def measure_explanations(sample: int, tell: Tell) -> dict[str, Any]:
    """Figures over ``sample`` concepts, evenly from every framework (0: all). Raises SnapshotError."""
    graph = current_graph()
    chosen = sampled(graph, sample)
    tell(f"explaining {len(chosen):,} concepts in {len(LANGUAGES)} languages to {len(AUDIENCES)} audiences")
    told = [
        measured(graph, concept_id, language, audience)
        for concept_id in chosen
        for language in LANGUAGES
        for audience in AUDIENCES
    ]
    return {
        "modes": {MODE: figures(told)},
        "languages": _by("language", told),
        "audiences": _by("audience", told),
        "frameworks": _by("framework", told),
        "concepts": len(chosen),
        "snapshot": describe_snapshot(graph.manifest),
    }


def sampled(graph: ConceptGraph, sample: int) -> list[str]:
    """Ids of random concepts of every kind, as many of each framework as there are, up to its equal share."""
    rows: dict[str, list[int]] = {}
    for row, (framework, *_) in enumerate(graph.documents.facet_columns()):
        rows.setdefault(framework, []).append(row)
    draw = random.Random(SEED)  # noqa: S311 - a sample, not a secret
    left, chosen = sample, []
    for place, framework in enumerate(sorted(rows, key=lambda name: len(rows[name]))):
        share = -(-left // (len(rows) - place)) if sample else len(rows[framework])
        drawn = draw.sample(rows[framework], min(share, len(rows[framework])))
        chosen += drawn
        left -= len(drawn)
    return [graph.documents.documents([row])[0].id for row in chosen]


def measured(graph: ConceptGraph, concept_id: str, language: Language, audience: Audience) -> Told:
    start = perf_counter()
    record = describe(graph, concept_id)
    if record is None:
        raise LookupError(f"{concept_id} is in the index, but the graph does not describe it")
    evidence = evidence_about(graph, record, language)
    read = perf_counter()
    explanation = explain(evidence, audience)
    end = perf_counter()
    facts = {fact.id: fact for fact in evidence.facts}
    return Told(
        framework=record.framework,
        language=language,
        audience=audience,
        verdicts=[check(each.text, each.evidence, facts, language) for each in explanation.sentences],
        lengths=[words(each.text) for each in explanation.sentences],
        facts=sum(fact.kind not in _GIVEN for fact in evidence.facts),
        invented=sum(1 for _ in invented_labels(graph, evidence)),
        fallback_sentences=_in_another_language(explanation),
        milliseconds=(end - start) * 1000,
        telling_milliseconds=(end - read) * 1000,
    )


def invented_labels(graph: ConceptGraph, evidence: Evidence) -> Iterator[str]:
    """The ids of facts whose value is no label of the concept that they link to, nor the beginning of one."""
    for fact in evidence.facts:
        if fact.concept_id and fact.about == "":
            document = graph.document(fact.concept_id)
            labels = map(_letters, document.pref_labels.values() if document else ())
            if not any(label.startswith(_letters(fact.value)) for label in labels):
                yield fact.id


def _letters(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def _in_another_language(explanation: Explanation) -> int:
    return sum(any(span.language for span in each.spans) for each in explanation.sentences)


def figures(told: Sequence[Told]) -> dict[str, Any]:
    """Shares of sentences, claims and citations; times are medians over explanations."""
    verdicts = [verdict for each in told for verdict in each.verdicts]
    claims = sum(verdict.claims for verdict in verdicts)
    citations = sum(verdict.citations for verdict in verdicts)
    missed = sum(len(verdict.unsupported_claims) for verdict in verdicts)
    imprecise = sum(len(verdict.imprecise_citations) for verdict in verdicts)
    return {
        "coverage": _share(sum(verdict.is_covered for verdict in verdicts), len(verdicts)),
        "unsupported": _share(sum(bool(verdict.unsupported_claims) for verdict in verdicts), len(verdicts)),
        "citation_precision": _share(citations - imprecise, citations),
        "citation_recall": _share(claims - missed, claims),
        "invented_labels": sum(each.invented for each in told),
        "words_per_sentence": _mean([length for each in told for length in each.lengths]),
        "sentences": _mean([len(each.verdicts) for each in told]),
        "few_facts": _share(sum(each.facts < FEW for each in told), len(told)),
        "other_language": _share(sum(each.fallback_sentences for each in told), len(verdicts)),
        "median_ms": _median([each.milliseconds for each in told]),
        "median_ms_from_evidence": _median([each.telling_milliseconds for each in told]),
        # A template is what other modes fall back to: it has nothing to fall back to itself.
        "fallbacks": 0.0,
        "explanations": len(told),
    }


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def _mean(values: Sequence[float]) -> float | None:
    return round(fmean(values), 1) if values else None


def _median(values: Sequence[float]) -> float | None:
    return round(median(values), 2) if values else None


def _by(name: str, told: Sequence[Told]) -> dict[str, Any]:
    """Figures for each value of the attribute ``name``."""
    values = sorted({str(getattr(each, name)) for each in told})
    return {value: figures([each for each in told if getattr(each, name) == value]) for value in values}


def explanation_sheets(result: Mapping[str, Any]) -> Iterator[Sheet]:
    """What the check found, and how the texts are; each with a row for the mode and for every part of it."""
    groups = [
        group for name in ("modes", "languages", "audiences", "frameworks") for group in result[name].items()
    ]
    for title, columns in _COLUMNS.items():
        rows = [(name, *(_cell(found[column]) for column in columns)) for name, found in groups]
        headings = [column.replace("_", " ") for column in columns]
        yield Sheet(f"Explanations of {result['concepts']:,} concepts: {title}", ("", *headings), rows)


def _cell(value: float | None) -> str:
    return "–" if value is None else f"{value:,}"
