"""How cells of an upload are read: as people write them, where there is only one way to understand it."""

from __future__ import annotations

import math
import re
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from lianzhang.kernel.amounts import AmountError, read_amount
from lianzhang.kernel.folding import fold, narrow
from lianzhang.kernel.numerals import arabic
from lianzhang.kernel.quantities import KNOWN_UNITS, UnitError, convert
from lianzhang.kernel.unseen import UNSEEN

from .columns import CellError, Kind, quoted

__all__ = [
    *(
        "NOTHING",
        "NOTHING_LONGEST",
        "amount",
        "as_typed",
        "coded",
        "day_cell",
        "is_plain",
        "joined",
        "several",
        "split",
        "text",
        "years",
    ),
]

# How people write that there is nothing, folded.
NOTHING = frozenset(
    {
        *("-", "--", "---", "—", "——", "―", "–", "/", "//", "\\"),
        *("无", "暂无", "没有", "不详", "不明", "未知", "空", "空白", "N/A", "NA", "N.A.", "NULL", "NONE", "NIL"),
    }
)
NOTHING_LONGEST = 5
TIME = r"(?:[ T]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?"
DAY = re.compile(
    rf"(\d{{4}})\s?[-/.年]\s?(\d{{1,2}})\s?[-/.月]\s?(\d{{1,2}})\s?[日号]?{TIME}|(\d{{4}})(\d{{2}})(\d{{2}})", re.ASCII
)
MONTH = re.compile(r"\d{4}\s?[-/.年]\s?\d{1,2}\s?月?")
NUMBER = r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
PLAIN = re.compile(NUMBER, re.ASCII)
IN_UNIT = re.compile(rf"({NUMBER})\s*(\D*)", re.ASCII)
NUMBER_LONGEST = 20  # characters; more is no figure
SCIENTIFIC = re.compile(r"\d(\.\d+)?[eE]\+?\d+")
YEARS = re.compile(r"\d{4}([-~]\d{4})?", re.ASCII)
YEARS_APART = re.compile(r"[;,、/|\s]+")
LOST = "编码被存成了数字，前面的0或末几位可能已经丢了；请把该列设为文本后重填"
EARLIEST, LATEST = 1800, 2100
# Several values in a cell: between quotes anything, within brackets any sign, else up to the next sign between two.
# A comma before the end of a foreign name (Co., Ltd.) is part of it.
_BETWEEN = r"[;；，、/／|\n]|,(?!\s*(?:Ltd|LLC|Inc|Co)\b)"
PART = re.compile(
    rf'\s*(?:"((?:[^"]|"")*)"(?=\s*(?:{_BETWEEN}|$))|((?>\([^()]*\)|（[^（）]*）|(?!{_BETWEEN}).)*))(?:{_BETWEEN}|\s+|$)',
    re.IGNORECASE,
)
BRACKET, BRACKETED = re.compile(r"[()（）]"), re.compile(r"\([^()]*\)|（[^（）]*）")


def as_typed(cell: Any) -> str:
    """A raw cell as it was typed; a day stands in a list of one."""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, (int, float)):
        shown = format(cell, ".15g")
        return format(Decimal(shown), "f") if "e" in shown and math.isfinite(cell) else shown
    return str(cell[0]) if isinstance(cell, list) else str(cell)


def text(longest: int, *, lines: bool = False) -> Kind:
    """Text as it stands, its letters and brackets untouched; of one line, or with its `lines`."""

    def read(cell: str) -> str:
        if len(cell) > longest:
            raise CellError(f"有{len(cell)}个字，最多{longest}个字；请缩短")
        return cell

    return Kind(read, blank="", lines=lines)


def coded(longest: int, *, whole: str = "") -> Kind:
    """A code: letters and digits, without blanks, in capitals. What a spreadsheet has taken for a number is refused,
    unless its digits match `whole`: those have lost nothing."""

    def read(cell: str) -> str:
        code = "".join(UNSEEN.sub("", narrow(cell)).split()).upper()
        if SCIENTIFIC.fullmatch(code):
            raise CellError(LOST)
        if len(code) > longest:
            raise CellError(f"有{len(code)}位，最多{longest}位；请核对")
        return code

    return Kind(read, blank="", shown_as="code", whole=whole)


