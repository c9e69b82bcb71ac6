"""The rate of local supply of a chain or of the city, as one who looks may read it: in full, or sums that are safe.

Who reads all purchases of a chain reads its parts, its customers and what a change would do. Everybody else reads the
rates that tell of no single firm, of years that are over: two dates in one year would tell what lies between."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
from django.db.models import Q
from numpy.typing import NDArray

from lianzhang.access.api import sees_all, visible
from lianzhang.enterprises.api import cached, is_own_part
from lianzhang.enterprises.models import Enterprise
from lianzhang.kernel.periods import Period
from lianzhang.plans.api import Viewpoint
from lianzhang.registry.models import Chain, Segment
from lianzhang.supply.models import Product, Purchase
from lianzhang.supply.rates.disclosure import CITY
from lianzhang.supply.rates.lines import Lines, totals_of, years_recorded
from lianzhang.supply.rates.places import RADII
from lianzhang.supply.rates.rates import Band, Coverage, Part, Rate, band_of, coverage_of, parts_by, rate_of
from lianzhang.supply.rates.scopes import customers_of, standing, told_of, weighted_lines

__all__ = ["DEFAULT_RADIUS", "Named", "SupplyRates", "Told", "TrendPoint", "rates_of", "year_period"]

DEFAULT_RADIUS = "city"
TREND_YEARS = 5
LISTED = 20
Amounts = NDArray[np.float64]


def year_period(year: int, at: date) -> Period:
    """A year as far as one looks from."""
    return Period(date(year, 1, 1), min(date(year, 12, 31), at))


@dataclass(frozen=True, slots=True)
class Told:
    """The rate within one radius. `band` where coverage allows one; None for the share where it may not be told."""

    radius: str
    rate: Rate | None
    band: Band | None = None

    @property
    def title(self) -> str:
        return RADII[self.radius]

    @property
    def share(self) -> float | None:
        return self.rate.share if self.rate else None


@dataclass(frozen=True, slots=True)
class Named:
    """A part of a rate with the row that it is of; None where nobody mapped it, or it is a stranger."""

    row: Any
    name: str
    part: Part
    coverage: float | None = None


@dataclass(frozen=True, slots=True)
class TrendPoint:
    year: int
    share: float | None


@dataclass(frozen=True)
class SupplyRates:
    """`chain` None is the city, all chains of its plan; `years` are those that may be chosen, the last first."""

    vp: Viewpoint
    chain: Chain | None
    year: int | None
    radius: str
    years: tuple[int, ...]

    @cached_property
    def in_full(self) -> bool:
        """Whether who looks reads all purchases of the scope in the year."""
        return self.year is not None and _reads_all(self.vp, self.chain, self.year)

    @property
    def scope(self) -> int:
        return self.chain.pk if self.chain else CITY

    @cached_property
    def period(self) -> Period | None:
        return year_period(self.year, self.vp.at) if self.year else None

    @cached_property
    def _customers(self) -> Mapping[int, float]:
        if self.period is None:
            return {}
        chains = (self.chain.pk,) if self.chain else tuple(self.vp.chains.values_list("pk", flat=True))
        return customers_of(self.vp.city.pk, chains, self.period)

    @cached_property
    def _weighted(self) -> tuple[Lines, Amounts] | None:
        """The lines of the scope, with the share of each that counts for it."""
        return weighted_lines(self.vp.city.pk, self.period, self._customers) if self.period else None

    @property
    def lines(self) -> Lines | None:
        return self._weighted[0] if self._weighted else None

    @cached_property
    def totals(self) -> dict[int, float]:
        return totals_of(self.vp.city.pk, self.period) if self.period else {}

    @cached_property
    def coverage(self) -> Coverage | None:
        """None where it may not be told."""
        if self._weighted is None or not (self.in_full or self._told):
            return None
        lines, _ = self._weighted
        speaking = {*np.unique(lines.customer).tolist(), *(self._customers.keys() & self.totals.keys())}
        return coverage_of(lines, self.totals, speaking)

    @cached_property
    def _told(self) -> frozenset[str]:
        """The radii whose rate may be told to those who read no purchase."""
        if self.period is None or self.year is None or self.period.end < date(self.year, 12, 31):
            return frozenset()
        chains = tuple(self.vp.chains.values_list("pk", flat=True))
        return told_of(self.vp.city.pk, chains, self.year).get(self.scope, frozenset())

    def reads(self, radius: str) -> bool:
        return self.in_full or radius in self._told

    @cached_property
    def by_radius(self) -> list[Told]:
        return [self.chosen if radius == self.radius else self.told(radius) for radius in RADII]

    def rate(self, radius: str) -> Rate | None:
        """None where it may not be told."""
        if self._weighted is None or not self.reads(radius):
            return None
        lines, weight = self._weighted
        return rate_of(lines, radius, weight)

    def told(self, radius: str) -> Told:
        rate = self.rate(radius)
        if rate is None or self._weighted is None or not self.in_full:
            return Told(radius, rate)
        return Told(radius, rate, band_of(self._weighted[0], radius, self.totals, self._customers))

    @cached_property
    def chosen(self) -> Told:
        return self.told(self.radius)

    @cached_property
    def share(self) -> float | None:
        """Of the radius chosen, without its band."""
        rate = self.rate(self.radius)
        return rate.share if rate else None

    @cached_property
    def makeable(self) -> Rate | None:
        """Without goods that the region cannot make; None where there are none, or where it may not be told."""
        if self._weighted is None or not self.in_full:
            return None
        lines, weight = self._weighted
        unmakeable = list(visible(self.vp.user, Product).filter(not_made_here=True).values_list("pk", flat=True))
        left_out = np.isin(lines.product, unmakeable)
        return rate_of(lines.where(~left_out), self.radius, weight[~left_out]) if left_out.any() else None

    @cached_property
    def trend(self) -> list[TrendPoint]:
        """The rate of each year on record, the first first, as far as it may be told."""
        others = [
            SupplyRates(self.vp, self.chain, year, self.radius, self.years)
            for year in sorted(self.years)[-TREND_YEARS:]
        ]
        return [TrendPoint(each.year or 0, each.share) for each in others]

    # --- parts: only for who reads the purchases
    def _parts(self, keys: NDArray[np.int64]) -> list[Part]:
        if self._weighted is None or not self.in_full:
            return []
        lines, weight = self._weighted
        return parts_by(lines, keys, self.radius, weight)

    @cached_property
    def by_customer(self) -> list[Named]:
        """Those who reported, the largest first, and how much of their purchases is recorded."""
        if self.lines is None:
            return []
        parts = self._parts(self.lines.customer)
        firms = visible(self.vp.user, Enterprise).in_bulk([part.key for part in parts[:LISTED]])
        rows = [(part, firms.get(part.key)) for part in parts[:LISTED]]
        recorded = {part.key: float(self.lines.value[self.lines.customer == part.key].sum()) for part, _ in rows}
        return [
            Named(firm, str(firm or ""), part, self._covered(part.key, recorded[part.key]))
            for part, firm in rows
            if firm
        ]

    def _covered(self, customer: int, recorded: float) -> float | None:
        total = self.totals.get(customer)
        return min(recorded / total, 1.0) if total else None

    @cached_property
    def silent(self) -> list[Enterprise]:
        """Anchors of the chain that recorded nothing in the period."""
        if self.chain is None or self.period is None or not self.in_full:
            return []
        reported = set(np.unique(self.lines.customer).tolist()) if self.lines is not None else set()
        anchoring = standing(self.period).filter(chain=self.chain, role="anchor").values("enterprise")
        anchors = visible(self.vp.user, Enterprise).filter(pk__in=anchoring, merged_into=None)
        return [firm for firm in anchors.order_by("name") if firm.pk not in reported]

    @cached_property
    def by_product(self) -> list[Named]:
        """What would gain most, the first first."""
        if self.lines is None:
            return []
        parts = sorted(self._parts(self.lines.product), key=lambda part: (-part.gain, part.key))[:LISTED]
        products = visible(self.vp.user, Product).in_bulk([part.key for part in parts if part.key > 0])
        return [
            Named(products.get(part.key), str(products.get(part.key) or self.lines.items[-part.key - 1]), part)
            for part in parts
        ]

    @cached_property
    def by_segment(self) -> list[Named]:
        """By the segment of what is bought; what nobody mapped comes without one."""
        if self.lines is None:
            return []
        rows = visible(self.vp.user, Product).filter(segment__isnull=False).values_list("pk", "segment")
        segment_by_product = dict(rows)
        keys = np.array([segment_by_product.get(key, 0) for key in self.lines.product.tolist()], dtype=np.int64)
        parts = self._parts(keys)
        segments = (
            visible(self.vp.user, Segment).select_related("chain").in_bulk([part.key for part in parts if part.key])
        )
        named = [(part, segments.get(part.key)) for part in parts]
        return [Named(row, str(row) if row else "没有归到环节", part) for part, row in named][:LISTED]


def rates_of(vp: Viewpoint, chain: Chain | None, year: int | None = None, radius: str = DEFAULT_RADIUS) -> SupplyRates:
    """`year` None: the last with purchases; for those who read sums alone, the last that is over."""
    recorded = years_recorded(vp.city.pk, vp.at)
    over = [each for each in recorded if date(each, 12, 31) <= vp.at]
    years = tuple(recorded if recorded and _reads_all(vp, chain, recorded[0]) else over)
    chosen = year if year in years else next(iter(years), None)
    return SupplyRates(vp, chain, chosen, radius if radius in RADII else DEFAULT_RADIUS, years)


def _reads_all(vp: Viewpoint, chain: Chain | None, year: int) -> bool:
    """Whether every purchase of the scope's customers in a year is in sight. A firm reads its own part and no more."""
    period = year_period(year, vp.at)

    def counted() -> bool:
        rows = Purchase.objects.filter(city=vp.city, period_start__gte=period.start, period_end__lte=period.end)
        if chain is not None:
            rows = rows.filter(customer__in=standing(period).filter(chain=chain).values("enterprise"))
        if sees_all(vp.user, Purchase, Q(city=vp.city.pk)):
            return rows.exists()
        seen = visible(vp.user, Purchase).filter(pk__in=rows.values("pk"))
        return seen.exists() and rows.count() == seen.count()

    return not is_own_part(vp.user) and cached(vp.user, ("reads purchases", chain and chain.pk, period), counted)
