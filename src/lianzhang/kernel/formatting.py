"""How figures, dates and lights are written for a Chinese reader: pure functions from values to words.

A figure nobody knows is a dash, never a zero."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from django.utils import timezone

from .periods import Period, PeriodError, parse_period
from .quantities import convert

__all__ = [
    "LIGHTS",
    "NONE",
    "Light",
    "amount",
    "as_of",
    "day",
    "here",
    "lights",
    "moment",
    "number",
    "percent",
    "quarter",
    "scaled",
    "signed",
    "span",
]

NONE = "—"
_MINUS = "−"  # U+2212 lines up with the plus sign; a hyphen does not
_CURRENCIES = {"元", "美元"}
_FIGURE = re.compile(r"(\D*[\d.,]*(?:—[-−]?[\d.,]+)?)(.*)", re.DOTALL)
PRECISIONS = {"over": "超", "about": "约", "under": "近"}

# One order and one word for each state, on every page.
LIGHTS = {
    "met": "达成",
    "on_course": "序时",
    "running": "进行中",
    "behind": "滞后",
    "missed": "未达",
    "not_due": "未开始",
    "unknown": "无据",
    "watched": "只监测",
}


@dataclass(frozen=True)
class Light:
    """One of the states with its word and how many there are."""

    state: str
    word: str
    count: int


def lights(counts: Mapping[str, int]) -> list[Light]:
    """Every state in the house's order, those that `counts` leaves out as none; watched is told only where some are."""
    every = [Light(state, word, counts.get(state, 0)) for state, word in LIGHTS.items()]
    return [light for light in every if light.count or light.state != "watched"]


def _decimal(value: Decimal | int | float | str) -> Decimal:
    """A float goes by its printed form: 0.1 is meant as 0.1."""
    return value if isinstance(value, Decimal) else Decimal(str(value))


def number(value: Decimal | int | float | str | None, places: int | None = None) -> str:
    """1,986 and 34.8: thousands apart, no trailing zeros; `places` rounds half up and keeps them all."""
    if value is None:
        return NONE
    exact = _decimal(value)
    if places is None:
        text = f"{exact:,f}"
        text = text.rstrip("0").rstrip(".") if "." in text else text
    else:
        text = f"{exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):,f}"
    return text.removeprefix("-") if not text.strip("-0.,") else text.replace("-", _MINUS)


def signed(value: Decimal | int | float | str | None, places: int | None = None) -> str:
    """A change: +30, −1.2, 0."""
    text = number(value, places)
    return f"+{text}" if value is not None and _decimal(value) > 0 else text


def percent(share: Decimal | float | None, places: int | None = None) -> str:
    """A share of one as a percentage: 0.402 is 40.2%."""
    return NONE if share is None else f"{number(_decimal(share) * 100, places)}%"


def scaled(value: Decimal | float | str, unit: str) -> tuple[Decimal, str]:
    """Money in the largest of 元, 万元, 亿元 and 万亿元 that leaves a whole part; other units as they are.

    What had to be rescaled is rounded to two decimals, 万亿 to four: a hundredth of a 万亿 is much. A float is a sum
    that a machine made: its tail says nothing."""
    exact, currency = _decimal(value), unit.lstrip("万亿")
    if currency not in _CURRENCIES or not exact:
        return exact, unit
    for scale in ("万亿", "亿", "万", ""):
        larger = scale + currency
        rescaled = convert(exact, unit, larger)
        if abs(rescaled) >= 1:
            break
    if larger == unit:
        return round(exact, 2) if isinstance(value, float) else exact, unit
    return rescaled.quantize(Decimal("0.0001" if scale == "万亿" else "0.01"), ROUND_HALF_UP), larger


def amount(value: Decimal | float | str | None, unit: str = "", precision: str = "exact") -> str:
    """A figure in running text, its precision kept as reported: 超2,000亿元, 约30家, 46家."""
    if value is None:
        return NONE
    shown, shown_unit = scaled(value, unit)
    return f"{PRECISIONS.get(precision, '')}{number(shown)}{shown_unit}"


def parted(text: str) -> tuple[str, str]:
    """A figure in words as its number and its unit: 超2,000 and 亿元, 17—18 and 家; without a number no unit."""
    match = _FIGURE.fullmatch(text)
    return (match[1], match[2]) if match else (text, "")


def day(value: date | None) -> str:
    """2023-12-31; of a moment, the day it was on the city's clock."""
    return NONE if value is None else f"{_day_here(value):%Y-%m-%d}"


def moment(value: datetime | None) -> str:
    """2023-12-31 14:05 on the city's clock."""
    return NONE if value is None else f"{here(value):%Y-%m-%d %H:%M}"


def here(value: datetime) -> datetime:
    """Moments are kept in UTC; whoever reads one stands in the city."""
    return timezone.localtime(value) if timezone.is_aware(value) else value


def _day_here(value: date) -> date:
    return here(value) if isinstance(value, datetime) else value


def quarter(value: date | None) -> str:
    """The quarter a day lies in: 2023年四季度."""
    if value is None:
        return NONE
    return str(parse_period(f"{value.year:04}Q{(value.month + 2) // 3}"))


def span(start: date | None, end: date | None) -> str:
    """The stretch between two days: 2021年1—11月, 2023年四季度, 2023-08-30."""
    return NONE if start is None or end is None else str(Period(start, end))


def as_of(at: date | None, written: str = "") -> str:
    """The day one looks from, as it was asked for: 2022年三季度末, or the day itself."""
    try:
        period = parse_period(written)
    except PeriodError:
        return day(at)
    return f"{period}末" if period.window in {"month", "quarter", "half_year", "year"} else day(at)
