"""Reads the files of a plan folder: which there are, their bytes once, every table through its declaration."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from lianzhang.kernel.quantities import Units
from lianzhang.kernel.sheets import Problem, Row, Sheet, nearest, read_csv
from lianzhang.kernel.sheets.reading import BYTES_ALLOWED, read_cells
from lianzhang.plans.models.units import units_with

from .tables import PLAN, SECTIONS, TABLES, PlanTable
from .toml_lines import Lines, lines_of

PLAN_FILE = "plan.toml"
SECTION_NAMES = "、".join(f"[{name}]" for name in SECTIONS)
USUAL = Path(__file__).parent / "usual"
FILES = (PLAN_FILE, *(table.file for table in TABLES))


@dataclass
class PlanFolder:
    """A folder as read. Cells that could not be read are None; `unread` names the tables without rows to trust."""

    path: Path
    content_hash: str
    plan: dict[str, Any] = field(default_factory=dict)
    tables: dict[str, list[Row]] = field(default_factory=dict)
    unread: set[str] = field(default_factory=set)
    lines: Lines = field(default_factory=dict)  # of plan.toml
    _ids: dict[str, set[str]] = field(default_factory=dict, repr=False)

    @cached_property
    def units(self) -> Units:
        """The common units and those of the folder that could be read."""
        readable = [row.values for row in self.rows("units") if not row.broken and row["name"]]
        return units_with(readable)

    def rows(self, table: str) -> list[Row]:
        return self.tables.get(table, [])

    def ids(self, table: str) -> set[str]:
        if table not in self._ids:
            self._ids[table] = {row["id"] for row in self.rows(table) if row["id"]}
        return self._ids[table]

    def in_plan(self, key: str, message: str) -> Problem:
        """A fault of what section [plan] says under a key."""
        return Problem(PLAN_FILE, self.lines.get((PLAN.name, key)), key, message)

    @property
    def code(self) -> str:
        return self.plan["id"]

    @property
    def starts(self) -> date:
        return self.plan["starts"]

    @property
    def ends(self) -> date:
        return self.plan["ends"]


def read_tables(path: Path) -> tuple[PlanFolder, list[Problem]]:
    """Read every table. Raises NotADirectoryError where there is no folder."""
    path = path.resolve()
    if not path.is_dir():
        raise NotADirectoryError(path)
    files, problems = _read_files(path)
    folder = PlanFolder(path, _fingerprint(files))
    if PLAN_FILE in files:
        folder.plan, folder.lines, plan_problems = _read_plan(files[PLAN_FILE])
        problems += plan_problems
    for table in TABLES:
        problems += _read_table(folder, table, files)
    return folder, problems


def _fingerprint(files: dict[str, bytes]) -> str:
    digest = hashlib.sha256()
    for name in sorted(files):
        digest.update(f"\n{name}\n{len(files[name])}\n".encode())
        digest.update(files[name])
    return digest.hexdigest()


def _read_files(path: Path) -> tuple[dict[str, bytes], list[Problem]]:
    """The bytes of the known files, read once; links out of the folder and what is no plain file are refused."""
    files: dict[str, bytes] = {}
    problems = list(_unknown_files(path))
    for name in FILES:
        file = path / name
        if not file.is_symlink() and not file.exists():
            continue
        reason = _refusal(file, path)
        if reason:
            problems.append(Problem(name, None, "", reason))
            continue
        try:
            files[name] = file.read_bytes()
        except OSError as error:
            problems.append(Problem(name, None, "", f"读不出来（{error.strerror}）；请检查文件权限"))
    return files, problems


def _refusal(file: Path, folder: Path) -> str:
    try:
        resolved = file.resolve(strict=True)
    except (OSError, RuntimeError):
        return "是断开的链接；请换成文件本身"
    if not resolved.is_relative_to(folder.resolve()):
        return "链接到了方案文件夹之外；请换成文件本身"
    if not resolved.is_file():
        return "不是文件；请换成同名的文件"
    if resolved.stat().st_size > BYTES_ALLOWED:
        return f"文件超过{BYTES_ALLOWED // 1024 // 1024}MB；请拆分后再用"
    return ""


def _unknown_files(path: Path) -> Iterator[Problem]:
    for file in sorted(path.iterdir()):
        known = file.name in FILES or file.name.startswith((".", "~"))
        if not known and file.suffix.lower() in (".csv", ".toml"):
            name = "".join(letter if letter.isprintable() else "�" for letter in file.name)
            yield Problem(name, None, "", f"没有这张表；{nearest(name, FILES)}")


def _read_plan(source: bytes) -> tuple[dict[str, Any], Lines, list[Problem]]:
    """The sections of plan.toml, each read through the same columns as a CSV row, and on which line each key stands.

    What the paper says stands beside what the plan says, the words in one cell."""
    try:
        text = source.decode("utf-8-sig")
        content = tomllib.loads(text)
    except UnicodeDecodeError as error:
        return {}, {}, [Problem(PLAN_FILE, source[: error.start].count(b"\n") + 1, "", "不是UTF-8编码；请另存为UTF-8")]
    except (ValueError, RecursionError) as error:
        place = re.search(r"line (\d+)", str(error))
        row = int(place[1]) if place else None
        return {}, {}, [Problem(PLAN_FILE, row, "", "写法有误；文字要加英文引号，日期和数字不加")]
    lines = lines_of(text)
    problems = [
        Problem(PLAN_FILE, _line(lines, key), key, f"没有这一节；可用：{SECTION_NAMES}")
        for key in content
        if key not in SECTIONS
    ]
    if not isinstance(content.get(PLAN.name), dict):
        line = _line(lines, PLAN.name)
        return {}, lines, [*problems, Problem(PLAN_FILE, line, PLAN.name, "缺少 [plan] 一节；请补上")]
    read = {}
    for name, sheet in SECTIONS.items():
        read[name], faults = _read_section(content.get(name, {}), sheet, lines)
        problems += faults
    if not read[PLAN.name]:
        return {}, lines, problems
    said = {term: word for term, word in read["words"].items() if word}
    paper = {f"paper_{key}": cell for key, cell in read["paper"].items()}
    return read[PLAN.name] | paper | {"words": said}, lines, problems


def _line(lines: Lines, section: str, key: str = "") -> int | None:
    """Where a key stands; of one that is missing where its section begins, of a section written as a key that key."""
    return lines.get((section, key)) or lines.get((section, "")) or lines.get(("", section))


def _read_section(content: Any, sheet: Sheet, lines: Lines) -> tuple[dict[str, Any], list[Problem]]:
    if not isinstance(content, dict):
        message = f"应是一节；请写成 [{sheet.name}]，下面每行一项"
        return {}, [Problem(PLAN_FILE, _line(lines, sheet.name), sheet.name, message)]
    if not content and sheet is not PLAN:
        content = dict.fromkeys((column.key for column in sheet.columns), "")
    nested = [key for key, value in content.items() if isinstance(value, (dict, list, bool))]
    told = [(key, "应是一个值；请写成一个文字、数字或日期") for key in nested]
    cells = {key: value for key, value in content.items() if key not in nested}
    table = read_cells([list(cells), list(cells.values())], sheet, PLAN_FILE)
    told += [(problem.column, _of_section(problem.message, sheet)) for problem in table.problems]
    problems = [Problem(PLAN_FILE, _line(lines, sheet.name, key), key, message) for key, message in told]
    blank = {} if sheet is PLAN else {column.key: column.read("") for column in sheet.columns}
    return (table.rows[0].values if table.rows else blank), problems


def _of_section(message: str, sheet: Sheet) -> str:
    """What is said of columns, said of the keys of a section."""
    return message.replace("请在第1行补上列名", f"请在 [{sheet.name}] 下面补上").replace("这一列", "这一项")


def _read_table(folder: PlanFolder, table: PlanTable, files: dict[str, bytes]) -> list[Problem]:
    if table.file not in files:
        missing = not (folder.path / table.file).exists()
        if table.required or not missing:
            folder.unread.add(table.name)
        elif table.usual:
            folder.tables[table.name] = _usual_rows(table, folder)
        if table.required and missing:
            return [Problem(table.file, None, "", "缺少这张表；请补上，至少要有一行")]
        return []
    read = read_csv(files[table.file], table.sheet, table.file)
    folder.tables[table.name] = read.rows
    if read.problems and not read.rows:
        folder.unread.add(table.name)
    elif table.required and not read.rows:
        folder.unread.add(table.name)
        return [*read.problems, Problem(table.file, None, "", "这张表没有内容；至少要有一行")]
    return read.problems


def _usual_rows(table: PlanTable, folder: PlanFolder) -> list[Row]:
    """Without those that hang on a usual row in whose place the folder says rows of its own."""
    rows = read_csv((USUAL / table.file).read_bytes(), table.sheet, table.file).rows
    hangs = [pair for pair in table.references.items() if pair[1] in folder.tables]
    return [row for row in rows if all(_known(row[name], folder.ids(other)) for name, other in hangs)]


def _known(cell: Any, known: set[str]) -> bool:
    return not cell or not isinstance(cell, str) or cell in known
