"""ESCO's files become SKOS with the terms of the ontology; whatever cannot be used is reported."""

import zipfile
from collections import Counter
from pathlib import Path

import pytest
from rdflib import Graph, Literal, URIRef

from graphdata.frameworks.esco import READER
from graphdata.frameworks.reader import ReadingContext, Release
from graphdata.frameworks.report import ReadReport, UnusableFile
from graphdata.frameworks.sources import find_sources
from graphdata.namespaces import CMO, DCTERMS, ESCO_PREFIX, OWL, RDF, SKOS

from .reading import SAMPLE, official_data, tally
from .reading import read as reading_of

SKILL_HEADER = (
    "conceptType,conceptUri,skillType,reuseLevel,preferredLabel,altLabels,hiddenLabels,status,"
    "modifiedDate,scopeNote,definition,inScheme,description"
)
BAKE, KNEAD, YEAST = (ESCO_PREFIX + f"skill/{name}" for name in ("bake", "knead", "yeast"))
BAKER = ESCO_PREFIX + "occupation/baker"
FOOD = ESCO_PREFIX + "skill/food"


def skill(uri: str, label: str, *, kind: str = "skill/competence", alt: str = "", **cells: str) -> str:
    values = {
        "conceptType": "KnowledgeSkillCompetence",
        "conceptUri": uri,
        "skillType": kind,
        "reuseLevel": "cross-sector",
        "preferredLabel": label,
        "altLabels": alt,
        "status": "released",
        **cells,
    }
    return ",".join(
        '"' + values.get(column, "").replace('"', '""') + '"' for column in SKILL_HEADER.split(",")
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A tiny release: two skills, one piece of knowledge, one group, one occupation."""
    data = tmp_path / "esco-1.2.0"
    data.mkdir()
    write(
        data / "skills_en.csv",
        SKILL_HEADER,
        skill(
            BAKE, "bake bread", alt="make bread\nbake bread\nmake loaves", hiddenLabels="baking\nmake bread"
        ),
        skill(KNEAD, "knead dough"),
        skill(YEAST, "yeast", kind="knowledge"),
    )
    write(
        data / "skillGroups_en.csv",
        "conceptType,conceptUri,preferredLabel,altLabels,hiddenLabels,status,modifiedDate,scopeNote,inScheme,"
        "description,code",
        f"SkillGroup,{FOOD},preparing food,,,released,,,,,S3",
    )
    write(
        data / "occupations_en.csv",
        "conceptUri,iscoGroup,preferredLabel,altLabels,description,code",
        f"{BAKER},7512,baker,,Makes bread.,7512.1",
    )
    write(
        data / "ISCOGroups_en.csv",
        "conceptType,conceptUri,code,preferredLabel,status,altLabels,inScheme,description",
        f"ISCOGroup,{ESCO_PREFIX}isco/C7512,7512,Bakers,released,,,",
    )
    return data


def write(path: Path, header: str, *rows: str) -> None:
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")


def read(data: Path) -> tuple[Graph, ReadReport]:
    reading = reading_of(READER, data)
    assert len(reading.releases) == 1
    return reading.graph, reading.report


def find(data: Path) -> list[Release]:
    return READER.find(find_sources(data, ReadReport()))


def texts(graph: Graph, uri: str, predicate: URIRef) -> set[str]:
    return {str(value) for value in graph.objects(URIRef(uri), predicate)}


# ---------------------------------------------------------------- finding releases


def test_one_version_in_folders_and_zips_is_one_release(folder: Path) -> None:
    (folder / "fr").mkdir()
    write(folder / "fr" / "skills_fr.csv", SKILL_HEADER, skill(BAKE, "faire du pain"))
    with zipfile.ZipFile(folder / "relations.zip", "w") as archive:
        archive.writestr("broaderRelationsSkillPillar_en.csv", f"conceptUri,broaderUri\n{KNEAD},{BAKE}\n")
    (release,) = find(folder.parent)
    assert (release.framework, release.version, release.languages) == ("esco", "1.2.0", ("en", "fr"))
    assert str(release.graph).endswith("/graph/esco/1.2.0")
    assert len(release.sources) == 6
    assert release.notice["en"] == "This service uses the ESCO classification of the European Commission."


def test_the_data_folder_itself_may_name_the_version(folder: Path) -> None:
    assert [release.version for release in find(folder)] == ["1.2.0"]


@pytest.mark.parametrize(
    ("container", "version"),
    [
        ("ESCO dataset - v1.2.0 - classification - en - csv.zip", "1.2.0"),
        ("esco_v1.0.9_en.zip", "1.0.9"),
        ("v1.1/classification.zip", "1.1"),
        ("old.zip", "unversioned"),
        ("esco-sample/en.zip", "sample"),
    ],
)
def test_the_version_is_told_by_folder_or_zip(tmp_path: Path, container: str, version: str) -> None:
    path = tmp_path / "data" / container
    path.parent.mkdir(parents=True)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("skills_en.csv", f"{SKILL_HEADER}\n{skill(BAKE, 'bake bread')}\n")
    assert [release.version for release in find(tmp_path / "data")] == [version]


def test_two_versions_are_two_releases(folder: Path) -> None:
    older = folder.parent / "esco-1.1.0"
    older.mkdir()
    write(older / "skills_en.csv", SKILL_HEADER, skill(BAKE, "make bread"))
    assert [release.version for release in find(folder.parent)] == ["1.1.0", "1.2.0"]


def test_files_without_a_version_join_the_only_one_that_is_named(folder: Path) -> None:
    write(folder.parent / "broaderRelationsSkillPillar.csv", "conceptUri,broaderUri", f"{KNEAD},{BAKE}")
    (release,) = find(folder.parent)
    assert [source.file_name for source in release.sources][-1] == "broaderRelationsSkillPillar.csv"


def test_a_version_that_nothing_tells_is_noted(tmp_path: Path) -> None:
    write(tmp_path / "skills_en.csv", SKILL_HEADER, skill(BAKE, "bake bread"))
    _, report = read(tmp_path)
    assert any("names a version" in note for note in report.notes)


def test_a_file_of_that_name_with_another_header_is_left_to_others(tmp_path: Path) -> None:
    write(tmp_path / "skills_en.csv", "id,name", "1,baking")
    write(tmp_path / "Skills.txt", "conceptUri,preferredLabel", "x,y")
    assert find(tmp_path) == []


def test_a_renamed_column_is_claimed_and_then_refused_by_name(folder: Path) -> None:
    write(folder / "skills_en.csv", SKILL_HEADER.replace("altLabels", "synonyms"), skill(BAKE, "bake bread"))
    with pytest.raises(UnusableFile, match=r"skills_en\.csv, line 1: the column 'altLabels' is missing"):
        read(folder)


# ---------------------------------------------------------------- concepts


def test_skill_type_decides_between_skill_and_knowledge(folder: Path) -> None:
    graph, _ = read(folder)
    types = {uri: set(graph.objects(URIRef(uri), RDF.type)) for uri in (BAKE, YEAST, FOOD, BAKER)}
    assert types == {
        BAKE: {SKOS.Concept, CMO.Skill},
        YEAST: {SKOS.Concept, CMO.Knowledge},
        FOOD: {SKOS.Concept, CMO.SkillGroup},
        BAKER: {SKOS.Concept, CMO.Occupation},
    }


def test_a_skill_without_a_type_is_kept_as_a_skill_and_named(folder: Path) -> None:
    write(folder / "skills_en.csv", SKILL_HEADER, skill(BAKE, "bake bread", kind=""))
    graph, report = read(folder)
    assert (URIRef(BAKE), RDF.type, CMO.Skill) in graph
    assert any(BAKE in note and "empty skillType" in note for note in report.notes)


def test_a_label_stands_in_one_role_only_and_the_dropped_ones_are_counted(folder: Path) -> None:
    graph, report = read(folder)
    assert texts(graph, BAKE, SKOS.altLabel) == {"make bread", "make loaves"}
    assert texts(graph, BAKE, SKOS.hiddenLabel) == {"baking"}
    notes = " ".join(report.notes)
    assert "1 × a label of altLabels" in notes
    assert "1 × a label of hiddenLabels" in notes


def test_labels_carry_the_language_of_the_file_and_are_normalised(folder: Path) -> None:
    write(folder / "skills_fr.csv", SKILL_HEADER, skill(BAKE, "  pre\u0301parer  du\u00a0pain"))
    graph, _ = read(folder)
    assert set(graph.objects(URIRef(BAKE), SKOS.prefLabel)) == {
        Literal("bake bread", lang="en"),
        Literal("préparer du pain", lang="fr"),
    }


def test_english_decides_what_a_concept_is_and_french_only_what_it_is_called(folder: Path) -> None:
    write(
        folder / "skills_fr.csv",
        SKILL_HEADER,
        skill(BAKE, "faire du pain", kind="knowledge", reuseLevel="transversal"),
        skill(ESCO_PREFIX + "skill/only-french", "pétrir", kind="knowledge"),
    )
    graph, _ = read(folder)
    assert texts(graph, BAKE, CMO.reuseLevel) == {"cross-sector"}
    assert (URIRef(BAKE), RDF.type, CMO.Knowledge) not in graph
    assert (URIRef(ESCO_PREFIX + "skill/only-french"), RDF.type, CMO.Knowledge) in graph


def test_a_row_without_preferred_label_gives_what_it_has(folder: Path) -> None:
    write(folder / "skills_fr.csv", SKILL_HEADER, skill(BAKE, "", alt="faire du pain", description="Cuire."))
    graph, report = read(folder)
    assert (URIRef(BAKE), DCTERMS.description, Literal("Cuire.", lang="fr")) in graph
    assert (URIRef(BAKE), SKOS.altLabel, Literal("faire du pain", lang="fr")) in graph
    assert any("no preferred label" in note for note in report.notes)


def test_a_second_row_of_one_concept_in_one_language_is_skipped_and_named(folder: Path) -> None:
    write(folder / "skills_en.csv", SKILL_HEADER, skill(BAKE, "bake bread"), skill(BAKE, "make bread"))
    graph, report = read(folder)
    (skipped,) = report.files["skills_en.csv"].skipped
    assert skipped.line == 3
    assert f"describes differently {BAKE}" in skipped.reason
    assert "line 2" in skipped.reason
    assert texts(graph, BAKE, SKOS.prefLabel) == {"bake bread"}


@pytest.mark.parametrize("uri", ["", "bake", "http://example.org/skill/x", ESCO_PREFIX + "skill/two words"])
def test_a_row_without_an_esco_address_is_skipped_and_named(folder: Path, uri: str) -> None:
    write(folder / "skills_en.csv", SKILL_HEADER, skill(uri, "bake bread"), skill(YEAST, "yeast"))
    graph, report = read(folder)
    assert [skipped.line for skipped in report.files["skills_en.csv"].skipped] == [2]
    assert texts(graph, YEAST, SKOS.prefLabel) == {"yeast"}


def test_what_is_no_longer_released_is_deprecated_and_points_at_its_replacement(folder: Path) -> None:
    write(
        folder / "skills_en.csv",
        SKILL_HEADER + ",replacedBy",
        skill(BAKE, "bake bread") + ",",
        skill(KNEAD, "knead dough", status="obsolete") + f",{BAKE}",
        skill(YEAST, "yeast", status="obsolete") + f",{ESCO_PREFIX}skill/gone",
    )
    graph, report = read(folder)
    deprecated = {str(concept) for concept in graph.subjects(OWL.deprecated, Literal(True))}
    assert deprecated == {KNEAD, YEAST}
    assert texts(graph, KNEAD, DCTERMS.isReplacedBy) == {BAKE}
    assert texts(graph, YEAST, DCTERMS.isReplacedBy) == set()
    assert any(YEAST in note and "skill/gone" in note for note in report.notes)


def test_top_concepts_that_the_release_lacks_are_counted_and_the_others_kept(folder: Path) -> None:
    write(
        folder / "conceptSchemes_en.csv",
        "conceptType,conceptSchemeUri,preferredLabel,title,status,description,hasTopConcept",
        f'ConceptScheme,{ESCO_PREFIX}concept-scheme/skills,Skills,,released,,"{FOOD},\n{ESCO_PREFIX}skill/gone"',
    )
    graph, report = read(folder)
    scheme = URIRef(ESCO_PREFIX + "concept-scheme/skills")
    assert list(graph.objects(scheme, SKOS.hasTopConcept)) == [URIRef(FOOD)]
    assert (scheme, RDF.type, SKOS.ConceptScheme) in graph
    assert report.files["conceptSchemes_en.csv"].rows_skipped == 0
    assert any("1 × a top concept" in note for note in report.notes)


# ---------------------------------------------------------------- relations


def test_a_skill_below_a_skill_is_its_sub_skill_and_one_below_a_group_is_not(folder: Path) -> None:
    rows = (f"{KNEAD},{BAKE}", f"{BAKE},{FOOD}")
    write(folder / "broaderRelationsSkillPillar_en.csv", "conceptUri,broaderUri", *rows)
    graph, _ = read(folder)
    assert (URIRef(KNEAD), SKOS.broader, URIRef(BAKE)) in graph
    assert (URIRef(BAKE), SKOS.broader, URIRef(FOOD)) in graph
    assert list(graph.subject_objects(CMO.hasSubSkill)) == [(URIRef(BAKE), URIRef(KNEAD))]


def test_broader_rows_with_an_unknown_end_or_to_themselves_are_skipped_and_named(folder: Path) -> None:
    rows = (f"{KNEAD},{ESCO_PREFIX}skill/gone", f"{BAKE},{BAKE}", f"{KNEAD},{BAKE}")
    write(folder / "broaderRelationsSkillPillar.csv", "conceptUri,broaderUri", *rows)
    graph, report = read(folder)
    entry = report.files["broaderRelationsSkillPillar.csv"]
    assert (entry.rows_read, entry.rows_used, entry.rows_skipped) == (3, 1, 2)
    assert [skipped.line for skipped in entry.skipped] == [2, 3]
    assert "skill/gone" in entry.skipped[0].reason
    assert (URIRef(BAKE), SKOS.broader, URIRef(BAKE)) not in graph


def test_types_of_skill_relations_come_from_the_skills_file(folder: Path) -> None:
    header = "originalSkillUri,originalSkillType,relationType,relatedSkillType,relatedSkillUri"
    rows = (
        f"{BAKE},knowledge,essential,knowledge,{YEAST}",
        f"{KNEAD},knowledge,optional,knowledge,{YEAST}",
        f"{BAKE},knowledge,essential,knowledge,{KNEAD}",
        f"{KNEAD},knowledge,optional,knowledge,{BAKE}",
        f"{KNEAD},knowledge,nice,knowledge,{BAKE}",
    )
    write(folder / "skillSkillRelations.csv", header, *rows)
    graph, report = read(folder)
    bake, knead, yeast = URIRef(BAKE), URIRef(KNEAD), URIRef(YEAST)
    expected = {
        (bake, CMO.hasPrerequisite, yeast),
        (knead, CMO.usefulKnowledge, yeast),
        (bake, CMO.essentialRelation, knead),
        (knead, CMO.optionalRelation, bake),
    }
    relations = {CMO.hasPrerequisite, CMO.usefulKnowledge, CMO.essentialRelation, CMO.optionalRelation}
    assert {triple for triple in graph if triple[1] in relations} == expected
    assert report.files["skillSkillRelations.csv"].reasons == {"unknown relationType": 1}


def test_skills_point_at_the_occupations_they_are_essential_or_optional_for(folder: Path) -> None:
    rows = (
        f"{BAKER},essential,skill/competence,{BAKE}",
        f"{BAKER},optional,knowledge,{YEAST}",
        f"{ESCO_PREFIX}occupation/gone,essential,knowledge,{YEAST}",
    )
    write(folder / "occupationSkillRelations.csv", "occupationUri,relationType,skillType,skillUri", *rows)
    graph, report = read(folder)
    assert list(graph.subject_objects(CMO.isEssentialForOccupation)) == [(URIRef(BAKE), URIRef(BAKER))]
    assert list(graph.subject_objects(CMO.isOptionalForOccupation)) == [(URIRef(YEAST), URIRef(BAKER))]
    assert report.files["occupationSkillRelations.csv"].rows_skipped == 1


def test_an_occupation_without_a_broader_row_falls_under_its_isco_group(folder: Path) -> None:
    graph, _ = read(folder)
    assert texts(graph, BAKER, SKOS.broader) == {ESCO_PREFIX + "isco/C7512"}


def test_an_occupation_below_another_gets_no_short_cut_to_the_isco_group(folder: Path) -> None:
    write(
        folder / "occupations_en.csv",
        "conceptUri,iscoGroup,preferredLabel,altLabels,description,code",
        f"{BAKER},7512,baker,,,7512.1",
        f"{BAKER}-of-cakes,7512,cake baker,,,7512.1.1",
    )
    write(folder / "broaderRelationsOccPillar.csv", "conceptUri,broaderUri", f"{BAKER}-of-cakes,{BAKER}")
    graph, _ = read(folder)
    assert texts(graph, f"{BAKER}-of-cakes", SKOS.broader) == {BAKER}


def test_the_skills_hierarchy_is_used_row_by_row_even_where_rows_are_short(folder: Path) -> None:
    sub = ESCO_PREFIX + "skill/baking-group"
    write(
        folder / "skillGroups_en.csv",
        "conceptUri,preferredLabel,altLabels,description",
        f"{FOOD},preparing food,,",
        f"{sub},,,",
    )
    write(
        folder / "skillsHierarchy_en.csv",
        "Level 0 URI,Level 0 preferred term,Level 1 URI,Level 1 preferred term,Description,"
        "Level 0 code,Level 1 code",
        f"{FOOD},preparing food,,,,S3",
        f"{FOOD},preparing food,{sub},baking,Doughs and ovens.,S3,S3.1",
        f"{FOOD},preparing food,{ESCO_PREFIX}skill/gone,gone,,S3,S3.2",
    )
    graph, report = read(folder)
    assert (URIRef(sub), SKOS.broader, URIRef(FOOD)) in graph
    assert (texts(graph, FOOD, SKOS.notation), texts(graph, sub, SKOS.notation)) == ({"S3"}, {"S3.1"})
    assert texts(graph, sub, SKOS.prefLabel) == {"baking"}
    assert texts(graph, sub, DCTERMS.description) == {"Doughs and ovens."}
    assert any("fewer fields than the header: 1" in note for note in report.notes)
    assert [skipped.line for skipped in report.files["skillsHierarchy_en.csv"].skipped] == [4]


def test_a_collection_gives_its_theme_and_only_the_labels_that_are_missing(folder: Path) -> None:
    header = "conceptType,conceptUri,preferredLabel,status,skillType,reuseLevel,altLabels,description"
    write(
        folder / "greenSkillsCollection_fr.csv",
        header,
        f"x,{BAKE},faire du pain,released,skill/competence,,cuire du pain | boulanger,",
        f"x,{ESCO_PREFIX}skill/gone,rien,released,skill/competence,,,",
    )
    write(folder / "greenSkillsCollection_en.csv", header, f"x,{BAKE},another label,released,,,,")
    graph, report = read(folder)
    assert texts(graph, BAKE, CMO.theme) == {"green"}
    assert {str(label) for label in graph.objects(URIRef(BAKE), SKOS.prefLabel)} == {
        "bake bread",
        "faire du pain",
    }
    assert Literal("boulanger", lang="fr") in set(graph.objects(URIRef(BAKE), SKOS.altLabel))
    (collection,) = graph.subjects(SKOS.member, URIRef(BAKE))
    assert (collection, RDF.type, SKOS.Collection) in graph
    assert (collection, RDF.type, SKOS.ConceptScheme) not in graph
    assert report.files["greenSkillsCollection_fr.csv"].rows_skipped == 1


def test_the_same_files_give_the_same_triples_in_the_same_order(folder: Path) -> None:
    def triples() -> list[object]:
        report = ReadReport()
        (release,) = READER.find(find_sources(folder, report))
        return list(READER.read(release, ReadingContext(report)))

    assert triples() == triples()


# ---------------------------------------------------------------- the bundled sample


def test_the_sample_says_that_it_is_one() -> None:
    (release,) = find(SAMPLE / "esco-sample")
    assert (release.version, release.sample, release.languages) == ("sample", True, ("en", "fr"))
    assert "sample" in release.title
    assert release.licence_name == "MIT"


def test_the_sample_is_read_without_a_single_complaint_and_shows_every_feature() -> None:
    graph, report = read(SAMPLE / "esco-sample")
    assert (report.rows_skipped, report.notes, report.ignored) == (0, [], [])
    kinds = Counter(graph.objects(None, RDF.type))
    assert kinds[CMO.Skill] >= 45
    assert kinds[CMO.Knowledge] >= 15
    assert kinds[CMO.SkillGroup] >= 12
    assert kinds[CMO.Occupation] >= 10
    uses = Counter(graph.predicates())
    assert uses[CMO.hasPrerequisite] >= 10
    assert uses[CMO.hasSubSkill] >= 10
    assert uses[CMO.usefulKnowledge] >= 5
    assert uses[OWL.deprecated] == uses[DCTERMS.isReplacedBy] == 1
    labels = graph.subject_objects(SKOS.prefLabel)
    french = {concept for concept, label in labels if isinstance(label, Literal) and label.language == "fr"}
    assert len(set(graph.subjects(RDF.type, SKOS.Concept)) - french) == 1


# ---------------------------------------------------------------- the official release


@pytest.mark.data
def test_the_official_release_is_read_in_full_and_its_unusable_rows_are_listed() -> None:
    kinds, uses, report = tally(READER, official_data() / "esco-1.1.1")
    assert kinds[CMO.Skill] + kinds[CMO.Knowledge] == 13_896
    assert kinds[CMO.SkillGroup] == 640
    assert kinds[CMO.Occupation] == 3_007
    assert kinds[CMO.OccupationGroup] == 619
    assert (uses[CMO.hasPrerequisite], uses[CMO.usefulKnowledge]) == (94, 5_561)
    counts = {Path(name).name: (f.rows_read, f.rows_skipped) for name, f in report.files.items()}
    assert counts["occupationSkillRelations.csv"] == (123_855, 67)
    assert counts["broaderRelationsSkillPillar.csv"] == (20_656, 7)
    assert counts["broaderRelationsOccPillar.csv"] == (3_617, 1)
    assert counts["skillSkillRelations.csv"] == (5_899, 1)
    assert sum("empty skillType" in note for note in report.notes) == 6
    assert any("than the header: 189" in note for note in report.notes)
