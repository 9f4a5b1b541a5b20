"""Suggested prerequisites and sub-skills in words: told apart from facts, with what put each there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from graphdata.inference import JUDGED, WEIGHTS, InferredEdge, Judged, infer_prerequisites, infer_subskills
from graphdata.neighbourhood import ConceptGraph
from graphdata.records import ConceptRecord
from search.language_fallback import label_of
from search.vocabulary import framework_name

from .presentation import Link
from .wording import RELATION_HEADINGS

SIGNAL_WORDS: Mapping[str, Promise] = {
    "graph_proximity": gettext_lazy("close in the graph"),
    "similarity": gettext_lazy("similar texts"),
    "mention": gettext_lazy("words in common"),
    "shared_occupations": gettext_lazy("occupations in common"),
    "knowledge_first": gettext_lazy("knowledge before skill"),
    "more_general": gettext_lazy("more general"),
    "more_specific": gettext_lazy("more specific"),
}
#: What makes up a smaller share of the score than this is a number in the fold, and no reason.
LEAST_SHARE = 0.1


@dataclass(frozen=True, slots=True)
class Signal:
    """One thing that speaks for a suggestion, from 0 to 1."""

    words: Promise
    value: float


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One concept that may belong here, the reasons in words, and the numbers behind them."""

    link: Link
    score: float
    reasons: Sequence[Promise]
    signals: Sequence[Signal]


@dataclass(frozen=True, slots=True)
class SuggestedGroup:
    """All suggestions of one relation, and how often ones like them were right."""

    relation: str
    heading: str | Promise
    suggestions: Sequence[Suggestion]
    judged: Judged


@dataclass(frozen=True, slots=True)
class Suggestions:
    """What is suggested for a concept of ``framework``, which does not state it."""

    framework: str
    groups: Sequence[SuggestedGroup]


def suggestions(graph: ConceptGraph, record: ConceptRecord, language: str) -> Suggestions | None:
    """What a page suggests for the concept of ``record``; None where that is nothing."""
    found = (infer_prerequisites(graph, record.id), infer_subskills(graph, record.id))
    groups = [_group(edges, language) for edges in found if edges]
    return Suggestions(framework_name(record.framework), groups) if groups else None


def _group(edges: Sequence[InferredEdge], language: str) -> SuggestedGroup:
    relation = edges[0].relation
    lines = [_suggestion(edge, language) for edge in edges]
    return SuggestedGroup(relation, RELATION_HEADINGS[relation], lines, JUDGED[relation])


def _suggestion(edge: InferredEdge, language: str) -> Suggestion:
    label = label_of(edge.target.pref_labels, language, edge.target.id)
    signals = tuple(Signal(SIGNAL_WORDS[name], edge.signals[name]) for name in _parts(edge))
    return Suggestion(Link(edge.target, label), edge.score, reasons(edge), signals)


def reasons(edge: InferredEdge) -> Sequence[Promise]:
    """The signals that make up most of the score, the weightiest first."""
    least = LEAST_SHARE * edge.score
    return tuple(SIGNAL_WORDS[name] for name, part in _parts(edge).items() if part >= least)


def _parts(edge: InferredEdge) -> dict[str, float]:
    """What each signal adds to the score, the largest first; without those that add nothing."""
    weights = WEIGHTS[edge.relation]
    parts = {name: weights[name] * value for name, value in edge.signals.items()}
    return {name: parts[name] for name in sorted(parts, key=lambda name: -parts[name]) if parts[name] > 0}


def suggestion_note(edge: InferredEdge, framework: str) -> str:
    """One line for whoever reads ``edge`` away from the page: no fact, and why it is there."""
    why = ", ".join(str(reason) for reason in reasons(edge))
    return _("Suggested, not stated by %(framework)s: %(reasons)s") % {
        "framework": framework_name(framework),
        "reasons": why,
    }
