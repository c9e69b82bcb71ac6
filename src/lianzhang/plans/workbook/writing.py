"""Writes a plan as a workbook to be worked on: heads with notes, drop-downs of what other worksheets name, a guide."""

from __future__ import annotations

import io
from contextlib import suppress
from datetime import date
from decimal import Decimal
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from lianzhang.kernel.sheets import CellError, Column
from lianzhang.kernel.sheets.writing import DANGEROUS_STARTS, FORMATS, UNWRITABLE, WIDTHS
from lianzhang.plans.folder import Content
from lianzhang.plans.folder.declaring import PlanTable
from lianzhang.plans.folder.reading import usual_names, usual_rows
from lianzhang.plans.folder.tables import SECTIONS, TABLES

from .cells import WORDS, shown_cell
from .layout import (
    BASIS,
    BY_NAME,
    GROUPS,
    GUIDE,
    NONE_AT_ALL,
    PLAN_SHEET,
    REST,
    SECTION_TITLES,
    is_asked,
    named_by,
    note_of,
    purpose_of,
)
from .names import Names

__all__ = ["plan_as_workbook"]

ROWS_OFFERED = 2_000  # of another worksheet, in a drop-down
OPTIONS = "选项"
EMPTY: Content = {"sections": {}, "tables": {}}
RULES = (
    "每张表第一行是列名，不要改；带 * 的列必填；列名上有红色小角的，指着看怎么填。",
    "别的表里的东西写名称，不写编号；有下拉列表的从列表里选；一格写几个的用；隔开。",
    "空格就是“没有说”，不是零。数字只写数，单位写在单位列。日期写 2024-07-01，时期写 2024、2024H1、2024Q3、2024-06。",
    "编号可以留空，系统按名称编一个；从系统导出的编号不要改，改了就是另一行。",
    "不用的表空着，不用删。隐藏的表不读。公式请粘贴成数值。",
    "填好后上传，城市的第一份在“开局”，以后的在“方案修改”：先看哪一格有错、会改什么，由另一个人核对后才生效。",
    f"下面的{BASIS}不要改：上传时凭它看出，导出以后方案又改过没有。",
)


def plan_as_workbook(content: Content = EMPTY, basis: str = "") -> bytes:
    """The plan that `content` says (PlanFolder.content); without one an empty workbook to begin with.

    `basis`: the content_hash of the plan, by which an upload tells whether it was changed meanwhile."""
    stream = io.BytesIO()
    workbook = xlsxwriter.Workbook(stream, {"in_memory": True})
    writer = _Writer(workbook, content)
    writer.guide(basis)
    writer.sections()
    for table in _in_order():
        writer.table(table)
    writer.options()
    workbook.close()
    return stream.getvalue()


def _in_order() -> list[PlanTable]:
    named = [name for group in GROUPS.values() for name in group]
    return [*(BY_NAME[name] for name in named), *(table for table in TABLES if table.name not in named)]


