"""What the register of sole sources is narrowed by: conditions on its rows, each of a query or two."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

import numpy as np
from django.db.models import Q, QuerySet

from lianzhang.access.api import visible
from lianzhang.accounts.models import User
from lianzhang.enterprises.api import folded
from lianzhang.enterprises.models import Enterprise
from lianzhang.kernel.periods import Period
from lianzhang.supply.models import Product, Purchase, Sourcing
from lianzhang.supply.sole_sources import Pool, Soles
from lianzhang.supply.sourcing_filters import SoleWanted

from .second_sources import makers_of

__all__ = ["ENDS_SOON", "Cost", "Ranked", "conditions", "within_period"]

ENDS_SOON = 90  # days


class Cost(NamedTuple):
    """What a stop of a supplier would cost: a share of the city's output, and 万元 a month where the run says."""

    risk: float
    lost: Decimal | None


class Ranked(NamedTuple):
    """A pool, with what a stop of its supplier would cost, None where no run says so, and the case that is open."""

    pool: Pool
    cost: Cost | None
    case: Sourcing | None


Condition = Callable[[Ranked], bool]


def within_period(by: User, city: int, period: Period) -> QuerySet[Purchase]:
    rows = visible(by, Purchase).filter(city=city, period_start__gte=period.start, period_end__lte=period.end)
    return rows.order_by()


def conditions(
    by: User, city: int, soles: Soles, pools: list[Pool], period: Period, wanted: SoleWanted, at: date
) -> Iterator[Condition]:
    if wanted.customer:
        yield lambda row: any(soles.customer[pair] == wanted.customer for pair in row.pool.pairs)
    if wanted.supplier:
        yield lambda row: row.pool.supplier == wanted.supplier
    if wanted.q:
        yield _named(by, city, soles, wanted.q)
    if wanted.second:
        yield _second(by, city, pools, wanted.second)
    if wanted.ending:
        ends = _ending(within_period(by, city, period), soles, at)
        yield lambda row: any(ends[pair] for pair in row.pool.pairs)


def _named(by: User, city: int, soles: Soles, text: str) -> Condition:
    """By the name of the thing, of its supplier, or of a customer."""
    called = Q(name__contains=text) | Q(names__folded__contains=folded(text))
    things = set(visible(by, Product).filter(called, city=city).values_list("pk", flat=True))
    things |= {-place - 1 for place, item in enumerate(soles.items) if text in item}
    firms = visible(by, Enterprise).filter(city=city, search__contains=folded(text))
    keys = set(firms.values_list("pk", flat=True))
    suppliers = keys | {-place - 1 for place, name in enumerate(soles.strangers) if text in name}

    def fits(row: Ranked) -> bool:
        pool = row.pool
        customers = (int(soles.customer[pair]) for pair in pool.pairs)
        return pool.product in things or pool.supplier in suppliers or any(each in keys for each in customers)

    return fits


def _second(by: User, city: int, pools: list[Pool], which: str) -> Condition:
    """Whether a second source is known: one that was chosen, or firms that could. Of things unmapped nobody knows."""
    if which == "open":
        return lambda row: row.case is not None
    makers = makers_of(by, city, (pool.product for pool in pools))

    def found(row: Ranked) -> bool:
        chosen = row.case is not None and bool(row.case.candidate_name)
        return chosen or bool(makers.beside(row.pool.product, row.pool.supplier))

    return found if which == "some" else lambda row: not found(row)


def _ending(rows: QuerySet[Purchase], soles: Soles, at: date) -> list[bool]:
    """Of each pair, whether its last contract ends within ENDS_SOON days. Two queries."""
    until = at + timedelta(days=ENDS_SOON)
    soon = _some(soles, rows.filter(contract_end__gte=at, contract_end__lte=until))
    later = _some(soles, rows.filter(contract_end__gt=until))
    return list((soon & ~later).tolist())


def _some(soles: Soles, rows: QuerySet[Purchase]) -> np.ndarray:
    """Of each pair, whether one of its purchases is among `rows`."""
    keys = np.fromiter(rows.values_list("pk", flat=True).iterator(20_000), np.int64)
    before = np.append(0, np.cumsum(np.isin(soles.keys, keys)))
    return before[soles.end] > before[soles.start]
