"""Reads the strict tables of a plan's folder: a fault in them is mended at its place, nothing is guessed."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from lianzhang.kernel.folding import UnseenLetter
from lianzhang.kernel.folding import clean as cleaned

from .cells import is_number
from .columns import PROBLEMS_SHOWN, CellError, Column, Problem, Row, Sheet, Table, beyond, nearest

BYTES_ALLOWED = 5 * 1024 * 1024
COLUMNS_ALLOWED = 400  # the declared ones, and room for stray cells
# What spreadsheets take for the start of a formula, full-width forms included.
FORMULA_STARTS = tuple("=+-@＝＋－＠")


def read_csv(source: bytes | Path, sheet: Sheet, file: str = "") -> Table:
    """Read a CSV file in UTF-8. Never raises for what the file holds: it becomes problems."""
    if isinstance(source, Path):
        file, source = file or source.name, source.read_bytes()
    file = file or f"{sheet.name}.csv"
    try:
        decoded = _decode(source)
    except _Unreadable as error:
        return Table(problems=[Problem(file, error.row, "", str(error))])
    return read_cells(_csv_rows(decoded, file), sheet, file)


class _Unreadable(Exception):
    def __init__(self, message: str, row: int | None = None) -> None:
        super().__init__(message)
        self.row = row


def _decode(source: bytes) -> str:
    if len(source) > BYTES_ALLOWED:
        raise _Unreadable(f"文件超过{BYTES_ALLOWED // 1024 // 1024}MB；请拆分后再用")
    if source.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise _Unreadable("这是工作簿，不是CSV；请另存为“CSV UTF-8（逗号分隔）”")
    if source.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise _Unreadable("文件是UTF-16编码；请另存为“CSV UTF-8（逗号分隔）”")
    if b"\0" in source:
        row = source[: source.index(b"\0")].count(b"\n") + 1
        raise _Unreadable("有空字节，不是文本表格；请另存为“CSV UTF-8（逗号分隔）”", row)
    try:
        return source.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = source[: error.start].count(b"\n") + 1
        raise _Unreadable(f"不是UTF-8编码{_guess(source)}；请另存为“CSV UTF-8（逗号分隔）”", row) from None


def _guess(source: bytes) -> str:
    try:
        source.decode("gb18030")
    except UnicodeDecodeError:
        return ""
    return "（像是GBK编码）"


def _csv_rows(decoded: str, file: str) -> Iterator[list[str] | Problem]:
    rows = csv.reader(io.StringIO(decoded, newline=""), strict=True)
    count = 0
    while True:
        count += 1
        try:
            yield next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            unclosed = "unexpected end" in str(error)
            reason = "引号没有成对" if unclosed else "引号用错了地方，或单元格太长"
            yield Problem(file, count, "", f"{reason}；请检查这一行的英文双引号")
            return


def read_cells(rows: Iterable[Sequence[Any] | Problem], sheet: Sheet, file: str) -> Table:
    """Read rows of cells, the first being the headings."""
    reader = _Reader(sheet, file)
    for count, raw in enumerate(rows, start=1):
        if isinstance(raw, Problem):
            reader.table.problems.append(raw)
            break
        if count == 1:
            reader.read_headings(raw)
            if reader.table.problems:
                break
        elif count - 1 > sheet.max_rows:
            message = f"超过{sheet.max_rows}行（空行也算）；请拆分，或删去多余的空行"
            # First, so that it is told however many problems the rows before it have.
            reader.table.problems.insert(0, Problem(file, count, "", message))
            break
        else:
            reader.read_row(count, raw)
    else:
        if not reader.columns:
            headings = "、".join(sheet.heading(column) for column in sheet.columns)
            reader.report(None, "", f"文件是空的；第1行请写列名：{headings}")
    return reader.whole()


class _Reader:
    """Reads one file's rows in order; what it has found so far stands in `table`."""

    def __init__(self, sheet: Sheet, file: str) -> None:
        self.sheet, self.file = sheet, file
        self.columns: list[Column | None] = []
        self.names: list[str] = []
        self.table = Table()
        self.unlisted = 0

    def report(self, row: int | None, column: str, message: str) -> None:
        """The first ones are kept, the rest is counted: a hostile file has more than a page, or memory, can hold."""
        if len(self.table.problems) < PROBLEMS_SHOWN:
            self.table.problems.append(Problem(self.file, row, column, message))
        else:
            self.unlisted += 1

    def whole(self) -> Table:
        if self.unlisted:
            self.table.problems.append(beyond(self.unlisted, self.file))
        return self.table

    def read_headings(self, raw: Sequence[Any]) -> None:
        sheet = self.sheet
        if len(raw) > COLUMNS_ALLOWED:
            self.report(1, "", f"表的列超过{COLUMNS_ALLOWED}列；请删去右边多余的列，或多余的逗号")
            return
        known = {name: column for column in sheet.columns for name in (column.key, column.title)}
        shown = [sheet.heading(column) for column in sheet.columns]
        names = [str(self._cell(cell)) for cell in raw]
        self.names = names
        self.columns = [known.get(name) for name in names]
        for name, column in zip(names, self.columns, strict=True):
            if name and column is None:
                self.report(1, name[:60], f"没有这一列；{nearest(name[:60], shown)}")
        for column in sheet.columns:
            times = self.columns.count(column)
            if times > 1:
                self.report(1, sheet.heading(column), f"这一列出现了{times}次；请只留一列")
            if times == 0 and column.required:
                self.report(1, sheet.heading(column), f"缺少这一列（{column.title}）；请在第1行补上列名")

    def read_row(self, count: int, raw: Sequence[Any]) -> None:
        cells: dict[str, str | CellError] = {}
        stray = any(raw[COLUMNS_ALLOWED:])
        for index, value in enumerate(raw[:COLUMNS_ALLOWED]):
            column = self.columns[index] if index < len(self.columns) else None
            cell = self._cell(value)
            if column is not None:
                cells[column.key] = cell
            elif cell:
                stray = True
        if stray:
            self.report(count, "", "单元格比列名多；请检查是否多了逗号，或补上列名")
        if cells and list(cells.values()) == [
            name for name, column in zip(self.names, self.columns, strict=True) if column
        ]:
            self.report(count, "", "又是一行列名；请删去，列名只写在第1行")
        elif any(cells.values()):
            self._add_row(count, cells)

    def _cell(self, value: Any) -> str | CellError:
        try:
            return clean(str(value))
        except CellError as error:
            return error

    def _add_row(self, count: int, cells: dict[str, str | CellError]) -> None:
        values: dict[str, Any] = {}
        broken = set()
        for column in self.sheet.columns:
            cell = cells.get(column.key, "")
            try:
                if isinstance(cell, CellError):
                    raise cell
                refuse_formula(cell, column)
                values[column.key] = column.read(cell)
            except CellError as error:
                values[column.key] = None
                broken.add(column.key)
                self.report(count, self.sheet.heading(column), str(error))
        texts = {key: cell for key, cell in cells.items() if isinstance(cell, str)}
        self.table.rows.append(Row(count, values, frozenset(broken), texts))


def clean(cell: str) -> str:
    """As it is kept (kernel/folding.py). Raises CellError for what would mislead."""
    try:
        return cleaned(cell)
    except UnseenLetter as error:
        raise CellError(str(error)) from None


def refuse_formula(cell: str, column: Column) -> None:
    if not cell.startswith(FORMULA_STARTS) or is_number(cell):
        return
    if any(cell in choice for choice in column.choices):
        return
    raise CellError(f"以“{cell[0]}”开头，会被当作公式；请写成数字，或去掉开头的符号")
