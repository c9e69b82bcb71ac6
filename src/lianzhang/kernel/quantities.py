"""Units with 万 and 亿, and what a reported figure can mean: exact, over, about, under."""

from decimal import Decimal
from typing import NamedTuple

__all__ = ["KNOWN_UNITS", "Interval", "UnitError", "convert", "convertible", "interval_of"]

# What may be counted. Different counters do not convert into one another.
COUNTERS = (
    *("家", "个", "条", "项", "次", "名", "套", "类", "场", "份"),
    *("件", "辆", "人", "天", "户", "吨", "公里", "平方公里", "千瓦时", "吨标准煤"),
)
_SCALES = {"": Decimal(1), "万": Decimal(10) ** 4, "亿": Decimal(10) ** 8}
_PLAIN = {"%": ("share", Decimal(1)), "百分点": ("points", Decimal(1)), "": ("number", Decimal(1))}


class UnitError(ValueError):
    """Units that are unknown or do not convert; the message is for the person who wrote them."""


def _units() -> dict[str, tuple[str, Decimal]]:
    units = dict(_PLAIN)
    for counter in [*COUNTERS, "元"]:
        for prefix, factor in _SCALES.items():
            units[prefix + counter] = (counter, factor)
    return units


KNOWN_UNITS = _units()


def _unit(name: str) -> tuple[str, Decimal]:
    try:
        return KNOWN_UNITS[name]
    except KeyError:
        raise UnitError(f"不认识的单位“{name}”") from None


def convertible(unit: str, to: str) -> bool:
    """Whether both units are known and measure the same thing."""
    return unit in KNOWN_UNITS and to in KNOWN_UNITS and KNOWN_UNITS[unit][0] == KNOWN_UNITS[to][0]


def convert(value: Decimal, unit: str, to: str) -> Decimal:
    """`value` in `unit` written in `to`. Raises UnitError where the two do not measure the same thing."""
    if unit == to:
        return value
    (dimension, factor), (other, divisor) = _unit(unit), _unit(to)
    if dimension != other:
        raise UnitError(f"“{unit}”不能换算成“{to}”")
    return value * factor / divisor


class Interval(NamedTuple):
    """The values a figure may stand for. `None` is unbounded; `open_low` leaves `low` itself out."""

    low: Decimal | None
    high: Decimal | None
    open_low: bool = False

    def hull(self, other: "Interval") -> "Interval":
        """The smallest interval that holds both: what is known when two sources disagree."""
        low = None if self.low is None or other.low is None else min(self.low, other.low)
        high = None if self.high is None or other.high is None else max(self.high, other.high)
        opens = [each.open_low for each in (self, other) if each.low == low]
        return Interval(low, high, all(opens) if opens else False)


def interval_of(value: Decimal, precision: str, tolerance: Decimal) -> Interval:
    """What a figure reported as exact, over (超), about (约) or under (近) can mean.

    A rounded figure is read as no further from the truth than `tolerance` (a share of the value):
    "超2400" is between 2400 and 2400 x (1 + tolerance), itself left out.
    """
    if precision == "exact":
        return Interval(value, value)
    margin = abs(value) * tolerance
    match precision:
        case "over":
            return Interval(value, value + margin, open_low=True)
        case "about":
            return Interval(value - margin, value + margin)
        case "under":
            return Interval(value - margin, value)
    raise ValueError(f"unknown precision {precision!r}")
