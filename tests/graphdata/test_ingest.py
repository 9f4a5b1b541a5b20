"""``manage.py ingest`` and ``manage.py snapshots`` from the outside: what they read, say and publish."""

import json
import re
import shutil
from pathlib import Path

import pytest

from graphdata.ingest import Cancelled, IngestFailed, IngestOptions, build_snapshot, publish
from graphdata.knowledge_graph import KnowledgeGraph
from search.snapshot import GRAPH, REPORT, Manifest, SnapshotStore
from search.types import SCOPES
from tests.conftest import Environment, Manage

from .frameworks.reading import SAMPLE
from .thesaurus import published, write_scheme


@pytest.fixture
def snapshots(site_environment: Environment) -> SnapshotStore:
    return SnapshotStore(Path(site_environment["SKILLGRAPH_VAR"]) / "snapshots")


def frameworks(snapshots: SnapshotStore) -> list[str]:
    manifest = Manifest.load(snapshots.path(snapshots.current_id() or "nothing live"))
    return [release["framework"] for release in manifest.releases]


def test_without_words_the_bundled_sample_is_read_reported_and_published(
    manage: Manage, snapshots: SnapshotStore
) -> None:
    done = manage("ingest")
    assert done.returncode == 0, done.stderr
    (live,) = snapshots.ids()
    assert snapshots.current_id() == live
    assert done.stdout.rstrip().endswith(f"Snapshot {live} published.")
    assert {"esco", "onet", "rome"} < set(frameworks(snapshots))
    # Each step once, in its own line, on standard error: the output is the report and nothing else.
    steps = done.stderr.splitlines()
    assert len(steps) == len(set(steps))
    order = ("finding: ", "reading: ", "loading: ", "validating: ", "indexing: ", "encoding: ", "verifying: ")
    places = [next(place for place, step in enumerate(steps) if step.startswith(stage)) for stage in order]
    assert places == sorted(places)
    assert steps[-2:] == [f"publishing: {live}", f"published: {live}"]
    assert "\x1b" not in done.stdout + done.stderr


def test_the_report_counts_rows_by_file_and_statements_by_graph(
    manage: Manage, snapshots: SnapshotStore
) -> None:
    done = manage("ingest")
    report = json.loads((snapshots.path(snapshots.current_id() or "") / REPORT).read_text(encoding="utf-8"))
    skills = next(file for file in report["files"] if file["file"].endswith("en/skills_en.csv"))
    assert skills["rows_read"] == skills["rows_used"] + skills["rows_skipped"] > 50
    assert re.search(
        rf"^ +{skills['rows_read']} +{skills['rows_used']} +\d+  \S*skills_en.csv$", done.stdout, re.MULTILINE
    )
    for graph, count in report["triples"].items():
        assert re.search(rf"^ +{count}  {re.escape(graph)}$", done.stdout, re.MULTILINE)
    assert re.search(r"^Took [\d.]+ s, peak memory \d+ MB\.$", done.stdout, re.MULTILINE)


def test_the_counted_statements_are_those_in_the_store(tmp_path: Path) -> None:
    live = published(SAMPLE, tmp_path)
    directory = SnapshotStore(tmp_path / "snapshots").path(live)
    graph = KnowledgeGraph.open(directory / GRAPH)
    counted = {str(name): sum(1 for _ in graph.match(graph=name)) for name in graph.graphs()}
    assert Manifest.load(directory).triples == counted


def test_the_folder_of_the_environment_is_read_when_no_other_is_named(
    manage: Manage, snapshots: SnapshotStore, tmp_path: Path
) -> None:
    write_scheme(tmp_path / "data", ':a a skos:Concept ; skos:prefLabel "planing wood"@en .')
    named = manage("ingest", "--data", str(SAMPLE / "rome-sample"), SKILLGRAPH_DATA_DIR=str(tmp_path))
    assert named.returncode == 0, named.stderr
    assert frameworks(snapshots) == ["rome"]
    folder = str(tmp_path / "data")
    named = manage("ingest", "--data", str(SAMPLE / "rome-sample"), SKILLGRAPH_DATA_DIR=folder)
    assert (named.returncode, frameworks(snapshots)) == (0, ["rome"])
    assert (manage("ingest", SKILLGRAPH_DATA_DIR=folder).returncode, frameworks(snapshots)) == (0, ["trades"])


def test_frameworks_that_are_live_do_not_disappear_unasked(
    manage: Manage, snapshots: SnapshotStore, tmp_path: Path
) -> None:
    data = write_scheme(tmp_path / "data", ':a a skos:Concept ; skos:prefLabel "planing wood"@en .')
    live = published(data, snapshots.root.parent)
    done = manage("ingest", "--data", str(SAMPLE / "rome-sample"))
    assert done.returncode == 1
    (built,) = set(snapshots.ids()) - {live}
    assert "the live one also has trades 1, which would disappear" in done.stderr
    assert snapshots.current_id() == live
    assert f"manage.py snapshots publish {built}" in done.stderr
    assert manage("snapshots", "publish", built).returncode == 0
    assert snapshots.current_id() == built


