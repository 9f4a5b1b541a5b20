"""Where statements come from, as the API tells it."""

from collections.abc import Collection, Mapping
from typing import Any, ClassVar, Literal, Self

from ninja import Schema
from pydantic import ConfigDict, Field

from graphdata.records import ReleaseRecord


class NamedGraph(Schema):
    """One framework version, or one crosswalk between frameworks: what stands in it, and whose it is."""

    EXAMPLE: ClassVar[dict[str, Any]] = {
        "graph": "https://w3id.org/skillgraph/graph/esco/1.1.1",
        "role": "framework",
        "framework": "esco",
        "version": "1.1.1",
        "title": "ESCO",
        "publisher": "European Commission",
        "author": "",
        "trust": "official",
        "sample": False,
        "licence": "https://creativecommons.org/licenses/by/4.0/",
        "licence_name": "CC BY 4.0",
        "landing_page": "https://esco.ec.europa.eu/",
        "ingested_at": "2026-01-01T12:00:00+00:00",
    }
    model_config = ConfigDict(json_schema_extra={"example": EXAMPLE})

    graph: str = Field(description="The name of the graph, as statements cite it.")
    role: Literal["framework", "mapping"]
    framework: str
    version: str
    title: str
    publisher: str
    author: str
    trust: str = Field(description="official, or derived for mappings that nobody published.")
    sample: bool = Field(description="Made up to try SkillGraph out: no official data.")
    licence: str
    licence_name: str
    landing_page: str
    ingested_at: str

    @classmethod
    def of(cls, release: ReleaseRecord) -> Self:
        return cls(**{name: getattr(release, name) for name in cls.model_fields})

    @classmethod
    def cited(cls, names: Collection[str], releases: Mapping[str, ReleaseRecord]) -> list[Self]:
        """An account of each of the graphs called ``names``, once, in order of their names."""
        return [cls.of(releases[name]) for name in sorted(set(names)) if name in releases]
