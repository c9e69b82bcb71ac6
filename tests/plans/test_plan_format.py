"""docs/plan-format.md keeps step with the tables: every column is explained, every example loads and evaluates."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from lianzhang.plans.evaluating import evaluate_plan
from lianzhang.plans.folder import PLAN_FILE, read_folder
from lianzhang.plans.folder.tables import PLAN, SECTIONS, TABLES
from lianzhang.plans.loading import load_folder
from lianzhang.plans.models import Plan

TEXT = (Path(__file__).parents[2] / "docs" / "plan-format.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```\w+ (start|example)/(\S+)\n(.*?)^```", re.MULTILINE | re.DOTALL)
FOLDERS = {"start": "yunling-start", "example": "yunling-2024-2026"}
SHEETS = {PLAN_FILE: PLAN} | {table.file: table.sheet for table in TABLES}


def section(file: str) -> str:
    """What the page says below the heading that names a table."""
    found = re.search(rf"^#+ {re.escape(file)}\b.*?(?=^## |^### \w+\.csv|\Z)", TEXT, re.MULTILINE | re.DOTALL)
    assert found, file
    return found[0]


def write_examples(to: Path) -> dict[str, Path]:
    """The page's examples as plan folders."""
    for which, file, content in BLOCK.findall(TEXT):
        folder = to / FOLDERS[which]
        folder.mkdir(exist_ok=True)
        (folder / file).write_text(content, encoding="utf-8")
    return {which: to / name for which, name in FOLDERS.items()}


@pytest.fixture
def written(tmp_path: Path) -> dict[str, Path]:
    return write_examples(tmp_path)


def told(text: str) -> set[str]:
    """The words set in code style, outside the examples."""
    return set(re.findall(r"`([^`\n]+)`", BLOCK.sub("", text)))


@pytest.mark.parametrize("file", SHEETS)
def test_every_column_is_explained_where_its_table_is(file: str) -> None:
    assert {column.key for column in SHEETS[file].columns} - told(section(file)) == set()


@pytest.mark.parametrize("name", SECTIONS)
def test_every_section_of_the_plan_and_its_keys_are_explained(name: str) -> None:
    page = section(PLAN_FILE)
    assert f"[{name}]" in page
    assert {column.key for column in SECTIONS[name].columns} - told(page) == set()


def test_every_choice_is_explained() -> None:
    choices = {value for sheet in SHEETS.values() for column in sheet.columns for value, _ in column.choices}
    assert choices - told(TEXT) == set()


def test_the_large_example_shows_every_table(written: dict[str, Path]) -> None:
    assert {path.name for path in written["example"].iterdir()} == set(SHEETS)


@pytest.mark.parametrize("which", FOLDERS)
def test_an_example_as_printed_loads_and_evaluates(which: str, written: dict[str, Path], db: None) -> None:
    folder, problems = read_folder(written[which])
    assert problems == []
    load_folder(written[which], by="tests")
    standings = evaluate_plan(Plan.objects.get(code=FOLDERS[which]), date(2024, 12, 31))
    assert len(standings) == len(folder.rows("targets"))
