"""A summary as its row keeps it: sentences, what was checked, why something was refused, the facts cited."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

from .evidence import Fact
from .summarise import Line, Origin, Summary

_FIELDS = {field.name for field in fields(Fact)}


@dataclass(frozen=True, slots=True)
class KeptLine:
    """A sentence as it was kept: ``checks`` and ``refused`` are names, of ``Check`` and of ``Fault``."""

    text: str
    evidence: Sequence[str]
    origin: Origin
    checks: Sequence[str]
    refused: Sequence[str]


@dataclass(frozen=True, slots=True)
class KeptSummary:
    """What ``as_json`` kept, with every fact that a sentence cites, in the order of the evidence."""

    lines: Sequence[KeptLine]
    facts: Sequence[Fact]

    @property
    def text(self) -> str:
        return " ".join(line.text for line in self.lines)

    @property
    def refused(self) -> Sequence[str]:
        """The names of all faults, each once."""
        return list(dict.fromkeys(name for line in self.lines for name in line.refused))


def as_json(summary: Summary) -> dict[str, Any]:
    """The columns' worth of ``summary``."""
    cited = {name for line in summary.lines for name in line.evidence}
    return {
        "model": summary.model,
        "lines": [_line(line) for line in summary.lines],
        "facts": [asdict(fact) for fact in summary.evidence.facts if fact.id in cited],
    }


def _line(line: Line) -> dict[str, Any]:
    return {
        "text": line.text,
        "evidence": list(line.evidence),
        "origin": line.origin.value,
        "checks": [check.value for check in line.checks],
        "refused": [{"fault": each.fault.value, "detail": each.detail} for each in line.refused],
    }


def from_json(kept: Mapping[str, Any]) -> KeptSummary:
    """What ``as_json`` made; empty where a job ended before there was anything to keep."""
    lines = [
        KeptLine(
            line["text"],
            line["evidence"],
            Origin(line["origin"]),
            line["checks"],
            [each["fault"] for each in line["refused"]],
        )
        for line in kept.get("lines", ())
    ]
    facts = [Fact(**{name: fact[name] for name in fact.keys() & _FIELDS}) for fact in kept.get("facts", ())]
    return KeptSummary(lines, facts)
