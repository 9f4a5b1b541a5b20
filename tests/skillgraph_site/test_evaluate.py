"""``manage.py evaluate``: one object of JSON, tables, files, and messages for what cannot be measured."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command

from search.snapshot import CURRENT, SnapshotStore
from search.types import VARIANTS
from tests.conftest import ROOT
from tests.search.catalogue import add_snapshot, concept

Evaluate = Callable[..., str]

KEYS = {
    "P@3", "P@5", "nDCG@5", "MRR", "judged@5", "condensed_nDCG@5", "median_ms", "p95_ms", "queries",
}  # fmt: skip


@pytest.fixture
def evaluate(capfd: pytest.CaptureFixture[str]) -> Evaluate:
    """Runs the command and returns all that reaches standard output."""

    def run(*arguments: str) -> str:
        call_command("evaluate", *arguments)
        return capfd.readouterr().out

    return run


@pytest.fixture
def catalogue(no_snapshot: None, settings: LazySettings) -> SnapshotStore:
    """A site on which the hand-written catalogue is live."""
    store = SnapshotStore(Path(settings.SKILLGRAPH_VAR) / "snapshots")
    store.publish(add_snapshot(store, "20260101T000000Z-aaaaaa"))
    return store


@pytest.fixture
def judged(tmp_path: Path) -> tuple[str, str]:
    """Two queries and their judgements, as arguments."""
    queries, judgements = tmp_path / "queries.tsv", tmp_path / "qrels.txt"
    queries.write_text("qid\tlang\tkind\tquery\nE1\ten\tkeyword\tweld metal\nF1\tfr\ttypo\tcôté\n", "utf-8")
    judgements.write_text("E1 0 esco:weld 3\nF1 0 esco:java 2\n", "utf-8")
    return f"--queries={queries}", f"--qrels={judgements}"


# Judged queries


def test_one_json_object_with_the_keys_of_the_contract_is_printed(
    catalogue: SnapshotStore, judged: tuple[str, str], evaluate: Evaluate
) -> None:
    answer = json.loads(evaluate("search", *judged, "--format=json"))
    assert set(answer["variants"]) == {"lexical", "dense", "hybrid"}
    for groups in answer["variants"].values():
        assert set(groups) == {"all", "en", "fr"}
        assert all(set(found) == KEYS for found in groups.values())
    lexical = answer["variants"]["lexical"]
    # “weld metal” finds its only relevant concept first; “côté” does not find Java by words.
    assert [lexical[group]["MRR"] for group in ("en", "fr", "all")] == [1.0, 0.0, 0.5]
    assert lexical["en"]["nDCG@5"] == 1.0
    assert set(answer["kinds"]["lexical"]) == {"keyword", "typo"}
    assert set(answer["significance"]) == {"lexical", "dense"}
    assert answer["snapshot"]["id"] == "20260101T000000Z-aaaaaa"
    assert answer["hnsw"]["queries"] == 1.0


def test_a_variant_that_needs_a_setting_is_left_out_with_a_note(
    catalogue: SnapshotStore, judged: tuple[str, str], evaluate: Evaluate
) -> None:
    answer = json.loads(evaluate("search", *judged, "--format=json", "--variant=rerank", "--variant=dense"))
    assert set(answer["variants"]) == {"dense"}
    assert answer["notes"] == ["rerank is left out: no re-ranker is configured (SKILLGRAPH_RERANKER)."]


def test_one_variant_is_evaluated_when_it_is_named_and_its_run_is_written(
    catalogue: SnapshotStore, judged: tuple[str, str], evaluate: Evaluate, tmp_path: Path
) -> None:
    run_file = tmp_path / "run.txt"
    answer = json.loads(
        evaluate("search", *judged, "--variant=dense", "--format=json", f"--run-out={run_file}")
    )
    assert set(answer["variants"]) == {"dense"}
    assert answer["significance"] == {}
    lines = [line.split() for line in run_file.read_text(encoding="utf-8").splitlines()]
    assert all((len(line), line[1], line[5]) == (6, "Q0", "dense") for line in lines)
    for qid in ("E1", "F1"):
        ranks = [int(line[3]) for line in lines if line[0] == qid]
        assert ranks == list(range(1, len(ranks) + 1)) != []


def test_what_nobody_judged_is_written_judged_and_counted_apart(
    catalogue: SnapshotStore, judged: tuple[str, str], evaluate: Evaluate, tmp_path: Path
) -> None:
    to_judge, gaps = tmp_path / "to-judge.txt", tmp_path / "gaps.txt"
    evaluate("search", *judged, f"--unjudged-out={to_judge}")
    lines = to_judge.read_text(encoding="utf-8").splitlines()
    assert all(" ? # " in line for line in lines)
    assert not any("esco:weld " in line for line in lines if line.startswith("E1"))
    gaps.write_text("\n".join(line.replace(" ? ", " 0 ", 1) for line in lines), encoding="utf-8")
    answer = json.loads(evaluate("search", *judged, f"--gaps={gaps}", "--format=json"))
    more = answer["with_gaps"]
    assert more["judgements"] == len(lines) > 0
    assert (
        answer["variants"]["hybrid"]["all"]["judged@5"] < more["variants"]["hybrid"]["all"]["judged@5"] == 1.0
    )
    # Noughts change no measure but those of what was judged.
    assert answer["variants"]["hybrid"]["all"]["nDCG@5"] == more["variants"]["hybrid"]["all"]["nDCG@5"]


def test_a_gap_that_nobody_graded_is_named(
    catalogue: SnapshotStore, judged: tuple[str, str], evaluate: Evaluate, tmp_path: Path
) -> None:
    gaps = tmp_path / "gaps.txt"
    gaps.write_text("E1 0 esco:team ? # weld metal → lead a team\n", encoding="utf-8")
    with pytest.raises(CommandError, match=r"gaps\.txt, line 1: expected “qid 0 concept_id grade”"):
        evaluate("search", *judged, f"--gaps={gaps}")


def test_tables_show_variants_kinds_and_failures(
    catalogue: SnapshotStore, judged: tuple[str, str], evaluate: Evaluate
) -> None:
    tables = evaluate("search", *judged)
    words = ("nDCG@5", "all", "French", "typo", "Against hybrid", "weld metal", "recall@10", "left out")
    assert [word for word in (*VARIANTS, *words) if word not in tables] == []


def test_a_missing_file_ends_the_command_with_its_name(
    catalogue: SnapshotStore, judged: tuple[str, str], evaluate: Evaluate, tmp_path: Path
) -> None:
    with pytest.raises(CommandError, match="nowhere cannot be read: No such file"):
        evaluate("search", f"--queries={tmp_path / 'nowhere'}", judged[1])


def test_without_a_snapshot_the_command_says_what_to_run(
    catalogue: SnapshotStore, judged: tuple[str, str], evaluate: Evaluate
) -> None:
    (catalogue.root / CURRENT).unlink()
    with pytest.raises(CommandError, match=r"manage\.py ingest"):
        evaluate("search", *judged)


def test_the_first_results_are_shown(
    catalogue: SnapshotStore, judged: tuple[str, str], evaluate: Evaluate
) -> None:
    answer = json.loads(evaluate("top", judged[0], "--format=json"))
    assert [query["query"] for query in answer["queries"]] == ["weld metal", "côté"]
    assert answer["queries"][0]["top"][0] == {"id": "esco:weld", "label": "weld metal"}
    assert "Marcher à côté" in evaluate("top", judged[0], "--variant=lexical")


# Hidden labels


def test_hidden_labels_are_looked_for_in_every_direction(published_sample: str, evaluate: Evaluate) -> None:
    answer = json.loads(evaluate("labels", "--format=json"))
    assert list(answer["directions"]) == ["EN→EN", "FR→FR", "FR→EN", "unseen FR→EN"]
    for found in answer["directions"].values():
        assert list(found["variants"]) == ["lexical", "dense", "hybrid"]
        assert found["queries"] == found["labels"] > 0
        assert all(0 <= values["R@1"] <= values["R@5"] <= 1 for values in found["variants"].values())
    # By words alone, a French label can name nothing in an index that knows English only.
    assert answer["directions"]["unseen FR→EN"]["variants"]["dense"]["R@5"] > 0.5
    assert answer["directions"]["EN→EN"]["variants"]["hybrid"]["R@1"] > 0.5
    assert set(answer["siblings"]) == {"en", "fr"}
    assert answer["siblings"]["en"]["variants"]["dense"]["accuracy"] > 0.5
    assert answer["snapshot"]["id"] == published_sample


def test_a_sample_is_named_beside_the_number_of_labels(published_sample: str, evaluate: Evaluate) -> None:
    tables = evaluate("labels", "--sample=4")
    assert "4 of " in tables
    assert "above every sibling" in tables


def test_a_snapshot_without_esco_has_no_hidden_labels(
    no_snapshot: None, settings: LazySettings, evaluate: Evaluate
) -> None:
    store = SnapshotStore(Path(settings.SKILLGRAPH_VAR) / "snapshots")
    store.publish(add_snapshot(store, "20260101T000000Z-bbbbbb", [concept("rome:1", fr="souder")]))
    with pytest.raises(CommandError, match="holds no ESCO skills"):
        evaluate("labels")


# Occupation titles


@pytest.fixture
def melo(tmp_path: Path) -> Path:
    folder = tmp_path / "benchmarks" / "melo_rome_esco" / "fra_q_fr_c_fr"
    folder.mkdir(parents=True)
    files = {
        "queries.tsv": "Q1\tSoudeur / Soudeuse\nQ2\tPlombier\n",
        "corpus_elements.tsv": "a1\tsoudeur\na2\tsoudeuse\nb1\tplombier\nc1\tforgeron\n",
        "concept_mapping.tsv": "a1\thttp://x/a\na2\thttp://x/a\nb1\thttp://x/b\nc1\thttp://x/c\n",
        "annotations.tsv": "Q1\t0\ta1\t1\nQ1\t0\ta2\t1\nQ2\t0\tb1\t1\n",
    }
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_titles_are_linked_to_the_names_of_occupations(melo: Path, evaluate: Evaluate) -> None:
    answer = json.loads(evaluate("melo", f"--melo={melo}", "--format=json"))
    assert (answer["queries"], answer["elements"], answer["concepts"]) == (2, 4, 3)
    assert {name: found["elements"]["MRR"] for name, found in answer["variants"].items()} == {
        "lexical": 1.0,
        "dense": 1.0,
        "hybrid": 1.0,
    }
    assert "1.000" in evaluate("melo", f"--melo={melo}")


def test_a_folder_without_the_benchmark_is_named(tmp_path: Path, evaluate: Evaluate) -> None:
    with pytest.raises(CommandError, match=r"corpus_elements\.tsv cannot be read"):
        evaluate("melo", f"--melo={tmp_path}")


# Everything, and the page


def test_all_writes_the_page_and_says_what_could_not_be_measured(
    published_sample: str, melo: Path, tmp_path: Path, evaluate: Evaluate
) -> None:
    page = tmp_path / "evaluation.md"
    original = (ROOT / "docs" / "evaluation.md").read_text(encoding="utf-8")
    page.write_text(original, encoding="utf-8")
    everyday = tmp_path / "everyday.tsv"
    everyday.write_text("qid\tlang\tquery\nE1\ten\tfixing a tap\n", encoding="utf-8")
    answer = json.loads(
        evaluate(
            "all",
            f"--data={tmp_path}",
            f"--page={page}",
            f"--everyday={everyday}",
            "--sample=4",
            "--format=json",
        )
    )
    assert "queries.tsv cannot be read" in answer["search"]["failed"]
    assert answer["melo"]["variants"]["hybrid"]["elements"]["MRR"] == 1.0
    text = page.read_text(encoding="utf-8")
    assert "Not measured in this run:" in text
    assert "| hybrid | names | 1.000" in text
    assert "| fixing a tap | en |" in text
    assert text.partition("<!--")[0] == original.partition("<!--")[0]


def test_all_without_a_data_folder_says_how_to_name_one(
    settings: LazySettings, published_sample: str, evaluate: Evaluate
) -> None:
    settings.SKILLGRAPH_DATA_DIR = None
    with pytest.raises(CommandError, match=r"--data DIR, or set SKILLGRAPH_DATA_DIR"):
        evaluate("all")
