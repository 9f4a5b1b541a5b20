"""Publishing, switching, rolling back: whatever goes wrong, something whole stays live."""

import json
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from search import snapshot
from search.neural.concept_vectors import VECTOR_TEXT
from search.neural.encoder import load_encoder
from search.retrieval import SearchEngine
from search.snapshot import (
    BUILDING,
    CURRENT,
    FORMAT,
    HISTORY,
    LEXICAL,
    MANIFEST,
    Live,
    Manifest,
    SnapshotError,
    SnapshotMissing,
    SnapshotStore,
    checksums,
)

from .catalogue import CATALOGUE, add_snapshot, concept

FIRST, SECOND, THIRD = "20260101T000000Z-aaaaaa", "20260102T000000Z-bbbbbb", "20260103T000000Z-cccccc"


def publish(store: SnapshotStore, *snapshot_ids: str) -> None:
    for snapshot_id in snapshot_ids:
        if snapshot_id not in store.ids():
            add_snapshot(store, snapshot_id, CATALOGUE[:2])
        store.publish(snapshot_id)


def edit_manifest(store: SnapshotStore, snapshot_id: str, change: Callable[[dict[str, Any]], Any]) -> None:
    path = store.path(snapshot_id) / MANIFEST
    data = json.loads(path.read_text(encoding="utf-8"))
    change(data)
    path.write_text(json.dumps(data), encoding="utf-8")


@pytest.fixture
def two(store: SnapshotStore) -> SnapshotStore:
    """A store in which FIRST is live and SECOND is ready."""
    publish(store, FIRST)
    add_snapshot(store, SECOND, CATALOGUE[:2])
    return store


# Publishing


def test_a_published_snapshot_is_the_live_one(two: SnapshotStore) -> None:
    assert two.current_id() == FIRST
    two.publish(SECOND)
    assert two.current_id() == SECOND
    assert two.ids() == [FIRST, SECOND]


def test_nothing_is_live_before_the_first_publication(store: SnapshotStore) -> None:
    assert (store.current_id(), store.ids(), store.history()) == (None, [], [])


@pytest.mark.parametrize("name", [LEXICAL, "dense/vectors.npy", "dense/searched.hnsw"])
def test_one_changed_byte_keeps_a_snapshot_from_being_published(two: SnapshotStore, name: str) -> None:
    path = two.path(SECOND) / name
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    with pytest.raises(SnapshotError, match=rf"{SECOND}: {name} differs.*manage\.py ingest"):
        two.publish(SECOND)
    assert two.current_id() == FIRST
    assert [entry["id"] for entry in two.history()] == [FIRST]


def test_a_missing_file_keeps_a_snapshot_from_being_published(two: SnapshotStore) -> None:
    (two.path(SECOND) / "dense" / "rows.npy").unlink()
    with pytest.raises(SnapshotError, match=r"lacks dense/rows\.npy.*manage\.py ingest"):
        two.publish(SECOND)
    assert two.current_id() == FIRST


@pytest.mark.parametrize("unknown", ["20990101T000000Z-ffffff", "", "..", CURRENT, f"{FIRST}/../{SECOND}"])
def test_an_unknown_snapshot_is_not_published(two: SnapshotStore, unknown: str) -> None:
    with pytest.raises(SnapshotError, match=r"There is no snapshot.*manage\.py snapshots list"):
        two.publish(unknown)
    assert two.current_id() == FIRST


def _another_format(manifest: dict[str, Any]) -> None:
    manifest["format"] = 99
    manifest["a_field_of_the_future"] = True


def test_another_format_is_named_with_the_remedy_even_when_it_has_other_fields(two: SnapshotStore) -> None:
    edit_manifest(two, SECOND, _another_format)
    with pytest.raises(SnapshotError, match=rf"format 99, this version reads {FORMAT}.*manage\.py ingest"):
        two.publish(SECOND)
    assert two.current_id() == FIRST


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b"42",
        b"{}",
        b'{"format": %d}' % FORMAT,
        b'{"format": %d, "encoder": "x"}' % FORMAT,
        b"\xff\xfe",
    ],
)
def test_a_damaged_manifest_is_an_error_that_names_the_snapshot(two: SnapshotStore, content: bytes) -> None:
    (two.path(SECOND) / MANIFEST).write_bytes(content)
    with pytest.raises(SnapshotError, match=rf"manifest of snapshot {SECOND} cannot be read"):
        two.publish(SECOND)
    assert two.current_id() == FIRST


