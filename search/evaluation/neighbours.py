"""Does the approximate index (HNSW) find what an exact search finds?"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from ..dense import DenseIndex, Vectors
from ..lexical import LexicalIndex
from ..snapshot import DENSE, LEXICAL, Manifest
from ..types import scope_of

NEAREST = 10


def neighbour_recall(directory: Path, queries: Sequence[Vectors]) -> float | None:
    """Share of the exact ten nearest concepts in the default scope that HNSW returns, over ``queries``.

    ``directory`` is a snapshot's, each query a vector of its encoder. None when there is nothing to find.
    """
    index = DenseIndex(directory / DENSE, ef=Manifest.load(directory).index["hnsw"]["ef"])
    kinds = [kind for _, kind, *_ in LexicalIndex(directory / LEXICAL).facet_columns()]
    searched = np.array([scope_of(kind) == "searched" for kind in kinds], dtype=bool)
    shares = [
        len(exact.keys() & index.nearest(query, "searched", NEAREST).keys()) / len(exact)
        for query in queries
        if (exact := index.exact(query, searched, NEAREST))
    ]
    return round(float(np.mean(shares)), 4) if shares else None
