"""ROME: what its tables become, and what happens to rows that do not fit."""

import shutil
import zipfile
from itertools import pairwise
from pathlib import Path

import pytest
from rdflib import Literal, URIRef

from graphdata.frameworks.report import UnusableFile
from graphdata.frameworks.rome import READER
from graphdata.namespaces import CMO, DCTERMS, SKOS, concept_uri

from .reading import SAMPLE, Reading, append, copy_of_sample, official_data, read, replace_in, tally


def rome(code: str) -> URIRef:
    return concept_uri("rome", code)


@pytest.fixture(scope="module")
def sample() -> Reading:
    return read(READER, SAMPLE / "rome-sample")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the sample that a test may spoil."""
    return copy_of_sample("rome-sample", tmp_path)


def table(folder: Path, name: str) -> Path:
    return folder / f"unix_{name}_v000_utf8.csv"


def test_the_sample_says_that_it_is_one(sample: Reading) -> None:
    (release,) = sample.releases

    assert release.sample
    assert release.version == "sample"
    assert "not official" in release.title


def test_every_row_of_the_sample_is_used(sample: Reading) -> None:
    assert sample.report.files
    assert sample.report.rows_skipped == 0


def test_an_official_release_takes_its_version_from_the_file_names_and_shows_the_notice(folder: Path) -> None:
    for file in folder.glob("unix_*"):
        file.rename(file.with_name(file.name.replace("v000", "v470")))

    (release,) = read(READER, folder).releases

    assert (release.version, release.sample) == ("4.70", False)
    assert "France Travail, ROME 4.0, version 470" in release.notice["fr"]


def test_a_competence_is_a_sub_skill_of_its_macro_competence(sample: Reading) -> None:
    assert (rome("900101"), SKOS.broader, rome("900001")) in sample.graph
    assert (rome("900001"), CMO.hasSubSkill, rome("900101")) in sample.graph
    assert "900001" in sample.of_class(CMO.Competence)
    assert "900101" in sample.of_class(CMO.Skill)


def test_a_macro_competence_bears_its_place_in_the_tree_as_notation(sample: Reading) -> None:
    assert sample.graph.value(rome("900001"), SKOS.notation) == Literal("9A101")
    assert sample.graph.value(rome("900101"), SKOS.notation) == Literal("900101")


def test_certifications_are_no_knowledge(sample: Reading) -> None:
    assert sample.of_class(CMO.Certification) == {"900209", "900210"}
    assert not sample.of_class(CMO.Certification) & sample.of_class(CMO.Knowledge)


def test_transition_marks_become_themes(sample: Reading) -> None:
    green = set(sample.graph.subjects(CMO.theme, Literal("green")))
    digital = set(sample.graph.subjects(CMO.theme, Literal("digital")))

    assert {rome("900115"), rome("900205"), rome("Z1202")} <= green
    assert {rome("900117"), rome("Z1203")} <= digital
    assert rome("900101") not in green | digital


def test_core_job_marks_decide_how_an_item_serves_an_occupation(sample: Reading) -> None:
    assert (rome("900101"), CMO.isEssentialForOccupation, rome("Z1101")) in sample.graph
    assert (rome("900120"), CMO.isEmergingForOccupation, rome("Z1101")) in sample.graph
    assert (rome("900103"), CMO.isRelevantForOccupation, rome("Z1101")) in sample.graph
    assert (rome("Z1102"), CMO.isAssessedBy, rome("900209")) in sample.graph


def test_links_to_work_contexts_are_noted_and_not_unusable(sample: Reading) -> None:
    assert not sample.skipped("unix_coherence_item_v000_utf8.csv")
    assert any("work contexts" in note and note.endswith(": 1") for note in sample.report.notes)


def test_an_appellation_is_a_job_title_below_its_fiche(sample: Reading) -> None:
    title = rome("900305")

    assert (title, SKOS.broader, rome("Z1201")) in sample.graph
    assert sample.graph.value(title, SKOS.altLabel) == Literal("Mitron(ne)", lang="fr")
    assert sample.graph.value(title, CMO.status) == Literal("peu usité", lang="fr")


def test_a_short_title_equal_to_the_long_one_is_not_repeated(sample: Reading) -> None:
    assert sample.graph.value(rome("900308"), SKOS.altLabel) is None


def test_a_fiche_lies_below_its_domains(sample: Reading) -> None:
    assert (rome("Z1101"), SKOS.broader, rome("Z11")) in sample.graph
    assert (rome("Z11"), SKOS.broader, rome("Z")) in sample.graph


def test_the_tree_leads_from_the_macro_competence_to_its_domain(sample: Reading) -> None:
    path = [rome("900003"), rome("objectif-9B1"), rome("enjeu-9B"), rome("domaine-9")]

    for narrower, broader in pairwise(path):
        assert (narrower, SKOS.broader, broader) in sample.graph
    assert (rome("900003"), CMO.domain, rome("domaine-9")) in sample.graph


def test_an_unlabelled_node_of_the_tree_is_called_by_its_code(sample: Reading) -> None:
    assert sample.graph.value(rome("enjeu-9B"), SKOS.prefLabel) == Literal("Enjeu 9B", lang="fr")
    assert any("“Enjeu 9B”" in note for note in sample.report.notes)


def test_the_sentences_of_a_definition_stand_in_the_order_of_their_position(folder: Path) -> None:
    texts = table(folder, "texte")
    texts.write_text(
        '"code_rome","code_compo_bloc","libelle_type_texte","position_phrase","libelle_texte"\n'
        '"Z1101","3","definition","10","Troisième."\n'
        '"Z1101","3","definition","2","L\'\'élève lit."\n'
        '"Z1101","3","definition","1","Première."\n',
        encoding="utf-8",
    )

    reading = read(READER, folder)

    description = Literal("Première. L'élève lit. Troisième.", lang="fr")
    assert reading.graph.value(rome("Z1101"), DCTERMS.description) == description


def test_an_unknown_item_is_counted_and_named(folder: Path) -> None:
    line = append(table(folder, "coherence_item"), '"Z1101","777777","Principale"')

    reading = read(READER, folder)

    assert reading.skipped("unix_coherence_item_v000_utf8.csv") == [(line, "unknown item 777777")]


def test_a_code_used_twice_keeps_the_first_concept_and_reports_the_second(folder: Path) -> None:
    line = append(table(folder, "referentiel_savoir"), '"900101","Doublon","Normes et procédés","","",""')

    reading = read(READER, folder)

    ((skipped_line, reason),) = reading.skipped("unix_referentiel_savoir_v000_utf8.csv")
    assert skipped_line == line
    assert "900101 already stands in" in reason
    assert len(list(reading.graph.objects(rome("900101"), SKOS.prefLabel))) == 1


def test_a_competence_with_an_unknown_macro_competence_is_kept_and_noted(folder: Path) -> None:
    line = append(
        table(folder, "referentiel_competence"),
        '"900199","Compétence","Lire un plan","","999999","","Savoir-faire","Technique","","","",""',
    )

    reading = read(READER, folder)

    assert "900199" in reading.of_class(CMO.Skill)
    assert reading.graph.value(rome("900199"), SKOS.broader) is None
    assert any("not there" in note and str(line) in note for note in reading.report.notes)


def test_mobility_to_an_unknown_fiche_is_reported(folder: Path) -> None:
    line = append(table(folder, "rubrique_mobilite"), '"Z1101","Z9999","3"')

    assert read(READER, folder).skipped("unix_rubrique_mobilite_v000_utf8.csv") == [
        (line, "unknown fiche in Z1101 → Z9999")
    ]


def test_a_missing_table_is_noted_and_the_rest_is_read(folder: Path) -> None:
    table(folder, "rubrique_mobilite").unlink()

    reading = read(READER, folder)

    assert any("no table rubrique_mobilite" in note for note in reading.report.notes)
    assert "Z1101" in reading.of_class(CMO.Occupation)


def test_a_renamed_column_is_refused_with_file_and_column(folder: Path) -> None:
    replace_in(table(folder, "referentiel_savoir"), '"categorie_savoir"', '"famille"')

    with pytest.raises(
        UnusableFile, match=r"referentiel_savoir_v000_utf8.csv.*'categorie_savoir' is missing"
    ):
        read(READER, folder)


def test_a_table_that_is_not_used_is_listed_with_the_reason(folder: Path) -> None:
    table(folder, "item").write_text('"code_ogr","libelle","code_rubrique"\n', encoding="utf-8")

    ignored = dict(read(READER, folder).report.ignored)

    assert "repeats the labels" in ignored["unix_item_v000_utf8.csv"]


def test_a_second_file_for_one_table_is_ignored_and_named(folder: Path) -> None:
    other = folder / "again"
    other.mkdir()
    shutil.copy(table(folder, "rubrique_mobilite"), other)
    append(other / "unix_rubrique_mobilite_v000_utf8.csv", '"Z1201","Z1203","9"')

    ignored = dict(read(READER, folder).report.ignored)

    assert "rubrique_mobilite is read from" in "".join(ignored.values())


def test_a_zip_gives_the_same_statements_as_the_folder(sample: Reading, tmp_path: Path) -> None:
    archive = tmp_path / "rome.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        for file in sorted((SAMPLE / "rome-sample").glob("*.csv")):
            packed.write(file, f"release/{file.name}")

    assert set(read(READER, archive).graph) == set(sample.graph)


def test_other_csv_files_are_not_taken_for_rome(tmp_path: Path) -> None:
    (tmp_path / "unix_referentiel_competence_v460_utf8.csv").write_text("a,b\n1,2\n", encoding="utf-8")

    assert read(READER, tmp_path).releases == []


@pytest.mark.data
def test_the_official_release_is_read_whole() -> None:
    classes, predicates, report = tally(READER, official_data())

    assert classes[CMO.Skill] == 17_810
    assert classes[CMO.Competence] == 507
    assert classes[CMO.Knowledge] == 15_354 - 3_223
    assert classes[CMO.Certification] == 3_223
    assert classes[CMO.Occupation] == 1_584
    assert classes[CMO.JobTitle] == 13_120
    assert report.rows_skipped == 0
    links = (
        CMO.isEssentialForOccupation,
        CMO.isEmergingForOccupation,
        CMO.isRelevantForOccupation,
        CMO.isAssessedBy,
    )
    assert sum(predicates[link] for link in links) == 90_556
