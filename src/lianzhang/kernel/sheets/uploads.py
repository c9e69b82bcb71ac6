"""Reads a register as somebody uploaded it, row by row: any number of rows in little memory.

Finds the headings, passes over titles and notes, and tells at the cell what is not what somebody typed: formulas,
errors, merged and hidden cells, codes that became numbers."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import islice
from typing import Any

from lianzhang.kernel.unseen import UNSEEN
from lianzhang.kernel.workbooks import USUAL, FileRefused, Limits, Opened, SheetSeen, opened

from .columns import CellError, Column, Problem, Row, Sheet, nearest, wanted
from .loose import LOST, folded
from .reading import clean

__all__ = ["Upload", "open_upload"]

HEADINGS_WITHIN = 12  # rows: a title, a line saying who fills it in, two rows of headings
NOTES_SHOWN = 100
DIGITS_LOST_FROM = 1e15
NOTE = re.compile(r"(注|备注|说明|填表|填报|制表|审核|负责人|联系|单位负责人)[^：:]{0,12}[：:].*")
TOTAL = {"合计", "总计", "小计", "共计"}
NOTHING = {"-", "—", "——", "/", "\\", "－"}  # how people write that there is nothing
COUNTING = "甲乙丙丁戊己庚辛壬癸"
WORDS = {
    "formula": "单元格里是公式；请复制后“选择性粘贴为数值”",
    "error": "单元格里是错误值；请改成实际的内容，没有就留空",
    "percent": "单元格是百分比格式；请把格式改为“常规”，只写数",
}
SERIAL = "是日期的序号，不是日期；请把单元格格式改为“日期”，核对后再传"


@dataclass
class Upload:
    """`rows` can be gone through once; what was passed over stands in `notes` afterwards, in words.

    With `problems` at the headings there are no rows.
    """

    rows: Iterator[Row] = field(default_factory=lambda: iter(()))
    problems: list[Problem] = field(default_factory=list)
    noted: list[str] = field(default_factory=list)
    unlisted: int = 0
    sheets: list[SheetSeen] = field(default_factory=list)  # of the workbook, and what became of each
    told: list[str] = field(default_factory=list)  # of the file as a whole

    def note(self, text: str) -> None:
        """One more thing passed over; from NOTES_SHOWN on they are only counted."""
        if len(self.noted) < NOTES_SHOWN:
            self.noted.append(UNSEEN.sub("", text))
        else:
            self.unlisted += 1

    @property
    def notes(self) -> list[str]:
        more = f"还有{self.unlisted:,}处也没有读，不再一一列出；请看看表里是不是多了列或行。"
        return [*self.told, *self.noted, *([more] if self.unlisted else [])]


@contextmanager
def open_upload(
    content: bytes, name: str, sheet: Sheet, limits: Limits = USUAL, *, chosen: str = ""
) -> Iterator[Upload]:
    """The upload's rows, of the worksheet `chosen` where somebody chose one. Raises FileRefused, also while the rows
    are gone through, and SheetAsked."""
    with opened(content, name, wanted(sheet, chosen), limits) as table:
        reader = _Reader(table, name, sheet)
        yield reader.upload


class _Reader:
    def __init__(self, table: Opened, file: str, sheet: Sheet) -> None:
        self.table, self.file, self.sheet = table, file, sheet
        self.upload = Upload(sheets=table.sheets, told=[UNSEEN.sub("", note) for note in table.notes])
        first = list(islice(table.rows, HEADINGS_WITHIN))
        row, self.names = self._headings(first)
        self.places: list[tuple[int, Column, Callable[[str], Any]]] = []
        self._place_columns(row)
        if not self.upload.problems:
            self.merged = self._merged_below(row)
            self.upload.rows = self._rows(row, first)

    def note(self, text: str) -> None:
        self.upload.note(text)

    def problem(self, row: int, column: str, message: str) -> Problem:
        """Rows are counted as a spreadsheet shows them."""
        return Problem(self.file, row + 1, column, message)

    # --- headings
    def _headings(self, first: list[list[Any]]) -> tuple[int, list[str]]:
        """The row that names most columns; a name missing there may stand in the row above, over two rows."""
        known = {name for column in self.sheet.columns for name in (column.key, column.title)}
        names = [[_heading(cell) for cell in row] for row in first]
        best, most_hits = 0, -1
        for place, row in enumerate(names):
            above = names[place - 1] if place else []
            joined = [
                name if name in known or at >= len(above) or above[at] not in known else above[at]
                for at, name in enumerate(row)
            ]
            hits = len({name for name in joined if name in known})
            if hits > most_hits and any(name in known for name in row):
                best, most_hits, names[place] = place, hits, joined
        if not names:
            raise FileRefused("文件里没有数据；请按模板填写后再传")
        if best:
            self.note(f"列名在第{best + 1}行，上面的{best}行当作标题，没有读。")
        return best, names[best]

    def _place_columns(self, row: int) -> None:
        known = {name: column for column in self.sheet.columns for name in (column.key, column.title)}
        placed: dict[str, int] = {}
        for at, name in enumerate(self.names):
            column = known.get(name)
            if column is None:
                self._unknown(row, name)
            elif column.key in placed:
                message = "这一列出现了两次；请只留一列"
                self.upload.problems.append(self.problem(row, column.title, message))
            else:
                placed[column.key] = at
                self.places.append((at, column, _reader_of(column)))
                if any(low <= at <= high for low, high in self.table.hidden_columns):
                    message = "这一列是隐藏的，看不见的也会导入；请取消隐藏，核对后再传"
                    self.upload.problems.append(self.problem(row, column.title, message))
        for column in self.sheet.columns:
            if column.required and column.key not in placed:
                message = f"缺少这一列；请在第{row + 1}行补上列名“{column.title}”"
                self.upload.problems.append(self.problem(row, column.title, message))

    def _unknown(self, row: int, name: str) -> None:
        titles = [column.title for column in self.sheet.columns]
        if not name:
            return
        close = nearest(name[:60], titles)
        if close.startswith("是不是"):
            self.upload.problems.append(self.problem(row, name[:60], f"没有这一列；{close}"))
        else:
            self.note(f"“{name[:30]}”不是这张表的列，没有读。")

    def _merged_below(self, headings: int) -> dict[int, list[tuple[str, str]]]:
        """Merged cells among the rows, by the row they begin in."""
        problems: dict[int, list[tuple[str, str]]] = {}
        for (top, left), (bottom, right) in self.table.merged:
            title = next((column.title for at, column, _ in self.places if left <= at <= right), None)
            if bottom > headings and title is not None:
                place = f"第{top + 1}行到第{bottom + 1}行" if bottom > top else f"第{top + 1}行"
                message = f"合并了单元格（{place}），只有左上一格有内容；请取消合并，每格各填一遍"
                problems.setdefault(max(top, headings + 1), []).append((title, message))
        return problems

    # --- rows
    def _rows(self, headings: int, first: list[list[Any]]) -> Iterator[Row]:
        count = 0
        for number, raw in self._numbered(headings, first):
            if not any(cell != "" for cell in raw):
                continue
            if number == headings + 1 and self._is_counting(raw):
                self.note(f"第{number + 1}行是单位或栏次，没有读。")
                continue
            if self._is_note(raw):
                self.note(f"第{number + 1}行看作合计或说明，没有读：{str(next(filter(None, raw)))[:30]}")
                continue
            count += 1
            if count > self.sheet.max_rows:
                raise FileRefused(f"超过{self.sheet.max_rows}行；请拆成几张表分别导入", number + 1)
            yield self._row(number, raw)

    def _numbered(self, headings: int, first: list[list[Any]]) -> Iterator[tuple[int, list[Any]]]:
        yield from enumerate(first[headings + 1 :], start=headings + 1)
        yield from enumerate(self.table.rows, start=len(first))

    def _is_counting(self, raw: list[Any]) -> bool:
        """A row of units, or one that numbers the columns: 甲 乙 1 2 3."""
        cells = [_as_typed(cell).strip("()（）") for cell in raw if cell != ""]
        units = {column.unit for _, column, _ in self.places if column.unit}
        if all(cell in units or cell == "—" for cell in cells):
            return True
        numbers = [int(cell) for cell in cells if cell.isascii() and cell.isdigit() and len(cell) < 3]
        letters = [cell for cell in cells if cell in COUNTING]
        return len(cells) > 2 and len(numbers) + len(letters) == len(cells) and numbers == sorted(set(numbers))

    def _is_note(self, raw: list[Any]) -> bool:
        cells = [cell for cell in raw if cell != ""]
        begins = str(cells[0]).strip().replace(" ", "").replace("　", "")
        return begins in TOTAL or (len(cells) <= 2 and bool(NOTE.fullmatch(begins)))

    def _row(self, number: int, raw: list[Any]) -> Row:
        values: dict[str, Any] = {}
        texts: dict[str, str] = {}
        problems: list[Problem] = []
        marks, marked = self.table.marks, self.table.marks.columns
        for at, column, read in self.places:
            cell = raw[at] if at < len(raw) else ""
            try:
                if at in marked and (number, at) in marks:
                    cell = _marked(cell, marks[number, at], column)
                text = cell if cell.__class__ is str and cell.isprintable() else _plain(cell, column)
                texts[column.key] = text = text.strip()
                values[column.key] = read(text) if text and text not in NOTHING else column.read("")
            except CellError as error:
                texts.setdefault(column.key, _as_typed(cell))
                values[column.key] = None
                problems.append(self.problem(number, column.title, str(error)))
        if number in self.table.hidden_rows:
            message = "这一行是隐藏的或被筛选掉的，看不见的也会导入；请取消隐藏和筛选，核对后再传"
            problems.append(self.problem(number, "", message))
        problems += [self.problem(number, *problem) for problem in self.merged.get(number, ())]
        broken = frozenset(key for key, value in values.items() if value is None) if problems else frozenset()
        return Row(number + 1, values, broken, texts, tuple(problems))


def _heading(cell: Any) -> str:
    """A heading as it is compared: without blanks, line breaks, and the star that marks a required column."""
    return re.sub(r"\s", "", str(cell)).strip("*＊") if isinstance(cell, str) else ""


def _reader_of(column: Column) -> Callable[[str], Any]:
    """How a cell's text becomes a value, without asking each time what never changes; choices are found at once."""
    if not column.choices:
        return getattr(column.parse, "read", column.parse)
    known = {name: value for value, label in column.choices for name in (value, label)}

    def read(cell: str) -> Any:
        value = known.get(cell)
        if value is None:
            value = known.get(folded(cell))
        return column.read(cell) if value is None else value

    return read


def _marked(cell: Any, mark: str, column: Column) -> Any:
    if mark not in WORDS:
        return cell
    if mark == "percent":
        if not isinstance(cell, float) or column.shown_as != "number":
            return cell
        if column.unit == "%":
            return float(format(cell * 100, ".12g"))
    raise CellError(WORDS[mark])


def _plain(cell: Any, column: Column) -> str:
    """A cell's text. Raises CellError where the value is not what somebody typed."""
    if isinstance(cell, str):
        return clean(cell)
    if isinstance(cell, float):
        if column.shown_as == "code":
            raise CellError(LOST)
        if column.shown_as == "date" and cell < 100_000:
            raise CellError(f"{cell:g} {SERIAL}")
        if not math.isfinite(cell) or abs(cell) >= DIGITS_LOST_FROM:
            raise CellError("数字超过15位，末尾几位已经变了；请把单元格设为文本后重新输入")
    return _as_typed(cell)


def _as_typed(cell: Any) -> str:
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, (int, float)):
        return format(Decimal(format(cell, ".15g")), "f") if math.isfinite(cell) else str(cell)
    return cell[0] if isinstance(cell, list) else str(cell)