def several(kind: Kind) -> Kind:
    """Any number of values of `kind` in one cell, each once."""

    def read(cell: str) -> tuple[Any, ...]:
        values: dict[str, Any] = {}
        for part in split(cell):
            values.setdefault(fold(part), kind(part))
        return tuple(values.values())

    return Kind(read, blank=(), shown_as=kind.shown_as, hint=kind.hint, several=True)


def split(cell: str) -> list[str]:
    """What stands between ； ， 、 / | and line breaks, brackets kept whole; words for nothing left out."""
    parts, at = [], 0
    while at < len(cell):
        match = PART.match(cell, at)
        if match is None or match.end() == at:
            break
        at = match.end()
        part = match[2].strip() if match[1] is None else match[1].replace('""', '"')
        if part and (match[1] is not None or fold(part) not in NOTHING):
            parts.append(part)
    return parts


def joined(values: Any) -> str:
    """Several values as one cell that `split` takes apart again."""
    return ";".join(_guarded(str(value)) for value in values)


def _guarded(part: str) -> str:
    if '"' in part or split(part) != [part] or BRACKET.search(BRACKETED.sub("", part)):
        return '"' + part.replace('"', '""') + '"'
    return part


def _read_day(cell: str) -> date:
    text = arabic(narrow(cell))
    match = DAY.fullmatch(text)
    if not match:
        if MONTH.fullmatch(text):
            raise CellError(f"“{cell}”只写到月；请写到日，如 2021-07-01")
        raise CellError(f"“{quoted(cell)}”读不成日期；请写成 2021-07-01")
    year, month, day = (int(part) for part in match.groups() if part)
    try:
        read = date(year, month, day)
    except ValueError:
        raise CellError(f"“{quoted(cell)}”这一天不存在；请核对年月日") from None
    if not EARLIEST <= year <= LATEST:
        raise CellError(f"“{quoted(cell)}”的年份不对；请核对")
    return read


day_cell = Kind(_read_day, shown_as="date")


def amount(unit: str, *, least: Decimal | None = None, most: Decimal | None = None, decimals: int = 2) -> Kind:
    """A number in `unit`; another unit written in the cell (1.2亿元) is converted, where it measures the same."""

    last = Decimal(1).scaleb(-decimals)

    def exact(cell: str) -> Decimal:
        return _in_unit(cell, unit, negative=least is None or least < 0)

    def read(cell: str) -> Decimal:
        value = exact(cell)
        if (least is not None and value < least) or (most is not None and value > most):
            raise CellError(f"{value:f} 超出范围；应在 {least} 到 {most if most is not None else '任意大'} 之间")
        kept = value.quantize(last, ROUND_HALF_UP)
        if value and not kept:
            raise CellError(f"“{quoted(cell)}”按{unit or '个'}计不到{last}，记下来就成了0；请核对数和单位")
        return kept + 0  # no zero below zero

    return Kind(read, shown_as="number", unit=unit, decimals=decimals, exact=exact)


def is_plain(text: str) -> bool:
    """Whether a cell holds a figure without its unit."""
    return bool(PLAIN.fullmatch(narrow(text)))


def _in_unit(cell: str, unit: str, *, negative: bool) -> Decimal:
    text = narrow(cell).replace(" ", "")
    match = IN_UNIT.fullmatch(text) if len(text) < 2 * NUMBER_LONGEST else None
    try:
        if match and len(match[1]) < NUMBER_LONGEST and (not match[2] or match[2] == unit or match[2] in KNOWN_UNITS):
            return convert(Decimal(match[1].replace(",", "")), match[2] or unit, unit)
        amount = read_amount(text, unit, exact=True, negative=negative)
        return convert(amount.value, amount.unit, unit)
    except (AmountError, UnitError) as error:
        raise CellError(f"{error}；这一列的单位是{unit or '个'}") from None


def _read_years(cell: str) -> tuple[int, ...]:
    """2021;2022;2023 or 2021-2023."""
    years: set[int] = set()
    for part in filter(None, YEARS_APART.split(narrow(cell).replace("年", " "))):
        if not YEARS.fullmatch(part):
            raise CellError(f"“{quoted(cell)}”不是年份；请写成 2021;2022 或 2021-2023")
        first, _, last = part.replace("~", "-").partition("-")
        stretch = range(int(first), int(last or first) + 1)
        if not stretch or stretch[0] < EARLIEST or stretch[-1] > LATEST:
            raise CellError(f"“{quoted(cell)}”的年份不对；请核对")
        years.update(stretch)
    return tuple(sorted(years))


years = Kind(_read_years, blank=(), several=True)
