"""Figures with their units as papers write them: 30家左右, 1-2家, 5.5万亿元, 一百家, 8大类."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from lianzhang.kernel.quantities import KNOWN_UNITS, SCALES

from .paper import numeral
from .words import WORDS, any_of, lookup

__all__ = ["Quantity", "plain_number", "quantities"]

# 千瓦 is a unit, 千万 a number before one.
BASES = {unit for unit in KNOWN_UNITS if unit and not unit.startswith(("万", "亿", "千万", "百"))} - set(
    WORDS["units"]["never"]
)
COUNTERS = BASES - set(WORDS["units"]["measured"])
AFTER = lookup(WORDS["after"])
NUMBER = r"\d{1,3}(?:,\d{3}){1,4}(?:\.\d{1,6})?|\d{1,15}(?:\.\d{1,6})?"
HAN = r"(?<![一二两三四五六七八九十百千])[一二两三四五六七八九十百千][零一二两三四五六七八九十百千]{0,12}"
TO = r"(?:-|—|–|~|至|到){1,2}"
UNIT = any_of(BASES)
PATTERN = re.compile(
    rf"(?<![\d.第〔A-Za-z])"
    rf"(?:(?P<low>{NUMBER})(?:%|{UNIT})?{TO}(?P<high>{NUMBER})|(?P<number>{NUMBER})|(?P<han>{HAN}))"
    rf"(?P<more>[多余])?(?P<scale>万亿|百万|千万|万|亿)?大?(?P<unit>(?:{UNIT})(?:/万?(?:{UNIT}))?)(?:/年)?"
    rf"(?P<after>{any_of(AFTER)})?"
)
BIG = ("亿", "万亿")
SINGLE = set("一二两三四五六七八九")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure at a place of the text; `asks` is what the words right behind it say (以上: >=)."""

    start: int
    end: int
    value: Decimal
    value_max: Decimal | None
    unit: str
    asks: str
    counts: bool
    small: bool


def plain_number(value: Decimal) -> str:
    """Without an exponent and without zeros behind the point."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def quantities(text: str, start: int = 0, end: int | None = None) -> Iterator[Quantity]:
    """Every figure with a unit, in order."""
    for match in PATTERN.finditer(text, start, len(text) if end is None else end):
        if quantity := _quantity(match):
            yield quantity


def _quantity(match: re.Match[str]) -> Quantity | None:
    han = match["han"]
    # 九百亿元 is so much; 一百元 and 一家 are words.
    if han and (han == "一" or match["unit"] not in COUNTERS) and not (match["unit"] == "元" and match["scale"] in BIG):
        return None
    if len(match["number"] or match["high"] or "") > 15:
        return None
    value = Decimal(numeral(han)) if han else _decimal(match["number"] or match["low"])
    high = _decimal(match["high"]) if match["high"] else None
    if high is not None and high < value:
        return None
    scale, unit = match["scale"] or "", match["unit"]
    named = scale + unit
    if scale and named not in KNOWN_UNITS:
        times = {"百万": 10**6, "千万": 10**7}.get(scale) or SCALES[scale]
        value, high, named = value * times, high * times if high is not None else None, unit
    if named not in KNOWN_UNITS:
        return None
    asks = "range" if high is not None else ">=" if match["more"] else AFTER.get(match["after"] or "", "")
    return Quantity(
        match.start(),
        match.end(),
        value,
        high,
        named,
        asks,
        counts=unit in COUNTERS,
        small=bool(han and han in SINGLE and unit != "元"),
    )


def _decimal(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))
