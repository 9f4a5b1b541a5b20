"""A concept of each framework as a record, for exports of one concept."""

from typing import Any

from graphdata.records import ConceptRecord, ReleaseRecord

ESCO_SKILL = "http://data.europa.eu/esco/skill/0005c151-5b5a-4a66-8aac-60e734beb1ab"
RELEASE = ReleaseRecord(
    graph="urn:graph", role="framework", framework="esco", version="1.2", title="ESCO in full",
    publisher="Somebody", licence="", licence_name="", landing_page="", notice={}, ingested_at="2026-01-01",
)  # fmt: skip


def concept(**changes: Any) -> ConceptRecord:
    made = {
        "id": "esco:0005c151-5b5a-4a66-8aac-60e734beb1ab",
        "uri": ESCO_SKILL,
        "framework": "esco",
        "kind": "skill",
        "graph": "urn:graph",
        "pref_labels": {"en": "manage staff", "fr": "gérer le personnel"},
        "descriptions": {"en": "Lead people."},
        "schemes": (
            "http://data.europa.eu/esco/concept-scheme/member-skills",
            "http://data.europa.eu/esco/concept-scheme/skills",
            "https://w3id.org/skillgraph/scheme/esco",
        ),
    }
    return ConceptRecord(**{**made, **changes})
