"""Workbooks of the older format (.xls, .et), cell by cell, and what becomes of a newer one that is saved as one."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import openpyxl
import xlwt

VISIBILITY = {"visible": 0, "hidden": 1, "veryHidden": 2}


def old_workbook(fill: Callable[[Any, Any], None], name: str = "名录") -> bytes:
    book = xlwt.Workbook(encoding="utf-8")
    fill(book.add_sheet(name), book)
    return _saved(book)


def as_xls(*rows: list[Any]) -> bytes:
    def fill(page: Any, _: Any) -> None:
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                if cell != "":
                    page.write(number, column, cell)

    return old_workbook(fill)


def shown_as(code: str) -> Any:
    return xlwt.easyxf(num_format_str=code)


def saved_as_xls(content: bytes) -> bytes:
    """All worksheets with values, formats, formulas, errors and what is hidden, as a spreadsheet would save them."""
    source, book = openpyxl.load_workbook(io.BytesIO(content)), xlwt.Workbook(encoding="utf-8")
    styles: dict[str, Any] = {}
    for page in source.worksheets:
        made = book.add_sheet(page.title)
        made.visibility = VISIBILITY[page.sheet_state]
        for cell in (cell for row in page.iter_rows() for cell in row if cell.value is not None):
            style = styles.setdefault(cell.number_format, shown_as(cell.number_format))
            formula = {"f": str(cell.value)[1:], "e": "1/0"}.get(cell.data_type)
            made.write(cell.row - 1, cell.column - 1, xlwt.Formula(formula) if formula else cell.value, style)
        for number, row in page.row_dimensions.items():
            made.row(number - 1).hidden = row.hidden
        for column in filter(lambda each: each.hidden, page.column_dimensions.values()):
            for number in range(column.min - 1, column.max):
                made.col(number).hidden = True
    return _saved(book)


def _saved(book: Any) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
