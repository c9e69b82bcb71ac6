"""The register of sole sources: what hangs on one supplier, for whom together, and what its stop would cost.

It rests on recorded purchases alone: with each register goes how much of all purchases is recorded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, overload

import numpy as np
from django.db.models import Q
from numpy.typing import NDArray

from lianzhang.access.api import sees_all, visible
from lianzhang.accounts.models import User
from lianzhang.enterprises.models import Membership
from lianzhang.kernel.periods import Period
from lianzhang.kernel.sorting import known_order
from lianzhang.registry.models import Chain
from lianzhang.supply.models import AnalysisRun, PurchaseTotal, RunFirm, RunState, Sourcing
from lianzhang.supply.rates.lines import lines_of, totals_of, years_recorded
from lianzhang.supply.rates.rates import Coverage, coverage_of
from lianzhang.supply.scope import buyers_in_sight
from lianzhang.supply.sourcing.filters import SoleWanted
from lianzhang.supply.sourcing.measures import percent_of
from lianzhang.supply.sourcing.rules import ENDED
from lianzhang.supply.sourcing.sole_sources import Pools, Soles, pools_in, soles_in

from .local_rate import year_period
from .sole_conditions import Cost, Ranked, Scope, conditions

__all__ = ["Register", "Rows", "count_of", "customers_of", "last_risk_run", "sole_register"]

# So many suppliers are asked for by name; of more the whole run is read.
NAMED = 5_000


class Rows(Sequence[Ranked]):
    """Pools in an order, made ready one by one: of a large city few of them are ever looked at."""

    def __init__(
        self, pools: Pools, order: NDArray[np.int64], costs: Mapping[int, Cost], cases: Mapping[int, Sourcing]
    ) -> None:
        self.pools, self.order, self.costs, self.cases = pools, order, costs, cases

    def __len__(self) -> int:
        return self.order.size

    @overload
    def __getitem__(self, at: int) -> Ranked: ...
    @overload
    def __getitem__(self, at: slice) -> list[Ranked]: ...
    def __getitem__(self, at: int | slice) -> Ranked | list[Ranked]:
        if isinstance(at, slice):
            return [self._row(place) for place in self.order[at].tolist()]
        return self._row(int(self.order[at]))

    def _row(self, place: int) -> Ranked:
        pool = self.pools[place]
        return Ranked(pool, self.costs.get(pool.supplier), self.cases.get(place))

    def find(self, product: int, supplier: int) -> Ranked | None:
        """The pool of this product and supplier, wherever it stands."""
        place = self.pools.find(product, supplier)
        return None if place is None else self._row(place)


@dataclass(frozen=True, slots=True)
class Register:
    """Sole sources of a year as far as somebody sees them: `everything` in sight, `rows` as narrowed and sorted.

    `value` is what they cost in 万元 and `bought` all recorded purchases of the same customers. `run` says what a stop
    costs, None: no run did; `top` the most that one of the rows does. `period` None: nothing is recorded.
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
    rows: Sequence[Ranked] = ()
    top: Decimal | None = None

    @property
    def year(self) -> int | None:
        return self.period.start.year if self.period else None

    @property
    def share(self) -> Decimal | None:
        """Of all recorded purchases, in percent."""
        return percent_of(self.value / self.bought) if self.bought else None

    @property
    def covered(self) -> Decimal | None:
        """How much of all purchases is recorded, in percent; None where no customer says how much it bought."""
        return percent_of(self.coverage.share) if self.coverage else None


def sole_register(by: User, city: int, wanted: SoleWanted, at: date, order: str | None = None) -> Register:
    """In the order asked for; else what costs most when it stops first, then what is worth most."""
    period = _period(city, wanted.year, at)
    if period is None:
        return Register(city, None)
    customers = customers_of(by, city, wanted.chain, at)
    soles, pools, lines = soles_in(city, period), pools_in(city, period, customers), lines_of(city, period)
    run = last_risk_run(by, city)
    costs = _costs(by, run, soles, pools)
    scope = Scope(by, city, at, soles, pools, _open_cases(by, city, soles, pools))
    fitting = np.ones(len(pools), dtype=np.bool_)
    for fits in conditions(scope, wanted):
        fitting &= fits
    risks = _risks(pools, costs)
    chosen = np.flatnonzero(fitting)
    counted = lines.value if customers is None else lines.value[np.isin(lines.customer, list(customers))]
    counting = set(np.unique(lines.customer).tolist()) if customers is None else customers
    known = risks[chosen][~np.isnan(risks[chosen])]
    return Register(
        city=city,
        period=period,
        soles=soles,
        everything=len(pools),
        pairs=pools.pairs.size,
        value=float(pools.value.sum()),
        bought=float(counted.sum()),
        coverage=coverage_of(lines, totals_of(city, period), counting),
        run=run,
        rows=Rows(pools, chosen[_sorted(pools, chosen, risks, order)], costs, scope.cases),
        top=percent_of(float(known.max())) if known.size else None,
    )


