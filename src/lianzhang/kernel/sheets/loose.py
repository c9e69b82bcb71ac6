"""How cells of an uploaded register are read: as people write them, where there is only one way to understand it."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from decimal import Decimal

from lianzhang.kernel.amounts import AmountError, read_amount
from lianzhang.kernel.quantities import UnitError, convert

from .columns import CellError, Kind

__all__ = ["amount", "coded", "day_cell", "folded", "words", "years"]

DAY = re.compile(
    r"(\d{4})\s?[-/.年]\s?(\d{1,2})\s?[-/.月]\s?(\d{1,2})\s?[日号]?(?:[ T]00:00(?::00)?)?|(\d{4})(\d{2})(\d{2})"
)
MONTH = re.compile(r"\d{4}\s?[-/.年]\s?\d{1,2}\s?月?")
PLAIN = re.compile(r"-?\d+(\.\d+)?", re.ASCII)
SCIENTIFIC = re.compile(r"\d(\.\d+)?[eE]\+?\d+")
YEARS = re.compile(r"\d{4}(-\d{4})?", re.ASCII)
YEARS_APART = re.compile(r"[;,、\s]+")
LOST = "编码被存成了数字，前面的0或末几位可能已经丢了；请把该列设为文本后重填"
EARLIEST, LATEST = 1800, 2100


def folded(cell: str) -> str:
    """Full-width letters, digits and signs as plain ones."""
    return cell if cell.isascii() else unicodedata.normalize("NFKC", cell)


def words(longest: int) -> Kind:
    """Text as it stands, its letters and brackets untouched."""

    def read(cell: str) -> str:
        if len(cell) > longest:
            raise CellError(f"有{len(cell)}个字，最多{longest}个字；请缩短")
        return cell

    return Kind(read, blank="")


def coded(longest: int) -> Kind:
    """A code: letters and digits, without blanks, in capitals. What a spreadsheet has taken for a number is refused."""

    def read(cell: str) -> str:
        code = folded(cell).replace(" ", "").upper()
        if SCIENTIFIC.fullmatch(code):
            raise CellError(LOST)
        if len(code) > longest:
            raise CellError(f"有{len(code)}位，最多{longest}位；请核对")
        return code

    return Kind(read, blank="", shown_as="code")


def _read_day(cell: str) -> date:
    text = folded(cell)
    match = DAY.fullmatch(text)
    if not match:
        if MONTH.fullmatch(text):
            raise CellError(f"“{cell[:20]}”只写到月；请写到日，如 2021-07-01")
        raise CellError(f"“{cell[:20]}”读不成日期；请写成 2021-07-01")
    year, month, day = (int(part) for part in match.groups() if part)
    try:
        read = date(year, month, day)
    except ValueError:
        raise CellError(f"“{cell[:20]}”这一天不存在；请核对年月日") from None
    if not EARLIEST <= year <= LATEST:
        raise CellError(f"“{cell[:20]}”的年份不对；请核对")
    return read


day_cell = Kind(_read_day, shown_as="date")


def amount(unit: str, *, least: Decimal | None = None, most: Decimal | None = None, decimals: int = 2) -> Kind:
    """A number in `unit`; another unit written in the cell (1.2亿元) is converted, where it measures the same."""

    def read(cell: str) -> Decimal:
        value = _in_unit(cell, unit, negative=least is None or least < 0)
        if (least is not None and value < least) or (most is not None and value > most):
            raise CellError(f"{value:f} 超出范围；应在 {least} 到 {most if most is not None else '任意大'} 之间")
        return round(value, decimals)

    return Kind(read, shown_as="number", unit=unit)


def _in_unit(cell: str, unit: str, *, negative: bool) -> Decimal:
    text = folded(cell).replace(" ", "")
    if unit and text.endswith(unit) and not text.endswith(("万" + unit, "亿" + unit)):
        text = text.removesuffix(unit)
    if PLAIN.fullmatch(text) and len(text) < 20:
        return Decimal(text)
    try:
        amount = read_amount(text, unit, exact=True, negative=negative)
        return convert(amount.value, amount.unit, unit)
    except (AmountError, UnitError) as error:
        raise CellError(f"{error}；这一列的单位是{unit or '个'}") from None


def _read_years(cell: str) -> tuple[int, ...]:
    """2021;2022;2023 or 2021-2023."""
    years: set[int] = set()
    for part in filter(None, YEARS_APART.split(folded(cell).replace("年", " "))):
        if not YEARS.fullmatch(part):
            raise CellError(f"“{cell[:20]}”不是年份；请写成 2021;2022 或 2021-2023")
        first, _, last = part.partition("-")
        stretch = range(int(first), int(last or first) + 1)
        if not stretch or stretch[0] < EARLIEST or stretch[-1] > LATEST:
            raise CellError(f"“{cell[:20]}”的年份不对；请核对")
        years.update(stretch)
    return tuple(sorted(years))


years = Kind(_read_years, blank=())
