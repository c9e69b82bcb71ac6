"""What a number format shows of a cell beside its value or instead: a percentage, a unit, another size, nothing; of a
date the month, the year or the time alone."""

from __future__ import annotations

import re
from collections.abc import Mapping

from .marks import BLANKED, MONTH, PERCENT, SCALED, TIME, UNIT, YEAR, YEARLESS

__all__ = ["shown_by", "shown_by_number"]

# A code in its parts: text between quotes, one letter after a sign, colours and languages, any other letter.
PART = re.compile(r'"[^"]*"|[\\!_*].|\[[^]]*\]|.', re.DOTALL)
PLACES = frozenset("0#?")
LETTERS = PLACES | set("@gedymhs")
ELAPSED = re.compile(r"\[[hms]+\]")
HALF_DAY = re.compile(r"am/pm|a/p|上午/下午")
SMALLER = re.compile(r"[0#?],+(?![0#?,])")  # a comma behind the figure leaves out three digits
POINTS = frozenset(("\\.", "!.", '"."'))  # a point that is drawn, and parts nothing
CURRENCIES = {"HK$": "港元", "$": "美元", "€": "欧元"}
# ECMA-376 part 1, 18.8.30, those of Chinese programs among them; 14, 15, 22, 30 and 31 show a whole day.
NUMBERED = {
    **dict.fromkeys((9, 10), PERCENT),
    **dict.fromkeys((17, 27, 36, 50, 52, 57), MONTH),
    **dict.fromkeys((18, 19, 20, 21, 32, 33, 34, 35, 45, 46, 47, 55, 56), TIME),
    **dict.fromkeys((16, 28, 29, 51, 53, 54, 58), YEARLESS),
}


def shown_by_number(number: int, written: Mapping[int, str]) -> str:
    """What the format of this number shows; `written` are those that the workbook writes out."""
    return shown_by(written[number]) if number in written else NUMBERED.get(number, "")


def shown_by(code: str) -> str:
    """The mark of a cell with this format; nothing for a plain number, a text or a whole day."""
    parts = PART.findall(code)
    if "%" in parts:
        return PERCENT
    first = parts[: parts.index(";")] if ";" in parts else parts
    plain = "".join(part for part in first if len(part) == 1).lower()
    if "general" in plain or "通用格式" in plain:
        return _of_number(first, plain)
    elapsed = any(ELAPSED.fullmatch(part.lower()) for part in first)
    letters = set(HALF_DAY.sub("h", plain))
    if code and not elapsed and not letters & LETTERS:
        return BLANKED
    if letters & PLACES and not letters & set("dymh"):
        return _of_number(first, plain)
    return _of_date(letters, elapsed=elapsed)


def _of_date(letters: set[str], *, elapsed: bool) -> str:
    year = bool(letters & set("ye"))
    if "d" in letters:
        return "" if year else YEARLESS
    if year:
        return MONTH if "m" in letters else YEAR
    if elapsed or letters & {"h", "s"}:
        return TIME
    return YEARLESS if "m" in letters else ""


def _of_number(parts: list[str], plain: str) -> str:
    """Whether it is drawn smaller than it is, or with a unit behind it or a currency before."""
    if SMALLER.search(plain) or POINTS.intersection(parts):
        return SCALED
    last = max((at for at, part in enumerate(parts) if part.lower() in {*PLACES, "l", "式"}), default=-1)
    unit = "".join(_drawn(part) for part in parts[last + 1 :]).strip()
    drawn = "".join(part[2:].partition("-")[0] if part.startswith("[$") else part for part in parts)
    unit = unit or next((name for sign, name in CURRENCIES.items() if sign in drawn), "")
    return f"{UNIT}{unit}" if unit else ""


def _drawn(part: str) -> str:
    if part[0] == '"':
        return part[1:-1]
    if part[0] in "\\!":
        return part[1]
    return part if part > "\u3000" else ""
