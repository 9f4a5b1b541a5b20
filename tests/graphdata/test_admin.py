"""An administrator starts an ingest, reads its report and publishes what it built."""

import csv
import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.contrib.auth.models import Permission
from django.test import Client

from graphdata.models import IngestRun, Status
from graphdata.tasks import run_ingest
from search.snapshot import SnapshotStore
from skillgraph_site.accounts.models import User

pytestmark = pytest.mark.django_db

ADD = "/admin/graphdata/ingestrun/add/"
LIST = "/admin/graphdata/ingestrun/"

REPORT = {
    "files": [
        {
            "file": "skills_en.csv",
            "sha256": "0" * 64,
            "rows_read": 5,
            "rows_used": 2,
            "rows_skipped": 3,
            "reasons": {"no label": 2, "unknown URI": 1},
            "skipped": [[4, "no label"], [7, "=unknown URI"]],
        }
    ],
    "ignored": [["readme.txt", "belongs to no known framework"]],
    "notes": ["One concept has no French label"],
    "counts": {"https://example.org/graph": {"Skill": 12_345}},
    "triples": {"https://example.org/graph": 9},
    "quality": {
        "shacl": [],
        "integrity": [{"check": "S14", "title": "Two labels", "count": 1, "examples": ["a:b"]}],
    },
    "seconds": 1.5,
    "peak_mb": 123,
}


@pytest.fixture
def administrator(client: Client) -> User:
    person = User.objects.create_superuser("admin@example.org", "correct horse")
    client.force_login(person)
    return person


