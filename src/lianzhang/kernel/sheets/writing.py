"""Writes a sheet as an XLSX workbook, or as a template to fill in. Text stays text, whatever it begins with."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from lianzhang.kernel.folding import fold
from lianzhang.kernel.formatting import here

from .columns import Column, Problem, Row, Sheet
from .loose import NOTHING, NOTHING_LONGEST, joined
from .reading import FORMULA_STARTS

DANGEROUS_STARTS = (*FORMULA_STARTS, "\t", "\r", "\n", "\0")
# What no XML may hold, and so no workbook: left out of what is handed out.
UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
GUARDED = ("'", "＇", '="', "#")
CELL_LONGEST = 32_767  # letters that a spreadsheet takes into one cell
FORMATS = {
    "text": "@",
    "code": "@",
    "number": "General",
    "date": "yyyy-mm-dd",
    "period": "@",
    "moment": "yyyy-mm-dd hh:mm",
    "year": "0",
}
# A written number parts its thousands; a point stands only where something follows it.
WRITTEN = {"whole": "#,##0", "decimal": "#,##0.0#####"}
WIDTHS = {"text": 20, "code": 20, "number": 14, "date": 12, "period": 14, "moment": 18, "year": 10}
INSTRUCTIONS, OPTIONS, PROBLEMS = "填写说明", "选项", "问题"


def write_workbook(sheet: Sheet, rows: Iterable[Mapping[str, Any]]) -> bytes:
    """A workbook with the rows, the drop-downs and a page of instructions. A missing or None value is blank.

    Rows are taken one by one and held nowhere: any number of them needs the same memory, beside the file itself.
    """
    stream = io.BytesIO()
    workbook = xlsxwriter.Workbook(stream, {"constant_memory": True})
    writer = _Writer(workbook, sheet)
    writer.head()
    number = 0
    for number, row in enumerate(rows, start=1):
        for index, column in enumerate(sheet.columns):
            writer.cell(number, index, column, row.get(column.key))
    writer.filter_row(number)
    writer.instructions()
    writer.drop_downs()
    workbook.close()
    return stream.getvalue()


def write_marked(sheet: Sheet, rows: Iterable[Row], problems: Iterable[Problem]) -> bytes:
    """The rows as they were read, each on its own line; cells with problems are marked, and all problems listed."""
    stream = io.BytesIO()
    workbook = xlsxwriter.Workbook(stream, {"constant_memory": True})
    writer = _Writer(workbook, sheet)
    writer.head()
    for row in rows:
        for index, column in enumerate(sheet.columns):
            writer.text(row.number - 1, index, row.texts.get(column.key, ""))
    all_problems = list(problems)
    writer.mark(all_problems)
    writer.problems(all_problems)
    writer.instructions()
    writer.drop_downs()
    workbook.close()
    return stream.getvalue()


def template(sheet: Sheet) -> bytes:
    """The empty sheet, to be filled in and read back."""
    return write_workbook(sheet, [])


class _Writer:
    """Writes one sheet into one open workbook."""

    def __init__(self, workbook: xlsxwriter.Workbook, sheet: Sheet) -> None:
        self.workbook, self.sheet = workbook, sheet
        self.page = workbook.add_worksheet(sheet.name)
        base = {"font_name": "等线", "font_size": 11}
        shown = FORMATS | WRITTEN
        self.formats = {name: workbook.add_format(base | {"num_format": code}) for name, code in shown.items()}
        self.quoted = workbook.add_format(base | {"num_format": "@", "quote_prefix": True})
        self.bold = workbook.add_format(base | {"bold": True, "bg_color": "#E7EDF5", "bottom": 1, "text_wrap": True})
        self.red = workbook.add_format({"bg_color": "#F8D7DA", "font_color": "#8A1F17"})
        self.is_read_back = any(column.help or column.required for column in sheet.columns)
        self.labels = [dict(column.choices) for column in sheet.columns]
        self.wrapped = workbook.add_format(base | {"text_wrap": True, "valign": "top"})

    def head(self) -> None:
        for index, column in enumerate(self.sheet.columns):
            heading = self.sheet.heading(column)
            width = max(WIDTHS[column.shown_as], 2 * len(heading) + 2)
            self.page.set_column(index, index, width, self.formats[column.shown_as])
            self.page.write_string(0, index, heading, self.bold)
        self.page.freeze_panes(1, 0)

    def filter_row(self, last: int) -> None:
        """A head with nothing under it has nothing to narrow."""
        if last:
            self.page.autofilter(0, 0, last, len(self.sheet.columns) - 1)

    def cell(self, row: int, index: int, column: Column, value: Any) -> None:
        if value is None or value == "":
            return
        if column.choices or value.__class__ is str:
            self.text(row, index, self.labels[index].get(value, value))
            return
        if isinstance(value, bool):
            value = "是" if value else ""
        if isinstance(value, (list, tuple)):
            value = joined(value)
        if isinstance(value, datetime):
            self.page.write_datetime(row, index, here(value).replace(tzinfo=None), self.formats["moment"])
        elif isinstance(value, date):
            self.page.write_datetime(row, index, value, self.formats["date"])
        elif isinstance(value, (int, float, Decimal)):
            written = "year" if column.shown_as == "year" else "whole" if value == int(value) else "decimal"
            self.page.write_number(row, index, value, self.formats[written])
        else:
            self.text(row, index, str(value))

    def text(self, row: int, index: int, shown: str) -> None:
        if self.is_read_back and (
            shown.startswith(GUARDED) or (len(shown) <= NOTHING_LONGEST and fold(shown) in NOTHING)
        ):
            shown = f"'{shown}"  # as it stands, when it is read back
        quoted = shown.startswith(DANGEROUS_STARTS)
        if not shown.isprintable():
            shown = UNWRITABLE.sub("", shown)
        if shown:
            self.page.write_string(row, index, shown[:CELL_LONGEST], self.quoted if quoted else self.formats["text"])

    def mark(self, problems: Iterable[Problem]) -> None:
        """A red cell with a note for each problem that has a place; one without a column marks the row's first cell."""
        places = {self.sheet.heading(column): index for index, column in enumerate(self.sheet.columns)}
        notes: dict[tuple[int, int], list[str]] = {}
        for problem in problems:
            if problem.row:
                notes.setdefault((problem.row - 1, places.get(problem.column, 0)), []).append(problem.message)
        for (row, index), messages in notes.items():
            self.page.conditional_format(row, index, row, index, {"type": "no_errors", "format": self.red})
            self.page.write_comment(row, index, "\n".join(messages), {"x_scale": 2, "font_size": 10})

    def problems(self, problems: Iterable[Problem]) -> None:
        page = self.workbook.add_worksheet(PROBLEMS)
        for index, (heading, width) in enumerate({"行": 8, "列": 18, "问题和改法": 90}.items()):
            page.set_column(index, index, width)
            page.write_string(0, index, heading, self.bold)
        for row, problem in enumerate(problems, start=1):
            texts = (str(problem.row or ""), problem.column, problem.message)
            for index, text in enumerate(texts):
                page.write_string(row, index, text, self.wrapped)
        page.freeze_panes(1, 0)

    def instructions(self) -> None:
        """A list handed out to be read has none."""
        if not self.is_read_back:
            return
        page = self.workbook.add_worksheet(INSTRUCTIONS)
        headings = {"列": 18, "必填": 6, "怎么填": 60, "例": 24}
        for index, (heading, width) in enumerate(headings.items()):
            page.set_column(index, index, width)
            page.write_string(0, index, heading, self.bold)
        for row, column in enumerate(self.sheet.columns, start=1):
            required = "是" if column.required else ""
            texts = (self.sheet.heading(column), required, column.help, column.example)
            for index, text in enumerate(texts):
                page.write_string(row, index, text, self.wrapped)
        page.freeze_panes(1, 0)

    def drop_downs(self) -> None:
        """Lists stand on a hidden page: a list written into the cell's rule may hold 255 characters only."""
        chosen = [(i, column) for i, column in enumerate(self.sheet.columns) if column.choices]
        if not chosen:
            return
        page = self.workbook.add_worksheet(OPTIONS)
        page.hide()
        for place, (index, column) in enumerate(chosen):
            for row, (_, label) in enumerate(column.choices):
                page.write_string(row, place, label)
            letter = xl_col_to_name(place)
            rule = {
                "validate": "list",
                "source": f"={OPTIONS}!${letter}$1:${letter}${len(column.choices)}",
                "error_title": "不在可选值内",
                "error_message": "请从下拉列表里选。",
            }
            self.page.data_validation(1, index, self.sheet.max_rows, index, rule)
