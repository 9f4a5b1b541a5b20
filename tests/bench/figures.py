"""From times to figures, and from figures to a table and a file."""

import json
import math
import os
import platform
import statistics
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

#: Answers to the same questions in the same order, in milliseconds, by what was asked.
Timings = Mapping[str, Sequence[float]]
#: A value is a number, a text, or None where there is nothing to say.
Value = float | str | None
Figures = Mapping[str, Value]


def p95(values: Sequence[float]) -> float:
    return statistics.quantiles(values, n=20)[18]


def latency(values: Sequence[float]) -> dict[str, float]:
    """Median and 95th percentile, in the unit of ``values``."""
    return {"median_ms": statistics.median(values), "p95_ms": p95(values)}


def ratio_of_neighbours(over: Sequence[float], under: Sequence[float]) -> float:
    """Median of the ratios of neighbours in time: a busy moment of the machine hits both alike."""
    return statistics.median(one / other for one, other in zip(over, under, strict=True))


def quotient(over: Value, under: Value) -> float | None:
    """``over`` / ``under``, or None where one is not known or the lower one is nothing."""
    if not isinstance(over, float) or not isinstance(under, float) or not under:
        return None
    return over / under


def shown(value: float | str | None) -> str:
    """Three digits are all that such a machine can tell apart."""
    match value:
        case None:
            return "–"
        case str():
            return value
        case float() if math.isnan(value):
            return "–"
        case _ if abs(value) >= 100:
            return f"{value:,.0f}"
        case _ if abs(value) >= 10:
            return f"{value:.1f}"
        case _:
            return f"{value:.2f}" if abs(value) >= 1 else f"{value:.3f}"


def print_table(title: str, columns: Sequence[str], lines: Mapping[str, Figures]) -> None:
    """One line per system, one column per figure; a system without a figure says so in its first cell."""
    table = Table("", *columns, title=title)
    for name, figures in lines.items():
        table.add_row(name, *(shown(figures.get(column)) for column in columns))
    # Wider than a terminal when it must: a figure that wraps cannot be read, nor one that is cut.
    Console(width=max(110, 45 + 13 * len(columns))).print(table)


def write_json(path: Path, about: Mapping[str, Any], figures: Mapping[str, Any]) -> None:
    """Keep what was measured, with the machine and the moment, for documents to quote."""
    record = {
        "measured": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": {"cores": os.cpu_count(), "python": platform.python_version(), "os": platform.system()},
        **about,
        "figures": figures,
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(_plain(record), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(f"Written: {path}")


def _plain(value: Any) -> Any:
    """``value`` with rounded numbers, and null for what is not a number, which JSON does not know."""
    match value:
        case float():
            return None if math.isnan(value) else round(value, 4)
        case Mapping():
            return {key: _plain(item) for key, item in value.items()}
        case list() | tuple():
            return [_plain(item) for item in value]
        case _:
            return value


def size_mb(path: Path) -> float:
    """A file, or all that lies below a folder, in MB."""
    files = [path, *path.rglob("*")]
    return sum(file.stat().st_size for file in files if file.is_file()) / 1024 / 1024
