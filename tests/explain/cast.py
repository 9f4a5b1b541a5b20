"""A made-up skill with everything an explanation can tell, and ways to take parts of it away."""

from collections.abc import Sequence
from typing import Any

from explain.evidence import Evidence, evidence_from
from graphdata.records import ConceptRecord, LinkedConcept, Relation, RelationGroup, ReleaseRecord
from search.types import Language

GRAPH = "https://example.org/graph/esco/9"
BRIDGE = "https://example.org/graph/bridge"


def release(graph: str = GRAPH, **changes: Any) -> ReleaseRecord:
    made = {
        "graph": graph, "role": "framework", "framework": "esco", "version": "9.1", "title": "A framework",
        "publisher": "The publisher", "licence": "", "licence_name": "", "landing_page": "", "notice": {},
        "ingested_at": "2026-01-01",
    }  # fmt: skip
    return ReleaseRecord(**{**made, **changes})


SOURCES = {
    GRAPH: release(),
    BRIDGE: release(BRIDGE, role="mapping", framework="bridge", title="A bridge", trust="derived"),
}


def linked(name: str, **changes: Any) -> LinkedConcept:
    labels = {"en": name, "fr": f"{name} (fr)"}
    made = {
        "id": f"esco:{name}-id",
        "uri": f"urn:{name}",
        "framework": "esco",
        "kind": "skill",
        "pref_labels": labels,
    }
    return LinkedConcept(**{**made, **changes})


def group(name: str, *targets: LinkedConcept, total: int = 0, **changes: Any) -> RelationGroup:
    items = [Relation(name, target, **{"graph": GRAPH, **changes}) for target in targets]
    return RelationGroup(name, total or len(items), items)


def record(**changes: Any) -> ConceptRecord:
    made = {
        "id": "esco:weld", "uri": "urn:weld", "framework": "esco", "kind": "skill", "graph": GRAPH,
        "pref_labels": {"en": "weld metal", "fr": "souder du métal"},
        "descriptions": {"en": "Join parts by heat. Then cool them.", "fr": "Assembler par la chaleur."},
        "reuse_level": "cross-sector",
        "broader_paths": ((linked("skills"), linked("metal work")),),
    }  # fmt: skip
    return ConceptRecord(**{**made, **changes})


def evidence(
    *groups: RelationGroup,
    language: Language = "en",
    sources: dict[str, ReleaseRecord] = SOURCES,
    **changes: Any,
) -> Evidence:
    return evidence_from(record(**changes), groups, sources, language)


FULL: Sequence[RelationGroup] = (
    group("has_prerequisite", linked("read plans")),
    group("useful_knowledge", linked("metals", kind="knowledge"), linked("gases", kind="knowledge")),
    group("has_sub_skill", linked("cut"), linked("heat"), linked("join"), total=1_234),
    group("essential_for_occupation", *(linked(name, kind="occupation") for name in ("welder", "fitter"))),
    group(
        "close_match",
        linked("Souder", framework="rome", pref_labels={"fr": "Souder"}),
        graph=BRIDGE,
        trust="derived",
    ),
)
