"""One row of an upload: from its cells to a typed row, each cell that is not what somebody typed told at its place."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Any

from lianzhang.kernel.folding import UnseenLetter, clean, fold
from lianzhang.kernel.quantities import KNOWN_UNITS
from lianzhang.kernel.unseen import UNSEEN
from lianzhang.kernel.workbooks.marks import BLANKED, SCALED, UNIT

from .columns import CellError, Column, Kind, quoted
from .headings import Place
from .loose import LOST, NOTHING, NOTHING_LONGEST, as_typed, is_plain

__all__ = ["CellReader", "value_of"]

NUMBERS = (float, int)  # the older formats hand on whole numbers as such; what is true or false is none
DIGITS_LOST_FROM = 1e15  # from here on a spreadsheet has already changed the last digits
WORDS = {
    "formula": "单元格里是公式；请复制后“选择性粘贴为数值”",
    "error": "单元格里是错误值；请改成实际的内容，没有就留空",
    "percent": "单元格是百分比格式；请把格式改为“常规”，只写数",
    "scaled": "单元格的数字格式把数缩小了显示，看到的和存的不一样；请把格式改为“常规”，核对后再传",
    "blanked": "单元格的数字格式不显示存在里面的数；请把格式改为“常规”，核对后再传",
}
SERIAL = "是日期的序号，不是日期；请把单元格格式改为“日期”，核对后再传"
DATED = {
    "text": "单元格是日期格式，看到的和存的不一样；请把单元格设为文本后重新输入",
    "code": "单元格是日期格式，原来的编码已经看不出来；请把单元格设为文本后重新输入",
    "number": "单元格是日期格式，不是数；请把格式改为“常规”，核对后再传",
    "period": "单元格是日期格式，看不出是哪一段时期；请把单元格设为文本，写成 {hint}",
}
# Of a date cell whose format shows a part of the day (marks of kernel/workbooks): how much of it is a period.
SHOWN_OF = {"month": len("2023-08"), "year": len("2023")}
PART_SHOWN = {
    "month": "单元格只显示到月，看不出是哪一天；请写到日，如 2021-07-01",
    "year": "单元格只显示年份，看不出是哪一天；请写到日，如 2021-07-01",
    "yearless": "单元格没有显示年份，存的年份不一定对；请写全，如 2021-07-01",
}
# What a spreadsheet shows instead of a value, where a text file kept it.
ERROR = re.compile(r"#(?:N/A|REF!|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!|GETTING_DATA)")
FORMULA = re.compile(r"=(?:.*[A-Za-z]\$?\d|.*\(|[-+*/.\d\s]+$)", re.DOTALL)
GUARD = re.compile(r'=\s*"(.*)"', re.DOTALL)
BREAKS = re.compile(r"\s*[\r\n]+\s*")
OFTEN = 1_000
GUARDS = "'=＇＝#"
DAY_SHOWN = re.compile(r"\d{4}-\d{2}-\d{2}")


def value_of(column: Column) -> Callable[[str], Any]:
    """How a cell's text becomes a value, without asking each time what never changes; choices are compared folded."""
    if not column.choices:
        return column.kind.read
    known = {name: value for value, label in column.choices for name in (value, label)}
    folded: dict[str, list[str]] = {}
    for name, value in known.items():
        folded.setdefault(fold(name), []).append(value)

    def read(cell: str) -> Any:
        value = known.get(cell)
        if value is None:
            meant = set(folded.get(fold(cell), ()))
            if len(meant) != 1:
                raise column.no_choice(cell)
            (value,) = meant
        return value

    return read


