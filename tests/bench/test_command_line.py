"""``python -m tests.bench`` on a published sample."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT, Environment, own_environment


def bench(environment: Environment, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tests.bench", *words],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def test_a_group_that_does_not_exist_is_named(site_environment: Environment) -> None:
    done = bench(site_environment, "speed")
    assert done.returncode == 2
    assert "there is no group speed; there are engine, concepts, peers, growth" in done.stderr


def test_without_a_snapshot_it_says_what_to_run(site_environment: Environment) -> None:
    done = bench(site_environment, "engine")
    assert done.returncode == 1
    assert "manage.py ingest" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr


@pytest.fixture
def var(tmp_path: Path) -> Path:
    """A site of its own with the sample published."""
    var = tmp_path / "var"
    subprocess.run(
        [sys.executable, "manage.py", "ingest"],
        cwd=ROOT,
        env=own_environment(var),
        capture_output=True,
        timeout=300,
        check=True,
    )
    return var


def test_groups_print_tables_and_keep_their_figures(var: Path) -> None:
    done = bench(own_environment(var), "engine", "concepts", "growth", "--rounds", "2", "--sizes", "60", "30")
    assert done.returncode == 0, done.stderr
    assert "hybrid / (encode + fts5 + hnsw)" in done.stdout
    assert "concept page / its engine parts" in done.stdout
    engine, concepts, growth = (
        json.loads((var / "bench" / f"{group}.json").read_text())
        for group in ("engine", "concepts", "growth")
    )
    assert engine["figures"]["times"]["encode"]["aim"] == "≤ 5 ms"
    assert engine["figures"]["times"]["hybrid"]["aim"] == "≤ 10 ms"
    assert list(growth["figures"]["sizes"]) == ["30", "60"]
    assert concepts["figures"]["ratios"]["/explain / its engine parts"]["aim"] == "≤ 3"
    assert growth["snapshot"] == concepts["snapshot"] == engine["snapshot"]
