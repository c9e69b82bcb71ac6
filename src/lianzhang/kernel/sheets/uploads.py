"""Reads a sheet as somebody uploaded it, row by row: any number of rows in little memory.

Finds the headings (headings.py), passes over titles, totals and notes (shapes.py), and tells at the cell what is not
what somebody typed (rows.py): formulas, errors, merged and hidden cells, codes that became numbers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from xlsxwriter.utility import xl_col_to_name

from lianzhang.kernel.unseen import UNSEEN
from lianzhang.kernel.workbooks import USUAL, FileRefused, Limits, Opened, SheetSeen, opened
from lianzhang.kernel.workbooks.marks import ERROR

from .columns import CellError, Problem, Row, Sheet, quoted, wanted
from .headings import WITHIN, Headings
from .loose import as_typed
from .rows import CellReader
from .shapes import ANOTHER_TABLE, Shapes

__all__ = ["Upload", "open_upload"]

NOTES_SHOWN = 100
ROWS_BELOW = 2  # under the headings: units, numbers of columns
HIDDEN = "这一行是隐藏的或被筛选掉的，看不见的也会导入；请取消隐藏和筛选，核对后再传"
STRAY = "单元格比列名多；请检查是否多了逗号，或补上列名"


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
        self.is_text_file = file.lower().endswith(".csv")
        self.upload = Upload(sheets=table.sheets, told=[UNSEEN.sub("", note) for note in table.notes])
        first = list(islice(table.rows, WITHIN))
        if not first:
            raise FileRefused("文件里没有数据；请按模板填写后再传")
        self.headings = headings = Headings.find(sheet, first, self._is_hidden)
        for note in headings.notes:
            self.note(note)
        self.upload.problems += [self.problem(headings.row, *problem) for problem in headings.problems]
        cells = [CellReader(place, is_text_file=self.is_text_file) for place in headings.places]
        self.readers = [(cell.at, cell.column, cell.read) for cell in cells]
        self.unnamed = set(headings.unnamed)
        self.rounding = [cell.column for cell in cells if cell.column.kind.exact]
        if not self.upload.problems:
            self.merged = self._merged_below(headings.row)
            self.upload.rows = self._rows(first)

    def note(self, text: str) -> None:
        self.upload.note(text)

    def problem(self, row: int, column: str, message: str) -> Problem:
        """Rows are counted as a spreadsheet shows them."""
        return Problem(self.file, row + 1, column, message)

    def _is_hidden(self, at: int) -> bool:
        return any(low <= at <= high for low, high in self.table.hidden_columns)

    def _merged_below(self, headings: int) -> dict[int, list[tuple[str, str]]]:
        """Merged cells among the rows, by the row they begin in."""
        problems: dict[int, list[tuple[str, str]]] = {}
        for (top, left), (bottom, right) in self.table.merged:
            title = next((place.column.title for place in self.headings.places if left <= place.at <= right), None)
            if bottom > headings and title is not None:
                place = f"第{top + 1}行到第{bottom + 1}行" if bottom > top else f"第{top + 1}行"
                message = f"合并了单元格（{place}），只有左上一格有内容；请取消合并，每格各填一遍"
                problems.setdefault(max(top, headings + 1), []).append((title, message))
        return problems

    def _rows(self, first: list[list[Any]]) -> Iterator[Row]:
        count, begin = 0, self.headings.row + 1
        shapes = Shapes(self.headings)
        for number, raw in self._numbered(begin, first):
            if not any(cell != "" for cell in raw) and not self._has_error(number):
                continue
            if not count and number < begin + ROWS_BELOW and shapes.below_headings(raw):
                self.note(f"第{number + 1}行是单位或栏次，没有读。")
                continue
            if (what := shapes.no_data(raw)) == ANOTHER_TABLE:
                message = f"这里又是一行列名，和第{begin}行的不一样；请把下面的拆成另一张表，分别导入"
                raise FileRefused(message, number + 1)
            if what:
                shown = next(text for cell in raw if (text := as_typed(cell).strip()))
                self.note(f"第{number + 1}行看作{what}，没有读：{quoted(shown, 30)}")
                continue
            count += 1
            if count > self.sheet.max_rows:
                raise FileRefused(f"超过{self.sheet.max_rows}行；请拆成几张表分别导入", number + 1)
            yield self._row(number, raw)

    def _has_error(self, number: int) -> bool:
        marks = self.table.marks
        return any(at in marks.columns and marks.get((number, at)) == ERROR for at, _, _ in self.readers)

    def _numbered(self, begin: int, first: list[list[Any]]) -> Iterator[tuple[int, list[Any]]]:
        yield from enumerate(first[begin:], start=begin)
        yield from enumerate(self.table.rows, start=len(first))

    def _row(self, number: int, raw: list[Any]) -> Row:
        values: dict[str, Any] = {}
        texts: dict[str, str] = {}
        problems: list[Problem] = []
        marks = self.table.marks
        for at, column, read in self.readers:
            cell = raw[at] if at < len(raw) else ""
            try:
                texts[column.key], values[column.key] = read(
                    cell, marks.get((number, at), "") if at in marks.columns else ""
                )
            except CellError as error:
                texts[column.key], values[column.key] = as_typed(cell), None
                problems.append(self.problem(number, column.title, str(error)))
        if number in self.table.hidden_rows:
            problems.append(self.problem(number, "", HIDDEN))
        if number in self.merged:
            problems += [self.problem(number, *problem) for problem in self.merged[number]]
        if self.unnamed or len(raw) > self.headings.width:
            problems += self._stray(number, raw)
        broken = frozenset(key for key, value in values.items() if value is None) if problems else frozenset()
        if self.rounding:
            self._note_rounded(number, texts, broken)
        return Row(number + 1, values, broken, texts, tuple(problems))

    def _note_rounded(self, number: int, texts: dict[str, str], broken: frozenset[str]) -> None:
        """Once a column, that of some figures not all decimals are kept."""
        for column in self.rounding:
            if column.key not in broken and column.kind.rounds(texts[column.key]):
                many, place = column.kind.decimals, f"第{number + 1}行：{quoted(texts[column.key], 30)}"
                self.note(f"“{column.title}”有超过{many}位小数的，四舍五入到{many}位；第一处在{place}")
                self.rounding = [each for each in self.rounding if each is not column]

    def _stray(self, number: int, raw: list[Any]) -> list[Problem]:
        """What stands under no heading is told once a column; in a text file a comma too many moves all cells."""
        width = self.headings.width
        if self.is_text_file and any(cell != "" for cell in raw[width:]):
            return [self.problem(number, "", STRAY)]
        for at in sorted(at for at in {*self.unnamed, *range(width, len(raw))} if at < len(raw) and raw[at] != ""):
            self.note(f"{xl_col_to_name(at)}列没有列名，没有读；第一处在第{number + 1}行。")
            self.unnamed.discard(at)
        return []
