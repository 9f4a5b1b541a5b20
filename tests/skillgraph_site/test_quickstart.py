"""``manage.py quickstart`` takes an empty folder to a site that answers, and a second time just starts."""

from collections.abc import Callable
from pathlib import Path

import pytest

from search.snapshot import SnapshotStore
from tests.conftest import Environment, Manage
from tests.skillgraph_site.test_serve import Site, wait_until


@pytest.fixture
def start(site_environment: Environment, tmp_path: Path) -> Callable[[str], Site]:
    def begin(log: str) -> Site:
        site = Site(site_environment, tmp_path / log, command="quickstart")
        wait_until(site.answers, site)
        return site

    return begin


def test_an_empty_folder_becomes_a_site_and_the_second_start_builds_nothing(
    start: Callable[[str], Site], tmp_path: Path
) -> None:
    first = start("first.log")
    try:
        assert first.get("/readyz") == "ready"
        assert "bread" in first.get("/api/v1/search?q=bread")
        assert "createsuperuser" in first.log.read_text()
    finally:
        assert first.stop() == 0
    live = SnapshotStore(tmp_path / "var" / "snapshots").current_id()
    second = start("second.log")
    try:
        assert second.get("/readyz") == "ready"
        assert f"Serving snapshot {live}." in second.log.read_text()
    finally:
        assert second.stop() == 0


def test_data_that_is_not_there_is_refused_before_anything_is_made(manage: Manage, tmp_path: Path) -> None:
    ended = manage("quickstart", "--data", str(tmp_path / "missing"))
    assert ended.returncode != 0
    assert "missing" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert not (tmp_path / "var" / "db.sqlite3").exists()
