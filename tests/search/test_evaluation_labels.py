"""Held-out labels and the sibling test, on concepts made for them."""

import pytest

from search.evaluation.held_out_labels import (
    LabelQuery,
    in_language,
    label_figures,
    label_queries,
    of_one_vocabulary,
    without_held_out,
)
from search.evaluation.runs import Run
from search.evaluation.siblings import sibling_figures, siblings
from search.held_out import DIRECTIONS, held_out_bucket
from search.types import ConceptDocument

from .catalogue import concept

ENGLISH, FRENCH, TO_ENGLISH, UNSEEN = DIRECTIONS


def in_bucket(bucket: int) -> ConceptDocument:
    documents = (
        concept(
            f"esco:{number}",
            "bake bread",
            "cuire du pain",
            alt_en=("make loaves", "bakery"),
            alt_fr=("enfourner",),
            hidden_en=("baek bread",),
            about_en="Bake.",
            about_fr="Cuire.",
        )
        for number in range(1_000)
    )
    return next(document for document in documents if held_out_bucket(document.uri) == bucket)


def run(**rankings: str) -> Run:
    return Run({qid: list(ids) for qid, ids in rankings.items()}, {})


# What is indexed


def test_the_index_lacks_the_alternatives_of_bucket_0() -> None:
    kept = without_held_out(in_bucket(0))
    assert (kept.alt_labels, kept.hidden_labels) == ({}, {})
    assert kept.pref_labels == {"en": "bake bread", "fr": "cuire du pain"}
    assert kept.descriptions == {"en": "Bake.", "fr": "Cuire."}


def test_the_index_lacks_the_french_labels_of_bucket_1() -> None:
    kept = without_held_out(in_bucket(1))
    assert kept.pref_labels == {"en": "bake bread"}
    assert kept.alt_labels == {"en": ("make loaves", "bakery")}


def test_other_concepts_are_indexed_whole() -> None:
    assert without_held_out(in_bucket(2)) == in_bucket(2)


def test_a_ranking_over_one_language_knows_no_other() -> None:
    (english,) = in_language([in_bucket(2), concept("esco:x", fr="souder")], "en")
    assert english.pref_labels == {"en": "bake bread"}
    assert english.descriptions == {"en": "Bake."}
    assert (english.alt_labels, english.hidden_labels) == (
        {"en": ("make loaves", "bakery")},
        {"en": ("baek bread",)},
    )


def test_groups_of_the_same_family_stand_beside_skills() -> None:
    skill = concept("esco:a", "bake")
    group = concept("esco:b", "baking", kind="group")
    elsewhere = ConceptDocument("esco:c", "https://example.org/isco/c", "esco", "group", {"en": "bakers"})
    occupation = concept("esco:d", "baker", kind="occupation")
    other = concept("rome:e", fr="cuire")
    assert of_one_vocabulary([skill, group, elsewhere, occupation, other], "esco") == [skill, group]


# What is asked


def test_every_held_out_label_is_one_query() -> None:
    document = in_bucket(0)
    assert [(query.text, query.answer) for query in label_queries(ENGLISH, [document], 0)] == [
        ("make loaves", document.id),
        ("bakery", document.id),
    ]
    assert [query.text for query in label_queries(UNSEEN, [document, in_bucket(1)], 0)] == ["cuire du pain"]


def test_a_sample_is_drawn_from_the_same_seed_and_keeps_order() -> None:
    documents = [in_bucket(0)] * 20
    drawn = label_queries(ENGLISH, documents, 10)
    assert len(drawn) == 10
    assert drawn == label_queries(ENGLISH, documents, 10)
    every = label_queries(ENGLISH, documents, 0)
    assert len({query.qid for query in every}) == len(every) == 40
    assert [query for query in every if query in drawn] == drawn
    assert label_queries(ENGLISH, documents, 40) == every


def test_the_figures_are_shares_of_labels_that_found_their_concept() -> None:
    queries = [
        LabelQuery("1", "make loaves", "a"),
        LabelQuery("2", "bakery", "b"),
        LabelQuery("3", "rye", "c"),
    ]
    found = label_figures(Run({"1": ["a", "x"], "2": ["x", "b"], "3": ["x"]}, {}), queries)
    assert found["R@1"] == pytest.approx(1 / 3, abs=1e-4)
    assert found["R@5"] == pytest.approx(2 / 3, abs=1e-4)
    low, high = found["R@1 interval"]
    assert low <= found["R@1"] <= high


# Siblings


def test_siblings_share_a_parent() -> None:
    parents = {"u:a": {"u:p"}, "u:b": {"u:p", "u:q"}, "u:c": {"u:q"}, "u:d": {"u:r"}, "u:e": set[str]()}
    members = {uri: uri.removeprefix("u:") for uri in parents}
    assert siblings(parents, members) == {"a": {"b"}, "b": {"a", "c"}, "c": {"b"}}


def test_parents_of_what_is_not_indexed_make_no_siblings() -> None:
    assert siblings({"u:a": {"u:p"}, "u:b": {"u:p"}}, {"u:a": "a"}) == {}


def test_accuracy_is_the_share_of_siblings_below_and_a_tie_counts_half() -> None:
    queries = [LabelQuery("1", "x", "a"), LabelQuery("2", "y", "a"), LabelQuery("3", "z", "b")]
    related = {"a": {"b", "c", "d", "e"}, "b": {"a"}}
    found = sibling_figures(run(**{"1": "bac", "2": "xyz", "3": "ba"}), queries, related)
    # 1: c, d, e stand below a, and b above: 3/4. 2: none was found, four ties: 1/2. 3: 1.
    assert found["accuracy"] == pytest.approx((3 / 4 + 1 / 2 + 1) / 3, abs=1e-4)
    assert found["first"] == pytest.approx(1 / 3, abs=1e-4)
    assert found["pairs"] == 9
