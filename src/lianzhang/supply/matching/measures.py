"""Numbers with units in needs and capabilities: what is asked for, what can be done, and whether one meets the other.

A capability that gives no such number is neither better nor worse for it: nobody knows."""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from .text import WORDS, Span, either

__all__ = ["Measure", "contradicts", "measures", "meets"]

AT_LEAST = (
    "≥",
    ">=",
    ">",
    "大于等于",
    "大于",
    "不小于",
    "不低于",
    "不少于",
    "超过",
    "高于",
    "至少",
    "最小",
    "最低",
    "起码",
    "不下于",
)
AT_MOST = (
    "≤",
    "<=",
    "<",
    "小于等于",
    "小于",
    "不大于",
    "不超过",
    "不高于",
    "不多于",
    "低于",
    "少于",
    "以内",
    "最大",
    "最高",
    "最长",
    "至多",
    "最多",
)
AND_MORE = ("及以上", "以上", "起", "+", "及其以上", "或以上", "往上")
AND_LESS = ("及以下", "以下", "以内", "之内", "内", "或以下", "往下")
PREFIXED = {
    "m": ("thread", 1.0),
    "dn": ("bore", 1.0),
    "pn": ("rating", 1.0),
    "φ": ("diameter", 1.0),
    "ø": ("diameter", 1.0),
    "it": ("precision", 1.0),
}
# Where a small number is the better one.
SMALLER_IS_FINER = ("精度", "级精度", "磨齿", "齿轮")
NUMBER = r"\d+(?:\.\d+)?"
CHINESE = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10}


@dataclass(frozen=True, slots=True)
class Measure:
    """From `low` to `high` in the base unit of a dimension; `of` says what was measured where the text does.

    `open`: the text sets a bound or a range, and does not name one value."""

    dimension: str
    low: float
    high: float
    open: bool
    of: str
    text: str


@cache
def _units() -> dict[str, tuple[str, float]]:
    text = files("lianzhang.supply").joinpath("data", "measures.csv").read_text(encoding="utf-8")
    return {line["unit"]: (line["dimension"], float(line["factor"])) for line in csv.DictReader(text.splitlines())}


@cache
def _measured() -> dict[str, str]:
    """What is measured, by each of its names."""
    return {name: one for one, names in WORDS["measured"].items() for name in names}


@cache
def _pattern() -> re.Pattern[str]:
    measured, before = either(_measured()), either((*AT_LEAST, *AT_MOST))
    unit = either(_units())
    return re.compile(
        rf"(?P<of>{measured})?\s?(?:为|是|在|达到?|:)?(?P<before>{before})?\s?(?<![0-9.a-z])"
        rf"(?:(?P<prefix>dn|pn|it|[mφø])\s?(?=\d))?(?P<first>{NUMBER})\s?(?P<unit0>{unit})?"
        rf"(?:\s?(?:-|~|至|到)\s?(?:dn|pn|it|[mφø])?(?P<second>{NUMBER}))?\s?(?P<unit>{unit})?(?![a-z0-9.])"
        rf"(?P<after>{either((*AND_MORE, *AND_LESS))})?(?P<of_after>精度|载重)?"
    )


def measures(text: str, kept: Sequence[Span] = ()) -> list[tuple[Span, Measure]]:
    """What a plain text says in numbers with a unit or sign, and where; nothing within spans of `kept`: 3d打印, 5g."""
    hits = []
    for match in _pattern().finditer(text) if any(map(str.isdigit, text)) else ():
        measure = _read(match)
        begin, end = match.span("first")
        if measure is not None and not any(start < end and begin < stop for start, stop in kept):
            hits.append((match.span(), measure))
    return hits


def _read(match: re.Match[str]) -> Measure | None:
    unit = match["unit"] or match["unit0"]
    if match["prefix"]:
        dimension, factor = PREFIXED[match["prefix"]]
    elif unit:
        dimension, factor = _units()[unit]
    else:
        return None
    of = _measured().get(match["of"] or match["of_after"] or "", "")
    if dimension == "class" and _is_precision(match):
        dimension, factor, of = "precision", -1.0, ""
    values = [float(match[name]) * factor for name in ("first", "second") if match[name]]
    return Measure(dimension, *_bounds(match, values), of, match[0]) if _rises(match) else None


def _rises(match: re.Match[str]) -> bool:
    """A range that falls is none: 25-4 is a name."""
    return not match["second"] or float(match["first"]) <= float(match["second"])


def _bounds(match: re.Match[str], values: list[float]) -> tuple[float, float, bool]:
    """From, up to, and whether the text sets more than one value."""
    before, after = match["before"] or "", match["after"] or ""
    if before in AT_LEAST or after in AND_MORE:
        return min(values), math.inf, True
    if before in AT_MOST or after in AND_LESS:
        return -math.inf, max(values), True
    return min(values), max(values), len(values) > 1


def _is_precision(match: re.Match[str]) -> bool:
    """A class of precision is the finer the smaller its number: "5级以上" is 5 or 4."""
    around = match.string[max(match.start() - 4, 0) : match.end() + 4]
    return any(word in around for word in SMALLER_IS_FINER)


def _comparable(asked: Measure, given: Measure) -> bool:
    return asked.dimension == given.dimension and (asked.of == given.of or not asked.of or not given.of)


def _overlap(asked: Measure, given: Measure) -> bool:
    return asked.low <= given.high and given.low <= asked.high


def meets(asked: Measure, given: Sequence[Measure]) -> Measure | None:
    """The given measure that answers what is asked, if any does."""
    return next((each for each in given if _comparable(asked, each) and _overlap(asked, each)), None)


def contradicts(asked: Measure, given: Sequence[Measure]) -> Measure | None:
    """A given measure that shuts out what is asked, where none meets it: both are of the same and lie apart."""
    held = [each for each in given if _comparable(asked, each)]
    return held[0] if held and not any(_overlap(asked, each) for each in held) else None
