"""The environment is read once, and a value that cannot be used is refused by name."""

import os
import runpy
import stat
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from environs.exceptions import EnvError

from tests.conftest import ROOT, Manage

SETTINGS = str(ROOT / "skillgraph_site" / "settings.py")
HEAVY = {"torch", "sentence_transformers", "transformers", "pyshacl", "scipy", "sklearn", "graphdata.ingest"}


@pytest.fixture(autouse=True)
def _own_var(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("DATABASE_URL", "REDIS_URL", "SKILLGRAPH_DATA_DIR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("SKILLGRAPH_VAR", str(tmp_path / "var"))


def read() -> dict[str, Any]:
    return runpy.run_path(SETTINGS)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SKILLGRAPH_ALPHA", "1.5"),
        ("SKILLGRAPH_ALPHA", "much"),
        ("SKILLGRAPH_ENCODER", ""),
        ("SKILLGRAPH_RERANK_DEPTH", "1"),
        ("SKILLGRAPH_RERANK_DEPTH", "101"),
        ("SKILLGRAPH_LLM_DIALECT", "xml"),
        ("SKILLGRAPH_LLM_TIMEOUT", "0"),
        ("SKILLGRAPH_LLM_PRICES", "1"),
        ("SKILLGRAPH_DATA_DIR", "no/such/folder"),
        ("SKILLGRAPH_VAR", "/dev/null/var"),
        ("SKILLGRAPH_TLS", "perhaps"),
        ("DEBUG", "perhaps"),
        ("DATABASE_URL", "carrier-pigeon://loft"),
        ("LOG_LEVEL", "LOUD"),
        ("SKILLGRAPH_HEARTBEAT_LIMIT", "1"),
    ],
)
def test_a_value_that_cannot_be_used_stops_the_start_with_its_name(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises((EnvError, ImproperlyConfigured), match=name):
        read()


def test_the_command_line_says_which_variable_is_wrong_without_a_traceback(manage: Manage) -> None:
    ended = manage("check", SKILLGRAPH_ALPHA="much")
    assert ended.returncode != 0
    assert "SKILLGRAPH_ALPHA" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_check_passes_and_loads_no_model_library(manage: Manage) -> None:
    ended = manage("shell", "-v0", "-c", _CHECK_AND_NAME_MODULES)
    assert ended.returncode == 0, ended.stderr
    loaded = set(ended.stdout.split())
    assert "skillgraph_site.urls" in loaded
    assert loaded & HEAVY == set()


_CHECK_AND_NAME_MODULES = """
import sys
from django.core.management import call_command
call_command("check")
print(*sys.modules)
"""


def test_deployment_check_is_clean_behind_tls(manage: Manage) -> None:
    ended = manage("check", "--deploy", "--fail-level", "WARNING", SKILLGRAPH_TLS="true")
    assert ended.returncode == 0, ended.stderr


def test_deployment_check_complains_without_tls(manage: Manage) -> None:
    ended = manage("check", "--deploy", "--fail-level", "WARNING")
    assert ended.returncode != 0
    assert "SECURE_SSL_REDIRECT" in ended.stderr


def test_no_migration_is_missing(manage: Manage) -> None:
    ended = manage("makemigrations", "--check", "--dry-run")
    assert ended.returncode == 0, ended.stdout


def test_a_secret_key_is_made_once_and_readable_by_its_owner_only(tmp_path: Path) -> None:
    first, second = read()["SECRET_KEY"], read()["SECRET_KEY"]
    assert first == second
    assert len(first) >= 50
    mode = stat.S_IMODE((tmp_path / "var" / "secret_key").stat().st_mode)
    assert mode == 0o600
    assert [path.name for path in (tmp_path / "var").glob("secret_key*")] == ["secret_key"]


def test_a_given_secret_key_is_taken_and_not_written(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SECRET_KEY", "given")
    assert read()["SECRET_KEY"] == "given"
    assert not (tmp_path / "var" / "secret_key").exists()


def test_everything_written_lies_below_var(tmp_path: Path) -> None:
    settings = read()
    written = [
        settings["DATABASES"]["default"]["NAME"],
        settings["STATIC_ROOT"],
        settings["MEDIA_ROOT"],
        settings["LOGGING"]["handlers"]["file"]["filename"],
        settings["CELERY_BROKER_TRANSPORT_OPTIONS"]["data_folder_in"],
    ]
    assert all(Path(path).is_relative_to(tmp_path / "var") for path in written)


def test_sqlite_waits_for_other_writers_instead_of_failing() -> None:
    options = read()["DATABASES"]["default"]["OPTIONS"]
    assert options["transaction_mode"] == "IMMEDIATE"
    assert options["timeout"] == 20
    assert "journal_mode=WAL" in options["init_command"]


def test_postgresql_and_redis_are_taken_from_their_addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://someone:secret@db.example:5433/skills")
    monkeypatch.setenv("REDIS_URL", "redis://queue.example:6379/0")
    settings = read()
    assert settings["DATABASES"]["default"]["ENGINE"] == "django.db.backends.postgresql"
    assert settings["DATABASES"]["default"]["PORT"] == 5433
    assert settings["CELERY_BROKER_URL"] == "redis://queue.example:6379/0"


def test_debug_is_off_unless_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read()["DEBUG"] is False
    monkeypatch.setenv("DEBUG", "true")
    assert read()["DEBUG"] is True


def test_reading_the_settings_leaves_the_environment_alone() -> None:
    before = dict(os.environ)
    read()
    assert dict(os.environ) == before
