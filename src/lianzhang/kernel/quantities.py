"""Units with 万 and 亿, and what a reported figure can mean: exact, over, about, under.

The common units lie in data/units.csv; a plan adds its own, with rates of its own, to those (`Units.plus`).
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from importlib.resources import files
from typing import NamedTuple

__all__ = [
    "KNOWN_UNITS",
    "SCALES",
    "Interval",
    "Unit",
    "UnitError",
    "UnitRow",
    "Units",
    "convert",
    "convertible",
    "interval_of",
]

SCALES = {"": 1, "万": 10**4, "亿": 10**8, "万亿": 10**12}
SCALES_OF_OWN = ("万", "亿")


class UnitError(ValueError):
    """Units that are unknown or do not convert; the message is for the person who wrote them."""


class Unit(NamedTuple):
    """What a unit measures, and how many of the dimension's base unit it is. A counter is a dimension of its own."""

    dimension: str
    factor: Fraction


class UnitRow(NamedTuple):
    """A unit as a table states it: so many (`factor`) of the unit that `dimension` names; blank: of itself."""

    name: str
    dimension: str = ""
    factor: Fraction = Fraction(1)
    scales: tuple[str, ...] = SCALES_OF_OWN


class Units(Mapping[str, Unit]):
    """Units by the names that people write. 万元/亩 is known wherever 万元 and 亩 are."""

    def __init__(self, plain: dict[str, Unit]) -> None:
        self._plain = plain

    def __getitem__(self, name: str) -> Unit:
        if name in self._plain:
            return self._plain[name]
        over, _, under = name.partition("/")
        one, other = self._plain[over], self._plain[under or name]
        if not (over and under):
            raise KeyError(name)
        return Unit(f"{one.dimension}/{other.dimension}", one.factor / other.factor)

    def __iter__(self) -> Iterator[str]:
        return iter(self._plain)

    def __len__(self) -> int:
        return len(self._plain)

    @cached_property
    def added(self) -> list[str]:
        """Those beyond the common ones, without their multiples by 万 and 亿."""
        return [name for name in self if name not in KNOWN_UNITS and not name.startswith(SCALES_OF_OWN)]

    def plus(self, rows: Iterable[UnitRow]) -> Units:
        """These and more. A row that names a known unit gives a rate: with it converts all that converts into it."""
        plain = dict(self._plain)
        for row in rows:
            base = plain.get(row.dimension) if row.dimension not in ("", row.name) else None
            measure = Unit(base.dimension, base.factor * row.factor) if base else Unit(row.name, Fraction(1))
            if row.name in plain:
                alike = {name: unit for name, unit in plain.items() if unit.dimension == row.name}
            else:
                alike = {scale + row.name: Unit(row.name, Fraction(SCALES[scale])) for scale in ("", *row.scales)}
            plain |= {name: Unit(measure.dimension, measure.factor * unit.factor) for name, unit in alike.items()}
        return Units(plain)

    def of(self, name: str) -> Unit:
        """Raises UnitError for a unit nobody has stated."""
        try:
            return self[name]
        except KeyError:
            raise UnitError(f"不认识的单位“{name}”") from None

    def convertible(self, unit: str, to: str) -> bool:
        """Whether both units are known and measure the same thing."""
        return unit in self and to in self and self[unit].dimension == self[to].dimension

    def convert(self, value: Decimal, unit: str, to: str) -> Decimal:
        """`value` in `unit` written in `to`. Raises UnitError where the two do not measure the same thing."""
        if unit == to:
            return value
        one, other = self.of(unit), self.of(to)
        if one.dimension != other.dimension:
            raise UnitError(f"“{unit}”不能换算成“{to}”")
        times = one.factor / other.factor
        return value * times.numerator / times.denominator

    def parts(self, name: str) -> tuple[str, str] | None:
        """万元/亩 as 万元 and 亩; None for a unit that is no quotient."""
        over, _, under = name.partition("/")
        return (over, under) if name in self and name not in self._plain else None

    def like(self, unit: str) -> list[str]:
        """The names to choose from that convert into `unit`, itself among them."""
        names = [name for name in self if name and self.convertible(name, unit)]
        return names if unit in names or not unit else [unit, *names]


def _common() -> Units:
    source = files(__package__).joinpath("data", "units.csv").read_text(encoding="utf-8")
    rows = [
        UnitRow(row["name"], row["dimension"], Fraction(row["factor"]), tuple(filter(None, row["scales"].split(";"))))
        for row in csv.DictReader(source.splitlines())
    ]
    return Units({"": Unit("number", Fraction(1))}).plus(rows)


KNOWN_UNITS = _common()
convertible, convert = KNOWN_UNITS.convertible, KNOWN_UNITS.convert


class Interval(NamedTuple):
    """The values a figure may stand for. `None` is unbounded; `open_low` leaves `low` itself out."""

    low: Decimal | None
    high: Decimal | None
    open_low: bool = False

    def hull(self, other: Interval) -> Interval:
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
