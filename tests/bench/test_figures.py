"""From times to figures, and from figures to a table and a file."""

import json
from pathlib import Path

import pytest

from tests.bench.figures import (
    latency,
    print_table,
    quotient,
    ratio_of_neighbours,
    shown,
    size_mb,
    write_json,
)


def test_a_busy_moment_does_not_change_the_ratio_of_neighbours() -> None:
    quiet, busy = [2.0, 2.0, 2.0], [2.0, 200.0, 2.0]
    assert ratio_of_neighbours([3 * value for value in busy], busy) == pytest.approx(3.0)
    assert ratio_of_neighbours(quiet, quiet) == 1.0


def test_latency_is_the_median_and_the_95th_percentile() -> None:
    figures = latency([float(value) for value in range(1, 101)])
    assert figures["median_ms"] == 50.5
    assert 95 <= figures["p95_ms"] <= 96


@pytest.mark.parametrize(("over", "under"), [(None, 1.0), (1.0, None), (1.0, 0.0), ("not installed", 1.0)])
def test_there_is_no_quotient_of_what_is_not_known(over: object, under: object) -> None:
    assert quotient(over, under) is None  # type: ignore[arg-type]


def test_a_quotient_may_be_nothing() -> None:
    assert quotient(0.0, 2.0) == 0.0


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0421, "0.042"),
        (1.234, "1.23"),
        (45.67, "45.7"),
        (12345.6, "12,346"),
        (None, "–"),
        (float("nan"), "–"),
    ],
)
def test_a_figure_is_shown_with_three_digits(value: float | None, text: str) -> None:
    assert shown(value) == text


def test_a_table_has_every_line_and_says_what_is_missing(capsys: pytest.CaptureFixture[str]) -> None:
    print_table("Cost", ("median_ms", "build_s"), {"ours": {"median_ms": 1.5}, "theirs": {"build_s": 2.5}})
    out = capsys.readouterr().out
    [ours] = [line for line in out.splitlines() if "ours" in line]
    [theirs] = [line for line in out.splitlines() if "theirs" in line]
    assert ("1.50" in ours, "–" in ours) == (True, True)
    assert theirs.index("–") < theirs.index("2.50")


def test_no_name_or_figure_of_a_wide_table_is_cut(capsys: pytest.CaptureFixture[str]) -> None:
    columns = tuple(f"a long name of column {number}" for number in range(9))
    print_table("Wide", columns, {"a system": dict.fromkeys(columns, 1234.0)})
    out = capsys.readouterr().out
    assert out.count("1,234") == 9
    assert "…" not in out


def test_what_is_kept_can_be_read_by_any_json_reader(tmp_path: Path) -> None:
    path = tmp_path / "bench" / "peers.json"
    write_json(
        path, {"rounds": 3}, {"ours": {"median_ms": 1.23456, "memory_mb": float("nan"), "tags": ("a",)}}
    )
    record = json.loads(path.read_text(encoding="utf-8"), parse_constant=pytest.fail)
    assert record["rounds"] == 3
    assert record["figures"] == {"ours": {"median_ms": 1.2346, "memory_mb": None, "tags": ["a"]}}
    assert {"measured", "machine"} <= record.keys()


def test_the_size_of_a_folder_is_that_of_all_its_files(tmp_path: Path) -> None:
    (tmp_path / "below").mkdir()
    (tmp_path / "one").write_bytes(b"x" * 1024 * 1024)
    (tmp_path / "below" / "two").write_bytes(b"x" * 512 * 1024)
    assert size_mb(tmp_path) == 1.5
    assert size_mb(tmp_path / "one") == 1.0
