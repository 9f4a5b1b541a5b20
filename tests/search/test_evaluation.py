"""Measures against figures worked out by hand, files that are wrong, and the command's one object of JSON."""

import json
import math
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from ir_measures import Qrel

from search import evaluation
from search.evaluation import EvaluationError, JudgedQuery, Run, figures, latency, read_qrels, read_queries
from search.snapshot import CURRENT, SnapshotStore
from search.types import VARIANTS, Hit, Ranking

from .catalogue import add_snapshot, concept

QUERIES = [
    JudgedQuery("E1", "en", "keyword", "weld"),
    JudgedQuery("E2", "en", "keyword", "plumbing"),
    JudgedQuery("F1", "fr", "keyword", "souder"),
]


def hits(*concept_ids: str) -> list[Hit]:
    return [
        Hit(concept(concept_id, concept_id), rank, 1.0)
        for rank, concept_id in enumerate(concept_ids, start=1)
    ]


def run(**rankings: list[Hit]) -> Run:
    return Run(rankings, dict.fromkeys(rankings, 5.0))


def qrels(tmp_path: Path, *lines: str) -> list[Qrel]:
    path = tmp_path / "qrels.txt"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return read_qrels(path)


# Measures


def test_the_measures_are_those_worked_out_by_hand(tmp_path: Path) -> None:
    judged = qrels(tmp_path, "E1 0 a 3", "E1 0 b 1", "E1 0 c 2", "E1 0 d 0", "E1 0 e 2")
    found = figures(run(E1=hits("x", "b", "c", "a", "d", "e")), QUERIES[:1], judged)["all"]
    # Grades in order of the ranking:  x unjudged (0), b 1, c 2, a 3, d 0 | e 2 is below the cut-off.
    # DCG@5   = 0/log2(2) + 1/log2(3) + 2/log2(4) + 3/log2(5) + 0/log2(6) = 0.6309 + 1 + 1.2920 = 2.9230
    # ideal   = 3, 2, 2, 1: 3/1 + 2/log2(3) + 2/log2(4) + 1/log2(5)       = 3 + 1.2619 + 1 + 0.4307 = 5.6925
    # nDCG@5  = 2.9230 / 5.6925                                             = 0.5135
    dcg = 1 / math.log2(3) + 2 / math.log2(4) + 3 / math.log2(5)
    ideal = 3 + 2 / math.log2(3) + 2 / math.log2(4) + 1 / math.log2(5)
    assert found["nDCG@5"] == pytest.approx(dcg / ideal, abs=1e-4) == pytest.approx(0.5135, abs=1e-4)
    # Relevant are grades 2 and 3: c and a, in places 3 and 4.
    assert found["P@3"] == pytest.approx(1 / 3, abs=1e-4)
    assert found["P@5"] == pytest.approx(2 / 5)
    assert found["MRR"] == pytest.approx(1 / 3, abs=1e-4)
    # Of the five, x alone has no judgement.
    assert found["judged@5"] == pytest.approx(4 / 5)


def test_grade_one_is_not_relevant_for_the_binary_measures(tmp_path: Path) -> None:
    found = figures(run(E1=hits("a", "b")), QUERIES[:1], qrels(tmp_path, "E1 0 a 1", "E1 0 b 1"))["all"]
    assert (found["P@3"], found["P@5"], found["MRR"], found["nDCG@5"]) == (0.0, 0.0, 0.0, 1.0)


def test_the_order_of_the_ranking_counts_also_between_equal_scores(tmp_path: Path) -> None:
    judged = qrels(tmp_path, "E1 0 zz 3", "E1 0 aa 0")
    assert figures(run(E1=hits("zz", "aa")), QUERIES[:1], judged)["all"]["MRR"] == 1.0
    assert figures(run(E1=hits("aa", "zz")), QUERIES[:1], judged)["all"]["MRR"] == 0.5


def test_a_query_without_an_answer_counts_as_nought(tmp_path: Path) -> None:
    judged = qrels(tmp_path, "E1 0 a 3", "E2 0 b 3")
    found = figures(run(E1=hits("a"), E2=[]), QUERIES[:2], judged)["all"]
    # E1: 1 in every measure but P@3 = 1/3 and P@5 = 1/5; E2: 0. Means over both.
    assert (found["MRR"], found["nDCG@5"], found["judged@5"]) == (0.5, 0.5, 0.5)
    assert found["P@3"] == pytest.approx(1 / 6, abs=1e-4)
    assert found["P@5"] == pytest.approx(1 / 10)


def test_no_answer_at_all_is_nought_everywhere(tmp_path: Path) -> None:
    found = figures(run(E1=[], E2=[], F1=[]), QUERIES, qrels(tmp_path, "E1 0 a 3"))
    assert all(group[name] == 0.0 for group in found.values() for name in evaluation.MEASURES)