def test_a_directory_without_a_manifest_is_no_snapshot(two: SnapshotStore) -> None:
    (two.path(SECOND) / MANIFEST).unlink()
    assert two.ids() == [FIRST]
    with pytest.raises(SnapshotError, match="cannot be read"):
        Manifest.load(two.path(SECOND))


def test_a_manifest_is_read_back_as_it_was_written(two: SnapshotStore, tmp_path: Path) -> None:
    manifest = Manifest.load(two.path(SECOND))
    manifest.save(tmp_path)
    assert Manifest.load(tmp_path) == manifest
    assert manifest.files == checksums(two.path(SECOND))
    assert {LEXICAL, "dense/rows.npy"} < manifest.files.keys()


def test_what_a_store_logs_when_it_is_opened_is_no_part_of_the_checksums(tmp_path: Path) -> None:
    for name in ("LOG", "LOG.old.123", "LOCK", MANIFEST, "data.sst"):
        (tmp_path / name).write_text(name)
    assert list(checksums(tmp_path)) == ["data.sst"]


# Building


def test_an_unfinished_build_is_not_offered(store: SnapshotStore) -> None:
    store.begin(FIRST)
    assert store.ids() == []
    with pytest.raises(SnapshotError, match="There is no snapshot"):
        store.publish(BUILDING + FIRST)


def test_a_new_build_removes_what_killed_ones_left_behind_and_nothing_else(two: SnapshotStore) -> None:
    (two.begin(THIRD) / "half").write_text("written")
    directory = two.begin("20260104T000000Z-dddddd")
    assert [path.name for path in two.root.glob(BUILDING + "*")] == [directory.name]
    assert list(directory.iterdir()) == []
    assert two.ids() == [FIRST, SECOND]


def test_an_abandoned_build_leaves_nothing(store: SnapshotStore) -> None:
    (store.begin(FIRST) / "half").write_text("written")
    store.abandon(FIRST)
    store.abandon(SECOND)
    assert list(store.root.iterdir()) == []


def test_ids_are_new_each_time_and_sort_by_age(store: SnapshotStore) -> None:
    ids = {store.new_id() for _ in range(50)}
    assert len(ids) == 50
    assert min(ids) > FIRST


# Rolling back


def test_rolling_back_returns_to_what_was_live_before_and_again_further_back(store: SnapshotStore) -> None:
    publish(store, FIRST, SECOND, THIRD)
    assert [store.rollback(), store.current_id()] == [SECOND, SECOND]
    assert [store.rollback(), store.current_id()] == [FIRST, FIRST]
    with pytest.raises(SnapshotError, match="no earlier snapshot"):
        store.rollback()
    assert store.current_id() == FIRST


def test_after_a_rollback_a_new_publication_rolls_back_to_where_it_started(store: SnapshotStore) -> None:
    publish(store, FIRST, SECOND)
    store.rollback()
    publish(store, THIRD)
    assert store.rollback() == FIRST


def test_publishing_an_older_snapshot_by_name_is_undone_by_a_rollback(store: SnapshotStore) -> None:
    publish(store, FIRST, SECOND, FIRST)
    assert store.rollback() == SECOND
    assert store.rollback() == FIRST


def test_a_rollback_passes_over_what_was_deleted(store: SnapshotStore) -> None:
    publish(store, FIRST, SECOND, THIRD)
    (store.path(SECOND) / MANIFEST).unlink()
    assert store.rollback() == FIRST


def test_a_rollback_to_a_damaged_snapshot_leaves_the_live_one(store: SnapshotStore) -> None:
    publish(store, FIRST, SECOND)
    (store.path(FIRST) / LEXICAL).write_bytes(b"rotten")
    with pytest.raises(SnapshotError, match=LEXICAL):
        store.rollback()
    assert store.current_id() == SECOND


def test_a_store_with_nothing_before_cannot_roll_back(store: SnapshotStore) -> None:
    with pytest.raises(SnapshotError, match=r"no earlier snapshot.*manage\.py snapshots list"):
        store.rollback()


@pytest.mark.parametrize("cut", ['\n{"id": "2026', "\n{", "\nnot even json}", "\n\n\n", "\n[1, 2]"])
def test_the_history_survives_a_line_cut_short(store: SnapshotStore, cut: str) -> None:
    publish(store, FIRST, SECOND)
    with (store.root / HISTORY).open("a", encoding="utf-8") as stream:
        stream.write(cut)
    publish(store, THIRD)
    assert [entry["id"] for entry in store.history()] == [FIRST, SECOND, THIRD]
    assert store.rollback() == SECOND