def test_a_damaged_live_snapshot_is_replaced_by_the_next_ingest(
    manage: Manage, snapshots: SnapshotStore, tmp_path: Path
) -> None:
    data = write_scheme(tmp_path / "data", ':a a skos:Concept ; skos:prefLabel "planing wood"@en .')
    live = published(data, snapshots.root.parent)
    (snapshots.path(live) / "manifest.json").write_text("{", encoding="utf-8")
    done = manage("ingest", "--data", str(SAMPLE / "rome-sample"))
    assert done.returncode == 0, done.stderr
    assert snapshots.current_id() != live
    assert frameworks(snapshots) == ["rome"]


def test_a_zip_can_be_given_in_place_of_a_folder(
    manage: Manage, snapshots: SnapshotStore, tmp_path: Path
) -> None:
    archive = shutil.make_archive(str(tmp_path / "rome-sample"), "zip", SAMPLE / "rome-sample")
    done = manage("ingest", "--data", archive)
    assert done.returncode == 0, done.stderr
    assert frameworks(snapshots) == ["rome"]


def test_one_framework_can_be_chosen_among_many(manage: Manage, snapshots: SnapshotStore) -> None:
    done = manage("ingest", "--framework", "onet", "--framework", "esco")
    assert done.returncode == 0, done.stderr
    assert frameworks(snapshots) == ["esco", "onet"]
    assert re.search(r"^ +rome-sample/\S+: belongs to no known framework$", done.stdout, re.MULTILINE)


def test_an_unknown_framework_is_refused_with_the_known_ones(
    manage: Manage, snapshots: SnapshotStore
) -> None:
    done = manage("ingest", "--framework", "romme")
    assert done.returncode == 1
    assert "Unknown framework romme. Known are: esco, onet, rome, skos, crosswalks" in done.stderr
    assert "Traceback" not in done.stderr
    assert snapshots.ids() == []


def test_an_encoder_that_cannot_be_loaded_is_named(manage: Manage, snapshots: SnapshotStore) -> None:
    done = manage("ingest", SKILLGRAPH_ENCODER="nowhere/no-such-model", HF_HUB_OFFLINE="1")
    assert done.returncode == 1
    assert "no-such-model" in done.stderr
    assert "Traceback" not in done.stderr
    assert snapshots.ids() == []


def test_a_built_snapshot_waits_when_publishing_is_not_wanted(
    manage: Manage, snapshots: SnapshotStore
) -> None:
    done = manage("ingest", "--no-publish", "--framework", "rome")
    (built,) = snapshots.ids()
    assert done.stdout.rstrip().endswith(f"Snapshot {built} built, not published.")
    assert snapshots.current_id() is None
    assert manage("snapshots", "publish", built).stdout == f"Snapshot {built} is live.\n"
    assert snapshots.current_id() == built


def test_snapshots_are_listed_rolled_back_and_pruned(
    manage: Manage, snapshots: SnapshotStore, tmp_path: Path
) -> None:
    assert manage("snapshots", "list").stdout == "No snapshot yet. Run: manage.py ingest\n"
    data = write_scheme(tmp_path / "data", ':a a skos:Concept ; skos:prefLabel "planing wood"@en .')
    var = snapshots.root.parent
    first, second, third = (published(data, var) for _ in range(3))
    listed = manage("snapshots").stdout.splitlines()
    assert [line.startswith("* ") for line in listed] == [False, False, True]
    assert [first in listed[0], second in listed[1], third in listed[2]] == [True] * 3
    assert all(line.endswith("trades 1") for line in listed)

    assert manage("snapshots", "rollback").stdout == f"Snapshot {second} is live again.\n"
    assert snapshots.current_id() == second
    assert manage("snapshots", "prune", "--keep", "1").stdout == f"Deleted 1: {first}.\n"
    assert snapshots.ids() == [second, third]
    assert manage("snapshots", "prune", "--keep", "0").stdout == f"Deleted 1: {third}.\n"
    assert (snapshots.ids(), snapshots.current_id()) == ([second], second)

    alone = manage("snapshots", "rollback")
    assert alone.returncode == 1
    assert "There is no earlier snapshot to go back to. See: manage.py snapshots list" in alone.stderr


