"""What the register of sole sources is narrowed by: of each pool whether it fits, by two queries at most."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

import numpy as np
from django.db.models import Q
from numpy.typing import NDArray

from lianzhang.access.api import visible
from lianzhang.accounts.models import User
from lianzhang.enterprises.api import folded
from lianzhang.enterprises.models import Enterprise
from lianzhang.supply.models import Product, Sourcing
from lianzhang.supply.sourcing.filters import SoleWanted
from lianzhang.supply.sourcing.sole_sources import Pool, Pools, Soles

from .second_sources import makers_of

__all__ = ["ENDS_SOON", "Cost", "Ranked", "Scope", "conditions"]

ENDS_SOON = 90  # days
Flags = NDArray[np.bool_]


class Cost(NamedTuple):
    """What a stop of a supplier would cost: a share of the city's output, and 万元 a month where the run says."""

    risk: float
    lost: Decimal | None


class Ranked(NamedTuple):
    """A pool, with what a stop of its supplier would cost, None where no run says so, and the case that is open."""

    pool: Pool
    cost: Cost | None
    case: Sourcing | None


@dataclass(frozen=True, slots=True)
class Scope:
    """What one looks at: pools of a city in a period, as far as `by` sees them, with the cases that are open."""

    by: User
    city: int
    at: date
    soles: Soles
    pools: Pools
    cases: Mapping[int, Sourcing]


def conditions(scope: Scope, wanted: SoleWanted) -> Iterator[Flags]:
    """Of each pool whether it fits what is wanted."""
    soles, pools = scope.soles, scope.pools
    if wanted.customer:
        yield pools.some(soles.customer == wanted.customer)
    if wanted.supplier:
        yield pools.supplier == wanted.supplier
    if wanted.q:
        yield _named(scope, wanted.q)
    if wanted.second:
        yield _second(scope, wanted.second)
    if wanted.ending:
        yield pools.some(_ending(scope))


def _named(scope: Scope, text: str) -> Flags:
    """By the name of the thing, of its supplier, or of a customer."""
    soles, pools = scope.soles, scope.pools
    called = Q(name__contains=text) | Q(names__folded__contains=folded(text))
    things = set(visible(scope.by, Product).filter(called, city=scope.city).values_list("pk", flat=True))
    things |= {-place - 1 for place, item in enumerate(soles.items) if text in item}
    firms = visible(scope.by, Enterprise).filter(city=scope.city, search__contains=folded(text))
    keys = list(firms.values_list("pk", flat=True))
    suppliers = keys + [-place - 1 for place, name in enumerate(soles.strangers) if text in name]
    named = np.isin(pools.product, list(things)) | np.isin(pools.supplier, suppliers)
    return named | pools.some(np.isin(soles.customer, keys))


def _second(scope: Scope, which: str) -> Flags:
    """Whether a second source is known: one that was chosen, or firms that could. Of things unmapped nobody knows."""
    fitting = np.zeros(len(scope.pools), dtype=np.bool_)
    if which == "open":
        fitting[list(scope.cases)] = True
        return fitting
    fitting |= makers_of(scope.by, scope.city, None).others(scope.pools)
    fitting[[at for at, case in scope.cases.items() if case.candidate_name]] = True
    return fitting if which == "some" else ~fitting


def _ending(scope: Scope) -> Flags:
    """Of each pair, whether its last contract ends within ENDS_SOON days."""
    first, last = scope.at.toordinal(), (scope.at + timedelta(days=ENDS_SOON)).toordinal()
    until = scope.soles.contract_end
    ends: Flags = (until >= first) & (until <= last)
    return ends
