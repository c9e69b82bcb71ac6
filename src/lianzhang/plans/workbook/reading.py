"""Reads a plan's workbook: each worksheet by its title, each column by its Chinese head, names instead of ids."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from lianzhang.kernel.folding import fold
from lianzhang.kernel.sheets import CellError, Column, Problem, Row, Sheet, Table, nearest
from lianzhang.kernel.sheets.headings import Place
from lianzhang.kernel.sheets.rows import CellReader
from lianzhang.kernel.workbooks import ENDINGS as WORKBOOK_ENDINGS
from lianzhang.kernel.workbooks import EverySheet, Limits, every_sheet
from lianzhang.plans.folder import PLAN_FILE, PlanFolder, Sections, read_checked
from lianzhang.plans.folder.declaring import PlanTable
from lianzhang.plans.folder.reading import usual_rows
from lianzhang.plans.folder.tables import PLAN, SECTIONS, TABLES

from .cells import column_by_name
from .layout import BASIS, BY_NAME, BY_TITLE, GUIDE, NONE_AT_ALL, PLAN_SHEET, SECTION_TITLES, named_by
from .names import Names, new_ids
from .telling import in_workbook

__all__ = ["BYTES_ALLOWED", "ENDINGS", "WorkbookSource", "read_basis", "read_workbook"]

BYTES_ALLOWED = 5 * 1024 * 1024
ENDINGS = tuple(f".{each}" for each in WORKBOOK_ENDINGS if each != "csv")
STARS = "*＊ "
HASH = re.compile(r"[0-9a-f]{64}")
LIMITS = Limits(size=BYTES_ALLOWED, seconds=30)


def read_workbook(content: bytes, name: str) -> tuple[PlanFolder, list[Problem]]:
    """Read and check a plan's workbook. Raises FileRefused where it cannot be read at all."""
    return read_basis(content, name)[:2]


def read_basis(content: bytes, name: str) -> tuple[PlanFolder, list[Problem], str]:
    """The same, with the content_hash of the plan from which it was handed out; "" where it does not say."""
    source = WorkbookSource(content, name)
    folder, problems = read_checked(source)
    return folder, [in_workbook(problem) for problem in problems if not _left_to_us(problem)], source.basis


def _left_to_us(problem: Problem) -> bool:
    """The plan's id is made of its city and years: without them they are what is missing, and not the id."""
    return problem.file == PLAN_FILE and problem.column == "id" and problem.message.startswith("缺少")


@dataclass(frozen=True)
class Written:
    """A worksheet: its rows by key of their columns, cells as they lie there, and what is wrong with its heads."""

    columns: Mapping[int, Column]
    rows: list[tuple[int, dict[str, Any]]]
    problems: list[Problem]
    marks: Any
    none_at_all: bool = False

    @property
    def is_there(self) -> bool:
        """A worksheet without rows is as a table that the folder does not have."""
        return bool(self.rows or self.none_at_all)

    def text(self, row: dict[str, Any], key: str) -> str:
        cell = row.get(key, "")
        return str(int(cell) if isinstance(cell, float) and cell == int(cell) else cell).strip()


class WorkbookSource:
    """A workbook read once. `name` is the plan's id alone: a workbook may be called anything. Raises FileRefused."""

    name = ""

    def __init__(self, content: bytes, file: str) -> None:
        self._sheets = {each.name.strip(): each for each in every_sheet(content, file, 20_001, LIMITS)}
        self._written = {
            table.name: _written(self._sheets[table.title], table) for table in TABLES if table.title in self._sheets
        }
        for table, written in self._written.items():
            _give_ids(table, written)
        own = {
            table: [{key: written.text(row, key) for key in ("id", named_by(table))} for _, row in written.rows]
            for table, written in self._written.items()
            if written.is_there
        }
        self.names = Names(usual_rows() | own)

    def strange(self) -> Iterator[Problem]:
        if not self._written and PLAN_SHEET not in self._sheets:
            titles = "、".join((PLAN_SHEET, *list(BY_TITLE)[:4]))
            yield Problem("工作簿", None, "", f"没有一张是方案的表；请用导出的方案工作簿，里面有{titles}等")
            return
        for name in self._sheets:
            if name not in BY_TITLE and name not in (GUIDE, PLAN_SHEET):
                yield Problem(name, None, "", f"没有这张表；{nearest(name, (PLAN_SHEET, *BY_TITLE))}；不要的请删去")

    @property
    def basis(self) -> str:
        guide = self._sheets.get(GUIDE)
        rows = (row for row in (guide.rows if guide else ()) if len(row) > 1 and str(row[0]).strip() == BASIS)
        return next((text for row in rows if HASH.fullmatch(text := str(row[1]).strip())), "")

    def table(self, table: PlanTable) -> Table | None:
        written = self._written.get(table.name)
        if written is None or not written.is_there:
            return None
        columns = [column_by_name(table.name, column, self.names) for column in table.sheet.columns]
        return _typed(table.file, table.sheet, columns, written)

    def sections(self) -> Sections:
        sheet = self._sheets.get(PLAN_SHEET)
        if sheet is None:
            return Sections(problems=(Problem(PLAN_FILE, None, "", "缺少这张表；请补上"),))
        return _SectionReader(self.names).read(sheet)


