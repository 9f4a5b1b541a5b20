"""From documents to both indexes: what has a vector, what is found without one, what is recorded."""

from pathlib import Path

import numpy as np
import pytest

from graphdata import indexing
from graphdata.indexing import Indexes
from search.analysis import analyse
from search.dense import DenseIndex, HnswConfig
from search.lexical import LexicalIndex
from search.neural.encoder import EncoderUnavailable, load_encoder
from search.types import SCOPES, ConceptDocument

DOCUMENTS = [
    ConceptDocument(
        "t:1", "https://example.org/1", "t", "knowledge", {"en": "wood", "fr": "bois"}, {"en": ["timber"]}
    ),
    ConceptDocument(
        "t:2", "https://example.org/2", "t", "skill", {"en": "plane wood"},
        descriptions={"en": "Make a board smooth.", "fr": "Rendre une planche lisse."},
    ),
    ConceptDocument("t:3", "https://example.org/3", "t", "skill", {"en": "☃☃☃ 木工"}),
    ConceptDocument("t:4", "https://example.org/4", "t", "occupation", {"fr": "menuisier"}),
]  # fmt: skip


def build(folder: Path, documents: list[ConceptDocument] = DOCUMENTS) -> Indexes:
    return indexing.build(
        documents, folder / "lexical.sqlite3", folder / "dense", "embedded", lambda *step: None
    )


def test_every_language_of_a_label_has_one_vector_of_unit_length(tmp_path: Path) -> None:
    build(tmp_path)
    index = DenseIndex(tmp_path / "dense", ef=50)
    assert np.linalg.norm(index.vectors, axis=1) == pytest.approx(1, abs=1e-5)
    rows, counts = np.unique(index.rows, return_counts=True)
    per_document = dict(zip(rows.tolist(), counts.tolist(), strict=True))
    assert (per_document[0], per_document[1], per_document[3]) == (2, 1, 1)


def test_a_concept_without_a_vector_is_found_by_its_words(tmp_path: Path) -> None:
    encoder = load_encoder()
    assert not encoder.encode(["☃☃☃"]).any(), "this label was meant to be unknown to the encoder"
    documents = [DOCUMENTS[0], ConceptDocument("t:9", "https://example.org/9", "t", "skill", {"en": "☃☃☃"})]
    build(tmp_path, documents)
    assert 1 not in DenseIndex(tmp_path / "dense", ef=50).rows
    lexical = LexicalIndex(tmp_path / "lexical.sqlite3")
    assert [document.id for document in lexical.documents([1])] == ["t:9"]
    assert lexical.row_of("t:9") == 1


def test_the_row_numbers_of_both_indexes_are_the_places_of_the_documents(tmp_path: Path) -> None:
    build(tmp_path)
    lexical = LexicalIndex(tmp_path / "lexical.sqlite3")
    assert [document.id for document in lexical.documents([0, 1, 2, 3])] == ["t:1", "t:2", "t:3", "t:4"]
    assert lexical.search(analyse("plane"), SCOPES).rows.tolist() == [1]
    query = load_encoder().encode_query("menuisier")
    assert list(DenseIndex(tmp_path / "dense", ef=50).nearest(query, "other", 1)) == [3]


def test_the_record_says_how_the_vectors_were_made_and_how_well_they_are_found(tmp_path: Path) -> None:
    indexes, encoder = build(tmp_path), load_encoder()
    made = indexes.encoder
    assert (made.name, made.dim, made.fingerprint) == (encoder.name, encoder.dim, encoder.fingerprint)
    assert "label" in made.text
    assert "unit length" in made.text
    config = HnswConfig()
    assert indexes.record["hnsw"] == {
        "M": config.M, "ef_construction": config.ef_construction, "ef": config.ef, "space": "cosine",
    }  # fmt: skip
    assert indexes.record["dim"] == encoder.dim
    assert indexes.record["searched"]["recall@10"] == 1.0
    assert indexes.record["other"] == {"vectors": 1, "recall@10": 1.0}
    assert indexes.record["vectors"] == indexes.record["searched"]["vectors"] + 1


def test_progress_is_told_up_to_the_last_document(tmp_path: Path) -> None:
    steps: list[tuple[str, int, int | None]] = []
    indexing.build(
        DOCUMENTS, tmp_path / "lexical.sqlite3", tmp_path / "dense", "embedded",
        lambda stage, done, total, message: steps.append((stage, done, total)),
    )  # fmt: skip
    assert ("encoding", 4, 4) in steps
    assert steps[-1][0] == "indexing"


def test_a_folder_that_holds_no_model_is_named(tmp_path: Path) -> None:
    empty = tmp_path / "no-model"
    empty.mkdir()
    with pytest.raises(EncoderUnavailable, match="no-model"):
        indexing.build(
            DOCUMENTS, tmp_path / "lexical.sqlite3", tmp_path / "dense", str(empty), lambda *step: None
        )


@pytest.mark.parametrize("scope", SCOPES)
def test_an_index_cut_short_on_disk_is_noticed(tmp_path: Path, scope: str) -> None:
    indexes = build(tmp_path)
    file = tmp_path / "dense" / f"{scope}.hnsw"
    file.write_bytes(file.read_bytes()[:-100])
    with pytest.raises(OSError, match="dense was not written completely"):
        indexing._check_readable(tmp_path / "dense", indexes.record)
