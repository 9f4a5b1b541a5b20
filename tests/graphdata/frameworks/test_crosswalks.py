"""Crosswalks: what their rows state, in which direction, and which rows cannot be used."""

from collections import Counter
from pathlib import Path

import pytest
from rdflib import URIRef

from graphdata.frameworks import esco, onet, rome
from graphdata.frameworks.crosswalks import READER
from graphdata.namespaces import SKOS, concept_uri

from .reading import SAMPLE, Reading, append, copy_of_sample, official_data, read, replace_in

ESCO_ROME = "FR_sample_mapping_esco_rome.csv"
ESCO_ONET = "crosswalk_esco_onet_sample.csv"
SKILLS = "esco_skill__rome000_skill_mapping_sample.csv"

BAKER = URIRef("http://data.europa.eu/esco/occupation/3e09514f-388c-5721-b03f-edf1522c381f")
TEACHER = URIRef("http://data.europa.eu/esco/occupation/ac109ff5-0692-51d8-b2b6-f12c82615fe3")
CARE_WORKERS = URIRef("http://data.europa.eu/esco/isco/C5322")
DRIPPING_TAP = URIRef("http://data.europa.eu/esco/skill/ed21b9ae-883f-5240-9b3a-46cb449cb6fe")


@pytest.fixture(scope="module")
def known() -> set[str]:
    """Every concept of the sample's three frameworks."""
    readings = [read(module.READER, SAMPLE) for module in (esco, onet, rome)]
    return set().union(*(reading.concepts() for reading in readings))