def test_a_history_from_before_rollbacks_were_noted_is_understood(store: SnapshotStore) -> None:
    publish(store, FIRST, SECOND)
    lines = "\n".join(json.dumps({"id": snapshot_id, "at": "2026-01-01"}) for snapshot_id in (FIRST, SECOND))
    (store.root / HISTORY).write_text(lines, encoding="utf-8")
    assert store.rollback() == FIRST


# Pruning


def test_pruning_keeps_the_live_snapshot_and_the_newest_others(store: SnapshotStore) -> None:
    ids = [f"2026010{day}T000000Z-aaaaaa" for day in range(1, 7)]
    for snapshot_id in ids:
        add_snapshot(store, snapshot_id, CATALOGUE[:1])
    store.publish(ids[1])
    assert store.prune(keep=2) == [ids[0], ids[2], ids[3]]
    assert store.ids() == [ids[1], ids[4], ids[5]]
    assert store.current_id() == ids[1]
    assert store.prune(keep=2) == []
    assert store.prune(keep=0) == [ids[4], ids[5]]
    assert [path.name for path in store.root.iterdir() if path.is_dir() and not path.is_symlink()] == [ids[1]]


# Reading what is live


class Loader:
    """Loads the text of a file ``value``, counts how often, and fails where there is none."""

    def __init__(self) -> None:
        self.loaded: list[str] = []

    def __call__(self, directory: Path) -> str:
        self.loaded.append(directory.name)
        return (directory / "value").read_text(encoding="utf-8")


def add_value(store: SnapshotStore, snapshot_id: str, value: str | None) -> None:
    directory = store.begin(snapshot_id)
    if value is not None:
        (directory / "value").write_text(value, encoding="utf-8")
    record = load_encoder(None)
    Manifest(
        id=snapshot_id,
        created="2026-01-01T00:00:00+00:00",
        encoder=snapshot.EncoderRecord(record.name, record.dim, record.fingerprint, VECTOR_TEXT),
        releases=[],
        counts={},
        triples={},
        index={},
        files=checksums(directory),
    ).save(directory)
    store.finish(snapshot_id)


@pytest.fixture
def loader() -> Loader:
    return Loader()


@pytest.fixture
def live(store: SnapshotStore, loader: Loader) -> Live[str]:
    """A reader of a store in which FIRST is live and SECOND is ready."""
    add_value(store, FIRST, "one")
    add_value(store, SECOND, "two")
    store.publish(FIRST)
    return Live(store.root, loader)


def test_a_switch_is_seen_at_the_next_call_and_loaded_once(
    live: Live[str], store: SnapshotStore, loader: Loader
) -> None:
    assert [live.get(), live.get()] == ["one", "one"]
    store.publish(SECOND)
    assert [live.get(), live.get()] == ["two", "two"]
    store.rollback()
    assert live.get() == "one"
    assert loader.loaded == [FIRST, SECOND, FIRST]


def test_before_the_first_publication_the_error_says_what_to_run(
    store: SnapshotStore, loader: Loader
) -> None:
    with pytest.raises(SnapshotMissing, match=r"manage\.py ingest"):
        Live(store.root, loader).get()


def test_who_holds_the_old_engine_goes_on_with_it_after_the_switch(store: SnapshotStore) -> None:
    add_snapshot(store, FIRST, [concept("esco:old", "weld metal"), concept("esco:x", "lead a team")])
    add_snapshot(store, SECOND, [concept("esco:new", "weld metal"), concept("esco:x", "lead a team")])
    engines = Live(store.root, lambda directory: SearchEngine(directory, load_encoder(None)))
    store.publish(FIRST)
    held = engines.get()
    store.publish(SECOND)
    assert engines.get().search("weld metal").hits[0].document.id == "esco:new"
    assert held.search("weld metal").hits[0].document.id == "esco:old"
    store.prune(keep=0)
    assert held.search("weld metal").snapshot_id == FIRST


def test_a_snapshot_that_cannot_be_loaded_leaves_the_old_one_serving_until_it_is_retried(
    live: Live[str], store: SnapshotStore, loader: Loader, monkeypatch: pytest.MonkeyPatch
) -> None:
    live.get()
    add_value(store, THIRD, None)
    store.publish(THIRD)
    monkeypatch.setattr(snapshot, "RETRY_SECONDS", 3_600.0)
    assert [live.get() for _ in range(3)] == ["one", "one", "one"]
    assert loader.loaded == [FIRST, THIRD]
    (store.path(THIRD) / "value").write_text("three", encoding="utf-8")
    assert live.get() == "one"
    monkeypatch.setattr(snapshot, "RETRY_SECONDS", 0.0)
    assert live.get() == "three"
    assert loader.loaded == [FIRST, THIRD, THIRD]


