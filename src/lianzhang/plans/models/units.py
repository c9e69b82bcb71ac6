"""The units of a plan: the common ones, and what its table `units` states beyond them."""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from lianzhang.kernel.quantities import KNOWN_UNITS, UnitRow, Units

__all__ = ["units_with"]


def units_with(rows: Iterable[Mapping[str, Any]]) -> Units:
    """The common units and those that the rows of a plan's table state."""
    own = [UnitRow(row["name"], row["dimension"], Fraction(row["factor"] or 1)) for row in rows]
    return KNOWN_UNITS.plus(own) if own else KNOWN_UNITS
