"""Reads an upload strictly by its sheet's columns: the file in a process of its own, what it told of each cell here."""

from __future__ import annotations

import math
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from lianzhang.kernel.workbooks import FileRefused, Limits, Opened, SheetAsked, opened

from .columns import CellError, Problem, Sheet, Table, wanted
from .reading import BYTES_ALLOWED, read_cells

__all__ = ["DIGITS_LOST_FROM", "read_upload"]

LIMITS = Limits(BYTES_ALLOWED, seconds=20, memory=512 * 1024 * 1024)
OLE = b"\xd0\xcf\x11\xe0"
# From here on a spreadsheet has already changed the last digits.
DIGITS_LOST_FROM = 1e15
MARKS = {
    "formula": "单元格里是公式；请复制后“选择性粘贴为数值”",
    "error": "单元格里是错误值；请改成实际的数，没有就留空",
    "percent": "单元格是百分比格式；请把格式改为“常规”，写 12 而不是 12%，单位写在单位列",
}


def read_upload(source: bytes, sheet: Sheet, name: str, *, chosen: str = "") -> Table:
    """Read a .xlsx (the worksheet `chosen`, or the one that is meant) or a .csv. Never raises for what it holds: where
    several worksheets may be meant, the table says which."""
    try:
        if source.startswith(OLE):
            raise FileRefused("这是旧式 .xls 或加了密码的工作簿；请打开后另存为不加密的 .xlsx")
        with opened(source, name, wanted(sheet, chosen), LIMITS) as table:
            read = read_cells(_cells(table), sheet, name, _as_text)
            read.notes, read.sheets = table.notes, table.sheets
            return read
    except SheetAsked as asked:
        return Table(problems=[Problem(name, None, "", str(asked))], sheets=asked.sheets)
    except FileRefused as refused:
        return Table(problems=[Problem(name, refused.row, "", str(refused))])


def _cells(table: Opened) -> Iterator[list[Any]]:
    """Rows, with the reason in place of each cell whose value is not what somebody typed."""
    marks = table.marks
    for number, cells in enumerate(table.rows):
        for column in marks.columns:
            mark = marks.get((number, column))
            if mark in MARKS and column < len(cells) and (mark != "percent" or isinstance(cells[column], float)):
                cells[column] = CellError(MARKS[mark])
        yield cells


def _as_text(cell: Any) -> str:
    """A cell as typed. Raises CellError where the value shown is not what somebody typed, or not what it seems."""
    if isinstance(cell, CellError):
        raise cell
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, (int, float)):
        if not math.isfinite(cell) or abs(cell) >= DIGITS_LOST_FROM:
            raise CellError("数字超过15位，末尾几位已经变了；请把单元格设为文本后重新输入")
        return format(Decimal(format(cell, ".15g")), "f")
    return cell[0] if isinstance(cell, list) else cell
