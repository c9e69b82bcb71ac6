"""What a rule on figures is made of: comparisons of values by name, held in memory or sought in the database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import reduce
from operator import mul
from typing import Any, NamedTuple

from django.db.models import DecimalField, F, Q, Value
from django.db.models.lookups import GreaterThan

__all__ = [
    *("AGO", "BEFORE", "BESIDE", "EARLIER", "FIRST", "LATEST", "PARTS", "YEAR"),
    *("Over", "Rule", "Terms", "apart", "positive"),
]

# What a rule may look at beside the statement's own items: the same item one period earlier, a year ago, of the whole
# year; its sum over the parts of the period; the year so far as it was last reported; and of a year's series in which
# each figure seems to hold those before it the latest and the first.
BEFORE, AGO, YEAR, PARTS, EARLIER, LATEST, FIRST = "before.", "ago.", "year.", "parts.", "earlier.", "latest.", "first."
BESIDE = {BEFORE: "上期", AGO: "上年同期", YEAR: "全年", PARTS: "各期之和", EARLIER: "上次累计"}
BESIDE |= {LATEST: "前一期", FIRST: "年初第一期"}
# Every value a rule may look at, by name: "cost", "before.output", "parts.tax".
Terms = Mapping[str, Decimal | None]
# A side of a comparison: a number, a value by its name, or the product of several.
Side = str | int


def _value(side: Side, terms: Terms) -> Decimal | None:
    if isinstance(side, int):
        return Decimal(side)
    if "*" not in side:
        return terms.get(side)
    product = Decimal(1)
    for name in side.split("*"):
        value = terms.get(name)
        if value is None:
            return None
        product *= value
    return product


def _in_database(side: Side) -> Any:
    if isinstance(side, int):
        return Value(Decimal(side), output_field=DecimalField())
    return reduce(mul, (F(name.replace(".", "__")) for name in side.split("*")))


class Over(NamedTuple):
    """`left` is more than `percent` hundredths of `right`; each a name in Terms, or a number.

    Hundredths, so that memory and database reckon alike in whole numbers."""

    left: Side
    right: Side
    percent: int = 100

    def holds(self, terms: Terms) -> bool:
        left = _value(self.left, terms)
        right = None if left is None else _value(self.right, terms)
        return left is not None and right is not None and left * 100 > right * self.percent

    def sought(self) -> Q:
        """A comparison with a blank is neither true nor false in the database, and selects nothing."""
        return Q(GreaterThan(_in_database(self.left) * 100, _in_database(self.right) * self.percent))


@dataclass(frozen=True, slots=True)
class Rule:
    """Broken where all of `always` and, if there are any, one of `either` hold.

    `do` tells the person what to look at; `items` are the fields it is shown at.
    """

    code: str
    title: str
    do: str
    items: tuple[str, ...]
    always: tuple[Over, ...] = ()
    either: tuple[Over, ...] = ()

    def holds(self, terms: Terms) -> bool:
        for each in self.always:
            if not each.holds(terms):
                return False
        return not self.either or any(each.holds(terms) for each in self.either)

    def sought(self) -> Q:
        all_of, any_of = Q(), Q()
        for each in self.always:
            all_of &= each.sought()
        for each in self.either:
            any_of |= each.sought()
        return all_of & any_of

    @property
    def names(self) -> tuple[str, ...]:
        """The values it looks at, each once."""
        sides = (side for each in (*self.always, *self.either) for side in each[:2] if isinstance(side, str))
        return tuple(dict.fromkeys(name for side in sides for name in side.split("*")))

    def looks_at(self, *prefixes: str) -> bool:
        return any(name.startswith(prefixes) for name in self.names)


def positive(name: str) -> Over:
    return Over(name, 0)


def apart(one: str, other: str, percent: int) -> tuple[Over, Over]:
    """Either is more than `percent` hundredths of the other."""
    return Over(one, other, percent), Over(other, one, percent)
