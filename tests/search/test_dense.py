"""The dense leg on real HNSW graphs: how near it comes to the truth, and that filters are exact."""

from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from search import dense
from search.dense import DenseIndex, HnswConfig, Vectors
from search.types import Scope

DIM = 32
DOCUMENTS = 3_000


def unit_vectors(count: int, seed: int, dim: int = DIM) -> Vectors:
    drawn = np.random.default_rng(seed).normal(size=(count, dim))
    return np.asarray(drawn / np.linalg.norm(drawn, axis=1, keepdims=True), dtype=np.float32)


#: Every third document has a second vector, as a concept named in two languages has.
ROWS = np.sort(
    np.concatenate([np.arange(DOCUMENTS), np.arange(0, DOCUMENTS, 3)]).astype(np.int32), kind="stable"
)
VECTORS = unit_vectors(len(ROWS), seed=1)
#: The first 2,000 documents are in the default scope.
SEARCHED = np.arange(DOCUMENTS) < 2_000
PROBES = unit_vectors(50, seed=2)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[DenseIndex, dict[str, object]]:
    directory = tmp_path_factory.mktemp("vectors") / "dense"
    record = dense.build(directory, VECTORS, ROWS, SEARCHED, probes=PROBES)
    return DenseIndex(directory, ef=HnswConfig().ef), record


@pytest.fixture(scope="module")
def index(built: tuple[DenseIndex, dict[str, object]]) -> DenseIndex:
    return built[0]


def brute_force(query: Vectors, mask: NDArray[np.bool_], limit: int) -> dict[int, float]:
    """Every similarity, the best of each document, the ``limit`` best documents."""
    best: dict[int, float] = {}
    for row, similarity in zip(ROWS.tolist(), (VECTORS @ query).tolist(), strict=True):
        if mask[row]:
            best[row] = max(best.get(row, -1.0), similarity)
    return dict(sorted(best.items(), key=lambda item: -item[1])[:limit])


def assert_same_ranking(found: dict[int, float], expected: dict[int, float]) -> None:
    assert list(found) == list(expected)
    np.testing.assert_allclose(list(found.values()), list(expected.values()), atol=1e-5)


@pytest.mark.parametrize(("scope", "admitted"), [("searched", SEARCHED), ("other", ~SEARCHED)])
def test_the_graph_finds_nearly_all_that_an_exact_search_finds(
    index: DenseIndex, scope: Scope, admitted: NDArray[np.bool_]
) -> None:
    found = [set(index.nearest(probe, scope, 10)) for probe in PROBES]
    truth = [set(brute_force(probe, admitted, 10)) for probe in PROBES]
    recall = sum(len(one & other) for one, other in zip(found, truth, strict=True)) / (10 * len(PROBES))
    assert recall >= 0.98


def test_similarities_are_cosines_best_first_one_per_document(index: DenseIndex) -> None:
    found = index.nearest(PROBES[0], "searched", 100)
    assert len(found) == 100
    assert list(found.values()) == sorted(found.values(), reverse=True)
    for row, similarity in found.items():
        assert similarity == pytest.approx(float((VECTORS[row == ROWS] @ PROBES[0]).max()), abs=1e-5)


def test_a_scope_holds_only_its_own_documents(index: DenseIndex) -> None:
    assert all(SEARCHED[row] for row in index.nearest(PROBES[1], "searched", 200))
    assert not any(SEARCHED[row] for row in index.nearest(PROBES[1], "other", 200))


@given(
    seed=st.integers(0, 2**32 - 1),
    share=st.sampled_from([0.0, 0.001, 0.01, 0.2, 0.9, 1.0]),
    start=st.integers(0, DOCUMENTS),
    limit=st.integers(1, 150),
)
def test_a_filtered_search_equals_brute_force_inside_the_filter(
    index: DenseIndex, seed: int, share: float, start: int, limit: int
) -> None:
    # Scattered documents, and a run of them as a framework or a kind makes.
    mask = np.random.default_rng(seed).random(DOCUMENTS) < share
    mask[start : start + 40] = True
    query = unit_vectors(1, seed)[0]
    assert_same_ranking(index.exact(query, mask, limit), brute_force(query, mask, limit))


def test_a_filter_that_admits_nothing_finds_nothing(index: DenseIndex) -> None:
    assert index.exact(PROBES[0], np.zeros(DOCUMENTS, dtype=bool), 10) == {}


def test_asking_for_more_than_there_is_gives_all_there_is(index: DenseIndex) -> None:
    mask = np.arange(DOCUMENTS) < 7
    assert_same_ranking(index.exact(PROBES[0], mask, 1_000), brute_force(PROBES[0], mask, 7))


