"""LanceDB's hybrid search: its own full-text index, our vectors, one of its rerankers."""

import os
from importlib import import_module
from pathlib import Path
from typing import Any

from search.neural.encoder import Encoder
from search.types import LANGUAGES

from ..corpus import ROWS, Corpus, distinct
from ..rounds import Ask

# It warns, at every query, of a score column that a later version will not add by itself.
os.environ.setdefault("LANCEDB_LOG", "error")

_TABLE = "concepts"
_LANGUAGES = {"en": "English", "fr": "French"}
#: Rows of each kind of search that the tuned fusion sees; as many as SkillGraph's.
_POOL = 100


def build(corpus: Corpus, folder: Path) -> None:
    """A text column a language, each with the stemmer and stop words of that language."""
    pyarrow = import_module("pyarrow")
    rows = corpus.texts()
    columns = {"concept": [row.concept for row in rows]} | {
        language: [row.text if row.language == language else "" for row in rows] for language in LANGUAGES
    }
    vectors = pyarrow.FixedSizeListArray.from_arrays(corpus.vectors.ravel(), corpus.vectors.shape[1])
    database = import_module("lancedb").connect(folder)
    table = database.create_table(_TABLE, pyarrow.table(columns | {"vector": vectors}))
    for language in LANGUAGES:
        table.create_fts_index(language, language=_LANGUAGES[language])


def build_tuned(corpus: Corpus, folder: Path) -> None:
    """The same with an approximate index of the vectors, which LanceDB does not make by itself."""
    build(corpus, folder)
    _table(folder).create_index(metric="cosine", vector_column_name="vector", index_type="IVF_HNSW_SQ")


def open_default(folder: Path, encoder: Encoder) -> Ask:
    """Reciprocal rank fusion of as many rows as are asked for: what its manual begins with."""
    return _ask(folder, encoder, import_module("lancedb.rerankers").RRFReranker(), ROWS)


def open_tuned(folder: Path, encoder: Encoder) -> Ask:
    """The fusion of its own that did best on the development queries, for ours was chosen on them too."""
    reranker = import_module("lancedb.rerankers").LinearCombinationReranker()
    return _ask(folder, encoder, reranker, _POOL)


def _ask(folder: Path, encoder: Encoder, reranker: object, limit: int) -> Ask:
    table = _table(folder)
    match = import_module("lancedb.query").MultiMatchQuery

    def ask(query: str) -> list[str]:
        search = table.search(query_type="hybrid").vector(encoder.encode_query(query))
        search = search.text(match(query, list(LANGUAGES))).distance_type("cosine").rerank(reranker)
        return distinct(search.select(["concept"]).limit(limit).to_arrow()["concept"].to_pylist())

    return ask


def _table(folder: Path) -> Any:
    return import_module("lancedb").connect(folder).open_table(_TABLE)
