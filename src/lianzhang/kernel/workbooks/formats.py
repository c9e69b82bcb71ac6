"""What a number format shows of a cell: a percentage, or of a date the month, the year or the time alone."""

from __future__ import annotations

import re
from collections.abc import Mapping

from .marks import MONTH, PERCENT, TIME, YEAR, YEARLESS

__all__ = ["shown_by", "shown_by_number"]

QUOTED = re.compile(r'"[^"]*"|[\\_*].')
ELAPSED = re.compile(r"\[[hms]+\]")
BRACKETS = re.compile(r"\[[^]]*\]")  # colours, conditions, languages
HALF_DAY = re.compile(r"am/pm|a/p|上午/下午")
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
    plain = QUOTED.sub("", code.lower())
    if "%" in plain:
        return PERCENT
    first = plain.split(";")[0]
    if "general" in first:
        return ""
    elapsed = bool(ELAPSED.search(first))
    letters = set(HALF_DAY.sub("h", BRACKETS.sub("", first)))
    year = bool(letters & {"y"}) or ("e" in letters and not letters & set("0#?"))
    clock, day, month = elapsed or bool(letters & {"h", "s"}), "d" in letters, "m" in letters
    if day:
        return "" if year else YEARLESS
    if year:
        return MONTH if month else YEAR
    if clock:
        return TIME
    return YEARLESS if month else ""
