"""The CSV file of a list, read back by Python's own reader."""

import csv
from io import StringIO
from typing import Any

import pytest
from django.test import Client

from graphdata.exports.csv_table import unguarded
from graphdata.exports.flat import COLUMNS
from graphdata.lists import editing
from graphdata.lists.export import BATCH, file_name
from graphdata.lists.models import SkillList
from graphdata.live import current_graph
from graphdata.neighbourhood import describe
from search.types import ConceptDocument
from tests.graphdata.lists.conftest import READ, wording

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("published_sample")]

FRENCH_ONLY = "rome:900112"


@pytest.fixture
def course(amina_s_browser: Client) -> SkillList:
    amina_s_browser.post("/lists", {"title": "Cours de français : mots, phrases / CP"})
    course = SkillList.objects.get()
    for concept in (READ, FRENCH_ONLY):
        amina_s_browser.post("/lists/add", {"concept": concept})
    return course


def body(answer: Any) -> bytes:
    return b"".join(answer.streaming_content)


def table(course: SkillList, browser: Client, **query: str) -> list[dict[str, str]]:
    content = body(browser.get(f"/lists/{course.pk}.csv", query)).decode()
    reader = csv.DictReader(StringIO(content, newline=""))
    rows = [{str(name): unguarded(cell) for name, cell in row.items()} for row in reader]
    assert tuple(reader.fieldnames or ()) == COLUMNS
    return rows


def test_every_field_is_what_the_framework_states(course: SkillList, amina_s_browser: Client) -> None:
    graph = current_graph()
    record = describe(graph, READ)
    assert record is not None
    release = graph.release_of[record.graph]
    [row, _] = table(course, amina_s_browser, lang="en")
    assert row["id"] == READ
    assert row["uri"] == record.uri
    assert (row["framework"], row["framework_version"]) == ("esco", release.version)
    assert row["licence"] == (release.licence or release.licence_name) != ""
    assert (row["kind"], row["pref_label"], row["label_language"]) == (
        "skill",
        "teach children to read",
        "en",
    )
    assert row["alt_labels"].split("\n") == list(record.alt_labels["en"])
    assert row["description"] == record.descriptions["en"]
    assert set(row["broader_uris"].split()) == {path[-1].uri for path in record.broader_paths}


def test_the_language_can_be_chosen_and_the_file_says_what_came_of_it(
    course: SkillList, amina_s_browser: Client
) -> None:
    french = table(course, amina_s_browser, lang="fr")
    english = table(course, amina_s_browser, lang="en")
    assert [row["label_language"] for row in french] == ["fr", "fr"]
    assert [row["label_language"] for row in english] == ["en", "fr"]
    assert french[0]["pref_label"] != english[0]["pref_label"]
    assert french[1]["pref_label"] == english[1]["pref_label"]


def test_an_unknown_language_is_refused_with_what_there_is(
    course: SkillList, amina_s_browser: Client
) -> None:
    answer = amina_s_browser.get(f"/lists/{course.pk}.csv?lang=xx")
    assert answer.status_code == 422
    assert answer["Content-Type"].startswith("text/html")


def test_what_is_gone_still_has_its_row(course: SkillList, amina_s_browser: Client) -> None:
    gone = ConceptDocument("esco:gone", "urn:gone", "esco", "skill", {"fr": "Sonner"})
    editing.add(course, gone, wording("Sonner", "fr"), "0.9")
    row = table(course, amina_s_browser)[-1]
    assert (row["id"], row["uri"], row["pref_label"], row["label_language"]) == (
        "esco:gone", "urn:gone", "Sonner", "fr",
    )  # fmt: skip
    assert (row["framework_version"], row["licence"]) == ("0.9", "")
    assert (row["description"], row["alt_labels"], row["broader_uris"]) == ("", "", "")


def test_what_is_gone_from_the_version_that_is_loaded_has_its_licence(
    course: SkillList, amina_s_browser: Client
) -> None:
    gone = ConceptDocument("esco:gone", "urn:gone", "esco", "skill", {"fr": "Sonner"})
    of_today = course.items.get(concept_id=READ)
    editing.add(course, gone, wording("Sonner", "fr"), of_today.framework_version)
    first, *_, last = table(course, amina_s_browser)
    assert last["licence"] == first["licence"] != ""


@pytest.mark.usefixtures("no_snapshot")
def test_without_a_snapshot_the_stored_words_are_exported(amina_s_browser: Client) -> None:
    amina_s_browser.post("/lists", {"title": "Course"})
    course = SkillList.objects.get()
    concept = ConceptDocument("esco:a", "urn:a", "esco", "skill", {"en": "weld"})
    editing.add(course, concept, wording("weld"), "1.2")
    [row] = table(course, amina_s_browser)
    assert (row["pref_label"], row["framework_version"]) == ("weld", "1.2")


@pytest.mark.parametrize(
    "note", ["=1+1", "-", "@x", "'=1", 'a "b", c', "one\ntwo", "👩‍🏫", "\u202eabc", "c" * 2_000, "a;b|c"]
)
def test_a_note_comes_back_as_it_was_written(course: SkillList, amina_s_browser: Client, note: str) -> None:
    item = editing.items_of(course)[0]
    editing.write_note(item, note)
    assert table(course, amina_s_browser)[0]["note"] == note


def test_rows_stand_in_the_order_of_the_list_whatever_its_length(
    course: SkillList, amina_s_browser: Client
) -> None:
    for number in range(BATCH + 5):
        made_up = ConceptDocument(f"esco:{number}", f"urn:{number}", "esco", "skill", {"en": str(number)})
        editing.add(course, made_up, wording(str(number)), "1")
    editing.move(editing.items_of(course)[1], "up")
    ids = [row["id"] for row in table(course, amina_s_browser)]
    assert ids == [FRENCH_ONLY, READ, *(f"esco:{number}" for number in range(BATCH + 5))]


def test_the_same_list_gives_the_same_bytes(course: SkillList, amina_s_browser: Client) -> None:
    address = f"/lists/{course.pk}.csv"
    assert body(amina_s_browser.get(address)) == body(amina_s_browser.get(address))


def test_the_mark_for_excel_is_there_on_demand(course: SkillList, amina_s_browser: Client) -> None:
    plain = body(amina_s_browser.get(f"/lists/{course.pk}.csv"))
    marked = body(amina_s_browser.get(f"/lists/{course.pk}.csv?bom=1"))
    assert marked == b"\xef\xbb\xbf" + plain


def test_the_file_is_a_download_with_a_name(course: SkillList, amina_s_browser: Client) -> None:
    answer = amina_s_browser.get(f"/lists/{course.pk}.csv")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"] == (
        "attachment; filename*=utf-8''Cours%20de%20fran%C3%A7ais%20mots%2C%20phrases%20CP.csv"
    )


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Baking", "Baking.csv"),
        ("../../etc/passwd", "etc passwd.csv"),
        ("a\r\nb", "a b.csv"),
        ("\u202ecod.exe", "cod.exe.csv"),
        ("???", "skills.csv"),
        ("x" * 300, "x" * 80 + ".csv"),
    ],
)
def test_a_file_name_is_safe_everywhere(title: str, name: str) -> None:
    assert file_name(title, "csv") == name