def test_a_good_snapshot_after_a_bad_one_is_not_kept_waiting(live: Live[str], store: SnapshotStore) -> None:
    live.get()
    add_value(store, THIRD, None)
    store.publish(THIRD)
    assert live.get() == "one"
    store.publish(SECOND)
    assert live.get() == "two"


def test_a_first_snapshot_that_cannot_be_loaded_is_an_error_that_says_why(
    store: SnapshotStore, loader: Loader, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_value(store, FIRST, None)
    store.publish(FIRST)
    live = Live(store.root, loader)
    with pytest.raises(SnapshotError, match=rf"{FIRST} cannot be loaded: .*value"):
        live.get()
    (store.path(FIRST) / "value").write_text("one", encoding="utf-8")
    # Not tried again at every request, but soon.
    with pytest.raises(SnapshotError, match=rf"{FIRST} cannot be loaded: .*value"):
        live.get()
    monkeypatch.setattr(snapshot, "RETRY_SECONDS", 0.0)
    assert live.get() == "one"


def test_an_encoder_that_does_not_match_is_named_when_nothing_else_can_serve(store: SnapshotStore) -> None:
    add_snapshot(store, FIRST, CATALOGUE[:2])
    edit_manifest(store, FIRST, lambda manifest: manifest["encoder"].update(name="another"))
    store.publish(FIRST)
    engines = Live(store.root, lambda directory: SearchEngine(directory, load_encoder(None)))
    with pytest.raises(SnapshotError, match=r"'another'.*SKILLGRAPH_ENCODER"):
        engines.get()


def test_while_one_caller_loads_the_others_are_served_the_old_value(store: SnapshotStore) -> None:
    add_value(store, FIRST, "one")
    add_value(store, SECOND, "two")
    loading, go_on = threading.Event(), threading.Event()

    def slowly(directory: Path) -> str:
        if directory.name == SECOND:
            loading.set()
            assert go_on.wait(30)
        return (directory / "value").read_text(encoding="utf-8")

    live = Live(store.root, slowly)
    store.publish(FIRST)
    assert live.get() == "one"
    store.publish(SECOND)
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(live.get)
        assert loading.wait(30)
        assert [live.get() for _ in range(20)] == ["one"] * 20
        go_on.set()
        assert first.result(30) == "two"
    assert live.get() == "two"


def test_many_callers_at_once_never_fail_and_load_each_snapshot_once(
    live: Live[str], store: SnapshotStore, loader: Loader
) -> None:
    stop = threading.Event()

    def ask() -> set[str]:
        seen = set()
        while not stop.is_set():
            seen.add(live.get())
        return seen

    with ThreadPoolExecutor(12) as pool:
        callers = [pool.submit(ask) for _ in range(12)]
        store.publish(SECOND)
        while live.get() != "two":
            pass
        stop.set()
        seen = set().union(*(caller.result(60) for caller in callers))
    assert seen <= {"one", "two"}
    assert loader.loaded in ([FIRST, SECOND], [SECOND])


def test_a_caller_that_was_delayed_between_looking_and_loading_does_not_load_the_old_one_again(
    live: Live[str], store: SnapshotStore, loader: Loader, monkeypatch: pytest.MonkeyPatch
) -> None:
    live.get()
    store.publish(SECOND)
    live.get()
    really, looks = SnapshotStore.current_id, iter([FIRST])
    # The first look is from before the switch, as for a thread that was suspended in between.
    monkeypatch.setattr(SnapshotStore, "current_id", lambda store: next(looks, None) or really(store))
    assert live.get() == "two"
    assert loader.loaded == [FIRST, SECOND]


def test_first_callers_that_come_together_wait_for_one_load(store: SnapshotStore) -> None:
    add_value(store, FIRST, "one")
    store.publish(FIRST)
    loader, together = Loader(), threading.Barrier(8)
    live = Live(store.root, loader)

    def ask(_: int) -> str:
        together.wait(30)
        return live.get()

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(ask, range(8))) == {"one"}
    assert loader.loaded == [FIRST]


def test_a_link_that_a_killed_switch_left_behind_is_swept_away(store: SnapshotStore) -> None:
    add_value(store, FIRST, "one")
    link = store.root / f".{snapshot.CURRENT}-0000"
    link.symlink_to("nowhere")
    store.publish(FIRST)
    assert not link.is_symlink()
    assert store.current_id() == FIRST
