"""Links as arrays: written when a snapshot is built, the same when read again, ready when it goes live."""

import logging
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest

from graphdata import link_reading
from graphdata.inference import infer_prerequisites
from graphdata.link_reading import load_links, read_links, save_links
from graphdata.live import open_graph
from graphdata.neighbourhood import ConceptGraph
from search.snapshot import LINKS, Live, SnapshotError, SnapshotStore

from .frameworks.reading import SAMPLE
from .test_inference import WORKSHOP, labels
from .thesaurus import example_id, published, write_scheme


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a snapshot of the sample."""
    var = tmp_path_factory.mktemp("var")
    return SnapshotStore(var / "snapshots").path(published(SAMPLE, var))


def test_the_file_of_a_snapshot_holds_what_its_graph_says(sample: Path) -> None:
    graph = ConceptGraph(sample)
    stored, read = asdict(load_links(sample / LINKS)), asdict(read_links(graph.graph, graph.documents))
    assert sum(len(edges) for edges in stored["edges"].values()) > 0
    np.testing.assert_equal(stored, read)


def test_the_file_is_covered_by_a_checksum(sample: Path) -> None:
    assert LINKS in ConceptGraph(sample).manifest.files


def test_links_survive_being_saved_and_loaded(sample: Path, tmp_path: Path) -> None:
    links = load_links(sample / LINKS)
    hidden = links.without(links.edges["broader"][:1])
    save_links(hidden, tmp_path / "again.npz")
    np.testing.assert_equal(asdict(load_links(tmp_path / "again.npz")), asdict(hidden))
    assert len(hidden.edges["broader"]) < len(links.edges["broader"])


def test_a_snapshot_from_before_the_file_suggests_the_same_and_says_what_to_do(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    var = tmp_path / "var"
    directory = SnapshotStore(var / "snapshots").path(
        published(write_scheme(tmp_path / "data", WORKSHOP), var)
    )
    before = infer_prerequisites(ConceptGraph(directory), example_id("weld"))
    (directory / LINKS).unlink()
    with caplog.at_level(logging.WARNING):
        after = infer_prerequisites(ConceptGraph(directory), example_id("weld"))
    assert labels(after) == ["steel pipes"]
    assert after == before
    assert "manage.py ingest" in caplog.text


@pytest.mark.parametrize("damage", ["cut", "foreign", "empty"])
def test_a_damaged_file_is_named(sample: Path, tmp_path: Path, damage: str) -> None:
    whole, path = (sample / LINKS).read_bytes(), tmp_path / LINKS
    path.write_bytes({"cut": whole[: len(whole) // 2], "foreign": b"no zip", "empty": b""}[damage])
    with pytest.raises(ValueError, match=LINKS.replace(".", r"\.")):
        load_links(path)


def test_a_switch_brings_other_suggestions_and_the_old_graph_goes_on_with_its_own(tmp_path: Path) -> None:
    var = tmp_path / "var"
    live = Live(var / "snapshots", open_graph)
    published(write_scheme(tmp_path / "one", WORKSHOP), var)
    first = live.get()
    published(write_scheme(tmp_path / "two", WORKSHOP.replace('"steel pipes"', '"steel pipe lore"')), var)
    second = live.get()
    assert labels(infer_prerequisites(first, example_id("weld"))) == ["steel pipes"]
    assert labels(infer_prerequisites(second, example_id("weld"))) == ["steel pipe lore"]


def test_what_is_live_needs_no_more_reading(sample: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    graph = open_graph(sample)
    monkeypatch.setattr(link_reading, "load_links", None)
    monkeypatch.setattr(link_reading, "read_links", None)
    skills = np.flatnonzero(graph.links.kinds == "skill").tolist()
    assert any(infer_prerequisites(graph, skill.id) for skill in graph.documents.documents(skills))


def test_many_first_questions_at_once_get_one_graph_whose_links_are_read_once(
    sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads: list[Path] = []
    together = threading.Barrier(4)

    def counted(path: Path) -> object:
        reads.append(path)
        return load_links(path)

    def ask(_: int) -> ConceptGraph:
        together.wait()
        return live.get()

    monkeypatch.setattr(link_reading, "load_links", counted)
    live = Live(sample.parent, open_graph)
    with ThreadPoolExecutor(4) as pool:
        graphs = set(pool.map(ask, range(4)))
    assert len(graphs) == 1
    assert reads == [sample / LINKS]


def test_a_snapshot_whose_links_are_damaged_is_refused_and_the_old_one_kept(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    var = tmp_path / "var"
    store, live = SnapshotStore(var / "snapshots"), Live(var / "snapshots", open_graph)
    first = published(write_scheme(tmp_path / "data", WORKSHOP), var)
    assert live.get().snapshot_id == first
    second = published(tmp_path / "data", var)
    (store.path(second) / LINKS).write_bytes(b"")
    with caplog.at_level(logging.CRITICAL):
        assert live.get().snapshot_id == first
    with pytest.raises(SnapshotError, match=LINKS.replace(".", r"\.")):
        Live(var / "snapshots", open_graph).get()