class CellReader:
    """Reads the cells of one column."""

    def __init__(self, place: Place, *, is_text_file: bool = False) -> None:
        self.at, self.column, self.unit = place.at, place.column, place.unit
        self.kind: Kind = place.column.kind
        self.blank = place.column.blank
        self.often: dict[str, tuple[str, Any]] = {}  # what short texts were read as: mostly the same few
        self.value = value_of(place.column)
        self.is_text_file = is_text_file
        self.words_for_nothing = NOTHING - {fold(name) for choice in self.column.choices for name in choice}

    def read(self, cell: Any, mark: str = "") -> tuple[str, Any]:
        """The text that is kept of a cell, and its value. Raises CellError."""
        if cell.__class__ is not str or mark:
            return self._read(self._marked(cell, mark) if mark else cell)
        if (read := self.often.get(cell)) is not None:
            return read
        if cell.isprintable() and not self.unit:
            text = cell.strip()  # by far the most cells
            if len(text) > NOTHING_LONGEST and text[0] not in GUARDS:
                return text, self.value(text)
        read = self._read(cell)
        if len(cell) <= NOTHING_LONGEST and len(self.often) < OFTEN:
            self.often[cell] = read
        return read

    def _read(self, cell: Any) -> tuple[str, Any]:
        text, guarded = self._plain(cell), False
        if cell.__class__ in NUMBERS and not self.unit:
            return text, self.value(text)
        if text and text[0] in GUARDS:
            text, guarded = self._unguarded(text)
        if self.unit and is_plain(text):
            text += self.unit
        if text and not guarded and len(text) <= NOTHING_LONGEST and fold(text) in self.words_for_nothing:
            if self.column.required:
                raise CellError(f"写的是“{text}”，等于没有填；这一列不能为空，请填写")
            text = ""
        if text:
            return text, self.value(text)
        return text, self.column.read("") if self.column.required else self.blank

    def _marked(self, cell: Any, mark: str) -> Any:
        if mark in PART_SHOWN and isinstance(cell, list):
            if self.kind.shown_as == "period" and mark in SHOWN_OF:
                return cell[0][: SHOWN_OF[mark]]
            if self.kind.shown_as == "date":
                raise CellError(PART_SHOWN[mark])
            return cell
        if mark == "percent":
            if cell.__class__ not in NUMBERS:
                return cell
            shown = format(cell * 100, ".12g")
            if self.kind.unit == "%":
                return float(shown)
            if self.kind.shown_as == "text":
                return f"{shown}%"
        if mark.startswith(UNIT) or mark in (SCALED, BLANKED):
            return self._drawn(cell, mark) if cell.__class__ in NUMBERS else cell
        if mark in WORDS:
            raise CellError(WORDS[mark])
        return cell

    def _drawn(self, cell: float, mark: str) -> Any:
        """A number as its format shows it: with the unit behind it. Raises CellError where it shows another number."""
        if mark in WORDS:
            raise CellError(WORDS[mark])
        unit = mark.removeprefix(UNIT)
        if not (self.kind.unit or self.kind.shown_as == "text") or unit not in KNOWN_UNITS:
            return cell
        self._refuse_lost(float(cell))
        return as_typed(cell) + unit

    def _plain(self, cell: Any) -> str:
        """A cell's text. Raises CellError where the value is not what somebody typed."""
        if isinstance(cell, str):
            return self._cleaned(cell)
        if cell.__class__ in NUMBERS:
            self._refuse_lost(float(cell))
        if isinstance(cell, list):
            self._refuse_day(cell[0])
        return as_typed(cell)

    def _cleaned(self, cell: str) -> str:
        if self.kind.shown_as == "code" and not self.kind.several:
            return UNSEEN.sub("", " ".join(cell.split()))
        if self.kind.several:
            cell = BREAKS.sub(";", cell.strip())
        try:
            return clean(cell, lines=self.kind.lines)
        except UnseenLetter as error:
            raise CellError(str(error)) from None

    def _refuse_lost(self, cell: float) -> None:
        if self.kind.shown_as == "code" and not (
            self.kind.whole and cell.is_integer() and re.fullmatch(self.kind.whole, f"{cell:.0f}")
        ):
            raise CellError(LOST)
        if self.kind.shown_as == "date" and cell < 100_000:
            raise CellError(f"{cell:g} {SERIAL}")
        if not math.isfinite(cell) or abs(cell) >= DIGITS_LOST_FROM:
            raise CellError("数字超过15位，末尾几位已经变了；请把单元格设为文本后重新输入")

    def _refuse_day(self, shown: str) -> None:
        if self.kind.shown_as == "date" and DAY_SHOWN.match(shown):
            return
        words = DATED.get(self.kind.shown_as, "单元格是时间，不是日期；请写成 2021-07-01")
        raise CellError(words.format(hint=self.kind.hint or "2023-08"))

    def _unguarded(self, text: str) -> tuple[str, bool]:
        """Without what keeps spreadsheets from changing it: ="0123" and '0123."""
        if text[0] in "'＇":
            return text[1:].strip(), True
        if match := GUARD.fullmatch(text):
            return match[1].replace('""', '"').strip(), True
        if ERROR.fullmatch(text):
            raise CellError(WORDS["error"])
        if self.is_text_file and FORMULA.match(text):
            raise CellError(f"“{quoted(text)}”是公式；请在表格软件里“选择性粘贴为数值”，另存后再传")
        return text, False
