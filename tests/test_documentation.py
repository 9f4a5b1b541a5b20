"""Every setting, command and target is documented, nothing documented is gone, every link leads somewhere."""

import ast
import re
from argparse import ArgumentParser, _SubParsersAction
from itertools import pairwise
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import get_commands, load_command_class
from django.core.management.base import BaseCommand

from tests.conftest import ROOT

DECISIONS = ROOT / "docs" / "decisions"
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("search/**/*.md")])
TEXT = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)


def settings_read() -> set[str]:
    """The names that settings.py asks the environment for, by whichever reader."""
    tree = ast.parse((ROOT / "skillgraph_site" / "settings.py").read_text(encoding="utf-8"))
    return {
        call.args[0].value
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and _reads_environment(call.func)
        if call.args and isinstance(call.args[0], ast.Constant) and isinstance(call.args[0].value, str)
    }


def _reads_environment(function: ast.expr) -> bool:
    match function:
        case ast.Attribute(value=ast.Name(id="env")):
            return True
        case ast.Name(id="_existing_directory"):
            return True
    return False


def own_commands() -> dict[str, str]:
    """Command → the app of this project that brings it."""
    ours = {
        config.name
        for config in apps.get_app_configs()
        if Path(config.path) == ROOT / config.name.replace(".", "/")
    }
    return {command: app for command, app in get_commands().items() if app in ours}


def make_targets() -> list[str]:
    [phony] = re.findall(r"^\.PHONY: (.+)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    return [target for target in phony.split() if target != "help"]


def test_the_settings_that_are_read_are_found() -> None:
    assert {"SKILLGRAPH_VAR", "SKILLGRAPH_DATA_DIR", "DATABASE_URL", "SECRET_KEY"} <= settings_read()


@pytest.mark.parametrize("name", sorted(settings_read()))
def test_a_setting_stands_in_the_table_of_the_readme(name: str) -> None:
    assert f"\n| `{name}` |" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_no_documented_setting_is_gone() -> None:
    documented = set(re.findall(r"\bSKILLGRAPH_[A-Z_]+\b", TEXT))
    assert documented - settings_read() == set()


def test_the_commands_of_the_project_are_found() -> None:
    assert {"ingest", "snapshots", "serve", "quickstart", "evaluate"} <= own_commands().keys()


@pytest.mark.parametrize("command", sorted(own_commands()))
def test_a_command_is_documented_with_all_its_options(command: str) -> None:
    assert f"manage.py {command}" in TEXT
    parser = load_command_class(own_commands()[command], command).create_parser("manage.py", command)
    own = options(parser) - options(BaseCommand().create_parser("manage.py", command))
    assert [option for option in sorted(own) if not re.search(rf"{option}\b", TEXT)] == []


def options(parser: ArgumentParser) -> set[str]:
    """The long options of a command and of its actions."""
    found = {option for action in parser._actions for option in action.option_strings}
    for action in parser._actions:
        if isinstance(action, _SubParsersAction):
            for below in action.choices.values():
                found |= options(below)
    return {option for option in found if option.startswith("--")}


def test_no_documented_command_is_gone() -> None:
    documented = set(re.findall(r"manage\.py ([a-z_]+)", TEXT))
    assert documented - get_commands().keys() == set()


@pytest.mark.parametrize("target", make_targets())
def test_a_make_target_is_documented(target: str) -> None:
    assert f"make {target}" in TEXT


def links(page: Path) -> list[str]:
    """Where the links and images of a page lead, addresses of the web left out."""
    targets = re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8"))
    return [target for target in targets if not re.match(r"[a-z]+:", target)]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_to_a_file(page: Path) -> None:
    targets = [target.partition("#")[0] for target in links(page)]
    assert [target for target in targets if target and not (page.parent / target).exists()] == []


def test_every_page_of_docs_can_be_reached_from_the_readme() -> None:
    reached, ahead = set(), [ROOT / "README.md"]
    while ahead:
        page = ahead.pop()
        if page not in reached:
            reached.add(page)
            near = [(page.parent / target.partition("#")[0]).resolve() for target in links(page)]
            ahead += [target for target in near if target.suffix == ".md"]
    assert [page for page in PAGES if page.is_relative_to(ROOT / "docs") and page not in reached] == []


def decisions() -> list[Path]:
    return sorted(DECISIONS.glob("[0-9]*.md"))


def test_decisions_are_numbered_without_a_gap() -> None:
    numbers = [int(page.name[:4]) for page in decisions()]
    assert numbers[0] == 1
    assert all(later == earlier + 1 for earlier, later in pairwise(numbers))


@pytest.mark.parametrize("page", decisions(), ids=lambda page: page.name)
def test_a_decision_has_context_decision_and_consequences(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert text.startswith(f"# {page.name[:4]} ")
    headings = re.findall(r"^## (.+)$", text, re.MULTILINE)
    assert [name for name in ("Context", "Decision", "Consequences") if name not in headings] == []