class _Writer:
    def __init__(self, workbook: xlsxwriter.Workbook, content: Content) -> None:
        self.workbook, self.content = workbook, content
        self.names = Names(usual_rows() | content["tables"])
        base = {"font_name": "等线", "font_size": 11, "valign": "top"}
        self.formats = {name: workbook.add_format(base | {"num_format": code}) for name, code in FORMATS.items()}
        self.formats["quoted"] = workbook.add_format(base | {"num_format": "@", "quote_prefix": True})
        self.wrapped = workbook.add_format(base | {"text_wrap": True})
        self.title = workbook.add_format(base | {"bold": True, "font_size": 14})
        self.head = workbook.add_format(base | {"bold": True, "bg_color": "#E7EDF5", "bottom": 1, "text_wrap": True})
        self.link = workbook.add_format(base | {"font_color": "#1F4E9E", "underline": 1})
        self.chosen: list[tuple[Any, int, list[str]]] = []

    def guide(self, basis: str) -> None:
        page = self.workbook.add_worksheet(GUIDE)
        page.hide_gridlines(2)
        page.set_column(0, 0, 24)
        page.set_column(1, 1, 78)
        page.set_column(2, 2, 10)
        name = self.content["sections"].get("plan", {}).get("name", "")
        page.write_string(0, 0, f"{name or '一份新的方案'}：怎么填", self.title)
        row = 1
        for row, rule in enumerate(RULES, start=2):
            page.merge_range(row, 0, row, 2, rule, self.wrapped)
        if basis:
            row += 1
            page.write_string(row, 0, BASIS, self.formats["text"])
            page.write_string(row, 1, basis, self.formats["text"])
        row += 2
        page.write_url(row, 0, f"internal:'{PLAN_SHEET}'!A1", self.link, PLAN_SHEET)
        page.write_string(row, 1, "方案叫什么、哪个城市、从哪天到哪天；文件的标题和文号；各机构怎么称呼", self.wrapped)
        grouped = {name for names in GROUPS.values() for name in names}
        groups = {**GROUPS, REST: [table.name for table in TABLES if table.name not in grouped]}
        for group, names in groups.items():
            row += 2
            for at, head in enumerate((group, "放什么", "已有行")):
                page.write_string(row, at, head, self.head)
            for table in (BY_NAME[name] for name in names):
                row += 1
                page.write_url(row, 0, f"internal:'{table.title}'!A1", self.link, table.title)
                page.write_string(row, 1, purpose_of(table.name), self.wrapped)
                if count := len(self.content["tables"].get(table.name, ())):
                    page.write_number(row, 2, count, self.formats["number"])

    def sections(self) -> None:
        page = self.workbook.add_worksheet(PLAN_SHEET)
        for at, (head, width) in enumerate({"项目": 22, "内容": 60, "怎么填": 60}.items()):
            page.set_column(at, at, width)
            page.write_string(0, at, head, self.head)
        page.freeze_panes(1, 0)
        row = 0
        for name, sheet in SECTIONS.items():
            row += 1
            page.write_string(row, 0, SECTION_TITLES[name], self.title)
            for column in sheet.columns:
                row += 1
                page.write_string(row, 0, f"{column.title}{' *' if is_asked(column) else ''}", self.formats["text"])
                page.write_string(row, 2, note_of(name, column), self.wrapped)
                cell = self.content["sections"].get(name, {}).get(column.key, "")
                value = self.names.shown("regions", cell) if column.key == "city" else cell
                self._write(page, row, 1, self._read(name, column, value))

    def table(self, table: PlanTable) -> None:
        page = self.workbook.add_worksheet(table.title)
        rows = self.content["tables"].get(table.name)
        columns = _columns(table)
        for at, column in enumerate(columns):
            self._head(page, table, at, column)
        page.freeze_panes(1, 1)
        for number, row in enumerate(rows or (), start=1):
            for at, column in enumerate(columns):
                self._write(page, number, at, self._read(table.name, column, row.get(column.key, "")))
        if table.usual and rows == []:
            page.write_string(1, 0, NONE_AT_ALL, self.formats["text"])

    def _read(self, table: str, column: Column, cell: str) -> Any:
        with suppress(CellError):
            return shown_cell(table, column, cell, self.names)
        return cell

    def _head(self, page: Any, table: PlanTable, at: int, column: Column) -> None:
        head = f"{column.title}{'*' if is_asked(column) else ''}"
        wide = 40 if column.key in ("name", "text", "title", "definition") else WIDTHS[column.shown_as]
        page.set_column(at, at, max(wide, 2 * len(head) + 2), self.formats[column.shown_as])
        page.write_string(0, at, head, self.head)
        note = note_of(table.name, column)
        if at == 0 and table.usual and table.name not in self.content["tables"]:
            usual = "、".join(usual_names(table))
            note = f"整张表不填，就用通常的：{usual}。要自己定就全部写上；一个都不要写{NONE_AT_ALL}。\n{note}"
        if note:
            page.write_comment(0, at, note, {"x_scale": 2, "y_scale": 0.6 + len(note) / 60, "font_size": 10})
        self._offer(page, table, at, column)

    def _offer(self, page: Any, table: PlanTable, at: int, column: Column) -> None:
        """A drop-down; one of another worksheet's names grows with that worksheet. It warns and lets pass."""
        other = table.references.get(column.key)
        usual = other and BY_NAME[other].usual and other not in self.content["tables"]
        rule: dict[str, Any] = {"validate": "list", "error_type": "warning"}
        rule |= {"error_title": "不在列表里", "error_message": "列表里没有；上传时要能认得出来。"}
        if other and usual and column.blank != ():
            self._offer_words(page, table, at, usual_names(BY_NAME[other]))
        elif other and column.blank != ():
            place = [each.key for each in _columns(BY_NAME[other])].index(named_by(other))
            letter = xl_col_to_name(place)
            rule["source"] = f"='{BY_NAME[other].title}'!${letter}$2:${letter}${ROWS_OFFERED}"
            page.data_validation(1, at, table.sheet.max_rows, at, rule)
        elif column.choices:
            self._offer_words(page, table, at, [label for _, label in column.choices])
        elif tables := getattr(column.parse, "tables", None):
            self._offer_words(page, table, at, [WORDS[word] for word in tables if not tables[word] and word != "text"])
        elif column.blank is False:
            self._offer_words(page, table, at, ["是"])

    def _offer_words(self, page: Any, table: PlanTable, at: int, words: list[str]) -> None:
        if not words:
            return
        self.chosen.append((page, at, words))
        letter = xl_col_to_name(len(self.chosen) - 1)
        rule = {"validate": "list", "error_type": "warning", "source": f"={OPTIONS}!${letter}$1:${letter}${len(words)}"}
        rule |= {"error_title": "不在列表里", "error_message": "列表里没有；上传时要能认得出来。"}
        page.data_validation(1, at, table.sheet.max_rows, at, rule)

    def options(self) -> None:
        page = self.workbook.add_worksheet(OPTIONS)
        page.hide()
        for at, (_, _, words) in enumerate(self.chosen):
            for row, word in enumerate(words):
                page.write_string(row, at, word)

    def _write(self, page: Any, row: int, at: int, value: Any) -> None:
        if value is None or value == "":
            return
        if isinstance(value, date):
            page.write_datetime(row, at, value, self.formats["date"])
        elif isinstance(value, (int, float, Decimal)):
            page.write_number(row, at, value, self.formats["number"])
        else:
            text = UNWRITABLE.sub("", str(value))
            page.write_string(row, at, text, self.formats["quoted" if text.startswith(DANGEROUS_STARTS) else "text"])


def _columns(table: PlanTable) -> list[Column]:
    """Names stand first, ids last: nobody needs to look at them."""
    return sorted(table.sheet.columns, key=lambda column: column.key == "id")
