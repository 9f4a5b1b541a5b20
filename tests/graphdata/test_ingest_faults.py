"""Bad input, a full disk, a second ingest: a clear message each, and the live snapshot goes on."""

import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path
from time import monotonic, sleep

import pytest

from search.neural.encoder import load_encoder
from search.retrieval import SearchEngine
from search.snapshot import Live, SnapshotStore
from tests.conftest import Environment, Manage

from .driven_ingest import start
from .frameworks.reading import SAMPLE, append, copy_of_sample, replace_in
from .thesaurus import published, write_scheme

SKILLS = Path("en") / "skills_en.csv"
WOOD = ':a a skos:Concept ; skos:prefLabel "planing wood"@en .'


class Site:
    """A site with something live, whose visitors go on asking."""

    def __init__(self, var: Path, data: Path) -> None:
        self.var, self.data = var, data
        self.live = published(data, var)
        self.store = SnapshotStore(var / "snapshots")
        encoder = load_encoder()
        self._engine = Live(self.store.root, lambda directory: SearchEngine(directory, encoder))

    def answers(self) -> tuple[str, str]:
        """The label that a search finds first, and the snapshot that it was found in."""
        ranking = self._engine.get().search("planing wood", language="en")
        return ranking.hits[0].document.pref_labels["en"], ranking.snapshot_id

    def leftovers(self) -> list[str]:
        return [
            path.name for path in self.store.root.iterdir() if path.name.startswith((".building", ".current"))
        ]


@pytest.fixture
def site(site_environment: Environment, tmp_path: Path) -> Site:
    return Site(Path(site_environment["SKILLGRAPH_VAR"]), write_scheme(tmp_path / "good", WOOD))


def refused(site: Site, done: "subprocess.CompletedProcess[str]") -> str:
    """What the failed ingest said, once it is clear that nothing else came of it."""
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "published" not in done.stdout
    assert site.store.current_id() == site.live
    assert site.store.ids() == [site.live]
    assert site.answers() == ("planing wood", site.live)
    assert site.leftovers() == []
    return done.stderr.splitlines()[-1]


def goes_on(site: Site, manage: Manage) -> None:
    """The next good ingest is published and found by those who ask."""
    done = manage("ingest", "--data", str(site.data))
    assert done.returncode == 0, done.stderr
    current = site.store.current_id()
    assert current not in {None, site.live}
    assert site.answers() == ("planing wood", current)
    assert site.leftovers() == []


@pytest.fixture
def esco(tmp_path: Path) -> Path:
    """A copy of the sample's ESCO files to spoil."""
    return copy_of_sample("esco-sample", tmp_path)


def test_a_folder_without_a_framework(site: Site, manage: Manage, tmp_path: Path) -> None:
    folder = tmp_path / "holiday"
    folder.mkdir()
    said = refused(site, manage("ingest", "--data", str(folder)))
    assert f"was found under {folder}. It holds no table, RDF or zip file" in said
    assert "Give the folder that the official export was unpacked to" in said
    (folder / "guests.csv").write_text("name,age\nAda,36\n", encoding="utf-8")
    assert "1 files were looked at" in refused(site, manage("ingest", "--data", str(folder)))
    goes_on(site, manage)


def test_a_folder_that_is_not_there(site: Site, manage: Manage, tmp_path: Path) -> None:
    said = refused(site, manage("ingest", "--data", str(tmp_path / "nowhere")))
    assert f"{tmp_path / 'nowhere'}: no such folder or file. Check the path given with --data" in said


def test_a_file_that_may_not_be_read_is_not_called_a_full_disk(
    site: Site, site_environment: Environment, esco: Path
) -> None:
    gone = esco / "fr" / "skills_fr.csv"
    process = start(
        site_environment, "--data", str(esco),
        moment="stage == 'reading'", action=f"Path({str(gone)!r}).unlink()",
    )  # fmt: skip
    said = refused(site, completed(process))
    assert f"{gone} cannot be read" in said
    assert "disk" not in said


