"""O*NET: what its tables become, and what happens to rows that do not fit."""

from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest
from rdflib import Literal, URIRef

from graphdata.frameworks.onet import READER
from graphdata.frameworks.report import UnusableFile
from graphdata.namespaces import CMO, SKOS, concept_uri

from .reading import SAMPLE, Reading, append, copy_of_sample, official_data, read, replace_in, tally

TEACHER, CARER, BAKER, CARETAKER = "99-1001.00", "99-2001.00", "99-3001.00", "99-4001.00"


def onet(code: str) -> URIRef:
    return concept_uri("onet", code)


def rating(occupation: str, element: str) -> URIRef:
    return onet(f"rating-{occupation}-{element}")


def rating_row(occupation: str, element: str, scale: str, value: str, suppress: str = "N") -> str:
    cells = (
        occupation,
        element,
        scale,
        value,
        "8",
        "n/a",
        "n/a",
        "n/a",
        suppress,
        "n/a",
        "01/2025",
        "Analyst",
    )
    return "\t".join(cells)


@pytest.fixture(scope="module")
def sample() -> Reading:
    return read(READER, SAMPLE / "onet-sample")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the sample that a test may spoil."""
    return copy_of_sample("onet-sample", tmp_path)


def test_the_sample_says_that_it_is_one(sample: Reading) -> None:
    (release,) = sample.releases

    assert release.sample
    assert release.version == "sample"


def test_every_row_of_the_sample_is_used(sample: Reading) -> None:
    assert sample.report.files
    assert sample.report.rows_skipped == 0


@pytest.mark.parametrize("name", ["db_29_2_text", "onet-29.2", "O*NET 29.2"])
def test_the_version_is_told_by_the_folder_and_named_in_the_notice(folder: Path, name: str) -> None:
    renamed = folder.rename(folder.with_name(name))

    (within,) = read(READER, renamed.parent).releases
    (itself,) = read(READER, renamed).releases

    assert within.version == itself.version == "29.2"
    assert "O*NET 29.2 Database" in within.notice["en"]
    assert "has not approved, endorsed, or tested" in within.notice["en"]


def test_the_read_me_tells_the_version_where_the_folder_does_not(folder: Path) -> None:
    renamed = folder.rename(folder.with_name("download"))
    (renamed / "Read Me.txt").write_text("O*NET(R) 30.1 Database\n", encoding="utf-8")

    (release,) = read(READER, renamed).releases

    assert release.version == "30.1"


def test_a_folder_that_tells_no_version_is_read_and_noted(folder: Path) -> None:
    reading = read(READER, folder.rename(folder.with_name("download")))

    assert [release.version for release in reading.releases] == ["unknown"]
    assert any("keep the official folder name" in note for note in reading.report.notes)


def test_leaves_take_the_class_of_their_branch_and_inner_nodes_are_groups(sample: Reading) -> None:
    assert sample.of_class(CMO.Skill) == {"2.A.9.a", "2.A.9.b", "2.B.9.a", "2.B.9.b", "2.B.9.c"}
    assert sample.of_class(CMO.Knowledge) == {"2.C.90.a", "2.C.90.b", "2.C.90.c", "2.C.90.d"}
    assert sample.of_class(CMO.Ability) == {"1.A.9.a", "1.A.9.b"}
    assert sample.of_class(CMO.WorkStyle) == {"1.C.9.a"}
    assert sample.of_class(CMO.SkillGroup) == {"1.A.9", "1.C.9", "2.A.9", "2.B.9", "2.C.90", "4.A.9"}
    assert (onet("2.A.9.a"), SKOS.broader, onet("2.A.9")) in sample.graph


def test_other_branches_of_the_content_model_are_counted_in_a_note(sample: Reading) -> None:
    assert str(onet("4.C.9")) not in sample.concepts()
    assert any("no concepts" in note and note.endswith(": 1") for note in sample.report.notes)


def test_activities_go_from_the_generalised_to_the_detailed(sample: Reading) -> None:
    path = [onet("4.A.9.a"), onet("4.A.9.a.I01"), onet("4.A.9.a.I01.D01")]

    for whole, part in pairwise(path):
        assert (whole, CMO.hasSubSkill, part) in sample.graph
        assert (part, SKOS.broader, whole) in sample.graph


def test_activity_titles_lose_their_full_stop(sample: Reading) -> None:
    label = sample.graph.value(onet("4.A.9.c.I01.D01"), SKOS.prefLabel)

    assert label == Literal("Knead bread dough", lang="en")


def test_a_task_belongs_to_its_occupation_and_carries_out_activities(sample: Reading) -> None:
    task = onet("task-9900003")

    assert (task, CMO.performedIn, onet(TEACHER)) in sample.graph
    assert (task, CMO.carriesOut, onet("4.A.9.a.I02.D02")) in sample.graph
    assert (onet("4.A.9.a.I02.D02"), CMO.isRelevantForOccupation, onet(TEACHER)) in sample.graph
    assert sample.graph.value(task, CMO.category) == Literal("Supplemental", lang="en")


def test_an_unsurveyed_task_type_is_left_out(sample: Reading) -> None:
    assert sample.graph.value(onet("task-9900008"), CMO.category) is None


def test_a_rating_holds_both_scales(sample: Reading) -> None:
    node = rating(TEACHER, "2.A.9.a")

    assert sample.graph.value(node, CMO.ratedConcept) == onet("2.A.9.a")
    assert sample.graph.value(node, CMO.ratedOccupation) == onet(TEACHER)
    assert sample.graph.value(node, CMO.importance) == Literal(Decimal("4.62"))
    assert sample.graph.value(node, CMO.ratedLevel) == Literal(Decimal("5.12"))


@pytest.mark.parametrize(
    ("importance", "link"),
    [
        ("3.50", CMO.isEssentialForOccupation),
        ("3.49", CMO.isOptionalForOccupation),
        ("2.50", CMO.isOptionalForOccupation),
        ("2.49", None),
    ],
)
def test_importance_decides_between_essential_optional_and_neither(
    folder: Path, importance: str, link: URIRef | None
) -> None:
    append(folder / "Skills.txt", rating_row(CARETAKER, "2.B.9.c", "IM", importance))

    links = set(read(READER, folder).graph.predicates(onet("2.B.9.c"), onet(CARETAKER)))

    assert links == ({link} if link else set())


def test_a_suppressed_rating_is_kept_but_makes_no_link(sample: Reading) -> None:
    node = rating(CARETAKER, "2.A.9.a")

    assert sample.graph.value(node, CMO.recommendSuppress) == Literal(True)
    assert sample.graph.value(node, CMO.importance) == Literal(Decimal("2.88"))
    assert not list(sample.graph.predicates(onet("2.A.9.a"), onet(CARETAKER)))


def test_an_element_that_is_not_relevant_makes_no_link(folder: Path) -> None:
    replace_in(folder / "Skills.txt", f"{TEACHER}\t2.B.9.b\tIM\t1.20", f"{TEACHER}\t2.B.9.b\tIM\t4.20")

    reading = read(READER, folder)

    assert reading.graph.value(rating(TEACHER, "2.B.9.b"), CMO.notRelevant) == Literal(True)
    assert not list(reading.graph.predicates(onet("2.B.9.b"), onet(TEACHER)))


def test_only_true_flags_are_stated(sample: Reading) -> None:
    assert sample.graph.value(rating(TEACHER, "2.A.9.a"), CMO.recommendSuppress) is None
    assert sample.graph.value(rating(TEACHER, "2.A.9.a"), CMO.notRelevant) is None


def test_alternate_titles_that_repeat_the_preferred_label_are_dropped_and_counted(sample: Reading) -> None:
    assert set(sample.graph.objects(onet(BAKER), SKOS.altLabel)) == {Literal("Bread Maker", lang="en")}
    assert any("repeating another title: 1" in note for note in sample.report.notes)


def test_short_titles_are_alternative_labels_too(sample: Reading) -> None:
    assert Literal("ALE", lang="en") in set(sample.graph.objects(onet(TEACHER), SKOS.altLabel))
    assert Literal("n/a", lang="en") not in set(sample.graph.objects(onet(TEACHER), SKOS.altLabel))


def test_a_tool_gathers_its_products_and_users(sample: Reading) -> None:
    tool = onet("tool-99000002")

    assert sample.graph.value(tool, SKOS.prefLabel) == Literal("Accounting software", lang="en")
    assert {str(label) for label in sample.graph.objects(tool, SKOS.altLabel)} == {
        "Sample ledger",
        "Sample till",
    }
    assert list(sample.graph.objects(tool, CMO.category)) == [Literal("hot technology", lang="en")]
    assert (onet(BAKER), CMO.usesTool, tool) in sample.graph


def test_level_anchors_are_examples(sample: Reading) -> None:
    examples = set(sample.graph.objects(onet("2.B.9.b"), SKOS.example))

    assert Literal("Level 2: Change the washer of a tap", lang="en") in examples


def test_activities_draw_on_skills_and_occupations_have_a_job_zone(sample: Reading) -> None:
    assert (onet("4.A.9.c"), CMO.drawsOn, onet("1.A.9.b")) in sample.graph
    assert (onet(TEACHER), CMO.level, Literal("Job Zone 4", lang="en")) in sample.graph
    assert (onet(TEACHER), CMO.relatedOccupation, onet(CARER)) in sample.graph


def test_the_extra_columns_of_the_excel_edition_change_nothing(sample: Reading, folder: Path) -> None:
    file = folder / "Job Zones.txt"
    header, *rows = file.read_text(encoding="utf-8").splitlines()
    wider = [line.split("\t") for line in (header, *rows)]
    for cells in wider:
        cells.insert(1, "Title" if cells[0] == "O*NET-SOC Code" else "Some title")
    file.write_text("\r\n".join("\t".join(cells) for cells in wider) + "\r\n", encoding="utf-8")

    assert set(read(READER, folder).graph) == set(sample.graph)


def test_a_lone_quotation_mark_is_text(folder: Path) -> None:
    append(folder / "Tools Used.txt", f'{BAKER}\t12" pans\t99000004\tDough mixers')

    reading = read(READER, folder)

    assert Literal('12" pans', lang="en") in set(reading.graph.objects(onet("tool-99000004"), SKOS.altLabel))


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (rating_row("99-9999.00", "2.A.9.a", "IM", "4.00"), "unknown occupation 99-9999.00"),
        (rating_row(TEACHER, "2.A.8.z", "IM", "4.00"), "unknown element 2.A.8.z"),
        (rating_row(TEACHER, "2.B.9.c", "XX", "4.00"), "the scale XX is neither importance nor level"),
        (rating_row(TEACHER, "2.B.9.c", "IM", "many"), "the value 'many' is no number"),
    ],
)
def test_a_rating_that_cannot_be_used_is_counted_and_named(folder: Path, row: str, reason: str) -> None:
    line = append(folder / "Skills.txt", row)

    assert read(READER, folder).skipped("Skills.txt") == [(line, reason)]


def test_a_task_that_is_not_there_is_reported(folder: Path) -> None:
    line = append(folder / "Tasks to DWAs.txt", f"{TEACHER}\t1\t4.A.9.a.I01.D01\t01/2025\tAnalyst")

    assert read(READER, folder).skipped("Tasks to DWAs.txt") == [
        (line, "unknown task or activity: 1 or 4.A.9.a.I01.D01")
    ]


def test_absent_ratings_are_noted_and_the_rest_is_read(folder: Path) -> None:
    (folder / "Abilities.txt").unlink()

    reading = read(READER, folder)

    assert any("no table Abilities" in note for note in reading.report.notes)
    assert "1.A.9.a" in reading.of_class(CMO.Ability)


def test_a_renamed_column_is_refused_with_file_and_column(folder: Path) -> None:
    replace_in(folder / "Skills.txt", "Data Value", "Value")

    with pytest.raises(UnusableFile, match=r"Skills.txt.*'Data Value' is missing"):
        read(READER, folder)


def test_unread_tables_are_listed_with_the_reason(sample: Reading) -> None:
    assert "explains scales" in dict(sample.report.ignored)["Scales Reference.txt"]


def test_other_text_files_are_not_taken_for_onet(tmp_path: Path) -> None:
    (tmp_path / "Skills.txt").write_text("dear diary\tyes\n", encoding="utf-8")
    (tmp_path / "notes.txt").write_text("nothing here\n", encoding="utf-8")

    assert read(READER, tmp_path).releases == []


@pytest.mark.data
def test_the_official_release_is_read_whole() -> None:
    classes, _, report = tally(READER, official_data())

    assert classes[CMO.Occupation] == 1_016
    assert classes[CMO.Skill] == 35
    assert classes[CMO.Knowledge] == 33
    assert classes[CMO.Ability] == 52
    assert classes[CMO.Activity] == 41 + 332 + 2_087
    assert classes[CMO.Task] == 18_796
    assert report.rows_skipped == 0