def test_a_query_without_judgements_counts_as_nought(tmp_path: Path) -> None:
    found = figures(run(E1=hits("a"), E2=hits("a")), QUERIES[:2], qrels(tmp_path, "E1 0 a 3"))["all"]
    assert (found["MRR"], found["judged@5"]) == (0.5, 0.5)


def test_means_are_given_over_all_queries_and_per_language(tmp_path: Path) -> None:
    judged = qrels(tmp_path, "E1 0 a 3", "E2 0 a 3", "F1 0 a 3")
    found = figures(run(E1=hits("a"), E2=hits("x", "a"), F1=hits("x", "y", "z", "a")), QUERIES, judged)
    assert list(found) == ["all", "en", "fr"]
    # Reciprocal ranks 1, 1/2 and 1/4.
    assert found["en"]["MRR"] == 0.75
    assert found["fr"]["MRR"] == 0.25
    assert found["all"]["MRR"] == pytest.approx((1 + 0.5 + 0.25) / 3, abs=1e-4)


def test_judgements_of_other_queries_change_nothing(tmp_path: Path) -> None:
    judged = qrels(tmp_path, "E1 0 a 3", "ELSEWHERE 0 a 3")
    assert figures(run(E1=hits("a")), QUERIES[:1], judged)["all"]["MRR"] == 1.0


@pytest.mark.parametrize(
    ("milliseconds", "median", "p95"),
    [
        ([4.0], 4.0, 4.0),
        ([1.0, 9.0], 5.0, 9.0),
        # Nearest rank: the value at place ceil(0.95 · n): 10 of 10, 13 of 13, 19 of 20, 29 of 30.
        (range(1, 11), 5.5, 10.0),
        (range(1, 14), 7.0, 13.0),
        (range(20, 0, -1), 10.5, 19.0),
        (range(1, 31), 15.5, 29.0),
        (range(1, 101), 50.5, 95.0),
    ],
)
def test_latency_is_the_median_and_the_95th_percentile(
    milliseconds: Iterable[float], median: float, p95: float
) -> None:
    assert latency([float(value) for value in milliseconds]) == {"median_ms": median, "p95_ms": p95}


def test_every_query_is_asked_deeply_for_the_measures_and_as_a_page_for_the_time() -> None:
    asked = []

    def search(text: str, limit: int) -> Ranking:
        asked.append((text, limit))
        return Ranking(text, "hybrid", hits("a")[:limit], 0, 0, {}, "", float(limit))

    answered = evaluation.run(QUERIES[:1], search)
    assert asked == [("weld", 100), ("weld", 10)]
    assert answered.milliseconds == {"E1": 10.0}
    assert [hit.document.id for hit in answered.rankings["E1"]] == ["a"]


def test_a_run_is_written_in_trec_format() -> None:
    lines = list(evaluation.trec_run(run(E1=hits("esco:a", "rome:b"), E2=[]), "hybrid"))
    assert lines == ["E1 Q0 esco:a 1 99 hybrid", "E1 Q0 rome:b 2 98 hybrid"]


# Files


@pytest.mark.parametrize(
    "line", ["E1 0 a", "E1 0 a 1 more", "E1 0 a x", "E1 0 a 1.5", "E1 0 a --1", "E1 0 a ²", "E1 0 a -"]
)
def test_a_bad_judgement_is_named_with_its_line(tmp_path: Path, line: str) -> None:
    with pytest.raises(EvaluationError, match=r"qrels\.txt, line 3: expected “qid 0 concept_id grade”"):
        qrels(tmp_path, "E1 0 a 1", "E1 0 b -1", line, "E1 0 c 2")


def test_blank_lines_and_a_byte_order_mark_do_not_change_judgements(tmp_path: Path) -> None:
    assert [qrel.query_id for qrel in qrels(tmp_path, "\ufeffE1 0 a 1", "", "E2\t0\tb\t2", "")] == [
        "E1",
        "E2",
    ]


def queries(tmp_path: Path, *lines: str) -> list[JudgedQuery]:
    path = tmp_path / "queries.tsv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return read_queries(path)


def test_queries_are_read_as_they_stand(tmp_path: Path) -> None:
    assert queries(
        tmp_path,
        "\ufeffqid\tlang\tkind\tquery",
        'F1\tfr\tcourse\tL’élève dit "bonjour',
        "E1\ten\t\tweld, then cut",
    ) == [
        JudgedQuery("F1", "fr", "course", 'L’élève dit "bonjour'),
        JudgedQuery("E1", "en", "", "weld, then cut"),
    ]


