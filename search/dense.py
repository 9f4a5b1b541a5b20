"""The dense leg: unit vectors, two HNSW indexes and exact search; the only door to hnswlib.

A concept may have several vectors (one per text its encoder was given); its similarity to a query is
that of its nearest vector. One HNSW index covers the concepts searched by default, another all the
rest, so that the default scope never has to be filtered out of a larger neighbourhood.
"""

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import hnswlib
import numpy as np
from numpy.typing import NDArray

from .types import SCOPES, Scope

Vectors = NDArray[np.float32]

VECTORS = "vectors.npy"
ROWS = "rows.npy"


@dataclass(frozen=True, slots=True)
class HnswConfig:
    """hnswlib's parameters: links per node, candidate list while building and while searching."""

    M: int = 16
    ef_construction: int = 200
    ef: int = 200
    space: str = "cosine"


def build(
    directory: Path,
    vectors: Vectors,
    rows: NDArray[np.int32],
    searched: NDArray[np.bool_],
    *,
    probes: Vectors,
    config: HnswConfig = HnswConfig(),
) -> dict[str, Any]:
    """Write the index files and return what the manifest records about them.

    ``vectors`` (n × dim, unit length) belong to document ``rows`` (n, ascending); ``searched`` says by
    document row whether it is in the default scope. Recall@10 of each index against exact search is
    measured with ``probes`` (m × dim), which should look like queries.
    """
    if len(vectors) != len(rows):
        raise ValueError(f"{len(vectors)} vectors for {len(rows)} rows")
    directory.mkdir()
    np.save(directory / VECTORS, vectors)
    np.save(directory / ROWS, rows)
    in_scope = searched[rows] if len(rows) else np.zeros(0, dtype=bool)
    record: dict[str, Any] = {"hnsw": asdict(config), "dim": int(vectors.shape[1]), "vectors": len(vectors)}
    for scope, mask in (("searched", in_scope), ("other", ~in_scope)):
        numbers = np.flatnonzero(mask)
        if not len(numbers):
            continue
        index = _build_hnsw(vectors, numbers, config)
        index.save_index(str(directory / f"{scope}.hnsw"))
        record[scope] = {"vectors": len(numbers), "recall@10": _recall(index, vectors, numbers, probes)}
    return record


def _build_hnsw(vectors: Vectors, numbers: NDArray[np.int64], config: HnswConfig) -> "hnswlib.Index":
    index = hnswlib.Index(space=config.space, dim=vectors.shape[1])
    index.init_index(
        max_elements=len(numbers), M=config.M, ef_construction=config.ef_construction, random_seed=1
    )
    index.set_ef(config.ef)
    index.add_items(vectors[numbers], numbers)
    return index


def _recall(index: "hnswlib.Index", vectors: Vectors, numbers: NDArray[np.int64], probes: Vectors) -> float:
    """Share of the exact ten nearest vectors that HNSW returns, over all probes (1.0 without probes)."""
    k = min(10, len(numbers))
    if not len(probes):
        return 1.0
    found, _ = index.knn_query(probes, k=k)
    exact = np.argsort(-(probes @ vectors[numbers].T), axis=1)[:, :k]
    hits = sum(
        len(set(row_found) & set(numbers[row_exact]))
        for row_found, row_exact in zip(found, exact, strict=True)
    )
    return round(hits / (k * len(probes)), 4)


class StoredVectors:
    """The unit vectors (n × dim) of one snapshot and the document row of each, ascending.

    Without the HNSW graphs, which would fill as much memory again.
    """

    def __init__(self, directory: Path) -> None:
        self.vectors: Vectors = np.load(directory / VECTORS, mmap_mode="r")
        self.rows: NDArray[np.int32] = np.load(directory / ROWS)


