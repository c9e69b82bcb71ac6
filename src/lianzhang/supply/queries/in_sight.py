"""The recorded purchases of a period as far as somebody sees them, as columns."""

from __future__ import annotations

import numpy as np
from django.db.models import Q
from numpy.typing import NDArray

from lianzhang.access.api import sees_all, visible
from lianzhang.accounts.models import User
from lianzhang.enterprises.api import cached
from lianzhang.kernel.periods import Period
from lianzhang.supply.models import Purchase
from lianzhang.supply.rates.lines import Lines, lines_of

__all__ = ["lines_in_sight"]


def lines_in_sight(by: User, city: int, period: Period) -> Lines:
    """All of them for who sees all; else those that `by` may open one by one. Kept while the register stays the same.

    A sum over these tells nothing that the reader could not add up from the lines.
    """
    lines = lines_of(city, period)
    if sees_all(by, Purchase, Q(city=city)):
        return lines
    return lines.where(np.isin(lines.key, cached(by, ("purchases in sight", city, period), lambda: _keys(by, period))))


def _keys(by: User, period: Period) -> NDArray[np.int64]:
    rows = visible(by, Purchase).filter(period_start__gte=period.start, period_end__lte=period.end).order_by()
    return np.fromiter(rows.values_list("pk", flat=True).iterator(20_000), np.int64)