def test_a_document_with_several_vectors_is_as_near_as_its_nearest(tmp_path: Path) -> None:
    vectors = np.eye(4, dtype=np.float32)
    rows = np.array([0, 0, 0, 1], dtype=np.int32)
    dense.build(tmp_path / "dense", vectors, rows, np.ones(2, dtype=bool), probes=vectors)
    index = DenseIndex(tmp_path / "dense", ef=10)
    query = np.array([0.1, 0.2, 0.9, 0.5], dtype=np.float32)
    query /= np.linalg.norm(query)
    expected = {0: pytest.approx(float(query[2]), abs=1e-5), 1: pytest.approx(float(query[3]), abs=1e-5)}
    assert index.nearest(query, "searched", 2) == expected
    assert index.exact(query, np.ones(2, dtype=bool), 2) == expected


def test_a_query_that_means_nothing_finds_nothing(index: DenseIndex) -> None:
    zero = np.zeros(DIM, dtype=np.float32)
    assert index.nearest(zero, "searched", 10) == {}
    assert index.exact(zero, np.ones(DOCUMENTS, dtype=bool), 10) == {}


def test_a_scope_without_documents_finds_nothing(tmp_path: Path) -> None:
    vectors = unit_vectors(5, seed=3)
    record = dense.build(
        tmp_path / "dense", vectors, np.arange(5, dtype=np.int32), np.ones(5, dtype=bool), probes=vectors
    )
    index = DenseIndex(tmp_path / "dense", ef=10)
    assert "other" not in record
    assert index.nearest(vectors[0], "other", 3) == {}
    assert list(index.nearest(vectors[0], "searched", 1)) == [0]


def test_no_vectors_at_all_make_an_index_that_finds_nothing(tmp_path: Path) -> None:
    record = dense.build(
        tmp_path / "dense",
        np.zeros((0, DIM), dtype=np.float32),
        np.zeros(0, dtype=np.int32),
        np.ones(3, dtype=bool),
        probes=PROBES,
    )
    index = DenseIndex(tmp_path / "dense", ef=10)
    assert record["vectors"] == 0
    assert index.dim == DIM
    assert index.nearest(PROBES[0], "searched", 3) == {}
    assert index.exact(PROBES[0], np.ones(3, dtype=bool), 3) == {}


def test_many_equal_vectors_do_not_break_a_search_for_all_of_them(tmp_path: Path) -> None:
    # Islands of equal vectors: hnswlib alone raises when it cannot reach as many as it is asked for.
    islands = unit_vectors(10, seed=4)
    vectors = np.repeat(islands, 300, axis=0)
    rows = np.arange(len(vectors), dtype=np.int32)
    dense.build(tmp_path / "dense", vectors, rows, np.ones(len(rows), dtype=bool), probes=islands)
    index = DenseIndex(tmp_path / "dense", ef=10)
    for number, island in enumerate(islands):
        found = list(index.nearest(island, "searched", len(rows)))
        assert sorted(found) == rows.tolist()
        assert found[:300] == list(range(300 * number, 300 * (number + 1)))


def test_vectors_and_rows_of_different_lengths_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="5 vectors for 4 rows"):
        dense.build(
            tmp_path / "dense",
            unit_vectors(5, seed=5),
            np.arange(4, dtype=np.int32),
            np.ones(5, dtype=bool),
            probes=PROBES,
        )
    assert not (tmp_path / "dense").exists()


def test_the_record_says_how_the_index_was_made_and_how_good_it_is(
    built: tuple[DenseIndex, dict[str, object]],
) -> None:
    _, record = built
    in_scope = int(SEARCHED[ROWS].sum())
    assert record["hnsw"] == asdict(HnswConfig())
    assert (record["dim"], record["vectors"]) == (DIM, len(ROWS))
    for scope, count in (("searched", in_scope), ("other", len(ROWS) - in_scope)):
        measured = record[scope]
        assert isinstance(measured, dict)
        assert measured["vectors"] == count
        assert 0.98 <= measured["recall@10"] <= 1.0


def test_without_probes_recall_is_not_measured(tmp_path: Path) -> None:
    vectors = unit_vectors(20, seed=6)
    record = dense.build(
        tmp_path / "dense",
        vectors,
        np.arange(20, dtype=np.int32),
        np.ones(20, dtype=bool),
        probes=np.zeros((0, DIM), dtype=np.float32),
    )
    assert record["searched"] == {"vectors": 20, "recall@10": 1.0}
