"""What every system of the comparison gets."""

from pathlib import Path

import numpy as np
import pytest
from django.conf import settings

from search.neural.encoder import Encoder, load_encoder
from search.types import SEARCHED_KINDS
from tests.bench import corpus
from tests.bench.corpus import Corpus, distinct


@pytest.fixture
def snapshot(published_sample: str) -> Path:
    return Path(settings.SKILLGRAPH_VAR) / "snapshots" / published_sample


@pytest.fixture
def prepared(snapshot: Path, tmp_path: Path) -> Corpus:
    corpus.prepare(snapshot, tmp_path / "corpus", load_encoder())
    return corpus.load(tmp_path / "corpus")


def test_only_what_is_searched_by_default_is_compared(prepared: Corpus) -> None:
    assert prepared.documents
    assert {document.kind for document in prepared.documents} <= SEARCHED_KINDS


def test_every_vector_has_its_text(prepared: Corpus) -> None:
    rows = prepared.texts()
    assert len(rows) == len(prepared.rows) == len(prepared.vectors)
    for row, number in zip(rows, prepared.rows.tolist(), strict=True):
        document = prepared.documents[number]
        assert (row.concept, row.label) == (document.id, document.pref_labels[row.language])
        assert row.text.startswith(row.label)


def test_a_text_holds_all_that_a_concept_says_in_its_language(prepared: Corpus) -> None:
    documents = {document.id: document for document in prepared.documents}
    for row in prepared.texts():
        document = documents[row.concept]
        assert document.descriptions.get(row.language, "") in row.text
        assert all(label in row.text for label in document.alt_labels.get(row.language, ()))


def test_what_is_prepared_is_not_encoded_again(prepared: Corpus, snapshot: Path, tmp_path: Path) -> None:
    class Forbidden:
        def __getattr__(self, name: str) -> object:
            raise AssertionError(f"the encoder was asked for {name}")

    encoder: Encoder = Forbidden()  # type: ignore[assignment]
    corpus.prepare(snapshot, tmp_path / "corpus", encoder)
    assert np.array_equal(corpus.load(tmp_path / "corpus").vectors, prepared.vectors)


def test_a_page_has_distinct_concepts_in_order() -> None:
    assert distinct(["b", "a", "b", "c"]) == ["b", "a", "c"]
    assert len(distinct(str(number) for number in range(50))) == corpus.PAGE
