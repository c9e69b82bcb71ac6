"""The register of sole sources: what hangs on one supplier, for whom together, and what its stop would cost.

It rests on recorded purchases alone: with each register goes how much of all purchases is recorded."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
from django.db.models import Q

from lianzhang.access.api import sees_all, visible
from lianzhang.accounts.models import User
from lianzhang.enterprises.models import Membership
from lianzhang.kernel.periods import Period
from lianzhang.kernel.sorting import sorted_lines
from lianzhang.registry.models import Chain
from lianzhang.supply.lines import lines_of, totals_of, years_recorded
from lianzhang.supply.models import AnalysisRun, PurchaseTotal, RunFirm, RunState, Sourcing
from lianzhang.supply.queries.local_rate import year_period
from lianzhang.supply.rates import Coverage, coverage_of
from lianzhang.supply.scope import buyers_in_sight
from lianzhang.supply.sole_sources import Pool, Soles, pools_of, soles_in
from lianzhang.supply.sourcing_filters import SoleWanted
from lianzhang.supply.sourcing_measures import percent_of
from lianzhang.supply.sourcing_rules import ENDED

from .sole_conditions import Cost, Ranked, conditions

__all__ = ["Register", "customers_of", "last_risk_run", "sole_register"]


@dataclass(frozen=True, slots=True)
class Register:
    """Sole sources of a year as far as somebody sees them: `everything` in sight, `rows` as narrowed and sorted.

    `value` is what they cost in 万元 and `bought` all recorded purchases of the same customers. `run` says what a stop
    costs, None: no run did. `period` None: nothing is recorded.
    """

    city: int
    period: Period | None
    soles: Soles | None = None
    everything: int = 0
    pairs: int = 0
    value: float = 0.0
    bought: float = 0.0
    coverage: Coverage | None = None
    run: AnalysisRun | None = None
    rows: tuple[Ranked, ...] = ()

    @property
    def year(self) -> int | None:
        return self.period.start.year if self.period else None

    @property
    def share(self) -> Decimal | None:
        """Of all recorded purchases, in percent."""
        return percent_of(self.value / self.bought) if self.bought else None

    @property
    def top(self) -> Decimal | None:
        """The largest cost of a stop among the rows, in percent."""
        return percent_of(max((row.cost.risk for row in self.rows if row.cost), default=None))

    @property
    def covered(self) -> Decimal | None:
        """How much of all purchases is recorded, in percent; None where no customer says how much it bought."""
        return percent_of(self.coverage.share) if self.coverage else None


ORDERS: Mapping[str, Callable[[Ranked], Any]] = {
    "value": lambda row: row.pool.value,
    "risk": lambda row: row.cost and row.cost.risk,
    "customers": lambda row: len(row.pool.pairs),
}


def sole_register(by: User, city: int, wanted: SoleWanted, at: date, order: str | None = None) -> Register:
    """In the order asked for; else what costs most when it stops first, then what is worth most."""
    years = years_recorded(city, at)
    if not years:
        return Register(city, None)
    period = year_period(wanted.year if wanted.year in years else years[0], at)
    customers = customers_of(by, city, wanted.chain, at)
    soles, lines = soles_in(city, period), lines_of(city, period)
    everything = pools_of(soles, customers)
    run = last_risk_run(by, city)
    costs, cases = _costs(by, run, soles, everything), _open_cases(by, city)
    ranked = [Ranked(pool, costs.get(pool.supplier), cases.get(_key(pool, soles))) for pool in everything]
    fitting = list(conditions(by, city, soles, everything, period, wanted, at))
    narrowed = [row for row in ranked if all(fits(row) for fits in fitting)]
    narrowed.sort(key=lambda row: (-(row.cost.risk if row.cost else -1.0), -row.pool.value))
    counted = lines.value if customers is None else lines.value[np.isin(lines.customer, list(customers))]
    counting = set(lines.customer.tolist()) if customers is None else customers
    return Register(
        city=city,
        period=period,
        soles=soles,
        everything=len(everything),
        pairs=sum(len(pool.pairs) for pool in everything),
        value=sum(pool.value for pool in everything),
        bought=float(counted.sum()),
        coverage=coverage_of(lines, totals_of(city, period), counting),
        run=run,
        rows=tuple(sorted_lines(narrowed, ORDERS, order)),
    )


def customers_of(by: User, city: int, chain: Chain | None, at: date) -> set[int] | None:
    """Whose purchases `by` sees whole, of those on a chain on a day; None: of all in the city."""
    whole = sees_all(by, PurchaseTotal, Q(city=city))
    if chain is None:
        return None if whole else set(buyers_in_sight(by).values_list("pk", flat=True))
    on_chain = visible(by, Membership).filter(chain=chain, starts__lte=at).exclude(ends__lte=at)
    found = set(on_chain.values_list("enterprise", flat=True))
    return found if whole else found & set(buyers_in_sight(by).filter(pk__in=found).values_list("pk", flat=True))


def last_risk_run(by: User, city: int) -> AnalysisRun | None:
    rows = visible(by, AnalysisRun).filter(city=city, kind=AnalysisRun.Kind.RISK, state=RunState.DONE)
    return rows.order_by("-period_end", "-ended_at", "-pk").first()


def _costs(by: User, run: AnalysisRun | None, soles: Soles, pools: list[Pool]) -> dict[int, Cost]:
    """By supplier, as pools name it. Two queries."""
    if run is None or not pools:
        return {}
    rows = visible(by, RunFirm).filter(run=run, risk__isnull=False)
    firms = {pool.supplier for pool in pools if pool.supplier > 0}
    strangers = {soles.strangers[-pool.supplier - 1]: pool.supplier for pool in pools if pool.supplier < 0}
    costs = {
        firm or 0: Cost(risk or 0.0, lost)
        for firm, risk, lost in rows.filter(enterprise__in=firms).values_list("enterprise", "risk", "lost")
    }
    told = rows.filter(enterprise=None, stranger__in=strangers).values_list("stranger", "risk", "lost")
    return costs | {strangers[name]: Cost(risk or 0.0, lost) for name, risk, lost in told}


def _open_cases(by: User, city: int) -> dict[tuple[Any, Any], Sourcing]:
    rows = visible(by, Sourcing).filter(city=city).exclude(state__in=ENDED).select_related("candidate")
    return {(row.product_id or row.item, row.supplier_id or row.supplier_name): row for row in rows}


def _key(pool: Pool, soles: Soles) -> tuple[Any, Any]:
    """As `_open_cases` names it."""
    thing = pool.product if pool.product > 0 else soles.items[-pool.product - 1]
    return thing, pool.supplier if pool.supplier > 0 else soles.strangers[-pool.supplier - 1]
