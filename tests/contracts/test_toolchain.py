"""Locks, configuration and sizes: what a reviewer would otherwise have to watch for by hand."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
LONGEST_FILE = 350  # lines
PINNED = re.compile(r"^[a-z0-9][a-z0-9._-]*(\[[a-z,]+\])?==\S+", re.IGNORECASE)


def tracked(*patterns: str) -> list[Path]:
    """Files known to git, so that a machine's leftovers are not judged."""
    listed = subprocess.run(["git", "ls-files", "-z", *patterns], cwd=ROOT, check=True, capture_output=True, text=True)
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_every_locked_requirement_has_hashes(lock: Path) -> None:
    entries = re.split(r"\n(?=\S)", lock.read_text().strip())
    assert entries
    assert [entry for entry in entries if not PINNED.match(entry) or "--hash=sha256:" not in entry] == []


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_a_lock_names_no_package_index(lock: Path) -> None:
    assert re.findall(r"://|--(?:extra-)?index|--find-links", lock.read_text()) == []


def test_the_front_end_lock_names_no_registry_and_has_hashes() -> None:
    packages = json.loads((ROOT / "frontend" / "package-lock.json").read_text())["packages"]
    packages.pop("")
    assert packages
    assert [name for name, package in packages.items() if "resolved" in package] == []
    assert [name for name, package in packages.items() if "integrity" not in package] == []


def test_every_dependency_says_why_it_is_there() -> None:
    lines = [
        line
        for path in (ROOT / "requirements").glob("*.in")
        for line in path.read_text().splitlines()
        if line and not line.startswith("-")
    ]
    assert lines
    assert [line for line in lines if not re.search(r"  # \S.{10,}", line)] == []


def test_no_file_names_a_machine_or_an_index() -> None:
    # An absolute path: tests/work/ is a folder of ours.
    names = re.compile(r"(?<![\w.])/(?:work|root|home)/\w|index[-_]url\s*=|registry\s*=\s*http|pypi\.org/simple")
    texts = tracked(
        "*.py", "*.toml", "*.md", "*.csv", "*.json", "*.ts", "*.html", "*.in", "*.txt", "scripts", "Makefile"
    )
    assert texts
    offenders = [path for path in texts if path != Path(__file__) and names.search(path.read_text(encoding="utf-8"))]
    assert [str(path.relative_to(ROOT)) for path in offenders] == []


def test_no_source_file_outgrows_a_reader() -> None:
    sources = [
        path for path in tracked("src", "tests", "bench", "scripts", "frontend/src") if "migrations" not in path.parts
    ]
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines())
        for path in sources
        if path.suffix in {".py", ".ts", ".html", ""}
    }
    assert lengths
    assert {name: length for name, length in lengths.items() if length > LONGEST_FILE} == {}


def test_no_text_is_left_unfinished() -> None:
    unfinished = re.compile(r"\b(?:TODO|FIXME|XXX)\b|pytest\.mark\.(?:skip|xfail)|pytest\.skip\(")
    texts = tracked("src", "tests", "bench", "scripts", "frontend/src", "docs", "*.md")
    offenders = [
        str(path.relative_to(ROOT))
        for path in texts
        if path.suffix in {".py", ".ts", ".html", ".md", ""}
        and path != Path(__file__)
        and unfinished.search(path.read_text(encoding="utf-8"))
    ]
    assert offenders == []
