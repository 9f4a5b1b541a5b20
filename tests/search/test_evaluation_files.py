"""Queries, judgements and runs as files, and what is said of files that are wrong."""

from pathlib import Path

import pytest
from ir_measures import Qrel

from search.evaluation.errors import EvaluationError
from search.evaluation.files import JudgedQuery, read_gaps, read_qrels, read_queries, trec_run, write_lines
from search.evaluation.runs import Run


def qrels(tmp_path: Path, *lines: str) -> list[Qrel]:
    path = tmp_path / "qrels.txt"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return read_qrels(path)


def queries(tmp_path: Path, *lines: str) -> list[JudgedQuery]:
    path = tmp_path / "queries.tsv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return read_queries(path)


def test_a_run_is_written_in_trec_format() -> None:
    run = Run({"E1": ["esco:a", "rome:b"], "E2": []}, {})
    assert list(trec_run(run, "hybrid")) == ["E1 Q0 esco:a 1 2 hybrid", "E1 Q0 rome:b 2 1 hybrid"]


@pytest.mark.parametrize(
    "line",
    ["E1 0 a", "E1 0 a 1 more", "E1 0 a x", "E1 0 a 1.5", "E1 0 a --1", "E1 0 a ²", "E1 0 a -", "E1 0 a ?"],
)
def test_a_bad_judgement_is_named_with_its_line(tmp_path: Path, line: str) -> None:
    with pytest.raises(EvaluationError, match=r"qrels\.txt, line 3: expected “qid 0 concept_id grade”"):
        qrels(tmp_path, "E1 0 a 1", "E1 0 b -1", line, "E1 0 c 2")


def test_blank_lines_comments_and_a_byte_order_mark_do_not_change_judgements(tmp_path: Path) -> None:
    read = qrels(
        tmp_path, "\ufeffE1 0 a 1", "", "# by two people", "E2\t0\tb\t2 # weld → souder", "E3 0 c#1 3", ""
    )
    assert [(qrel.query_id, qrel.doc_id, qrel.relevance) for qrel in read] == [
        ("E1", "a", 1),
        ("E2", "b", 2),
        ("E3", "c#1", 3),
    ]


def test_further_judgements_may_not_replace_any(tmp_path: Path) -> None:
    judged = [Qrel("E1", "a", 3)]
    path = tmp_path / "gaps.txt"
    path.write_text("E2 0 a 2\n", encoding="utf-8")
    assert read_gaps(path, judged) == [Qrel("E2", "a", 2)]
    path.write_text("E2 0 a 2\nE1 0 a 0\n", encoding="utf-8")
    with pytest.raises(EvaluationError, match=r"gaps\.txt: a is judged for E1 already"):
        read_gaps(path, judged)


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


def test_a_file_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match=r"run\.txt cannot be written: No such file"):
        write_lines(tmp_path / "nowhere" / "run.txt", ["line"])
