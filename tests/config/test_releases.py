"""A database that a later release has migrated is left alone by an earlier one, which says so."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from lianzhang.config.releases import WITHOUT_DATABASE
from tests.house import free_port
from tests.migrated import copy_migrated
from tests.real import Place

# On the embedded database, whatever the suite runs on.
pytestmark = pytest.mark.once

LATER = "INSERT INTO django_migrations (app, name, applied) VALUES (?, ?, '2099-01-01 00:00:00')"
# Which commands go to work without asking, once the command line has been put together.
UNASKED = """
import sys
from lianzhang import cli
sys.argv = ["lianzhang", "plan", "check", "plans/xiangyang-2021-2023"]
sys.stdout, out = sys.stderr, sys.stdout
cli._run()
for path, command in cli.commands_by_path(cli.lianzhang).items():
    if not command.callback.__code__.co_filename.endswith("releases.py"):
        print(path, file=out)
"""
XIANGYANG = "plans/xiangyang-2021-2023"


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Place:
    place = Place(tmp_path_factory.mktemp("later"), "")
    copy_migrated(place.folder)
    place.told("")  # writes its secret key
    return place


@pytest.fixture
def later(filled: Place, request: pytest.FixtureRequest) -> Place:
    """With a migration that this release does not know: of a room that it knows, or of one that came later."""
    named = getattr(request, "param", ("plans", "9999_of_a_later_release"))
    with sqlite3.connect(filled.folder / "lianzhang.sqlite3") as database:
        database.execute("DELETE FROM django_migrations WHERE applied > '2098'")
        database.execute(LATER, named)
    database.close()
    return filled


def content(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


# One of each kind; that all others ask as they do is shown below.
@pytest.mark.parametrize(
    ("later", "command"),
    [
        (("plans", "9999_of_a_later_release"), "up"),
        (("of_a_later_release", "0001_initial"), "up"),
        (("plans", "9999_of_a_later_release"), f"plan load {XIANGYANG}"),
        (("plans", "9999_of_a_later_release"), "manage migrate"),
    ],
    indirect=["later"],
)
def test_it_is_refused_by_a_code_of_its_own_and_nothing_changes(
    later: Place, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PORT", str(free_port()))
    before = content(later.folder)
    refused = later.run(*command.split(), check=False)
    assert refused.returncode == 3, refused.stderr
    assert "更新的版本" in refused.stderr
    assert "of_a_later_release" in refused.stderr
    assert content(later.folder) == before


@pytest.mark.parametrize("command", [f"plan check {XIANGYANG}", "manage makemigrations --check --dry-run", "up --help"])
def test_what_asks_no_database_goes_on(later: Place, command: str) -> None:
    later.run(*command.split())


def test_every_command_asks_first_but_for_those_named(filled: Place) -> None:
    unasked = set(filled.told(UNASKED).splitlines())
    assert unasked == WITHOUT_DATABASE


def test_a_command_asks_before_there_is_a_database_and_makes_none(tmp_path: Path) -> None:
    Place(tmp_path, "").run("work", "--help")
    Place(tmp_path, "").run("plan", "check", XIANGYANG)
    assert not list(tmp_path.glob("*.sqlite3*"))
