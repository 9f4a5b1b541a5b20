"""The MELO files, and its measures over names and over concepts."""

from pathlib import Path

import pytest

from search.evaluation.errors import EvaluationError
from search.evaluation.melo import melo_figures, read_task
from search.evaluation.runs import Run

FILES = {
    "queries.tsv": "Q1\tSoudeur / Soudeuse\nQ2\tPlombier\n",
    "corpus_elements.tsv": "a1\tsoudeur\na2\tsoudeuse\nb1\tplombier\nc1\tforgeron\n",
    "concept_mapping.tsv": "a1\thttp://x/a\na2\thttp://x/a\nb1\thttp://x/b\nc1\thttp://x/c\n",
    "annotations.tsv": "Q1\t0\ta1\t1\nQ1\t0\ta2\t1\nQ2\t0\tb1\t1\n",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_every_corpus_element_is_a_document_of_one_name(folder: Path) -> None:
    task = read_task(folder, "fr")
    assert [(document.id, document.pref_labels) for document in task.documents] == [
        ("a1", {"fr": "soudeur"}),
        ("a2", {"fr": "soudeuse"}),
        ("b1", {"fr": "plombier"}),
        ("c1", {"fr": "forgeron"}),
    ]
    assert [(query.qid, query.text) for query in task.queries] == [
        ("Q1", "Soudeur / Soudeuse"),
        ("Q2", "Plombier"),
    ]


def test_names_of_one_concept_push_others_down_only_where_names_are_ranked(folder: Path) -> None:
    task = read_task(folder, "fr")
    found = melo_figures(Run({"Q1": ["c1", "a2"], "Q2": ["a1", "a2", "b1"]}, {}), task)
    # Names: 1/2 and 1/3. Concepts: c, a → 1/2; a, b → 1/2.
    assert found["elements"]["MRR"] == pytest.approx((1 / 2 + 1 / 3) / 2, abs=1e-4)
    assert found["concepts"]["MRR"] == 0.5
    assert (found["elements"]["A@1"], found["elements"]["A@5"]) == (0.0, 1.0)
    # Of Q1's two right names one was found; of its one right concept, all.
    assert (found["elements"]["R@10"], found["concepts"]["R@10"]) == (0.75, 1.0)


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("queries.tsv", "Q1 no tab\n", r"queries\.tsv, line 1: expected an id, a tab and a text"),
        ("queries.tsv", "", r"queries\.tsv is empty"),
        ("corpus_elements.tsv", "a1\tx\na1\ty\n", r"corpus_elements\.tsv, line 2: the id a1 is used twice"),
        ("concept_mapping.tsv", "a1\thttp://x/a\n", r"concept_mapping\.tsv: a2 is missing"),
        ("annotations.tsv", "Q1\t0\ta1\n", r"annotations\.tsv, line 1: expected"),
        ("annotations.tsv", "Q1\t0\tz9\t1\n", r"annotations\.tsv: z9 is no corpus element"),
    ],
)
def test_a_damaged_file_is_named(folder: Path, name: str, text: str, message: str) -> None:
    (folder / name).write_text(text, encoding="utf-8")
    with pytest.raises(EvaluationError, match=message):
        read_task(folder, "fr")


def test_a_folder_without_the_task_is_named(tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match=r"corpus_elements\.tsv cannot be read: No such file"):
        read_task(tmp_path, "fr")