def _written(sheet: EverySheet, table: PlanTable) -> Written:
    """The heads stand in the first row. What is left of a star beside a head is the head."""
    known = {fold(name): column for column in table.sheet.columns for name in (column.title, column.key)}
    heads = [fold(str(cell)).strip(STARS) for cell in sheet.rows[0]] if sheet.rows else []
    columns: dict[int, Column] = {}
    problems = []
    for at, head in enumerate(heads):
        column = known.get(head)
        if column is None and head:
            titles = [each.title for each in table.sheet.columns]
            problems.append(Problem(table.file, 1, head[:60], f"没有这一列；{nearest(head[:60], titles)}"))
        elif column in columns.values():
            problems.append(Problem(table.file, 1, head[:60], "这一列出现了两次；请只留一列"))
        elif column is not None:
            columns[at] = column
    for column in table.sheet.columns:
        if column.required and column.key != "id" and column not in columns.values():
            problems.append(Problem(table.file, 1, column.title, "缺少这一列；请在第1行补上列名"))
    rows = [
        (number, {columns[at].key: cell for at, cell in enumerate(cells) if at in columns})
        for number, cells in enumerate(sheet.rows[1:], start=2)
        if any(cell not in ("", None) for cell in cells)
    ]
    none_at_all = len(rows) == 1 and NONE_AT_ALL in rows[0][1].values()
    return Written(columns, [] if none_at_all else rows, problems, sheet.marks, none_at_all)


def _give_ids(table: str, written: Written) -> None:
    """A row without an id gets one from its name; that of a row already loaded stands in the workbook."""
    if not any(column.key == "id" for column in BY_NAME[table].sheet.columns):
        return
    without = [row for _, row in written.rows if not written.text(row, "id") and written.text(row, named_by(table))]
    taken = {written.text(row, "id") for _, row in written.rows}
    for row, code in zip(without, new_ids([written.text(row, named_by(table)) for row in without], taken), strict=True):
        row["id"] = code


def _typed(file: str, sheet: Sheet, columns: list[Column], written: Written) -> Table:
    table = Table(problems=list(written.problems))
    places = {column.key: at for at, column in written.columns.items()}
    readers = {column.key: CellReader(Place(places.get(column.key, -1), column)) for column in columns}
    if written.problems:
        return table
    for number, row in written.rows:
        values: dict[str, Any] = {}
        texts: dict[str, str] = {}
        for column in columns:
            at = places.get(column.key, -1)
            try:
                mark = written.marks.get((number - 1, at), "") if at in written.marks.columns else ""
                text, values[column.key] = readers[column.key].read(row.get(column.key, ""), mark)
                texts[column.key] = as_in_folder(column, text, values[column.key])
            except CellError as error:
                values[column.key] = None
                table.problems.append(Problem(file, number, sheet.heading(column), str(error)))
        broken = frozenset(column.key for column in columns if column.key not in texts)
        table.rows.append(Row(number, values, broken, texts))
    return table


def as_in_folder(column: Column, text: str, value: Any) -> str:
    """The cell as the folder writes it, where the workbook writes a name for an id."""
    if not text:
        return ""
    if column.choices or isinstance(value, str):
        return str(value)
    if value is True:
        return "yes"
    if isinstance(value, tuple):
        return _pointing(value) if _points(column) else ";".join(value)
    return text


def _points(column: Column) -> bool:
    return hasattr(column.parse, "tables")


def _pointing(value: tuple[str, str]) -> str:
    word, code = value
    return code if word == "target" else f"{word}:{code}" if code else word


class _SectionReader:
    """Reads the page of the plan itself: in each row what it is and what is said of it."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.content: dict[str, dict[str, str]] = {name: {} for name in SECTIONS}
        self.lines: dict[tuple[str, str], int] = {}
        self.problems: list[Problem] = []

    def read(self, sheet: EverySheet) -> Sections:
        section = PLAN.name
        for number, cells in enumerate(sheet.rows, start=1):
            head, cell = [*cells, "", ""][:2]
            name = fold(str(head)).strip(STARS)
            begun = next((key for key, title in SECTION_TITLES.items() if fold(title) == name), "")
            column = next((each for each in SECTIONS[section].columns if fold(each.title) == name), None)
            if begun:
                section = begun
                self.lines[section, ""] = number
            elif column is not None:
                self._say(section, column, cell, number, sheet.marks.get((number - 1, 1), ""))
            elif name and number > 1:
                titles = [each.title for each in SECTIONS[section].columns]
                message = f"“{SECTION_TITLES[section]}”下面没有“{str(head)[:60]}”；{nearest(str(head)[:60], titles)}"
                self.problems.append(Problem(PLAN_FILE, number, "", message))
        self._usual_id()
        return Sections(self.content, self.lines, tuple(self.problems))

    def _say(self, section: str, column: Column, cell: Any, number: int, mark: str) -> None:
        self.lines[section, column.key] = number
        free = replace(column, required=False, parse=replace(column.kind, read=lambda text: text))
        try:
            text, _ = CellReader(Place(1, free)).read(cell, mark)
            if column.key == "city" and text:
                text = self.names.id_of("regions", text)
        except CellError as error:
            self.problems.append(Problem(PLAN_FILE, number, column.key, str(error)))
            return
        if text:
            self.content[section][column.key] = text

    def _usual_id(self) -> None:
        """By city and years, as such plans are called."""
        said = self.content[PLAN.name]
        if said and not said.get("id") and said.get("city"):
            years = [said.get(key, "")[:4] for key in ("starts", "ends")]
            city = new_ids([self.names.shown("regions", said["city"])], set())[0]
            said["id"] = "-".join(filter(None, (city, *years)))
