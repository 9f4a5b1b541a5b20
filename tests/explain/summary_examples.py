"""Summaries written by hand over the bundled sample: faithful ones, and one false sentence for each.

Facts are named by kind, and by value where there are several of a kind (by relation, for a number), because
their numbers change with what the graph holds. ``tuning.json`` is what thresholds were chosen on;
``held_out.json`` was written before the verifier was run; no threshold was chosen on it.
``fresh.json`` was written to find what still slips through (docs/explanations.md).
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from explain.evidence import Evidence, Fact, evidence_from, relations_told
from explain.phrases import Audience
from explain.summary import SummarySentence
from graphdata.neighbourhood import ConceptGraph, describe, relations
from graphdata.records import RelationGroup
from search.types import Language

FOLDER = Path(__file__).parent / "summaries"
ALL_MEMBERS = 100


@dataclass(frozen=True, slots=True)
class Example:
    """A faithful summary, and the sentence at ``place`` (from 0) corrupted in the way that ``how`` says."""

    name: str
    language: Language
    audience: Audience
    evidence: Evidence
    faithful: Sequence[SummarySentence]
    corrupted: SummarySentence
    place: int
    how: str


def examples(half: str, graph: ConceptGraph) -> list[Example]:
    """The examples of ``tuning``, ``held_out`` or ``fresh``, their evidence read from ``graph``."""
    written = json.loads((FOLDER / f"{half}.json").read_text(encoding="utf-8"))
    return [_example(each, graph) for each in written]


def _example(written: dict[str, Any], graph: ConceptGraph) -> Example:
    false = written["corrupted"]
    named = [name for each in [*written["faithful"], false] for name in each["evidence"]]
    evidence = _evidence(graph, written["concept"], written["language"], named)
    return Example(
        name=written["name"],
        language=written["language"],
        audience=written["audience"],
        evidence=evidence,
        faithful=[_sentence(each, evidence) for each in written["faithful"]],
        corrupted=_sentence(false, evidence),
        place=false["sentence"] - 1,
        how=false["how"],
    )


def _evidence(graph: ConceptGraph, concept: str, language: Language, named: Sequence[str]) -> Evidence:
    """All facts about ``concept``; members that ``named`` names stand first, so that they are among them."""
    record = describe(graph, concept)
    assert record is not None, concept
    groups = relations(
        graph, concept, names=relations_told(record.kind), limit=ALL_MEMBERS, language=language
    )
    wanted = {name.partition(": ")[2] for name in named}
    ordered = [_named_first(group, wanted, language) for group in groups]
    return evidence_from(record, ordered, graph.release_of, language)


def _named_first(group: RelationGroup, wanted: set[str], language: str) -> RelationGroup:
    def is_named(label: str) -> bool:
        return label in wanted

    items = sorted(group.items, key=lambda item: not any(map(is_named, item.target.pref_labels.values())))
    return replace(group, items=items)


def _sentence(written: dict[str, Any], evidence: Evidence) -> SummarySentence:
    ids = [_fact(name, evidence).id for name in written["evidence"]]
    return SummarySentence(written["text"], ids)


def _fact(name: str, evidence: Evidence) -> Fact:
    kind, _, value = name.partition(": ")
    found = [
        fact
        for fact in evidence.of(kind)
        if not value or value == (fact.about if kind == "number" else fact.value)
    ]
    assert len(found) == 1, f"{name!r} names {len(found)} facts"
    return found[0]