@pytest.fixture(scope="module")
def sample(known: set[str]) -> Reading:
    return read(READER, SAMPLE / "crosswalks", known)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the sample that a test may spoil."""
    return copy_of_sample("crosswalks", tmp_path)


def test_every_row_of_the_sample_is_used(sample: Reading) -> None:
    rows = {Path(name).name: entry.rows_used for name, entry in sample.report.files.items()}

    assert rows == {ESCO_ROME: 9, ESCO_ONET: 7, SKILLS: 15}
    assert sample.report.rows_skipped == 0


def test_each_mapping_has_a_graph_of_its_own(sample: Reading) -> None:
    assert len({release.graph for release in sample.releases}) == 3
    assert all(release.role == "mapping" and release.sample for release in sample.releases)


def test_the_header_block_names_author_and_version(folder: Path, known: set[str]) -> None:
    replace_in(folder / ESCO_ROME, "ESCO - ROME (sample, not official)", "ESCO - ROME")
    replace_in(folder / ESCO_ROME, "author,SkillGraph", "author,Pôle emploi - France")
    replace_in(folder / ESCO_ROME, "project version,sample", "project version,V1.4")

    (release,) = (release for release in read(READER, folder, known).releases if not release.sample)

    assert (release.author, release.version, release.trust) == ("Pôle emploi - France", "V1.4", "official")
    assert str(release.graph).endswith("/mapping/esco-rome-v1.4")


def test_skill_pairs_that_nobody_checked_are_derived(folder: Path, known: set[str]) -> None:
    (folder / SKILLS).rename(folder / "esco_skill__rome460_skill_mapping_derived.csv")

    (release,) = (release for release in read(READER, folder, known).releases if not release.sample)

    assert (release.trust, release.version) == ("derived", "ROME 4.60")
    assert "not hand-checked" in release.author


def test_a_rome_id_means_an_appellation(sample: Reading) -> None:
    assert (concept_uri("rome", "900304"), SKOS.exactMatch, BAKER) in sample.graph


def test_broad_says_that_the_first_classification_is_the_broader_one(sample: Reading) -> None:
    """The row reads ESCO "baker", broadMatch, ROME "Mitron": bakers are the broader concept."""
    assert (concept_uri("rome", "900305"), SKOS.broadMatch, BAKER) in sample.graph
    assert (BAKER, SKOS.broadMatch, concept_uri("rome", "900305")) not in sample.graph


def test_narrow_says_that_the_first_classification_is_the_narrower_one(sample: Reading) -> None:
    """The row reads O*NET "Reading Teachers", narrowMatch, ESCO "primary school teacher"."""
    assert (TEACHER, SKOS.narrowMatch, concept_uri("onet", "99-1001.00")) in sample.graph


def test_exact_isco_is_an_exact_match_with_the_group(sample: Reading) -> None:
    assert (CARE_WORKERS, SKOS.exactMatch, concept_uri("onet", "99-2001.00")) in sample.graph


def test_skill_pairs_link_skills(sample: Reading) -> None:
    assert (concept_uri("rome", "900112"), SKOS.exactMatch, DRIPPING_TAP) in sample.graph


def test_unknown_ends_are_counted_and_named(folder: Path, known: set[str]) -> None:
    line = append(
        folder / ESCO_ROME,
        f"{BAKER},boulanger,999999,Inconnu,skos:exactMatch",
        "http://data.europa.eu/esco/occupation/none,rien,900304,Boulanger,skos:exactMatch",
        ",,900304,Boulanger,skos:exactMatch",
    )

    assert read(READER, folder, known).skipped(ESCO_ROME) == [
        (line, f"unknown concept {concept_uri('rome', '999999')}"),
        (line + 1, "unknown concept http://data.europa.eu/esco/occupation/none"),
        (line + 2, "unknown concept (empty)"),
    ]


def test_an_unknown_match_type_is_counted_and_named(folder: Path, known: set[str]) -> None:
    line = append(folder / ESCO_ROME, f"{BAKER},boulanger,900304,Boulanger,skos:wideMatch")

    assert read(READER, folder, known).skipped(ESCO_ROME) == [(line, "unknown match type 'skos:wideMatch'")]


def test_a_framework_that_was_not_read_is_said_once_and_every_row_counted(
    folder: Path, known: set[str]
) -> None:
    without_rome = {uri for uri in known if not uri.startswith("https://w3id.org/skillgraph/rome/")}

    reading = read(READER, folder, without_rome)

    (entry,) = (entry for name, entry in reading.report.files.items() if name.endswith(ESCO_ROME))
    assert entry.rows_used == 0
    assert entry.reasons == Counter({"ROME was not read": 9})
    assert sum("ROME was not read" in note for note in reading.report.notes) == 2  # occupations and skills
    assert (concept_uri("onet", "99-1001.00"), SKOS.narrowMatch, TEACHER) not in reading.graph
    assert (TEACHER, SKOS.narrowMatch, concept_uri("onet", "99-1001.00")) in reading.graph


def test_a_second_file_of_the_same_mapping_joins_the_first(folder: Path, known: set[str]) -> None:
    text = (folder / ESCO_ROME).read_text(encoding="utf-8")
    (folder / "FR_again.csv").write_text(text.replace("900304", "900305"), encoding="utf-8")

    reading = read(READER, folder, known)

    assert len(reading.releases) == 3
    assert (concept_uri("rome", "900305"), SKOS.exactMatch, BAKER) in reading.graph
    assert (concept_uri("rome", "900304"), SKOS.exactMatch, BAKER) in reading.graph


def test_a_mapping_in_escos_template_to_another_classification_is_left_alone(
    folder: Path, known: set[str]
) -> None:
    replace_in(folder / ESCO_ROME, "Classification 2 Name,ROME", "Classification 2 Name,SSYK")

    found = {
        source.file_name for release in read(READER, folder, known).releases for source in release.sources
    }

    assert found == {ESCO_ONET, SKILLS}


@pytest.mark.data
def test_the_official_crosswalks_are_read_whole() -> None:
    readings = [read(READER, official_data() / "crosswalks", _official_concepts())]
    counts = {
        Path(name).name: (entry.rows_used, entry.rows_skipped)
        for name, entry in readings[0].report.files.items()
    }

    assert counts == {
        "FR_20230607_mapping_esco_rome.csv": (11_113, 5),
        "crosswalk_esco_onet.csv": (4_253, 0),
        "esco_skill__rome460_skill_mapping_derived.csv": (4_912, 0),
    }
    matches = Counter(predicate for _, predicate, _ in readings[0].graph)
    assert matches[SKOS.broadMatch] == 5_083 + 2_053 + 1_279


def _official_concepts() -> set[str]:
    from graphdata.frameworks.reader import ReadingContext
    from graphdata.frameworks.report import ReadReport
    from graphdata.frameworks.sources import find_sources

    report = ReadReport()
    sources = find_sources(official_data(), report)
    return {
        str(subject)
        for module in (esco, onet, rome)
        for release in module.READER.find(sources)
        for subject, _, value in module.READER.read(release, ReadingContext(report))
        if value == SKOS.Concept
    }
