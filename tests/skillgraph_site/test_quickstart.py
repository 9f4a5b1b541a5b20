"""``manage.py quickstart`` takes an empty folder to a site that answers, and a second time just starts."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import LazySettings

from search.snapshot import MANIFEST, SnapshotStore
from skillgraph_site.management.commands.quickstart import is_made_of
from tests.conftest import ROOT, Environment, Manage
from tests.skillgraph_site.test_serve import Site, wait_until

SAMPLE = ROOT / "graphdata" / "sample"
#: Below any data folder that holds the sample.
SKILLS = Path("esco-sample", "en", "skills_en.csv")

Start = Callable[..., Site]


@pytest.fixture
def start(site_environment: Environment, tmp_path: Path) -> Start:
    def begin(log: str, *words: str) -> Site:
        site = Site(site_environment, tmp_path / log, *words, command="quickstart")
        wait_until(site.answers, site)
        return site

    return begin


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A copy of the sample that a test may change."""
    return Path(shutil.copytree(SAMPLE, tmp_path / "data" / SAMPLE.name))


@pytest.fixture
def snapshot(published_sample: str, settings: LazySettings) -> Path:
    return SnapshotStore(Path(settings.SKILLGRAPH_VAR) / "snapshots").path(published_sample)


def test_an_empty_folder_becomes_a_site_and_the_second_start_builds_nothing(
    start: Start, tmp_path: Path
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


def test_data_that_is_live_already_is_served_at_once_and_changed_data_is_loaded(
    start: Start, data: Path, tmp_path: Path
) -> None:
    def live_after(log: str) -> str | None:
        site = start(log, "--data", str(data))
        assert site.stop() == 0
        return SnapshotStore(tmp_path / "var" / "snapshots").current_id()

    first = live_after("first.log")
    assert live_after("second.log") == first
    told = (tmp_path / "second.log").read_text()
    assert f"{first}, which already holds the data in {data}." in told
    assert f"manage.py ingest --data {data}" in told
    relabel_a_skill(data)
    assert live_after("third.log") != first


def test_a_copy_of_the_data_is_recognised_whatever_else_lies_beside_it(snapshot: Path, data: Path) -> None:
    (data / "minutes.csv").write_text("day,present\nMonday,12\n")
    (data / "notes.docx").write_bytes(b"")
    shutil.copy(data / SKILLS, data / "spare.csv")
    assert is_made_of(snapshot, data)


def relabel_a_skill(data: Path) -> None:
    text = (data / SKILLS).read_text(encoding="utf-8")
    assert "teach children to read" in text
    (data / SKILLS).write_text(
        text.replace("teach children to read", "teach girls to read"), encoding="utf-8"
    )


def drop_the_crosswalks(data: Path) -> None:
    shutil.rmtree(data / "crosswalks")


def add_a_version(data: Path) -> None:
    shutil.copytree(data / "esco-sample", data / "esco-1.2.0")
    (data / "esco-1.2.0" / "en" / SKILLS.name).write_text("")
    relabel_a_skill(data)


def damage_a_zip(data: Path) -> None:
    (data / "esco.zip").write_bytes(b"PK but no zip")


@pytest.mark.parametrize("change", [relabel_a_skill, drop_the_crosswalks, add_a_version, damage_a_zip])
def test_other_data_is_not_taken_for_the_live_snapshot(
    snapshot: Path, data: Path, change: Callable[[Path], None]
) -> None:
    change(data)
    assert not is_made_of(snapshot, data)


def test_a_snapshot_of_another_encoder_or_without_a_manifest_is_built_again(
    snapshot: Path, data: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    assert not is_made_of(other, data)
    manifest = json.loads((snapshot / MANIFEST).read_text())
    (other / MANIFEST).write_text(json.dumps(manifest))
    assert is_made_of(other, data)
    manifest["encoder"]["fingerprint"] = "0" * 64
    (other / MANIFEST).write_text(json.dumps(manifest))
    assert not is_made_of(other, data)


def test_data_that_is_not_there_is_refused_before_anything_is_made(manage: Manage, tmp_path: Path) -> None:
    ended = manage("quickstart", "--data", str(tmp_path / "missing"))
    assert ended.returncode != 0
    assert "missing" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert not (tmp_path / "var" / "db.sqlite3").exists()
