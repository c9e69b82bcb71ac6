"""The table of CONTRIBUTING.md that says where a change goes: few files, all there, each holding what would change."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ROOT / "src" / "lianzhang"
PAGE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
HEADING = "## Where a change goes\n"
NEW = " (new)"
MOST = 6
# Up to where the next class, function or table begins.
IN = r"(?:(?!\n(?:class|def|@|\[)).)*?"

# By the number of its row, what stands in each file and would change or get a neighbour; "" in a file that is new.
NEEDLES: list[dict[str, str]] = [
    {
        "enterprises/models/firm.py": rf"class Contact\({IN}note = models\.CharField",
        "enterprises/classification.toml": rf'^\["enterprises\.Contact"\]{IN}"note"',
        "enterprises/contact_actions.py": rf"def add_contact\({IN}note: str.*def change_contact\({IN}note: str",
        "enterprises/forms/memberships_contacts.py": rf"class ContactForm\({IN}note = words\(",
        "enterprises/templates/enterprises/_firm_contacts.html": r"\{\{ contact\.note \}\}",
        "enterprises/exports.py": r"LAST = \(\n.*def _lines\(",
    },
    {
        "plans/models/plan.py": rf"class Comparator\({IN}NEAR = ",
        "plans/evaluation/goals.py": r"case Comparator\.NEAR",
        "plans/evaluation/single.py": r"terms\.comparator == Comparator\.NEAR",
        "plans/words/wording.py": r"Comparator\.NEAR: ",
        "plans/words/reckoning.py": r"terms\.comparator == Comparator\.NEAR",
        "docs/plan-format.md": r"\| `near` \| 保持在 \|",
    },
    {
        "access/roles.toml": r'"statement\.confirm"',
        "statements/lifecycle.py": r'Step\(name="confirm"[^\n]*permission=CONFIRM, decides=True',
        "statements/scope.py": rf"^declare_policy\(\n    Statement,{IN}acts=",
        "statements/templates/statements/statement.html": r"等待属地或\{\{ words\.office \}\}核对",
    },
    {
        "access/roles.toml": r"^\[committee\]$",
        "access/scope.py": r'^LEADERS = \([^)]*"committee"',
        "config/demonstration.toml": r'^role = "committee"$',
        "docs/plan-format.md": r"^\| `role` \|[^\n]*`committee`",
    },
    {
        "registry/eligibility.py": rf"class RuleItem\({IN}AGE_YEARS = .*^UNITS = \{{",
        "honours/eligibility.py": r"match condition\.item:",
        "honours/candidates.py": r'numbers\["age_years"\]',
        "docs/plan-format.md": r"^\| `age_years` \|",
    },
    {"registers/city_map/boundaries.json": r'"420600": \{\s*"file": '},
    {"operations/audit.py": rf"class AuditFilter\({IN}reference = forms\."},
    {
        "config/settings.py": r"^AXES_COOLOFF_TIME = timedelta\(minutes=15\)$",
        "docs/promises.md": r"Five failures lock [^\n]* for 15 minutes",
    },
    {
        "enterprises/models/firm.py": rf"class Enterprise\({IN}address = models\.CharField",
        "enterprises/classification.toml": rf'^\["enterprises\.Enterprise"\]{IN}"address"',
        "enterprises/sheets/firm_columns.py": r'Column\("address", ',
        "enterprises/sheets/firm_rows.py": r'^PLAIN = \([^)]*"address"',
    },
    {
        "exchange/webhook.py": "",
        "exchange/room.py": r"modules=\(",
        "config/settings.py": r'env\.text\("OIDC_ISSUER"\)',
        "README.md": r"^\| `OIDC_ISSUER` \|",
        "README.zh-CN.md": r"^\| `OIDC_ISSUER` \|",
    },
    {
        "pyproject.toml": r'^layers = \[[^\]]*"exchange"',
        "config/settings.py": r'^INSTALLED_APPS = \[[^\]]*"lianzhang\.exchange"',
        "access/roles.toml": r'"sheet\.import"',
        "ARCHITECTURE.md": r"^\| \d+ \| `exchange` \|",
        "GLOSSARY.md": r"^\| 批次 \| `batch` \|",
    },
    {"operations/nightly.py": r'^@job\("nightly\.\w+", title="[^"]+", daily=time\('},
    {"projects/filters.py": r"class ProjectFilter\(", "projects/queries.py": r'case "gap":'},
    {"consultations/agenda.py": r"def agenda\("},
    {"visits/needs.py": r"^@need\(", "visits/lifecycle.py": r'_step\("move"'},
]

# What a change of a kind that was made already left behind: its mark stands in the files of the row and in no others.
MARKS = {
    1: r"Comparator\.NEAR\b",
    3: r"\bhead_chief\b",
    5: r'"420600"',
    6: r"class AuditFilter\b",
    7: r"^AXES_COOLOFF_TIME\b",
    11: r'job\("nightly\.',
}


def rows() -> list[tuple[str, list[str]]]:
    """Each change with its files, as the table names them."""
    table = PAGE.partition(HEADING)[2].partition("\n## ")[0]
    found = re.findall(r"^\| ([^|]+) \| (`[^|]+) \| [^|]+ \|$", table, re.MULTILINE)
    named = re.compile(r"`([^`]+)`((?: \(new\))?)")
    return [(change, [path + mark for path, mark in named.findall(files)]) for change, files in found]


def place(name: str) -> Path:
    """Where a file stands: beneath the sources, else beneath the repository."""
    path = name.removesuffix(NEW)
    return SOURCES / path if (SOURCES / path.partition("/")[0]).is_dir() else ROOT / path


TABLE = rows()
NUMBERED = pytest.mark.parametrize("number", range(len(NEEDLES)), ids=lambda number: str(number + 1))


def test_fifteen_changes_are_placed() -> None:
    assert len(TABLE) == len({change for change, _ in TABLE}) == len(NEEDLES) == 15


@NUMBERED
def test_a_change_touches_few_files_and_all_are_there(number: int) -> None:
    _, files = TABLE[number]
    assert 1 <= len(files) == len(set(files)) <= MOST
    for name in files:
        path = place(name)
        assert (path.parent.is_dir() and not path.exists()) if name.endswith(NEW) else path.is_file(), name


@NUMBERED
def test_each_file_holds_what_would_change(number: int) -> None:
    _, files = TABLE[number]
    needles = NEEDLES[number]
    assert {name.removesuffix(NEW) for name in files} == set(needles)
    assert {name.removesuffix(NEW) for name in files if name.endswith(NEW)} == {
        name for name, needle in needles.items() if not needle
    }
    for name, needle in needles.items():
        if needle:
            text = place(name).read_text(encoding="utf-8")
            assert re.search(needle, text, re.MULTILINE | re.DOTALL), (name, needle)


@pytest.mark.parametrize("number", MARKS, ids=lambda number: str(number + 1))
def test_no_other_file_would_change(number: int) -> None:
    """Of a change that was made before, the files that know of it are those that the table names."""
    named = {place(name) for name in TABLE[number][1]}
    sources = (path for path in SOURCES.rglob("*") if path.suffix in (".py", ".toml", ".json", ".html"))
    own = (path for path in sources if "migrations" not in path.parts and "sample" not in path.parts)
    mark = re.compile(MARKS[number], re.MULTILINE)
    marked = {path for path in own if mark.search(path.read_text(encoding="utf-8"))}
    assert marked
    assert marked <= named
