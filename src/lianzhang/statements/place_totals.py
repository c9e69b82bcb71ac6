"""What the firms of a city sum up to region by region and park by park, as totals.py sums the city and its chains.

A firm counts where it lies now, in all years."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import F

from lianzhang.registry.api import FIRM_REGION, Place
from lianzhang.work.api import Marks

from .totals import CENT, listed, reckon, summed

__all__ = ["PlaceTotals", "totals_by_place"]

BY = {"lies_in": FIRM_REGION, "lies_in_park": F("enterprise__park")}


@dataclass
class PlaceTotals:
    """The same sums as those of the city, each for the region and the park that its firms lie in."""

    sums: dict[Any, Decimal]

    @cached_property
    def _by_key(self) -> dict[Any, list[tuple[int | None, int | None, Decimal]]]:
        by_key = defaultdict(list)
        for (what, year, chain, region, park), amount in self.sums.items():
            by_key[what, year, chain].append((region, park, amount))
        return dict(by_key)

    def of(self, what: str, year: int, place: Place, chains: Iterable[int | None] = (None,)) -> Decimal:
        rows = (row for chain in chains for row in self._by_key.get((what, year, chain), ()))
        return sum((amount for *where, amount in rows if place.holds(*where)), Decimal(0)).quantize(CENT)


def totals_by_place(city: int, marks: Marks | None = None) -> PlaceTotals:
    """The number of queries does not grow with places."""
    return PlaceTotals(summed(city, marks or Marks(city), _reckoned, _listed))


def _reckoned(city: int, years: Iterable[int]) -> dict[Any, Decimal]:
    return reckon(city, years, BY)


def _listed(city: int, years: Iterable[int]) -> dict[Any, Decimal]:
    return listed(city, years, BY)
