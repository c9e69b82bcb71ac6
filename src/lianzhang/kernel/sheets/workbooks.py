"""Reads an uploaded XLSX workbook, after taking it apart within limits: it comes from outside."""

from __future__ import annotations

import io
import math
import re
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from lianzhang.kernel.archives import DAMAGED, SWOLLEN, UNSAFE, ArchiveRefused, Limits, parts

from .columns import CellError, Problem, Sheet, Table
from .reading import BYTES_ALLOWED, read_cells

UNPACKED_ALLOWED = 48 * 1024 * 1024
PARTS_ALLOWED = 500
# Columns looked at beyond the declared ones, to tell of stray cells.
COLUMNS_BEYOND = 20
# From here on a spreadsheet has already changed the last digits.
DIGITS_LOST_FROM = 1e15
FORMULA, ERROR, NUMBER = "f", "e", "n"  # ECMA-376 part 1, 18.18.11
REFUSALS = {
    SWOLLEN: "工作簿解开后过大；请删去无关的表和图片后再用",
    DAMAGED: "不是 .xlsx 工作簿，或文件已损坏；请另存为 .xlsx 后再用",
    UNSAFE: "工作簿里有表格软件不会写的东西；请用表格软件打开后重新另存为 .xlsx",
}
QUOTED = re.compile(r'"[^"]*"|\\.')


class _RefusedError(Exception):
    """The workbook as a whole cannot be read; the text says why."""


def read_workbook(source: bytes, sheet: Sheet, file: str = "") -> Table:
    """Read the worksheet of the sheet's name, else the first. Never raises for what the file holds."""
    file = file or f"{sheet.name}.xlsx"
    try:
        return read_cells(_rows(_repacked(source), sheet), sheet, file, _as_text)
    except _RefusedError as error:
        reason = str(error)
    except Exception:  # noqa: BLE001 - a damaged workbook breaks its reader in many ways, all "unreadable"
        reason = "工作簿已损坏，读不出来；请用表格软件打开后重新另存为 .xlsx"
    return Table(problems=[Problem(file, None, "", reason)])


def _repacked(source: bytes) -> io.BytesIO:
    """The archive with every part unpacked within the limits and stored plainly, so that nothing can swell later."""
    if len(source) > BYTES_ALLOWED:
        raise _RefusedError(f"文件超过{BYTES_ALLOWED // 1024 // 1024}MB；请拆分后再用")
    if source.startswith(b"\xd0\xcf\x11\xe0"):
        raise _RefusedError("这是旧式 .xls 或加了密码的工作簿；请打开后另存为不加密的 .xlsx")
    repacked = io.BytesIO()
    try:
        with zipfile.ZipFile(repacked, "w") as stored:
            for name, content in parts(source, Limits(UNPACKED_ALLOWED, PARTS_ALLOWED)):
                stored.writestr(name, content)
    except ArchiveRefused as refused:
        raise _RefusedError(REFUSALS[refused.why]) from refused
    return repacked


def _rows(workbook: io.BytesIO, sheet: Sheet) -> Iterator[Sequence[Any]]:
    from openpyxl import load_workbook  # a tenth of every start, and only an upload needs it

    opened = load_workbook(workbook, read_only=True, keep_links=False)
    worksheets = {each.title: each for each in opened.worksheets}
    if not worksheets:
        raise _RefusedError("工作簿里没有工作表；请按模板填写")
    chosen = worksheets.get(sheet.name) or next(iter(worksheets.values()))
    # What the file says of its own size is not trusted.
    chosen.reset_dimensions()
    return chosen.iter_rows(max_col=len(sheet.columns) + COLUMNS_BEYOND)


def _as_text(cell: Any) -> str:
    """A cell as typed. Raises CellError where the value shown is not what somebody typed, or not what it seems."""
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == FORMULA:
        raise CellError("单元格里是公式；请复制后“选择性粘贴为数值”")
    if cell.data_type == ERROR:
        raise CellError("单元格里是错误值；请改成实际的数，没有就留空")
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (int, float)):
        return _number_as_text(value, cell.number_format)
    if isinstance(value, datetime) and value.time() == datetime.min.time():
        value = value.date()
    return value.isoformat() if isinstance(value, date) else str(value)


def _number_as_text(value: float, shown_as: str) -> str:
    if "%" in QUOTED.sub("", shown_as or ""):
        raise CellError("单元格是百分比格式；请把格式改为“常规”，写 12 而不是 12%，单位写在单位列")
    if not math.isfinite(value) or abs(value) >= DIGITS_LOST_FROM:
        raise CellError("数字超过15位，末尾几位已经变了；请把单元格设为文本后重新输入")
    return format(Decimal(format(value, ".15g")), "f")
