"""More concepts than there are."""

import numpy as np
import pytest

from search.neural.concept_vectors import concept_vectors
from search.neural.encoder import load_encoder
from search.types import ConceptDocument
from tests.bench.corpus import Corpus
from tests.bench.synthetic import Catalogue, crossed, half_and_half
from tests.search.catalogue import CATALOGUE, concept

REAL = len(CATALOGUE)


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    [(rows, vectors)] = concept_vectors(load_encoder(), CATALOGUE)
    return Corpus(CATALOGUE, rows, vectors, 0.0)


def test_a_label_has_words_of_both_parents() -> None:
    assert half_and_half("repair a dripping tap", "teach children to read") == "repair a to read"
    assert half_and_half("welding", "first aid") == "welding aid"
    assert half_and_half("first aid", "welding") == "first welding"


def test_a_synthetic_concept_is_like_its_mother_and_has_an_id_of_its_own() -> None:
    mother = concept(
        "esco:tap", "fix old taps", "réparer un robinet", alt_en=("mend taps", "seal it"), kind="skill"
    )
    father = concept(
        "rome:weld", "weld thin metal", "souder le métal", alt_en=("join metal",), about_en="Melt."
    )
    child = crossed(mother, father, 12)
    assert (child.id, child.framework, child.kind) == ("esco:synthetic-12", "esco", "skill")
    assert child.uri != mother.uri
    assert child.pref_labels == {"en": "fix old thin metal", "fr": "réparer un le métal"}
    assert list(child.alt_labels["en"]) == ["mend metal", "seal it"]
    assert child.descriptions == {}


@pytest.mark.parametrize("size", [5, REAL, 200])
def test_a_catalogue_has_the_size_asked_for_and_the_real_concepts_first(corpus: Corpus, size: int) -> None:
    documents = list(Catalogue(corpus, size).documents())
    assert len({document.id for document in documents}) == size
    assert documents[: min(size, REAL)] == list(CATALOGUE[:size])


def test_every_concept_has_a_unit_vector_per_language(corpus: Corpus) -> None:
    catalogue = Catalogue(corpus, 200)
    rows, vectors = catalogue.vectors()
    spoken = [len(document.pref_labels) for document in catalogue.documents()]
    assert np.bincount(rows).tolist() == spoken
    assert (np.diff(rows) >= 0).all()
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1.0, abs=1e-5)
    assert vectors.dtype == np.float32
    assert (vectors[: len(corpus.vectors)] == corpus.vectors).all()


def test_parents_speak_the_same_languages(corpus: Corpus) -> None:
    catalogue = Catalogue(corpus, 500)
    languages = {document.id: document.pref_labels.keys() for document in CATALOGUE}
    for mother, father in zip(*catalogue._parents(), strict=True):
        assert languages[CATALOGUE[mother].id] == languages[CATALOGUE[father].id]


def test_a_synthetic_vector_lies_where_its_words_do(corpus: Corpus) -> None:
    """Nearer to the encoder's own vector of the crossed text than that of a random other concept is."""
    catalogue = Catalogue(corpus, REAL + 300)
    made: list[ConceptDocument] = list(catalogue.documents())[REAL:]
    [(_, encoded)] = concept_vectors(load_encoder(), made)
    vectors = catalogue.vectors()[1][len(corpus.vectors) :]
    own = (encoded * vectors).sum(axis=1)
    others = (encoded * np.roll(vectors, 1, axis=0)).sum(axis=1)
    assert np.median(own) > 0.6
    assert np.median(own) - np.median(others) > 0.2


def test_the_same_catalogue_comes_out_every_time(corpus: Corpus) -> None:
    one, other = Catalogue(corpus, 100), Catalogue(corpus, 100)
    assert list(one.documents()) == list(other.documents())
    assert (one.vectors()[1] == other.vectors()[1]).all()
