"""What a concept's vectors are made of."""

from collections.abc import Mapping, Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from search.neural import concept_vectors as module
from search.neural.concept_vectors import ALTERNATIVES_WEIGHT, DESCRIPTIONS_WEIGHT, concept_vectors
from search.neural.encoder import load_encoder
from search.types import ConceptDocument

LABELS = {"en": "bake bread", "fr": "cuire du pain"}


def document(
    number: int = 0,
    labels: Mapping[str, str] = LABELS,
    alternatives: Mapping[str, Sequence[str]] | None = None,
    descriptions: Mapping[str, str] | None = None,
    examples: Mapping[str, Sequence[str]] | None = None,
) -> ConceptDocument:
    return ConceptDocument(
        id=f"esco:{number}",
        uri=f"http://data.europa.eu/esco/skill/{number}",
        framework="esco",
        kind="skill",
        pref_labels=labels,
        alt_labels=alternatives or {},
        descriptions=descriptions or {},
        examples=examples or {},
    )


def vectors_of(*documents: ConceptDocument) -> tuple[list[int], NDArray[np.float32]]:
    batches = list(concept_vectors(load_encoder(None), documents))
    rows = [int(row) for rows, _ in batches for row in rows]
    return rows, np.concatenate([vectors for _, vectors in batches])


def unit(vector: NDArray[np.floating]) -> NDArray[np.float32]:
    return (vector / np.linalg.norm(vector)).astype(np.float32)


def test_a_concept_has_one_unit_vector_per_language_of_its_labels() -> None:
    rows, vectors = vectors_of(document(0), document(1, {"fr": "traire"}), document(2))
    assert rows == [0, 0, 1, 2, 2]
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)


def test_a_label_alone_is_its_own_vector() -> None:
    _, vectors = vectors_of(document())
    np.testing.assert_allclose(vectors, load_encoder(None).encode_labels(list(LABELS.values())), atol=1e-5)


def test_other_texts_of_both_languages_draw_every_label_by_their_weights() -> None:
    encoder = load_encoder(None)
    _, vectors = vectors_of(
        document(
            alternatives={"en": ["make loaves"], "fr": ["faire le pain"]},
            descriptions={"en": "Bake loaves in an oven."},
            examples={"fr": ["Enfourner des baguettes"]},
        )
    )
    alternatives = encoder.encode(["make loaves", "faire le pain"]).mean(axis=0)
    prose = encoder.encode(["Bake loaves in an oven.", "Enfourner des baguettes"]).mean(axis=0)
    drawn = ALTERNATIVES_WEIGHT * alternatives + DESCRIPTIONS_WEIGHT * prose
    for vector, label in zip(vectors, encoder.encode_labels(list(LABELS.values())), strict=True):
        np.testing.assert_allclose(vector, unit(label + drawn), atol=1e-5)


def test_batches_keep_the_rows_of_their_documents(monkeypatch: pytest.MonkeyPatch) -> None:
    documents = [document(n, {"en": f"skill number {n}"}, {"en": [f"ability {n}"]}) for n in range(7)]
    rows, whole = vectors_of(*documents)
    monkeypatch.setattr(module, "DOCUMENTS_PER_BATCH", 3)
    batched_rows, batched = vectors_of(*documents)
    assert rows == batched_rows == list(range(7))
    np.testing.assert_allclose(batched, whole, atol=1e-6)


def test_a_label_that_no_token_knows_stays_at_zero() -> None:
    _, vectors = vectors_of(document(labels={"en": "🙂"}))
    assert not vectors.any()
