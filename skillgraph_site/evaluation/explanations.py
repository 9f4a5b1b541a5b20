"""``evaluate explain``: explanations of random concepts, checked against their evidence and the graph.

The check knows nothing of how a text was made (``explain.verification``). Besides, every label in the
evidence is looked up again in the concept documents, so that evidence which invents one is found out. What a
language model writes is measured in ``model_summaries``.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, median
from time import perf_counter
from typing import Any

from explain.evidence import Evidence, evidence_about
from explain.language_model import language_model
from explain.phrases import AUDIENCES, Audience
from explain.template import Explanation, explain
from explain.verification import Verdict, check, words
from graphdata.live import current_graph
from graphdata.neighbourhood import ConceptGraph, describe
from search.types import LANGUAGES, Language

from . import EXPLANATION_MODES, TEMPLATE, Tell
from .engines import describe as describe_snapshot
from .model_summaries import MODES, configured_author, measure_mode
from .sheets import Sheet

SEED = 20_240_501
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
_MODE_COLUMNS = (
    "explanations", "coverage", "unsupported", "citation_precision", "citation_recall", "fallbacks",
    "partly_replaced", "words_per_sentence", "median_ms",
)  # fmt: skip
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


def measure_explanations(sample: int, tell: Tell, modes: Sequence[str] = ()) -> dict[str, Any]:
    """Figures over ``sample`` concepts, evenly from every framework (0: all), for each of ``modes``.

    Without ``modes``: the template, and what the language model writes where one is configured. Raises
    SnapshotError, Misconfigured, and EvaluationError where a mode needs a model and none is configured.
    """
    asked = set(modes or (EXPLANATION_MODES if language_model() else (TEMPLATE,)))
    graph = current_graph()
    author = configured_author(graph) if asked - {TEMPLATE} else None
    chosen = sampled(graph, sample)
    result = _template_figures(graph, chosen, tell) if TEMPLATE in asked else {"modes": {}}
    for mode in MODES:
        if author is not None and mode in asked:
            result["modes"][mode] = measure_mode(mode, author, chosen, tell)
    return {**result, "concepts": len(chosen), "snapshot": describe_snapshot(graph.manifest)}


def _template_figures(graph: ConceptGraph, chosen: Sequence[str], tell: Tell) -> dict[str, Any]:
    """Those of the mode, and beside it of every part of what was told."""
    tell(f"explaining {len(chosen):,} concepts in {len(LANGUAGES)} languages to {len(AUDIENCES)} audiences")
    told = [
        measured(graph, concept_id, language, audience)
        for concept_id in chosen
        for language in LANGUAGES
        for audience in AUDIENCES
    ]
    languages = _by("language", told)
    return {
        "modes": {TEMPLATE: {**figures(told), "languages": languages}},
        "languages": languages,
        "audiences": _by("audience", told),
        "frameworks": _by("framework", told),
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
    """What the check found and how the texts are, for the template and every part of it; then the modes."""
    asked = f"{result['concepts']:,} concepts"
    if TEMPLATE in result["modes"]:
        groups = {
            TEMPLATE: result["modes"][TEMPLATE],
            **_merged(result, "languages", "audiences", "frameworks"),
        }
        for title, columns in _COLUMNS.items():
            yield _sheet(f"Explanations of {asked}: {title}", columns, groups)
    written = {mode: found for mode, found in result["modes"].items() if mode != TEMPLATE}
    if written:
        yield _mode_sheet(f"Modes, over {asked}", result["modes"])
        yield _failures(f"Summaries of {asked} in which a model was refused, or failed", written)


def _merged(result: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {value: found for name in names for value, found in result[name].items()}


def _sheet(title: str, columns: Sequence[str], groups: Mapping[str, Mapping[str, Any]]) -> Sheet:
    rows = [(name, *(_cell(found.get(column)) for column in columns)) for name, found in groups.items()]
    return Sheet(title, ("", *(column.replace("_", " ") for column in columns)), rows)


def _mode_sheet(title: str, modes: Mapping[str, Mapping[str, Any]]) -> Sheet:
    rows = [
        (mode, language, *(_cell(found.get(column)) for column in _MODE_COLUMNS))
        for mode, whole in modes.items()
        for language, found in {"all": whole, **whole["languages"]}.items()
    ]
    return Sheet(title, ("mode", "", *(column.replace("_", " ") for column in _MODE_COLUMNS)), rows)


def _failures(title: str, written: Mapping[str, Mapping[str, Any]]) -> Sheet:
    counts = {
        mode: {**found["validation_failures"], **found["model_failures"]} for mode, found in written.items()
    }
    codes = dict.fromkeys(code for found in counts.values() for code in found)
    return Sheet(
        title, ("", *counts), [(code, *(f"{c.get(code, 0):,}" for c in counts.values())) for code in codes]
    )


def _cell(value: float | None) -> str:
    return "–" if value is None else f"{value:,}"
