"""From framework files to what the encoder is trained on, and the command that does it."""

from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from graphdata.training_concepts import ALTERNATIVES_PER_LANGUAGE, training_concepts

COLUMNS = (
    "conceptType,conceptUri,skillType,reuseLevel,preferredLabel,altLabels,hiddenLabels,status,"
    "modifiedDate,scopeNote,definition,inScheme,description"
)
URI = "http://data.europa.eu/esco/skill/0005c151-5b5a-4a66-8aac-60e734beb1ab"


def write_skills(folder: Path, language: str, label: str, alternatives: str, description: str) -> None:
    row = f'KnowledgeSkillCompetence,{URI},skill/competence,,{label},"{alternatives}",,released'
    (folder / f"skills_{language}.csv").write_text(f"{COLUMNS}\n{row},,,,,{description}\n", encoding="utf-8")


def test_labels_of_both_languages_reach_training_as_one_concept(tmp_path: Path) -> None:
    write_skills(tmp_path, "en", "bake bread", "make loaves\nmake bread", "Bake loaves in an oven.")
    write_skills(tmp_path, "fr", "cuire du pain", "faire le pain", "")
    (concept,) = training_concepts(tmp_path)
    assert concept.uri == URI
    assert concept.pref_labels == {"en": "bake bread", "fr": "cuire du pain"}
    assert {tag: set(labels) for tag, labels in concept.alt_labels.items()} == {
        "en": {"make loaves", "make bread"},
        "fr": {"faire le pain"},
    }
    assert concept.descriptions == {"en": "Bake loaves in an oven."}


def test_a_concept_with_a_great_many_names_gives_only_the_first(tmp_path: Path) -> None:
    names = "\n".join(f"name {number}" for number in range(ALTERNATIVES_PER_LANGUAGE + 5))
    write_skills(tmp_path, "en", "bake bread", names, "")
    (concept,) = training_concepts(tmp_path)
    assert list(concept.alt_labels["en"]) == names.split("\n")[:ALTERNATIVES_PER_LANGUAGE]


def test_the_parents_of_a_concept_come_along(tmp_path: Path) -> None:
    concepts = {concept.uri: concept for concept in training_concepts(settings.SKILLGRAPH_SAMPLE_DIR)}
    with_parents = [concept for concept in concepts.values() if concept.parents]
    assert len(with_parents) > len(concepts) / 2
    frameworks = {
        (concept.uri.split("/")[2], parent.split("/")[2])
        for concept in with_parents
        for parent in concept.parents
    }
    assert all(child == parent for child, parent in frameworks)


def test_the_sample_gives_concepts_of_every_framework_and_no_crosswalk() -> None:
    titles: list[str] = []
    concepts = training_concepts(settings.SKILLGRAPH_SAMPLE_DIR, titles.append)
    assert len(titles) == 4
    languages = {tag for concept in concepts for tag in concept.pref_labels}
    assert languages >= {"en", "fr"}
    assert [concept.uri for concept in concepts] == sorted({concept.uri for concept in concepts})


def test_a_folder_without_a_framework_is_refused_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="No framework was found"):
        call_command(
            "train_encoder", data=tmp_path, out=tmp_path / "out", work=tmp_path / "work", stderr=StringIO()
        )
    assert not (tmp_path / "out").exists()


def test_a_damaged_file_of_pairs_is_named(tmp_path: Path) -> None:
    write_skills(tmp_path, "en", "bake bread", "", "")
    (tmp_path / "parallel").mkdir()
    (tmp_path / "parallel" / "odd.tsv").write_text("no French side\n", encoding="utf-8")
    with pytest.raises(CommandError, match=r"odd\.tsv, line 1"):
        call_command(
            "train_encoder", data=tmp_path, out=tmp_path / "out", work=tmp_path / "work", stderr=StringIO()
        )


@pytest.mark.parametrize("count", ["-1", "some"])
def test_a_count_of_hard_negatives_that_is_none_is_refused(count: str, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="--hard-negatives"):
        call_command("train_encoder", f"--data={tmp_path}", f"--hard-negatives={count}")
