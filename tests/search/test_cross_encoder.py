"""The re-ranker: scores for any text, loaded late and once, and clear words when it cannot be."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from search.neural.cross_encoder import Reranker, RerankerUnavailable, load_reranker

from .cross_encoders import write_cross_encoder

TEXTS = ["repair plumbing", "", "🙂", "weld metal \ud800", "souder " * 2_000, "a\x00b"]


@pytest.fixture(scope="module")
def reranker(cross_encoder: str) -> Reranker:
    return Reranker(cross_encoder)


def test_every_text_gets_a_score_in_its_place(reranker: Reranker) -> None:
    together = reranker.scores("repair pipes", TEXTS)
    alone = [reranker.scores("repair pipes", [text])[0] for text in TEXTS]
    assert together == pytest.approx(alone, abs=1e-5)
    assert len(set(alone)) > 1, "even random weights tell texts apart"


def test_the_score_depends_on_the_query(reranker: Reranker) -> None:
    assert reranker.scores("weld metal", TEXTS[:1]) != reranker.scores("lead a team", TEXTS[:1])


@pytest.mark.parametrize("query", ["", "🙂", "\ud800", "plumbing " * 5_000])
def test_any_query_is_safe(reranker: Reranker, query: str) -> None:
    assert len(reranker.scores(query, TEXTS)) == len(TEXTS)


def test_nothing_is_loaded_before_there_is_something_to_read(cross_encoder: str) -> None:
    script = (
        "import sys; from search.neural.cross_encoder import load_reranker;"
        f"load_reranker({cross_encoder!r}).scores('bread', []);"
        "print(sorted({'torch', 'sentence_transformers', 'transformers'} & sys.modules.keys()))"
    )
    printed = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert printed.stdout.strip() == "[]"


def test_no_model_means_no_reranker_and_one_model_is_one_reranker(cross_encoder: str) -> None:
    assert load_reranker("") is None
    assert load_reranker(cross_encoder) is load_reranker(cross_encoder)


def test_threads_that_ask_first_at_the_same_time_get_the_same_scores(cross_encoder: str) -> None:
    fresh = Reranker(cross_encoder)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: fresh.scores("repair pipes", TEXTS), range(16)))
    assert all(answer == answers[0] for answer in answers)


def test_a_model_that_is_not_there_is_named_with_the_setting_and_not_tried_again(tmp_path: Path) -> None:
    path = tmp_path / "no-such-model"
    missing = Reranker(str(path))
    with pytest.raises(RerankerUnavailable, match=r"no-such-model.*SKILLGRAPH_RERANKER"):
        missing.scores("bread", TEXTS)
    write_cross_encoder(path)
    with pytest.raises(RerankerUnavailable, match=r"no-such-model.*SKILLGRAPH_RERANKER"):
        missing.scores("bread", TEXTS)
    assert Reranker(str(path)).scores("bread", TEXTS[:1])


def test_a_classifier_of_several_classes_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RerankerUnavailable, match=r"SKILLGRAPH_RERANKER.*one output"):
        Reranker(write_cross_encoder(tmp_path, outputs=3)).scores("bread", TEXTS)


def test_an_encoder_of_single_texts_is_refused_rather_than_given_a_random_scoring_layer(
    tmp_path: Path,
) -> None:
    from transformers import BertConfig, BertModel

    path = write_cross_encoder(tmp_path)
    BertModel(BertConfig.from_pretrained(path)).save_pretrained(path)
    with pytest.raises(RerankerUnavailable, match="without a trained scoring layer"):
        Reranker(path).scores("bread", TEXTS)
