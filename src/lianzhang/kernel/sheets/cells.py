"""How cells of strict tables are read: codes, numbers, yes. Each reader says in Chinese what it wants instead."""

from __future__ import annotations

import re
from decimal import Decimal

from .columns import CellError, Kind, quoted

CODE = re.compile(r"[a-z0-9][a-z0-9_.-]*")
CODE_LENGTH = 60
NUMBER = re.compile(r"[+-]?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?", re.ASCII)
# A spreadsheet and SQLite both keep 15 significant digits; more would change on the way.
MAX_DIGITS = 15
MAX_DECIMALS = 6
YES = {"yes", "是", "true", "1"}
NO = {"no", "否", "false", "0"}


def is_number(cell: str) -> bool:
    return bool(NUMBER.fullmatch(cell))


def code_of(longest: int) -> Kind:
    def read(cell: str) -> str:
        if len(cell) > longest or not CODE.fullmatch(cell):
            wanted = f"请用小写字母、数字和 _ - .，最多{longest}个字符"
            raise CellError(f"“{quoted(cell, 60)}”不是合格的编号；{wanted}")
        return cell

    return Kind(read, blank="")


code = code_of(CODE_LENGTH)


def _read_codes(cell: str) -> tuple[str, ...]:
    parts = [part.strip() for part in cell.replace("；", ";").split(";")]
    codes = [code(part) for part in parts if part]
    if len(set(codes)) < len(codes):
        raise CellError("同一个编号写了两次；请只留一个")
    return tuple(codes)


def _read_yes(cell: str) -> bool:
    if cell.lower() in YES | NO:
        return cell.lower() in YES
    raise CellError(f"“{quoted(cell)}”不能当作是或否；请写 yes，或留空")


def _decimal(cell: str) -> Decimal:
    if not is_number(cell):
        raise CellError(f"“{quoted(cell)}”不是数字；请只写数字，单位写在单位列")
    value = Decimal(cell.replace(",", ""))
    digits = "".join(map(str, value.as_tuple().digits)).lstrip("0")
    if len(digits) > MAX_DIGITS or -int(value.as_tuple().exponent) > MAX_DECIMALS:
        raise CellError(f"数字太长；最多{MAX_DIGITS}位有效数字、{MAX_DECIMALS}位小数")
    return value


def _between(value: Decimal, least: float | None, most: float | None) -> Decimal:
    if (least is not None and value < least) or (most is not None and value > most):
        raise CellError(f"{value} 超出范围；应在 {least} 到 {most if most is not None else '任意大'} 之间")
    return value


def number(least: float | None = None, most: float | None = None) -> Kind:
    return Kind(lambda cell: _between(_decimal(cell), least, most), shown_as="number")


def whole(least: int = 0, most: int = 32_767) -> Kind:
    """Whole numbers; the default upper end is what a small integer column of a database holds."""

    def read(cell: str) -> int:
        value = _between(_decimal(cell), least, most)
        if value != int(value):
            raise CellError(f"{value} 不是整数；请写整数")
        return int(value)

    return Kind(read, shown_as="number")


codes = Kind(_read_codes, blank=())
yes = Kind(_read_yes, blank=False)
