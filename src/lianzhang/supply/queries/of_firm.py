"""One firm in the supply network, as far as somebody sees it: its two sides, its rank, what it makes and hangs on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

import numpy as np

from lianzhang.access.api import may, visible
from lianzhang.accounts.models import User
from lianzhang.enterprises.api import firms_in_sight
from lianzhang.enterprises.models import Enterprise
from lianzhang.kernel.periods import Period, parse_period
from lianzhang.supply.models import AnalysisRun, Capability, Product, Purchase, PurchaseTotal, RunFirm, RunState
from lianzhang.supply.permissions import Permission
from lianzhang.supply.rates.lines import Lines, totals_of, years_recorded
from lianzhang.supply.scope import buyers_in_sight
from lianzhang.supply.sourcing.sole_sources import soles_of

from .in_sight import lines_in_sight
from .second_sources import makers_of

__all__ = ["FirmSupply", "Hanging", "Partner", "Side", "supply_of_firm"]

SHOWN = 5


class Partner(NamedTuple):
    """A firm on the other side by its key, or a stranger (0); `seen`: one may open its page. `value` in 万元."""

    key: int
    name: str
    value: float
    seen: bool


@dataclass(frozen=True, slots=True)
class Side:
    """Who buys, or who sells: the first few of `count`, and what all of it is worth in 万元."""

    partners: list[Partner]
    count: int
    value: float

    @property
    def more(self) -> int:
        return self.count - len(self.partners)


class Hanging(NamedTuple):
    """A thing that the firm buys from one supplier alone. `makers`: how many others could make it, None: unknown."""

    name: str
    product: Product | None
    supplier: str
    value: float
    makers: int | None


@dataclass(frozen=True, slots=True)
class FirmSupply:
    """`whole`: all that the firm bought is in sight, so what hangs on one supplier can be told. `coverage`: what part
    of its purchases is recorded, None where nobody stated them or that is out of sight.

    `rank` and `risk` of the last run, None where there is none or it is out of sight; `of` so many firms.
    `run_coverage` in % only for those who read runs: with its own purchases a firm could tell another's from it.
    `enters`: one fills in its bill of purchases.
    """

    firm: Enterprise
    period: Period | None
    suppliers: Side | None
    customers: Side | None
    whole: bool
    coverage: float | None
    hanging: list[Hanging]
    hanging_count: int
    run: AnalysisRun | None
    run_coverage: Decimal | None
    rank: int | None
    of: int | None
    risk: float | None
    makes: list[Capability]
    makes_count: int
    enters: bool
    ranks: bool

    @property
    def anything(self) -> bool:
        return bool(self.suppliers or self.customers or self.makes or self.rank or self.enters)


def supply_of_firm(by: User, firm: Enterprise, at: date) -> FirmSupply | None:
    """None for those who read nothing of supply."""
    if not may(by, Permission.READ):
        return None
    years = years_recorded(firm.city_id, at)
    whole_year = parse_period(str(years[0])) if years else None
    period = Period(whole_year.start, min(whole_year.end, at)) if whole_year else None
    lines = lines_in_sight(by, firm.city_id, period) if period else None
    whole = buyers_in_sight(by).filter(pk=firm.pk).exists()
    bought = lines.where(lines.customer == firm.pk) if lines is not None else None
    sold = lines.where(lines.supplier == firm.pk) if lines is not None else None
    hanging = _hanging(by, firm, bought) if whole and bought is not None else []
    own = _ranked(by, firm)
    makes = visible(by, Capability).filter(enterprise=firm).select_related("product").order_by("text")
    return FirmSupply(
        firm=firm,
        period=period,
        suppliers=_side(by, bought, "supplier"),
        customers=_side(by, sold, "customer"),
        whole=whole,
        coverage=_coverage(by, firm, period, bought) if whole else None,
        hanging=hanging[:SHOWN],
        hanging_count=len(hanging),
        run=own.run if own else None,
        run_coverage=own.run.coverage if own and visible(by, AnalysisRun).filter(pk=own.run_id).exists() else None,
        rank=own.rank if own else None,
        of=own.run.summary.get("firms") if own else None,
        risk=own.risk if own else None,
        makes=list(makes[:SHOWN]),
        makes_count=makes.count(),
        enters=may(by, Permission.ENTER, firm) and whole,
        ranks=may(by, Permission.READ_SOURCING),
    )


def _ranked(by: User, firm: Enterprise) -> RunFirm | None:
    """Of the last run that ranks it. A firm reads its own rank, though no runs."""
    done = {"run__kind": AnalysisRun.Kind.RISK, "run__state": RunState.DONE}
    rows = visible(by, RunFirm).filter(enterprise=firm, **done).select_related("run")
    return rows.order_by("-run__period_end", "-run__ended_at", "-run__pk").first()


def _side(by: User, lines: Lines | None, other: str) -> Side | None:
    """None where no purchase is in sight. Two queries."""
    if lines is None or not len(lines):
        return None
    keys, at = np.unique(getattr(lines, other), return_inverse=True)
    value = np.bincount(at.reshape(-1), lines.value, keys.size)
    first = [int(keys[each]) for each in np.argsort(-value, kind="stable")[:SHOWN]]
    worth = dict(zip(keys.tolist(), value.tolist(), strict=True))
    known = [key for key in first if key > 0]
    names, seen = _names(by, lines, other, known), firms_in_sight(by, known)
    partners = [
        Partner(max(key, 0), names[key] if key > 0 else lines.strangers[-key - 1], round(worth[key], 2), key in seen)
        for key in first
    ]
    return Side(partners, keys.size, round(float(value.sum()), 2))


def _names(by: User, lines: Lines, other: str, keys: Iterable[int]) -> dict[int, str]:
    """As lines in sight name the other side, which itself may be out of sight."""
    some = {int(key): int(lines.key[np.flatnonzero(getattr(lines, other) == key)[0]]) for key in keys}
    rows = visible(by, Purchase).filter(pk__in=some.values()).order_by()
    return dict(rows.values_list(other, f"{other}__name"))


def _coverage(by: User, firm: Enterprise, period: Period | None, bought: Lines | None) -> float | None:
    if period is None or not visible(by, PurchaseTotal).filter(customer=firm).exists():
        return None
    total = totals_of(firm.city_id, period).get(firm.pk)
    recorded = float(bought.value.sum()) if bought is not None else 0.0
    return min(recorded / total, 1.0) if total else None


def _hanging(by: User, firm: Enterprise, bought: Lines) -> list[Hanging]:
    """What is worth most first."""
    soles = soles_of(bought)
    order = np.argsort(-soles.value, kind="stable").tolist()
    products = visible(by, Product).in_bulk({int(key) for key in soles.product if key > 0})
    makers = makers_of(by, firm.city_id, products)
    names = _names(by, bought, "supplier", {int(key) for key in soles.supplier if key > 0})
    told = []
    for at in order:
        product, supplier = int(soles.product[at]), int(soles.supplier[at])
        row = products.get(product)
        told.append(
            Hanging(
                name=str(row) if row else soles.items[-product - 1],
                product=row,
                supplier=names[supplier] if supplier > 0 else soles.strangers[-supplier - 1],
                value=round(float(soles.value[at]), 2),
                makers=makers.beside(product, supplier),
            )
        )
    return told