@pytest.fixture
def data_dir(settings: LazySettings, tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    for name in ("esco/en", "rome", ".hidden", "esco/en/deep"):
        (folder / name).mkdir(parents=True)
    (folder / "link").symlink_to(tmp_path)
    settings.SKILLGRAPH_DATA_DIR = folder
    return folder


def act(client: Client, action: str, *runs: IngestRun) -> str:
    """Do ``action`` to ``runs`` from the list, and return the page that follows."""
    form = {"action": action, "_selected_action": [run.pk for run in runs]}
    return text(client.post(LIST, form, follow=True))


def text(answer: Any) -> str:
    return str(answer.content, "utf-8")


def reader_of(client: Client, *rights: str) -> User:
    person = User.objects.create_user("reader@example.org", is_staff=True)
    person.user_permissions.set(
        Permission.objects.filter(codename__in=[f"{right}_ingestrun" for right in rights])
    )
    client.force_login(person)
    return person


@pytest.mark.usefixtures("data_dir")
def test_the_form_offers_the_sample_and_the_folders_that_are_there(
    client: Client, administrator: User
) -> None:
    choices = [value for value, _ in client.get(ADD).context["adminform"].form.fields["source"].choices]
    assert choices == ["", ".", "esco", "esco/en", "rome"]


@pytest.mark.django_db(transaction=True)
def test_a_started_run_is_queued_under_its_starters_name(client: Client, administrator: User) -> None:
    answer = client.post(ADD, {"source": "", "frameworks": ["esco", "rome"]})
    assert answer.status_code == 302
    run = IngestRun.objects.get()
    assert (run.status, run.source, run.frameworks) == (Status.QUEUED, "", ["esco", "rome"])
    assert run.started_by == administrator
    assert run.nudged is not None
    assert answer["Location"] == f"{LIST}{run.pk}/change/"


@pytest.mark.usefixtures("data_dir")
@pytest.mark.parametrize("source", ["../..", "/etc", "missing", "link", ".hidden"])
def test_a_folder_that_is_not_offered_is_a_form_error(
    client: Client, administrator: User, source: str
) -> None:
    page = text(client.post(ADD, {"source": source}))
    assert f"There is no folder “{source}”" in page
    assert not IngestRun.objects.exists()


def test_an_unknown_framework_is_a_form_error(client: Client, administrator: User) -> None:
    page = client.post(ADD, {"source": "", "frameworks": ["isced"]})
    assert "frameworks" in page.context["adminform"].form.errors
    assert not IngestRun.objects.exists()


def test_the_page_of_a_run_shows_its_report_as_tables(client: Client, administrator: User) -> None:
    run = IngestRun.objects.create(status=Status.READY, report=REPORT, snapshot_id="S1")
    page = text(client.get(f"{LIST}{run.pk}/change/"))
    for shown in (
        "skills_en.csv",
        "no label",
        "readme.txt",
        "One concept has no French label",
        "12,345",
        "Two labels",
    ):
        assert shown in page
    assert 'name="_save"' not in page


def test_the_page_of_a_run_speaks_french(client: Client, administrator: User) -> None:
    run = IngestRun.objects.create(status=Status.READY, report=REPORT)
    page = text(client.get(f"{LIST}{run.pk}/change/", headers={"accept-language": "fr"}))
    assert '<html lang="fr"' in page


def test_a_failed_run_says_why(client: Client, administrator: User) -> None:
    run = IngestRun.objects.create(
        status=Status.FAILED, error="skills.csv, line 3: no <label>. Export again."
    )
    assert "line 3: no &lt;label&gt;" in text(client.get(f"{LIST}{run.pk}/change/"))


def test_the_full_report_can_be_downloaded(client: Client, administrator: User) -> None:
    run = IngestRun.objects.create(status=Status.READY, report=REPORT)
    answer = client.get(f"{LIST}{run.pk}/report.json")
    assert json.loads(answer.content) == REPORT
    assert "attachment" in answer["Content-Disposition"]


def test_skipped_rows_can_be_downloaded_with_none_forgotten_and_no_formula(
    client: Client, administrator: User
) -> None:
    run = IngestRun.objects.create(status=Status.READY, report=REPORT)
    body = client.get(f"{LIST}{run.pk}/skipped.csv").content.decode("utf-8-sig")
    assert list(csv.reader(StringIO(body)))[1:] == [
        ["skills_en.csv", "4", "no label"],
        ["skills_en.csv", "7", "'=unknown URI"],
        ["skills_en.csv", "", "1 more rows, not listed one by one"],
    ]


def test_a_run_in_the_works_is_watched_and_one_that_ended_is_not(client: Client, administrator: User) -> None:
    active = IngestRun.objects.create(status=Status.RUNNING, stage="reading")
    ended = IngestRun.objects.create(status=Status.FAILED)
    assert 'data-active="true"' in text(client.get(f"{LIST}{active.pk}/change/"))
    assert 'data-active="false"' in text(client.get(f"{LIST}{ended.pk}/change/"))


@pytest.mark.django_db(transaction=True)
def test_a_built_snapshot_is_published_and_shown_as_live(
    client: Client, administrator: User, settings: LazySettings, tmp_path: Path
) -> None:
    settings.SKILLGRAPH_VAR = tmp_path
    run = IngestRun.objects.create()
    run_ingest(run.pk)
    run.refresh_from_db()
    page = act(client, "publish_snapshot", run)
    assert f"Snapshot {run.snapshot_id} is live." in page
    assert SnapshotStore(tmp_path / "snapshots").current_id() == run.snapshot_id
    run.refresh_from_db()
    assert run.status == Status.PUBLISHED
    assert "<strong>live</strong>" in text(client.get(f"{LIST}{run.pk}/change/"))


def test_a_snapshot_that_is_gone_cannot_be_published(
    client: Client, administrator: User, settings: LazySettings, tmp_path: Path
) -> None:
    settings.SKILLGRAPH_VAR = tmp_path
    run = IngestRun.objects.create(status=Status.READY, snapshot_id="gone")
    assert "There is no snapshot gone" in act(client, "publish_snapshot", run)
    run.refresh_from_db()
    assert run.status == Status.READY


@pytest.mark.parametrize("status", [Status.QUEUED, Status.RUNNING, Status.FAILED, Status.CANCELLED])
def test_only_a_built_run_can_be_published(client: Client, administrator: User, status: Status) -> None:
    run = IngestRun.objects.create(status=status)
    assert "Choose one run that has built a snapshot." in act(client, "publish_snapshot", run)


def test_building_again_queues_a_new_run_with_the_same_choices(client: Client, administrator: User) -> None:
    run = IngestRun.objects.create(
        status=Status.FAILED, source="esco", frameworks=["esco"], error="full disk"
    )
    act(client, "build_again", run)
    again = IngestRun.objects.exclude(pk=run.pk).get()
    assert (again.status, again.source, again.frameworks, again.error) == (
        Status.QUEUED,
        "esco",
        ["esco"],
        "",
    )
    assert again.started_by == administrator


def test_cancelling_touches_only_what_waits_or_runs(client: Client, administrator: User) -> None:
    statuses = (Status.QUEUED, Status.RUNNING, Status.PUBLISHED)
    runs = [IngestRun.objects.create(status=status) for status in statuses]
    assert "2 ingests cancelled." in act(client, "cancel", *runs)
    kept = [IngestRun.objects.get(pk=run.pk).status for run in runs]
    assert kept == [Status.CANCELLED, Status.CANCELLED, Status.PUBLISHED]


def test_who_may_only_look_can_neither_start_nor_act(client: Client) -> None:
    reader_of(client, "view")
    run = IngestRun.objects.create(status=Status.READY, snapshot_id="S1", report=REPORT)
    assert client.get(f"{LIST}{run.pk}/change/").status_code == 200
    assert client.get(ADD).status_code == 403
    page = text(client.get(f"{LIST}{run.pk}/change/"))
    assert "actions-of-run" not in page
    act(client, "cancel", run)
    act(client, "publish_snapshot", run)
    run.refresh_from_db()
    assert run.status == Status.READY


def test_who_may_publish_sees_the_button_for_it_and_no_other(client: Client) -> None:
    reader_of(client, "publish")
    run = IngestRun.objects.create(status=Status.READY, snapshot_id="S1")
    page = text(client.get(f"{LIST}{run.pk}/change/"))
    assert 'value="publish_snapshot"' in page
    assert 'value="build_again"' not in page


def test_staff_without_rights_see_no_report(client: Client) -> None:
    reader_of(client)
    run = IngestRun.objects.create(status=Status.READY, report=REPORT)
    for page in ("change/", "report.json", "skipped.csv"):
        assert client.get(f"{LIST}{run.pk}/{page}").status_code == 403
