"""The figures of ``evaluate inference`` as tables."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from .sheets import Sheet

MEASURES = ("P@1", "P@5", "P@10", "R@1", "R@5", "R@10")
RELATION_NAMES = {"has_prerequisite": "Prerequisites", "has_sub_skill": "Sub-skills"}


def inference_sheets(result: Mapping[str, Any]) -> Iterator[Sheet]:
    """All tables, in reading order."""
    yield _found("Essential knowledge of skills (cross-validated)", result["has_prerequisite"])
    yield _found("Essential relations of every kind (cross-validated)", result["every_kind"])
    yield _direction(result["direction"])
    yield _found("Useful knowledge (weights of the essential relations)", result["useful_knowledge"])
    for framework, found in result["has_sub_skill"]["frameworks"].items():
        yield _found(f"Sub-skills of {framework} (cross-validated)", found)
    yield _shown(result)
    yield _weights(result)
    for relation, frameworks in result["coverage"].items():
        yield _coverage(RELATION_NAMES[relation], frameworks)


def _found(title: str, found: Mapping[str, Any]) -> Sheet:
    counted = (
        f"{found['concepts']:,} concepts, {found['hidden']:,} hidden, {found['reached']:,} in a closed list"
    )
    rows = [
        (name, *(_with_interval(measured[measure]) for measure in MEASURES))
        for name, measured in found["methods"].items()
    ]
    return Sheet(f"{title}: {counted}", ("order", *MEASURES), rows)


def _direction(found: Mapping[str, Any]) -> Sheet:
    row = (f"{found['pairs']:,}", _with_interval(found["right"]))
    return Sheet("Pairs of one kind that score higher the right way round", ("pairs", "share"), [row])


def _shown(result: Mapping[str, Any]) -> Sheet:
    asked = {"prerequisites, esco": result["has_prerequisite"]} | {
        f"sub-skills, {name}": found for name, found in result["has_sub_skill"]["frameworks"].items()
    }
    rows = [(name, *(f"{count:,}" for count in found["shown"].values())) for name, found in asked.items()]
    columns = ("relation", "concepts", "with suggestions", "suggestions", "of these hidden ones")
    return Sheet("What readers would see where explicit ones are hidden", columns, rows)


def _weights(result: Mapping[str, Any]) -> Sheet:
    rows = [
        (RELATION_NAMES[relation], name, f"{weight:.3f}")
        for relation, fitted in (("has_prerequisite", "every_kind"), ("has_sub_skill", "has_sub_skill"))
        for name, weight in result[fitted]["weights"].items()
    ]
    return Sheet("Weights fitted on all of them", ("relation", "signal", "weight"), rows)


def _coverage(title: str, frameworks: Mapping[str, Any]) -> Sheet:
    rows = [
        (
            framework,
            f"{found['concepts']:,}",
            *(f"{share:.1%}" for share in found["shares"].values()),
            f"{found['median_ms']:.2f}",
            f"{found['p95_ms']:.2f}",
        )
        for framework, found in frameworks.items()
    ]
    columns = ("framework", "concepts", "explicit", "inferred", "none", "median ms", "p95 ms")
    return Sheet(f"{title}: what concepts have", columns, rows)


def _with_interval(found: Mapping[str, Any]) -> str:
    ends: Sequence[float] | None = found["interval"]
    return f"{found['mean']:.3f}" + (f" ({ends[0]:.2f}–{ends[1]:.2f})" if ends else "")
