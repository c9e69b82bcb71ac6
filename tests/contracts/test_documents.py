"""The documents against the house: links lead somewhere, commands and settings exist, a term has one name."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import click
import pytest

from lianzhang.cli import lianzhang, rooms_commands

from .test_rooms import FLOORS

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), ROOT / "frontend" / "README.md"])
READMES = [ROOT / "README.md", ROOT / "README.zh-CN.md"]
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
CODE = re.compile(r"`([^`\n]+)`|^((?:make|lianzhang) .*)$", re.MULTILINE)


def shown(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def anchors(document: Path) -> set[str]:
    """The places of a document that a link may name, as code hosts make them from headings."""
    headings = re.findall(r"^#+ (.+)$", document.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("document", DOCUMENTS, ids=shown)
def test_every_link_leads_to_a_file_and_a_heading_that_exist(document: Path) -> None:
    broken = []
    for link in LINK.findall(document.read_text(encoding="utf-8")):
        path, _, fragment = link.partition("#")
        target = (document.parent / path).resolve() if path else document
        if not link.startswith(("http://", "https://")) and not (
            target.exists() and (not fragment or fragment in anchors(target))
        ):
            broken.append(link)
    assert not broken


def commands(document: Path) -> set[str]:
    """Every `make` and `lianzhang` command that a document names, without options."""
    found = {(inline or line).split("#")[0].strip() for inline, line in CODE.findall(document.read_text("utf-8"))}
    told = {command.removeprefix(".venv/bin/").partition(" --")[0] for command in found}
    return {command for command in told if command.startswith(("make ", "lianzhang "))}


@pytest.mark.parametrize("document", [*READMES, ROOT / "CONTRIBUTING.md", ROOT / "ARCHITECTURE.md"], ids=shown)
def test_every_command_that_a_document_names_exists(document: Path) -> None:
    named = commands(document)
    assert named
    assert not [command for command in named if not exists(command.split())]


def exists(command: list[str]) -> bool:
    if command[0] == "make":
        return re.search(rf"^{command[1]}:", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE) is not None
    return is_command(command[1:])


def is_command(words: list[str]) -> bool:
    known: dict[str, click.Command] = {**lianzhang.commands, **{each.name or "": each for each in rooms_commands()}}
    found = known.get(words[0])
    if isinstance(found, click.Group):
        return words[1] in found.commands if len(words) > 1 else found.invoke_without_command
    return found is not None


@pytest.mark.parametrize("readme", READMES, ids=shown)
def test_a_readme_lists_every_setting(readme: Path) -> None:
    settings = (ROOT / "src" / "lianzhang" / "config" / "settings.py").read_text(encoding="utf-8")
    read = set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', settings))
    assert read
    assert set(re.findall(r"^\| `([A-Z_]+)` \|", readme.read_text(encoding="utf-8"), re.MULTILINE)) == read


def test_both_readmes_name_the_same_commands() -> None:
    english, chinese = (commands(readme) for readme in READMES)
    assert english == chinese


@pytest.mark.parametrize("document", DOCUMENTS, ids=shown)
def test_every_module_that_a_document_names_exists(document: Path) -> None:
    named = re.findall(r"`((?:\w+/)+\w+\.py)`(?! \(new\))", document.read_text(encoding="utf-8"))
    source = ROOT / "src" / "lianzhang"
    assert not [name for name in named if not any((at / name).exists() for at in (ROOT, source, source / "plans"))]


def test_the_table_of_floors_is_the_one_that_imports_keep_to() -> None:
    architecture = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    told = {
        room: int(floor)
        for floor, rooms in re.findall(r"^\| (\d+) \| (`[^|]+`) \|", architecture, re.MULTILINE)
        for room in re.findall(r"`(\w+)`", rooms)
    }
    lowest = max(FLOORS.values())
    assert told == {room: lowest - floor + 1 for room, floor in FLOORS.items()}


def terms(part: str) -> list[tuple[str, str]]:
    """The rows of one part of the glossary: term and identifier."""
    glossary = (ROOT / "GLOSSARY.md").read_text(encoding="utf-8")
    rows = glossary.partition(f"## {part}\n")[2].partition("\n## ")[0]
    return re.findall(r"^\| ([^|`]+) \| `(\w+)` \|", rows, re.MULTILINE)


def test_a_term_has_one_identifier_and_an_identifier_one_term() -> None:
    pairs = terms("In the code") + terms("In the plan, not yet in the code")
    assert pairs
    counts = Counter(name for pair in pairs for name in pair)
    assert not [name for name, count in counts.items() if count > 1]


def test_every_identifier_said_to_be_in_the_code_is_there() -> None:
    files = (ROOT / "src").rglob("*.py")
    words = {word for file in files for word in re.findall(r"\w+", file.read_text(encoding="utf-8"))}
    known = {word.lower().replace("_", "") for word in words}
    assert not [name for _, name in terms("In the code") if name.replace("_", "") not in known]