class DenseIndex:
    """Read access to the vectors of one snapshot, safe for many threads.

    The matrix is memory-mapped, so that all workers of a machine share one copy; the HNSW graphs are
    loaded into each.
    """

    def __init__(self, directory: Path, *, ef: int) -> None:
        self.vectors: Vectors = np.load(directory / VECTORS, mmap_mode="r")
        self.rows: NDArray[np.int32] = np.load(directory / ROWS)
        self._per_document = self._most_vectors_per_document()
        self._indexes = {scope: index for scope in SCOPES if (index := self._load(directory, scope, ef))}

    @property
    def dim(self) -> int:
        return int(self.vectors.shape[1])

    def nearest(self, query: Vectors, scope: Scope, limit: int) -> dict[int, float]:
        """The ``limit`` nearest documents of one scope by HNSW: row → cosine similarity, best first.

        hnswlib answers with a distance, 1 − cosine; it is turned into a similarity here and only here.
        """
        index = self._indexes.get(scope)
        if index is None or not query.any():
            return {}
        k = min(limit * self._per_document, index.get_current_count())
        try:
            numbers, distances = index.knn_query(query, k=k, num_threads=1)
        except RuntimeError:
            # Many equal vectors make islands in the graph, and hnswlib would rather fail than find fewer.
            return self.exact(query, self._mask_of(index), limit)
        return self._best_per_row(self.rows[numbers[0].astype(np.int64)], 1.0 - distances[0], limit)

    def exact(self, query: Vectors, mask: NDArray[np.bool_], limit: int) -> dict[int, float]:
        """The ``limit`` nearest documents among those that ``mask`` (by document row) admits, exactly.

        Documents are stored by framework and kind, so that a facet is mostly one run of rows and the
        product below touches little more than the wanted part of the matrix.
        """
        if not query.any():
            return {}
        wanted = np.flatnonzero(mask[self.rows])
        if not len(wanted):
            return {}
        similarities = np.concatenate([self.vectors[run] @ query for run in _runs(wanted)])
        covered = np.concatenate([np.arange(run.start, run.stop) for run in _runs(wanted)])
        admitted = mask[self.rows[covered]]
        similarities, covered = similarities[admitted], covered[admitted]
        most = min(limit * self._per_document, len(covered))
        best = np.argpartition(-similarities, most - 1)[:most]
        return self._best_per_row(self.rows[covered[best]], similarities[best], limit)

    def _mask_of(self, index: "hnswlib.Index") -> NDArray[np.bool_]:
        mask = np.zeros(int(self.rows.max()) + 1, dtype=bool)
        mask[self.rows[index.get_ids_list()]] = True
        return mask

    def _best_per_row(
        self, rows: NDArray[np.int32], similarities: NDArray[np.float32], limit: int
    ) -> dict[int, float]:
        # Beyond these decimals is only the order of summation: equal vectors must come out equal, for
        # normalisation would make a difference of 1e-8 between the only two candidates one of 0 to 1.
        rounded = np.round(similarities.astype(np.float64), _DECIMALS)
        order = np.lexsort((rows, -rounded))
        nearest: dict[int, float] = {}
        for row, similarity in zip(rows[order].tolist(), rounded[order].tolist(), strict=True):
            if row not in nearest:
                nearest[row] = similarity
                if len(nearest) == limit:
                    break
        return nearest

    def _most_vectors_per_document(self) -> int:
        return int(np.bincount(self.rows).max()) if len(self.rows) else 1

    def _load(self, directory: Path, scope: str, ef: int) -> "hnswlib.Index | None":
        path = directory / f"{scope}.hnsw"
        if not path.is_file():
            return None
        index = hnswlib.Index(space="cosine", dim=self.dim)
        index.load_index(str(path))
        index.set_ef(ef)
        return index


_DECIMALS = 6

#: Gaps up to this many vectors are multiplied and thrown away: cheaper than another product.
_GAP = 512


def _runs(numbers: NDArray[np.int64]) -> list[slice]:
    """Cover ascending ``numbers`` with slices, bridging small gaps."""
    breaks = np.flatnonzero(np.diff(numbers) > _GAP)
    starts = np.concatenate([numbers[:1], numbers[breaks + 1]])
    stops = np.concatenate([numbers[breaks], numbers[-1:]]) + 1
    return [slice(int(start), int(stop)) for start, stop in zip(starts, stops, strict=True)]