def count_of(by: User, city: int, at: date) -> int:
    """How many sole sources somebody sees, of the last year with purchases."""
    period = _period(city, 0, at)
    return len(pools_in(city, period, customers_of(by, city, None, at))) if period else 0


def _period(city: int, year: int, at: date) -> Period | None:
    years = years_recorded(city, at)
    return year_period(year if year in years else years[0], at) if years else None


def _sorted(
    pools: Pools, chosen: NDArray[np.int64], risks: NDArray[np.float64], order: str | None
) -> NDArray[np.int64]:
    """Where each of the chosen comes; what nobody reckoned stands last either way."""
    value = pools.value[chosen]
    columns = {"value": value, "risk": risks[chosen], "customers": pools.customers[chosen].astype(np.float64)}
    code, downwards = known_order(order, columns) or ("risk", True)
    return np.lexsort((-value, -columns[code] if downwards else columns[code]))


def customers_of(by: User, city: int, chain: Chain | None, at: date) -> set[int] | None:
    """Whose purchases `by` sees whole, of those on a chain on a day; None: of all in the city."""
    whole = sees_all(by, PurchaseTotal, Q(city=city))
    if chain is None:
        return None if whole else set(buyers_in_sight(by).values_list("pk", flat=True))
    on_chain = visible(by, Membership).filter(chain=chain, starts__lte=at).exclude(ends__lte=at)
    buyers = set(on_chain.values_list("enterprise", flat=True))
    return buyers if whole else buyers & set(buyers_in_sight(by).filter(pk__in=buyers).values_list("pk", flat=True))


def last_risk_run(by: User, city: int) -> AnalysisRun | None:
    rows = visible(by, AnalysisRun).filter(city=city, kind=AnalysisRun.Kind.RISK, state=RunState.DONE)
    return rows.order_by("-period_end", "-ended_at", "-pk").first()


def _costs(by: User, run: AnalysisRun | None, soles: Soles, pools: Pools) -> dict[int, Cost]:
    """By supplier, as pools name it. Two queries."""
    if run is None or not len(pools):
        return {}
    rows: Any = visible(by, RunFirm).filter(run=run, risk__isnull=False)
    suppliers = np.unique(pools.supplier)
    firms = suppliers[suppliers > 0].tolist()
    strangers = {soles.strangers[-key - 1]: key for key in suppliers[suppliers < 0].tolist()}
    of_firms = rows.filter(enterprise__in=firms) if len(firms) <= NAMED else rows.exclude(enterprise=None)
    told = of_firms.values_list("enterprise", "risk", "lost")
    costs = {firm: Cost(risk, lost) for firm, risk, lost in told}
    for name, risk, lost in rows.filter(enterprise=None).values_list("stranger", "risk", "lost"):
        if name in strangers:
            costs[strangers[name]] = Cost(risk, lost)
    return costs


def _risks(pools: Pools, costs: Mapping[int, Cost]) -> NDArray[np.float64]:
    """Of each pool, NaN where nobody knows."""
    suppliers, place = np.unique(pools.supplier, return_inverse=True)
    known = [costs[key].risk if key in costs else np.nan for key in suppliers.tolist()]
    return np.array(known, dtype=np.float64)[place.reshape(-1)]


def _open_cases(by: User, city: int, soles: Soles, pools: Pools) -> dict[int, Sourcing]:
    """By the place of their pool; some have none, where no purchase shows it. One query."""
    items = {name: -place - 1 for place, name in enumerate(soles.items)}
    strangers = {name: -place - 1 for place, name in enumerate(soles.strangers)}
    cases: dict[int, Sourcing] = {}
    for row in visible(by, Sourcing).filter(city=city).exclude(state__in=ENDED).select_related("candidate"):
        product = row.product_id or items.get(row.item, 0)
        place = pools.find(product, row.supplier_id or strangers.get(row.supplier_name, 0))
        if place is not None:
            cases[place] = row
    return cases
