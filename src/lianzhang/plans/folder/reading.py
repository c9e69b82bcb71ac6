"""Takes the tables of a plan together, wherever they are written: every cell through its column's declaration."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

from lianzhang.kernel.quantities import Units
from lianzhang.kernel.sheets import Problem, Row, Sheet, Table, read_csv
from lianzhang.kernel.sheets.reading import read_cells
from lianzhang.plans.models.units import units_with

from .sources import PLAN_FILE, PlanSource, Sections
from .tables import PLAN, SECTIONS, TABLES, PlanTable
from .toml_lines import Lines

SECTION_NAMES = "、".join(f"[{name}]" for name in SECTIONS)
USUAL = Path(__file__).parent / "usual"


@dataclass
class PlanFolder:
    """A plan as read. Cells that could not be read are None; `unread` names the tables without rows to trust.

    `name` is what the folder is called, "" where the plan lies in none; `written` names the tables that are there."""

    name: str
    plan: dict[str, Any] = field(default_factory=dict)
    tables: dict[str, list[Row]] = field(default_factory=dict)
    unread: set[str] = field(default_factory=set)
    lines: Lines = field(default_factory=dict)  # of plan.toml
    sections: dict[str, dict[str, str]] = field(default_factory=dict)  # of plan.toml, as texts
    written: set[str] = field(default_factory=set)
    _ids: dict[str, set[str]] = field(default_factory=dict, repr=False)

    @cached_property
    def content_hash(self) -> str:
        """The same for the same plan, in whatever form and order of columns it was written."""
        read = {name: [row.values for row in rows] for name, rows in sorted(self.tables.items()) if rows}
        text = json.dumps([self.plan, read], default=_plainly, sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()

    @property
    def content(self) -> dict[str, Any]:
        """What somebody wrote, to be kept: cells as texts, by section and key, by table and row."""
        tables = {
            table.name: [{key: cell for key, cell in row.texts.items() if cell} for row in self.rows(table.name)]
            for table in TABLES
            if table.name in self.written
        }
        return {"sections": self.sections, "tables": tables}

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


def read_source(source: PlanSource) -> tuple[PlanFolder, list[Problem]]:
    """Read every table."""
    folder, problems = PlanFolder(source.name), list(source.strange())
    sections = source.sections()
    problems += _read_plan(folder, sections)
    for table in TABLES:
        problems += _read_table(folder, table, source.table(table))
    return folder, problems


def _plainly(value: Any) -> str:
    """A number written with other zeros behind its point is the same."""
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)


def _read_plan(folder: PlanFolder, sections: Sections) -> list[Problem]:
    """Read each section through the same columns as a CSV row.

    What the paper says stands beside what the plan says, the words in one cell."""
    folder.lines = lines = sections.lines
    if sections.content is None:
        return list(sections.problems) or [Problem(PLAN_FILE, None, "", "缺少这个文件；请补上，至少写 [plan] 一节")]
    content = sections.content
    problems = [
        *sections.problems,
        *(
            Problem(PLAN_FILE, _line(lines, key), key, f"没有这一节；可用：{SECTION_NAMES}")
            for key in content
            if key not in SECTIONS
        ),
    ]
    if not isinstance(content.get(PLAN.name), dict):
        line = _line(lines, PLAN.name)
        return [*problems, Problem(PLAN_FILE, line, PLAN.name, "缺少 [plan] 一节；请补上")]
    read = {}
    for name, sheet in SECTIONS.items():
        row, faults = _read_section(content.get(name, {}), sheet, lines)
        read[name] = row.values
        folder.sections[name] = {key: cell for key, cell in row.texts.items() if cell}
        problems += faults
    if read[PLAN.name]:
        said = {term: word for term, word in read["words"].items() if word}
        paper = {f"paper_{key}": cell for key, cell in read["paper"].items()}
        folder.plan = read[PLAN.name] | paper | {"words": said}
    return problems


def _line(lines: Lines, section: str, key: str = "") -> int | None:
    """Where a key stands; of one that is missing where its section begins, of a section written as a key that key."""
    return lines.get((section, key)) or lines.get((section, "")) or lines.get(("", section))


def _read_section(content: Any, sheet: Sheet, lines: Lines) -> tuple[Row, list[Problem]]:
    blank = Row(0, {} if sheet is PLAN else {column.key: column.read("") for column in sheet.columns})
    if not isinstance(content, dict):
        message = f"应是一节；请写成 [{sheet.name}]，下面每行一项"
        return blank, [Problem(PLAN_FILE, _line(lines, sheet.name), sheet.name, message)]
    if not content and sheet is not PLAN:
        content = dict.fromkeys((column.key for column in sheet.columns), "")
    nested = [key for key, value in content.items() if isinstance(value, (dict, list, bool))]
    told = [(key, "应是一个值；请写成一个文字、数字或日期") for key in nested]
    cells = {key: value for key, value in content.items() if key not in nested}
    table = read_cells([list(cells), list(cells.values())], sheet, PLAN_FILE)
    told += [(problem.column, _of_section(problem.message, sheet)) for problem in table.problems]
    problems = [Problem(PLAN_FILE, _line(lines, sheet.name, key), key, message) for key, message in told]
    return (table.rows[0] if table.rows else blank), problems


def _of_section(message: str, sheet: Sheet) -> str:
    """What is said of columns, said of the keys of a section."""
    return message.replace("请在第1行补上列名", f"请在 [{sheet.name}] 下面补上").replace("这一列", "这一项")


def _read_table(folder: PlanFolder, table: PlanTable, read: Table | None) -> list[Problem]:
    if read is None:
        if table.required:
            folder.unread.add(table.name)
            return [Problem(table.file, None, "", "缺少这张表；请补上，至少要有一行")]
        if table.usual:
            folder.tables[table.name] = _usual_rows(table, folder)
        return []
    folder.written.add(table.name)
    folder.tables[table.name] = read.rows
    if read.problems and not read.rows:
        folder.unread.add(table.name)
    elif table.required and not read.rows:
        folder.unread.add(table.name)
        return [*read.problems, Problem(table.file, None, "", "这张表没有内容；至少要有一行")]
    return read.problems


def usual_names(table: PlanTable) -> list[str]:
    """What the rows are called that a plan without the table takes."""
    return list(dict.fromkeys(str(row.texts.get("name") or next(iter(row.texts.values()))) for row in _usual(table)))


def usual_rows() -> dict[str, list[dict[str, str]]]:
    """By table, the rows as texts that a plan without it takes."""
    return {table.name: [row.texts for row in _usual(table)] for table in TABLES if table.usual}


def _usual(table: PlanTable) -> list[Row]:
    return read_csv((USUAL / table.file).read_bytes(), table.sheet, table.file).rows


def _usual_rows(table: PlanTable, folder: PlanFolder) -> list[Row]:
    """Without those that hang on a usual row in whose place the folder says rows of its own."""
    rows = _usual(table)
    hangs = [pair for pair in table.references.items() if pair[1] in folder.tables]
    return [row for row in rows if all(_known(row[name], folder.ids(other)) for name, other in hangs)]


def _known(cell: Any, known: set[str]) -> bool:
    return not cell or not isinstance(cell, str) or cell in known
