"""Templates can be read beside each other: no line is longer than a wide screen."""

from __future__ import annotations

import re
from pathlib import Path
from unicodedata import east_asian_width

import pytest

from lianzhang.plans.workbook.layout import BY_NAME

SOURCES = Path(__file__).parents[2] / "src" / "lianzhang"
TEMPLATES = sorted(SOURCES.rglob("*.html"))
CONFIRM = re.compile(r"<c-confirm\b[^>]*>(.*?)</c-confirm>", re.DOTALL)
LONGEST = 160  # columns; a Chinese character takes two


def columns(line: str) -> int:
    return sum(2 if east_asian_width(each) in "WF" else 1 for each in line)


def test_there_are_templates() -> None:
    assert len(TEMPLATES) > 100


def test_every_file_is_chosen_in_chinese() -> None:
    texts = {path: path.read_text(encoding="utf-8") for path in TEMPLATES}
    bare = [path.name for path, text in texts.items() if text.count('type="file"') != text.count("{% file_face %}")]
    assert bare == []


def test_every_second_look_says_what_will_happen() -> None:
    silent = []
    for path in TEMPLATES:
        if path.name == "confirm.html":
            continue
        for confirm in CONFIRM.findall(path.read_text(encoding="utf-8")):
            words = re.sub(r"<label.*?</label>|<[^>]*>", "", confirm, flags=re.DOTALL).strip()
            if len(words) < len("只删这个。"):
                silent.append(path.name)
    assert silent == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(SOURCES)))
def test_no_line_is_too_long_to_read(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    assert [number for number, line in enumerate(lines, 1) if columns(line) > LONGEST] == []


SHEET_OF_PLAN = re.compile(r"方案的“([^”]+)”表")


def test_pages_name_the_sheets_of_a_plan_as_its_workbook_does() -> None:
    """Who reads a page has seen the workbook, and no file of the plan format."""
    titles = {table.title for table in BY_NAME.values()}
    told = [(path, path.read_text(encoding="utf-8")) for path in (*TEMPLATES, *SOURCES.rglob("*.py"))]
    named = {title for _, text in told for title in SHEET_OF_PLAN.findall(text)}
    assert named
    assert named <= titles
    assert not [str(path) for path, text in told if path.suffix == ".html" and re.search(r"\b[a-z_]+\.csv", text)]