def test_a_truncated_zip(site: Site, manage: Manage, tmp_path: Path) -> None:
    archive = Path(shutil.make_archive(str(tmp_path / "esco"), "zip", SAMPLE / "esco-sample"))
    archive.write_bytes(archive.read_bytes()[: archive.stat().st_size // 2])
    said = refused(site, manage("ingest", "--data", str(archive)))
    assert re.search(r"esco\.zip: the zip is damaged or incomplete .*\. Download the archive again", said)
    goes_on(site, manage)


def test_a_zip_bomb(site: Site, manage: Manage, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "esco.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("skills_en.csv", b"0" * (64 << 20))
    said = refused(site, manage("ingest", "--data", str(tmp_path / "esco.zip")))
    assert "esco.zip: skills_en.csv would unpack to far more" in said
    assert "zip bomb; do not use it" in said


@pytest.mark.parametrize("name", ["../skills_en.csv", "/etc/skills_en.csv", "..\\skills_en.csv", "C:\\s.csv"])
def test_a_zip_that_climbs_out_of_its_folder(site: Site, manage: Manage, tmp_path: Path, name: str) -> None:
    with zipfile.ZipFile(tmp_path / "esco.zip", "w") as archive:
        archive.writestr(name, "conceptUri")
    said = refused(site, manage("ingest", "--data", str(tmp_path / "esco.zip")))
    assert "esco.zip: the entry" in said
    assert "points outside the archive. This is no official export; do not use it" in said


def test_a_latin_1_file(site: Site, manage: Manage, esco: Path) -> None:
    line = append(esco / SKILLS, "x")
    with (esco / SKILLS).open("ab") as stream:
        stream.write(
            "KnowledgeSkillCompetence,http://data.europa.eu/esco/skill/x,,,soudé\n".encode("latin-1")
        )
    said = refused(site, manage("ingest", "--data", str(esco)))
    assert f"en/skills_en.csv, line {line + 1}: byte 0xe9 is not valid UTF-8" in said
    assert "Save the file as UTF-8" in said
    goes_on(site, manage)


def test_a_renamed_column(site: Site, manage: Manage, esco: Path) -> None:
    replace_in(esco / SKILLS, "preferredLabel", "label")
    said = refused(site, manage("ingest", "--data", str(esco)))
    assert "en/skills_en.csv, line 1: the column 'preferredLabel' is missing (found: conceptType," in said
    assert "restore the official column names" in said
    goes_on(site, manage)


def test_a_quote_that_never_closes(site: Site, manage: Manage, esco: Path) -> None:
    line = append(esco / SKILLS, 'KnowledgeSkillCompetence,"http://data.europa.eu/esco/skill/x,knowledge')
    said = refused(site, manage("ingest", "--data", str(esco)))
    assert f"en/skills_en.csv, line {line}: the row that begins here cannot be parsed" in said
    assert "Close the quote, or download the official export again" in said
    goes_on(site, manage)


def row_of_occupation(uri: str, label: str) -> str:
    """A row of ``occupations_en.csv`` in the columns of the sample."""
    header = (SAMPLE / "esco-sample/en/occupations_en.csv").read_text(encoding="utf-8").split("\n")[0]
    known = {"conceptType": "Occupation", "conceptUri": uri, "preferredLabel": label, "status": "released"}
    return ",".join(known.get(column, "") for column in header.split(","))


def test_two_concepts_that_would_share_an_id(site: Site, manage: Manage, esco: Path) -> None:
    text = (esco / SKILLS).read_text(encoding="utf-8")
    skill = re.findall(r"http://data\.europa\.eu/esco/skill/[0-9a-f-]{36}", text)[0]
    occupation = skill.replace("/skill/", "/occupation/")
    line = append(esco / "en" / "occupations_en.csv", row_of_occupation(occupation, "double agent"))
    said = refused(site, manage("ingest", "--data", str(esco)))
    assert f"both have the id esco:{skill.rpartition('/')[2]}" in said
    assert f"{occupation} (en/occupations_en.csv, line {line})" in said
    assert re.search(rf"{skill} \(en/\w+\.csv, line \d+\)", said)
    assert "Correct or remove one of them" in said
    goes_on(site, manage)


def test_a_concept_described_twice_is_counted_and_named(site: Site, manage: Manage, esco: Path) -> None:
    uri = "http://data.europa.eu/esco/occupation/00000000-0000-0000-0000-000000000001"
    first = append(
        esco / "en" / "occupations_en.csv",
        row_of_occupation(uri, "stage magician"),
        row_of_occupation(uri, "illusionist"),
    )
    write_scheme(esco / "also", WOOD)
    done = manage("ingest", "--data", str(esco))
    assert done.returncode == 0, done.stderr
    assert (
        f"line {first + 1}: describes differently {uri}, which en/occupations_en.csv, line {first}"
        in done.stdout
    )


def test_two_versions_of_one_framework(site: Site, manage: Manage, tmp_path: Path) -> None:
    write_scheme(tmp_path / "data" / "old", WOOD)
    newer = write_scheme(tmp_path / "data" / "new", WOOD)
    replace_in(newer / "trades.ttl", 'owl:versionInfo "1"', 'owl:versionInfo "2"')
    said = refused(site, manage("ingest", "--data", str(tmp_path / "data")))
    assert "Two versions of trades were found: 2 (new/trades.ttl) and 1 (old/trades.ttl)" in said
    assert "Give --data the folder of one, or move the other away" in said
    goes_on(site, manage)


def test_a_circle_of_broader_concepts_is_reported_and_stops_nothing(
    site: Site, manage: Manage, tmp_path: Path
) -> None:
    circle = ":a skos:broader :b . :b skos:broader :c . :c skos:broader :a ."
    labels = " ".join(f':{name} a skos:Concept ; skos:prefLabel "{name} wood"@en .' for name in "bc")
    data = write_scheme(tmp_path / "data", f"{WOOD} {labels} {circle}")
    done = manage("ingest", "--data", str(data))
    assert done.returncode == 0, done.stderr
    assert "         3  cycle: a concept is its own broader concept\n" in done.stdout
    assert "https://example.org/a\n" in done.stdout
    assert site.answers() == ("planing wood", site.store.current_id())
    assert site.store.current_id() != site.live


def completed(process: "subprocess.Popen[str]") -> "subprocess.CompletedProcess[str]":
    output, errors = process.communicate(timeout=120)
    return subprocess.CompletedProcess(process.args, process.returncode, output, errors)


FULL = "resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, resource.RLIM_INFINITY))"


@pytest.mark.parametrize(
    "moment",
    [
        "stage == 'reading'",
        "stage == 'reading' and done > 0",
        "stage == 'loading'",
        "stage == 'indexing' and message == 'words'",
        "stage == 'encoding'",
        "stage == 'verifying'",
    ],
)
def test_a_disk_that_is_full(site: Site, site_environment: Environment, manage: Manage, moment: str) -> None:
    data = ("--data", str(SAMPLE))
    process = start(site_environment, *data, moment=moment, action=FULL.format(limit=0))
    said = refused(site, completed(process))
    assert "The disk refused a write while building" in said
    assert f"Make room on {site.var} and run the ingest again" in said
    goes_on(site, manage)


def test_a_disk_that_cuts_an_index_short_without_a_word(
    site: Site, site_environment: Environment, tmp_path: Path
) -> None:
    """hnswlib writes what it can and says nothing: vectors fit, the graph of neighbours does not."""
    concepts = 120
    turtle = " ".join(
        f':c{number} a skos:Concept ; skos:prefLabel "planing wood number {number}"@en .'
        for number in range(concepts)
    )
    data = write_scheme(tmp_path / "data", turtle)
    limit = concepts * load_encoder().dim * 4 + 1_000
    process = start(
        site_environment, "--data", str(data),
        moment="message == 'meanings'", action=FULL.format(limit=limit),
    )  # fmt: skip
    said = refused(site, completed(process))
    assert "The disk refused a write while building (dense was not written completely" in said


@pytest.fixture
def gate(tmp_path: Path) -> Iterator[Path]:
    """A file that a waiting ingest looks for; made at the end at the latest."""
    path = tmp_path / "gate"
    yield path
    path.touch()


def test_a_second_ingest_during_the_first(
    site: Site, site_environment: Environment, manage: Manage, gate: Path, tmp_path: Path
) -> None:
    arrived = tmp_path / "arrived"
    first = start(
        site_environment, "--data", str(site.data),
        moment="stage == 'reading'",
        action=f"Path({str(arrived)!r}).touch(); wait_for(Path({str(gate)!r}))",
    )  # fmt: skip
    limit = monotonic() + 60
    while not arrived.exists() and monotonic() < limit:
        sleep(0.05)
    second = manage("ingest", "--data", str(site.data))
    assert second.returncode == 1
    assert "Traceback" not in second.stderr
    assert f"Another ingest is running in {site.var}. Wait until it ends, or stop it" in second.stderr
    assert site.answers() == ("planing wood", site.live)
    gate.touch()
    done = completed(first)
    assert done.returncode == 0, done.stderr
    assert site.answers() == ("planing wood", site.store.current_id())
    assert site.store.current_id() != site.live
    assert site.leftovers() == []