@pytest.mark.parametrize("unknown", ["20000101T000000Z-abcdef", "..", ""])
def test_an_unknown_snapshot_cannot_be_published(
    manage: Manage, snapshots: SnapshotStore, unknown: str
) -> None:
    done = manage("snapshots", "publish", unknown)
    assert done.returncode == 1
    assert f"There is no snapshot {unknown}" in done.stderr
    assert "manage.py snapshots list" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_damaged_snapshot_is_said_to_be_so_and_hides_no_other(
    manage: Manage, snapshots: SnapshotStore, tmp_path: Path
) -> None:
    data = write_scheme(tmp_path / "data", ':a a skos:Concept ; skos:prefLabel "planing wood"@en .')
    first, second = (published(data, snapshots.root.parent) for _ in range(2))
    (snapshots.path(first) / "manifest.json").write_text("{", encoding="utf-8")
    listed = manage("snapshots", "list")
    assert listed.returncode == 0
    assert "cannot be read" in listed.stdout.splitlines()[0]
    assert listed.stdout.splitlines()[1].startswith(f"* {second}")
    refused = manage("snapshots", "rollback")
    assert refused.returncode == 1
    assert first in refused.stderr
    assert snapshots.current_id() == second


def test_a_snapshot_that_was_changed_after_it_was_built_is_not_published(tmp_path: Path) -> None:
    data = write_scheme(tmp_path / "data", ':a a skos:Concept ; skos:prefLabel "planing wood"@en .')
    live = published(data, tmp_path)
    built = build_snapshot(IngestOptions(data=data, var=tmp_path)).snapshot_id
    store = SnapshotStore(tmp_path / "snapshots")
    with (store.path(built) / REPORT).open("a", encoding="utf-8") as stream:
        stream.write(" ")
    with pytest.raises(IngestFailed, match=r"report\.json differs from its checksum.*manage\.py ingest"):
        publish(tmp_path, built)
    assert store.current_id() == live


def test_a_callback_can_stop_the_build_at_any_stage(tmp_path: Path) -> None:
    data = write_scheme(tmp_path / "data", ':a a skos:Concept ; skos:prefLabel "planing wood"@en .')
    told: list[str] = []
    build_snapshot(IngestOptions(data=data, var=tmp_path), lambda stage, *rest: told.append(stage))
    store = SnapshotStore(tmp_path / "snapshots")
    (built,) = store.ids()

    def stop_at(unwanted: str) -> None:
        def tell(stage: str, *rest: object) -> None:
            if stage == unwanted:
                raise Cancelled

        with pytest.raises(Cancelled):
            build_snapshot(IngestOptions(data=data, var=tmp_path), tell)

    for stage in dict.fromkeys(told):
        stop_at(stage)
        assert sorted(path.name for path in store.root.iterdir()) == [built]


def test_two_builds_of_the_same_files_are_equal(tmp_path: Path) -> None:
    store = SnapshotStore(tmp_path / "snapshots")
    one, two = (Manifest.load(store.path(published(SAMPLE, tmp_path))) for _ in range(2))
    assert (one.counts, one.triples, one.encoder) == (two.counts, two.triples, two.encoder)
    # Threads link the HNSW graph in any order, so that its recall may differ in the third digit.
    recalls = [manifest.index[scope].pop("recall@10") for manifest in (one, two) for scope in SCOPES]
    assert min(recalls) > 0.98
    assert one.index == two.index
    for name in ("dense/vectors.npy", "dense/rows.npy"):
        assert one.files[name]["sha256"] == two.files[name]["sha256"]
    graphs = [KnowledgeGraph.open(store.path(manifest.id) / GRAPH) for manifest in (one, two)]
    for name in (release["graph"] for release in one.releases):
        assert len({graph.digest(name) for graph in graphs}) == 1


def test_frameworks_are_the_same_with_the_crosswalks_without_them_and_after_dropping_them(
    tmp_path: Path,
) -> None:
    store = SnapshotStore(tmp_path / "snapshots")
    without = frozenset({"esco", "rome", "onet", "skos"})
    built = [
        build_snapshot(IngestOptions(data=SAMPLE, var=tmp_path, frameworks=names)).snapshot_id
        for names in (without, frozenset[str]())
    ]
    alone, whole = (Manifest.load(store.path(snapshot_id)) for snapshot_id in built)
    names = [release["graph"] for release in alone.releases]
    mappings = [release["graph"] for release in whole.releases if release["role"] == "mapping"]
    assert len(names) == 4
    assert len(mappings) == 3
    expected = {name: KnowledgeGraph.open(store.path(alone.id) / GRAPH).digest(name) for name in names}
    writable = KnowledgeGraph.create(Path(shutil.copytree(store.path(whole.id) / GRAPH, tmp_path / "copy")))
    assert {name: writable.digest(name) for name in names} == expected
    for mapping in mappings:
        assert writable.count(mapping) > 0
        writable.drop(mapping)
    assert not set(mappings) & set(map(str, writable.graphs()))
    assert {name: writable.digest(name) for name in names} == expected
