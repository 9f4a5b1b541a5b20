"""Queries against whole snapshots: order, filters, pages, counts and explanations."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.analysis import analyse
from search.fusion import POOL
from search.matching import matched_labels
from search.neural.concept_vectors import VECTOR_TEXT
from search.neural.cross_encoder import Reranker
from search.neural.encoder import EncoderMismatch, load_encoder
from search.retrieval import SearchEngine
from search.snapshot import EncoderRecord
from search.types import (
    NO_FILTER,
    SEARCHED_KINDS,
    VARIANTS,
    Facets,
    Hit,
    Language,
    MatchedLabel,
    Ranking,
    Variant,
)

from .catalogue import CATALOGUE, WIDE_CATALOGUE, concept, write_snapshot

EVERY_KIND = Facets(kinds=frozenset(document.kind for document in CATALOGUE))


def ids(ranking: Ranking) -> list[str]:
    return [hit.document.id for hit in ranking.hits]


def hit(ranking: Ranking, concept_id: str) -> Hit:
    return next(found for found in ranking.hits if found.document.id == concept_id)


def exactly(engine: SearchEngine, query: str, admitted: Sequence[str]) -> list[str]:
    """``admitted`` by the best cosine of their labels to ``query``, by the encoder alone."""
    encoder = load_encoder(None)
    vector = encoder.encode_query(analyse(query).text)
    similarity = {}
    for concept_id in admitted:
        document = engine.document(concept_id)
        assert document is not None
        similarity[concept_id] = float((encoder.encode(list(document.pref_labels.values())) @ vector).max())
    return sorted(admitted, key=lambda concept_id: -similarity[concept_id])


# What ranks first


@pytest.mark.parametrize(
    ("query", "concept_id"),
    [
        ("Repair plumbing", "esco:plumbing"),
        ("REPARER LA PLOMBERIE", "esco:plumbing"),
        ("fix leaking pipes", "esco:plumbing"),
        ("plumming", "esco:plumbing"),
        ("TRAVAILLER EN EQUIPE", "esco:teamwork"),
        ("work in teams", "esco:teamwork"),
        ("creer une oeuvre d’art", "esco:artwork"),
        ("java", "esco:java"),
    ],
)
def test_an_exact_label_in_any_language_ranks_first(
    engine: SearchEngine, query: str, concept_id: str
) -> None:
    first = engine.search(query).hits[0]
    assert (first.document.id, first.exact) == (concept_id, True)


def test_of_exact_labels_the_preferred_one_comes_before_the_alternative(engine: SearchEngine) -> None:
    ranking = engine.search("Electricity")
    assert ids(ranking)[:2] == ["esco:electricity", "onet:2.C.4"]
    assert [found.exact for found in ranking.hits[:3]] == [True, True, False]


def test_an_exact_label_outside_the_filter_is_not_shown(engine: SearchEngine) -> None:
    ranking = engine.search("Electricity", facets=Facets(frameworks=frozenset({"rome"})))
    assert {found.document.framework for found in ranking.hits} == {"rome"}


def test_an_exact_label_that_neither_leg_knows_is_shown_all_the_same(tmp_path: Path) -> None:
    write_snapshot(
        tmp_path, [concept("esco:old", "日本語", alt_en=("日本",)), concept("esco:other", "weld metal")]
    )
    engine = SearchEngine(tmp_path, load_encoder(None))
    assert ids(engine.search("日本"))[0] == "esco:old"


@pytest.mark.parametrize("query", ["plumming", "fix leaking taps", "electricity", "plumbing", "repair"])
def test_single_legs_stay_pure(engine: SearchEngine, query: str) -> None:
    legs: tuple[tuple[Variant, str], ...] = (("lexical", "dense"), ("dense", "lexical"))
    for variant, other in legs:
        ranking = engine.search(query, variant=variant, limit=50)
        scores = [found.score for found in ranking.hits]
        assert scores == sorted(scores, reverse=True)
        for found in ranking.hits:
            leg = getattr(found, variant)
            assert (leg.score, leg.rank) == (found.score, found.rank)
            assert getattr(found, other) is None
            assert (found.exact, found.lexical_share, found.dense_share) == (False, 0.0, 0.0)


def test_the_lexical_variant_finds_only_words_and_the_dense_one_meanings(engine: SearchEngine) -> None:
    assert ids(engine.search("zzqqy", variant="lexical")) == []
    by_meaning = engine.search("joining steel parts", variant="dense")
    assert "esco:weld" in ids(by_meaning)[:3]


def test_a_hybrid_score_is_the_sum_of_its_shares_and_names_both_legs(engine: SearchEngine) -> None:
    ranking = engine.search("plumbing repair", limit=50)
    words = {
        found.document.id: found.lexical
        for found in engine.search("plumbing repair", variant="lexical", limit=50).hits
    }
    meaning = {
        found.document.id: found.dense
        for found in engine.search("plumbing repair", variant="dense", limit=50).hits
    }
    for found in ranking.hits:
        assert found.score == pytest.approx(found.lexical_share + found.dense_share)
        assert 0 <= found.score <= 1
        assert found.lexical == words.get(found.document.id)
        assert found.dense == meaning.get(found.document.id)
    assert hit(ranking, "esco:plumbing").lexical is not None
    assert hit(ranking, "esco:plumbing").dense is not None


@pytest.mark.parametrize(("alpha", "leg"), [(0.0, "lexical_share"), (1.0, "dense_share")])
def test_alpha_weighs_the_legs(small_snapshot: Path, alpha: float, leg: str) -> None:
    ranking = SearchEngine(small_snapshot, load_encoder(None), alpha=alpha).search(
        "plumbing repair", limit=50
    )
    assert [found.score for found in ranking.hits] == [getattr(found, leg) for found in ranking.hits]
    assert ranking.hits[0].score == 1.0


def test_what_is_deprecated_is_still_found(engine: SearchEngine) -> None:
    found = engine.search("typewriter").hits[0]
    assert (found.document.id, found.document.deprecated) == ("esco:old-typing", True)


def test_the_same_question_gets_the_same_answer_also_from_many_threads(engine: SearchEngine) -> None:
    def answer(query: str) -> list[object]:
        return [asdict(found) for found in engine.search(query, limit=20).hits]

    queries = ["plumbing", "réparer", "java", "lead teams", "heat"] * 8
    alone = [answer(query) for query in queries]
    with ThreadPoolExecutor(12) as pool:
        assert list(pool.map(answer, queries)) == alone


# Filters


def test_by_default_only_skills_knowledge_abilities_activities_and_outcomes_are_searched(
    engine: SearchEngine,
) -> None:
    ranking = engine.search("plumbing", limit=100)
    assert {found.document.kind for found in ranking.hits} == {"skill", "knowledge", "ability"}
    assert set(ids(ranking)) == {document.id for document in CATALOGUE if document.kind in SEARCHED_KINDS}


@pytest.mark.parametrize("variant", VARIANTS)
def test_other_kinds_are_a_facet_away(engine: SearchEngine, variant: Variant) -> None:
    wanted = Facets(kinds=frozenset({"occupation", "certification", "task"}))
    ranking = engine.search("plumbing", variant=variant, facets=wanted, limit=100)
    assert {found.document.kind for found in ranking.hits} <= wanted.kinds
    assert "onet:cert" in ids(ranking)


@pytest.mark.parametrize(
    "facets",
    [
        Facets(frameworks=frozenset({"rome"})),
        Facets(kinds=frozenset({"knowledge", "occupation"})),
        Facets(reuse_levels=frozenset({"sector-specific"})),
        Facets(languages=frozenset({"en"})),
        Facets(frameworks=frozenset({"esco"}), languages=frozenset({"fr"}), kinds=frozenset({"skill"})),
        EVERY_KIND,
    ],
    ids=["framework", "kinds", "reuse level", "language", "all of them", "every kind"],
)
@pytest.mark.parametrize("query", ["plumbing", "réparer", "lead teams"])
def test_a_filtered_ranking_is_an_exact_search_inside_the_filter(
    engine: SearchEngine, facets: Facets, query: str
) -> None:
    admitted = [
        document.id
        for document in CATALOGUE
        if document.kind in facets.effective_kinds
        and (not facets.frameworks or document.framework in facets.frameworks)
        and (not facets.reuse_levels or document.reuse_level in facets.reuse_levels)
        and (not facets.languages or facets.languages & document.pref_labels.keys())
    ]
    ranking = engine.search(query, variant="dense", facets=facets, limit=100)
    assert ids(ranking) == exactly(engine, query, admitted)
    words = engine.search(query, variant="lexical", facets=EVERY_KIND, limit=100)
    inside = engine.search(query, variant="lexical", facets=facets, limit=100)
    assert ids(inside) == [concept_id for concept_id in ids(words) if concept_id in admitted]


def test_a_filter_searches_beyond_the_unfiltered_pool(wide_engine: SearchEngine) -> None:
    nearest = ids(wide_engine.search("repair bicycles", variant="dense", limit=POOL))
    facets = Facets(reuse_levels=frozenset({"cross-sector"}), kinds=frozenset({"knowledge"}))
    ranking = wide_engine.search("repair bicycles", variant="dense", facets=facets, limit=150)
    admitted = [
        document.id
        for document in WIDE_CATALOGUE
        if document.kind == "knowledge" and document.reuse_level == "cross-sector"
    ]
    assert set(ids(ranking)) - set(nearest)
    assert len(admitted) == 140
    assert ids(ranking) == exactly(wide_engine, "repair bicycles", admitted)


def test_an_unknown_facet_value_finds_nothing(engine: SearchEngine) -> None:
    ranking = engine.search("plumbing", facets=Facets(frameworks=frozenset({"nonsense"})))
    assert (ids(ranking), ranking.has_more) == ([], False)


# Pages


def pages(engine: SearchEngine, query: str, variant: Variant, facets: Facets, size: int) -> list[Ranking]:
    """Page after page until ``has_more`` says that there is none."""
    answers = [engine.search(query, variant=variant, facets=facets, limit=size)]
    while answers[-1].has_more:
        answers.append(
            engine.search(query, variant=variant, facets=facets, limit=size, offset=size * len(answers))
        )
    return answers


@pytest.mark.parametrize("size", [37, 300])
@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize(
    "facets", [NO_FILTER, Facets(kinds=frozenset({"skill"}))], ids=["unfiltered", "filtered"]
)
def test_pages_put_together_are_one_long_page(
    wide_engine: SearchEngine, variant: Variant, facets: Facets, size: int
) -> None:
    answers = pages(wide_engine, "repair bicycles", variant, facets, size)
    together = [found for answer in answers for found in answer.hits]
    long_page = wide_engine.search("repair bicycles", variant=variant, facets=facets, limit=2_000)
    assert [asdict(found) for found in together] == [asdict(found) for found in long_page.hits]
    assert [found.rank for found in together] == list(range(1, len(together) + 1))
    assert len({found.document.id for found in together}) == len(together)
    assert not long_page.has_more
    if variant != "lexical":
        admitted = {document.id for document in WIDE_CATALOGUE if document.kind in facets.effective_kinds}
        assert {found.document.id for found in together} == admitted


def test_there_are_more_than_two_pools_to_page_through() -> None:
    searched = [document for document in WIDE_CATALOGUE if document.kind in SEARCHED_KINDS]
    assert len(searched) > 8 * POOL


def test_a_page_of_exactly_the_rest_has_no_more(engine: SearchEngine) -> None:
    everything = len(engine.search("plumbing", limit=100).hits)
    assert not engine.search("plumbing", limit=everything).has_more
    assert engine.search("plumbing", limit=everything - 1).has_more


def test_a_page_beyond_the_end_is_empty(engine: SearchEngine) -> None:
    ranking = engine.search("plumbing", offset=10_000)
    assert (ids(ranking), ranking.has_more) == ([], False)


# Counts


def test_kinds_are_counted_over_every_kind_and_the_rest_over_those_searched(engine: SearchEngine) -> None:
    ranking = engine.search("plumbing")
    filtered = engine.search("plumbing", facets=Facets(frameworks=frozenset({"rome"})))
    # The catalogue is smaller than a pool, so every concept is a candidate.
    assert ranking.candidates_of_every_kind == len(CATALOGUE)
    assert ranking.candidates == sum(document.kind in SEARCHED_KINDS for document in CATALOGUE)
    assert filtered.facet_counts == ranking.facet_counts
    kinds = {counted.value: counted.count for counted in ranking.facet_counts["kind"]}
    assert kinds["occupation"] == sum(document.kind == "occupation" for document in CATALOGUE)
    assert sum(kinds.values()) == ranking.candidates_of_every_kind
    frameworks = ranking.facet_counts["framework"]
    assert sum(counted.count for counted in frameworks) == ranking.candidates


@pytest.mark.parametrize("identifier", ["124039", "rome:124039", "https://example.org/rome/124039"])
def test_a_pasted_identifier_finds_its_concept_first(engine: SearchEngine, identifier: str) -> None:
    document = engine.document("rome:124039")
    assert document is not None
    text = document.uri if identifier.startswith("https") else identifier
    assert engine.search(text).hits[0].document.id == "rome:124039"


def test_an_identifier_finds_its_concept_whatever_its_kind_unless_a_kind_is_chosen(
    engine: SearchEngine,
) -> None:
    occupation = next(document for document in CATALOGUE if document.kind == "occupation")
    assert engine.search(occupation.id).hits[0].document.id == occupation.id
    skills = engine.search(occupation.id, facets=Facets(kinds=frozenset({"skill"})))
    assert occupation.id not in {hit.document.id for hit in skills.hits}


def test_counts_of_a_large_catalogue_say_over_how_many_they_were_taken(wide_engine: SearchEngine) -> None:
    ranking = wide_engine.search("repair bicycles")
    frameworks = ranking.facet_counts["framework"]
    assert POOL <= ranking.candidates <= 2 * POOL
    assert sum(counted.count for counted in frameworks) == ranking.candidates


def test_counts_are_left_out_on_request_and_change_no_hit(engine: SearchEngine) -> None:
    with_counts, without = engine.search("plumbing"), engine.search("plumbing", count_facets=False)
    assert without.candidates == 0
    assert not any(without.facet_counts.values())
    assert [asdict(found) for found in without.hits] == [asdict(found) for found in with_counts.hits]


# Odd input


@pytest.mark.parametrize("query", ["", "   ", "\n\t ", "\x00", "🙂", "🙂🙂 🔧", "?!…", "\ud800"])
@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("facets", [NO_FILTER, EVERY_KIND], ids=["unfiltered", "filtered"])
def test_a_query_without_words_finds_nothing_and_is_no_error(
    engine: SearchEngine, query: str, variant: Variant, facets: Facets
) -> None:
    ranking = engine.search(query, variant=variant, facets=facets)
    assert (ids(ranking), ranking.candidates, ranking.has_more) == ([], 0, False)
    assert not any(ranking.facet_counts.values())


@given(st.text(st.characters(exclude_categories=()), max_size=80), st.sampled_from(VARIANTS))
def test_no_query_raises_and_ranks_are_numbered_from_one(
    engine: SearchEngine, query: str, variant: Variant
) -> None:
    ranking = engine.search(query, variant=variant)
    assert [found.rank for found in ranking.hits] == list(range(1, len(ranking.hits) + 1))


def test_ten_thousand_characters_are_answered(engine: SearchEngine) -> None:
    assert "esco:plumbing" in ids(engine.search("plumbing " * 1_100))


def test_a_ranking_says_what_it_answers_and_from_which_snapshot(engine: SearchEngine) -> None:
    ranking = engine.search("  L’eau \n chaude ", variant="dense")
    assert (ranking.query, ranking.variant) == ("L'eau chaude", "dense")
    assert ranking.snapshot_id == engine.snapshot_id == engine.manifest.id
    assert ranking.milliseconds > 0


# Matched labels


def labels(engine: SearchEngine, query: str, concept_id: str, language: Language) -> list[MatchedLabel]:
    document = engine.document(concept_id)
    assert document is not None
    return list(matched_labels(document, analyse(query), language))


def test_all_labels_with_the_most_words_of_the_query_are_named(engine: SearchEngine) -> None:
    assert labels(engine, "leaking fix", "esco:plumbing", "en") == [
        MatchedLabel("fix leaking taps", "en", "alt"),
        MatchedLabel("fix leaking pipes", "en", "alt"),
    ]


def test_an_exact_label_is_named_first_also_in_the_other_language(engine: SearchEngine) -> None:
    first, *_ = labels(engine, "REPARER UN ROBINET QUI FUIT", "esco:plumbing", "en")
    assert first == MatchedLabel("réparer un robinet qui fuit", "fr", "alt", exact=True)


def test_of_equal_labels_those_in_the_language_of_the_page_come_first(engine: SearchEngine) -> None:
    assert [label.language for label in labels(engine, "java", "esco:java", "fr")][:2] == ["fr", "en"]
    assert [label.language for label in labels(engine, "java", "esco:java", "en")][:2] == ["en", "fr"]


def test_the_last_word_may_be_a_beginning_of_a_labels_word(engine: SearchEngine) -> None:
    assert [label.text for label in labels(engine, "repair plumb", "esco:plumbing", "en")] == [
        "repair plumbing"
    ]
    assert labels(engine, "rep", "esco:plumbing", "en")[0].text == "repair plumbing"
    assert labels(engine, "re", "esco:plumbing", "en") == []


def test_a_hidden_label_is_named_as_such(engine: SearchEngine) -> None:
    assert labels(engine, "plumming", "esco:plumbing", "en") == [
        MatchedLabel("plumming", "en", "hidden", exact=True)
    ]


@pytest.mark.parametrize("query", ["", "🙂", "astronomy"])
def test_a_query_that_shares_no_word_matches_no_label(engine: SearchEngine, query: str) -> None:
    assert labels(engine, query, "esco:plumbing", "en") == []


# The snapshot's side


def test_documents_are_found_by_id(engine: SearchEngine) -> None:
    document = engine.document("esco:java")
    assert document is not None
    assert document.pref_labels == {"en": "Java", "fr": "Java"}
    assert engine.document("esco:nothing") is None


@pytest.mark.parametrize(("name", "dim"), [("another-encoder", 0), ("", 1)])
def test_vectors_of_another_encoder_are_refused_with_the_remedy(tmp_path: Path, name: str, dim: int) -> None:
    encoder = load_encoder(None)
    write_snapshot(
        tmp_path,
        CATALOGUE[:2],
        encoder=EncoderRecord(name or encoder.name, encoder.dim + dim, encoder.fingerprint, VECTOR_TEXT),
    )
    with pytest.raises(EncoderMismatch, match=r"manage\.py ingest.*SKILLGRAPH_ENCODER"):
        SearchEngine(tmp_path, encoder)


def test_vectors_made_in_another_way_are_refused_with_the_remedy(tmp_path: Path) -> None:
    encoder = load_encoder(None)
    record = EncoderRecord(encoder.name, encoder.dim, encoder.fingerprint, "labels alone")
    write_snapshot(tmp_path, CATALOGUE[:2], encoder=record)
    with pytest.raises(EncoderMismatch, match=r"labels alone.*manage\.py ingest"):
        SearchEngine(tmp_path, encoder)


def test_a_snapshot_of_nothing_answers_every_query_with_nothing(tmp_path: Path, cross_encoder: str) -> None:
    directory = tmp_path / "empty"
    directory.mkdir()
    write_snapshot(directory, [])
    engine = SearchEngine(directory, load_encoder(None), reranker=Reranker(cross_encoder))
    for variant in VARIANTS:
        assert ids(engine.search("plumbing", variant=variant)) == []


def test_equal_scores_keep_the_order_of_the_documents(tmp_path: Path, cross_encoder: str) -> None:
    twins = [concept(f"esco:{number}", "weld metal") for number in range(30)]
    write_snapshot(tmp_path, twins)
    engine = SearchEngine(tmp_path, load_encoder(None), reranker=Reranker(cross_encoder))
    for variant in VARIANTS:
        assert ids(engine.search("weld", variant=variant, limit=30)) == [twin.id for twin in twins]
    assert np.ptp([found.score for found in engine.search("weld", limit=30).hits]) == 0
