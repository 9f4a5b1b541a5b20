"""The re-ranked variant: the hybrid ranking's first hits in another order, and everything else as it was."""

from pathlib import Path

import pytest

from search.evaluation.errors import EvaluationError
from search.evaluation.files import JudgedQuery
from search.evaluation.runs import ask
from search.neural.concept_text import concept_text
from search.neural.cross_encoder import Reranker, RerankerOff
from search.neural.encoder import load_encoder
from search.reranking import DEPTH
from search.retrieval import SearchEngine
from search.types import VARIANTS, Facets, Hit, Ranking, Variant

QUERIES = ["plumbing repair", "réparer un véhicule", "java software", "teams", "metal and heat"]


def ids(ranking: Ranking) -> list[str]:
    return [hit.document.id for hit in ranking.hits]


def both(
    engine: SearchEngine, query: str, limit: int = 50, facets: Facets | None = None
) -> tuple[Ranking, Ranking]:
    """The hybrid and the re-ranked answer."""
    variants: tuple[Variant, ...] = ("hybrid", "rerank")
    before, after = (
        engine.search(query, variant=variant, limit=limit, facets=facets or Facets()) for variant in variants
    )
    return before, after


def read_again(hits: Ranking) -> list[Hit]:
    return [hit for hit in hits.hits if hit.reranked]


def engine_with(small_snapshot: Path, model: str, depth: int = 20) -> SearchEngine:
    return SearchEngine(small_snapshot, load_encoder(None), reranker=Reranker(model), depth=depth)


@pytest.mark.parametrize("query", QUERIES)
def test_the_cross_encoder_decides_the_order_of_the_first_hits(engine: SearchEngine, query: str) -> None:
    before, after = both(engine, query)
    scores = [hit.reranked.score for hit in after.hits if hit.reranked]
    assert scores == sorted(scores, reverse=True)
    assert len(scores) > 10
    assert after.variant == "rerank"
    assert sorted(ids(after)) == sorted(ids(before))
    assert ids(after) != ids(before), "random weights agree with no ranking"


@pytest.mark.parametrize("query", QUERIES)
def test_a_hit_says_which_rank_it_came_from_and_keeps_its_hybrid_score(
    engine: SearchEngine, query: str
) -> None:
    before, after = both(engine, query)
    for hit in read_again(after):
        assert hit.reranked
        origin = before.hits[hit.reranked.from_rank - 1]
        assert hit.document == origin.document
        assert (hit.score, hit.lexical, hit.dense) == (origin.score, origin.lexical, origin.dense)
    assert [hit.rank for hit in after.hits] == list(range(1, len(after.hits) + 1))
    assert not read_again(before)


def test_only_the_first_hits_are_read_again(small_snapshot: Path, cross_encoder: str) -> None:
    before, after = both(engine_with(small_snapshot, cross_encoder, depth=5), "plumbing repair")
    assert len(read_again(after)) == 5
    assert set(ids(after)[:5]) == set(ids(before)[:5])
    assert ids(after)[5:] == ids(before)[5:]


def test_a_page_shorter_than_what_is_read_again_is_the_beginning_of_a_longer_one(
    engine: SearchEngine,
) -> None:
    whole = engine.search("plumbing repair", variant="rerank", limit=12)
    pages = [engine.search("plumbing repair", variant="rerank", limit=3, offset=n) for n in (0, 3, 6, 9)]
    assert [hit for page in pages for hit in page.hits] == list(whole.hits)
    assert all(page.has_more for page in pages)


@pytest.mark.parametrize(
    ("query", "exact"), [("electricity", ["esco:electricity", "onet:2.C.4"]), ("Java", ["esco:java"])]
)
def test_exact_labels_stay_first_and_are_not_read_again(
    engine: SearchEngine, query: str, exact: list[str]
) -> None:
    ranking = engine.search(query, variant="rerank", limit=20)
    assert ids(ranking)[: len(exact)] == exact
    assert [hit.reranked is None for hit in ranking.hits[: len(exact) + 1]] == [True] * len(exact) + [False]


def test_a_filter_is_kept(engine: SearchEngine) -> None:
    before, after = both(engine, "réparer un véhicule", facets=Facets(frameworks=frozenset({"rome"})))
    assert set(ids(after)) == set(ids(before))
    assert {hit.document.framework for hit in after.hits} == {"rome"}


@pytest.mark.parametrize(
    ("query", "language", "matched"),
    [("mending water pipes", "en", ["fix leaking pipes"]), ("entretenir la plomberie", "fr", [])],
)
def test_concepts_are_read_in_the_language_of_the_query(
    engine: SearchEngine, cross_encoder: str, query: str, language: str, matched: list[str]
) -> None:
    hit = next(
        hit
        for hit in engine.search(query, variant="rerank", limit=50).hits
        if hit.document.id == "esco:plumbing"
    )
    text = concept_text(hit.document, language, matched)
    assert hit.reranked
    assert hit.reranked.score == pytest.approx(Reranker(cross_encoder).scores(query, [text])[0], abs=1e-5)


@pytest.mark.parametrize("query", ["", "🙂", "\x00"])
def test_a_query_without_words_is_answered_with_nothing(engine: SearchEngine, query: str) -> None:
    assert ids(engine.search(query, variant="rerank")) == []


def test_without_a_reranker_the_variant_is_not_offered_and_refused_with_the_setting(
    small_snapshot: Path,
) -> None:
    engine = SearchEngine(small_snapshot, load_encoder(None))
    assert set(engine.variants) == set(VARIANTS) - {"rerank"}
    with pytest.raises(RerankerOff, match="SKILLGRAPH_RERANKER"):
        engine.search("plumbing", variant="rerank")


def test_with_one_every_variant_is_offered(engine: SearchEngine) -> None:
    assert engine.variants == VARIANTS


def test_a_reranker_that_cannot_be_loaded_leaves_the_hybrid_ranking_and_says_why(
    small_snapshot: Path, tmp_path: Path
) -> None:
    engine = engine_with(small_snapshot, str(tmp_path / "gone"))
    for limit in (3, 30):
        hybrid, answer = both(engine, "plumbing repair", limit)
        assert (answer.variant, answer.hits, answer.has_more) == ("hybrid", hybrid.hits, hybrid.has_more)
        assert "SKILLGRAPH_RERANKER" in answer.fallback
        assert hybrid.fallback == ""


def test_a_ranking_that_another_variant_gave_is_not_measured(small_snapshot: Path, tmp_path: Path) -> None:
    engine = engine_with(small_snapshot, str(tmp_path / "gone"))
    query = JudgedQuery("q1", "en", "keyword", "plumbing repair")
    with pytest.raises(EvaluationError, match=r"plumbing repair.*hybrid.*SKILLGRAPH_RERANKER"):
        ask([query], lambda text, limit: engine.search(text, variant="rerank", limit=limit))


def test_hits_beyond_the_depth_are_those_of_the_hybrid_ranking(engine: SearchEngine) -> None:
    beyond = engine.search("plumbing repair", variant="rerank", offset=DEPTH, limit=5)
    hybrid = engine.search("plumbing repair", offset=DEPTH, limit=5)
    assert [hit.document.id for hit in beyond.hits] == [hit.document.id for hit in hybrid.hits]
    assert all(hit.reranked is None for hit in beyond.hits)