def test_the_kind_of_a_query_may_be_left_out(tmp_path: Path) -> None:
    assert queries(tmp_path, "qid\tlang\tquery", "E1\ten\tweld") == [JudgedQuery("E1", "en", "", "weld")]


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (["qid\tkind\tquery", "E1\tx\tweld"], "the column lang is missing"),
        (["qid,lang,query", "E1,en,weld"], "the column lang, qid, query is missing"),
        (["qid\tlang\tquery", "E1\ten\tweld", "E2\ten"], "line 3: qid, lang or query is empty"),
        (["qid\tlang\tquery", "\ten\tweld"], "line 2: qid, lang or query is empty"),
        (["qid\tlang\tquery", "E1\ten\tweld", "E1\ten\tcut"], "line 3: the qid E1 is used twice"),
        (["qid\tlang\tquery"], "holds no query"),
        ([""], "is missing"),
    ],
)
def test_bad_queries_are_named(tmp_path: Path, lines: list[str], message: str) -> None:
    with pytest.raises(EvaluationError, match=f"queries.tsv.*{message}"):
        queries(tmp_path, *lines)


def test_a_file_in_another_encoding_is_named(tmp_path: Path) -> None:
    path = tmp_path / "queries.tsv"
    path.write_bytes("qid\tlang\tquery\nF1\tfr\télève\n".encode("latin-1"))
    with pytest.raises(EvaluationError, match=r"queries\.tsv is not UTF-8"):
        read_queries(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    for read in (read_queries, read_qrels):
        with pytest.raises(EvaluationError, match="nowhere cannot be read: No such file"):
            read(tmp_path / "nowhere")


# The command


@pytest.fixture
def judged(own_store: SnapshotStore, tmp_path: Path) -> tuple[str, str]:
    """A live snapshot of the catalogue, and two queries with their judgements as arguments."""
    own_store.publish(add_snapshot(own_store, "20260101T000000Z-aaaaaa"))
    queries, judgements = tmp_path / "queries.tsv", tmp_path / "qrels.txt"
    queries.write_text("qid\tlang\tkind\tquery\nE1\ten\tx\tweld metal\nF1\tfr\tx\tcôté\n", "utf-8")
    judgements.write_text("E1 0 esco:weld 3\nF1 0 esco:java 2\n", "utf-8")
    return f"--queries={queries}", f"--qrels={judgements}"


Evaluate = Callable[..., str]


@pytest.fixture
def evaluate(capfd: pytest.CaptureFixture[str]) -> Evaluate:
    """Runs the command and returns all that reaches standard output."""

    def run(*arguments: str) -> str:
        call_command("evaluate", "search", *arguments)
        return capfd.readouterr().out

    return run


KEYS = {"P@3", "P@5", "nDCG@5", "MRR", "judged@5", "median_ms", "p95_ms"}


def test_the_command_prints_one_json_object_with_the_keys_of_the_contract(
    judged: tuple[str, str], evaluate: Evaluate
) -> None:
    answer = json.loads(evaluate(*judged, "--format=json"))
    assert set(answer) == {"variants"}
    assert set(answer["variants"]) >= set(VARIANTS)
    for groups in answer["variants"].values():
        assert set(groups) == {"all", "en", "fr"}
        assert all(set(found) == KEYS for found in groups.values())
    lexical = answer["variants"]["lexical"]
    # “weld metal” finds its only relevant concept first; “côté” does not find Java by words.
    assert [lexical[group]["MRR"] for group in ("en", "fr", "all")] == [1.0, 0.0, 0.5]
    assert lexical["en"]["nDCG@5"] == 1.0


def test_one_variant_is_evaluated_when_it_is_named_and_its_run_is_written(
    judged: tuple[str, str], evaluate: Evaluate, tmp_path: Path
) -> None:
    run_file = tmp_path / "run.txt"
    answer = json.loads(evaluate(*judged, "--variant=dense", "--format=json", f"--run-out={run_file}"))
    assert set(answer["variants"]) == {"dense"}
    lines = [line.split() for line in run_file.read_text(encoding="utf-8").splitlines()]
    assert all((len(line), line[1], line[5]) == (6, "Q0", "dense") for line in lines)
    for qid in ("E1", "F1"):
        ranks = [int(line[3]) for line in lines if line[0] == qid]
        assert ranks == list(range(1, len(ranks) + 1)) != []


def test_a_table_shows_the_variants_side_by_side(judged: tuple[str, str], evaluate: Evaluate) -> None:
    table = evaluate(*judged)
    assert all(word in table for word in (*VARIANTS, "nDCG@5", "all", "fr"))


def test_a_missing_file_ends_the_command_with_its_name(
    judged: tuple[str, str], evaluate: Evaluate, tmp_path: Path
) -> None:
    with pytest.raises(CommandError, match="nowhere cannot be read: No such file"):
        evaluate(f"--queries={tmp_path / 'nowhere'}", judged[1])


def test_without_a_snapshot_the_command_says_what_to_run(
    own_store: SnapshotStore, judged: tuple[str, str], evaluate: Evaluate
) -> None:
    (own_store.root / CURRENT).unlink()
    with pytest.raises(CommandError, match=r"manage\.py ingest"):
        evaluate(*judged)
