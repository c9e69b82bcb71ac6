"""Who could be a second source: firms that say they can make the product, whatever place they are of.

Where a firm lies is told and ranks nobody (公平竞争审查条例, 2024-08): what is free to be ordered comes first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from django.db.models import F
from numpy.typing import NDArray

from lianzhang.access.api import visible
from lianzhang.accounts.models import User
from lianzhang.enterprises.api import firms_in_sight
from lianzhang.supply.models import Capability, Purchase, Sourcing
from lianzhang.supply.sourcing.sole_sources import Pools

__all__ = ["Maker", "Makers", "makers_for", "makers_of"]

MOST = 20


class Makers:
    """How many firms could make each product, beside the one that supplies it."""

    def __init__(self, firms: Mapping[int, set[int]]) -> None:
        self.firms = firms

    def beside(self, product: int, supplier: int) -> int | None:
        """None where nobody said which product it is: then nobody can be compared."""
        return len(self.firms.get(product, set()) - {supplier}) if product > 0 else None

    def others(self, pools: Pools) -> NDArray[np.bool_]:
        """Of each pool whether another could make it."""
        single = {product: next(iter(firms)) for product, firms in self.firms.items() if len(firms) == 1}
        made = np.isin(pools.product, list(self.firms))
        alone = np.flatnonzero(np.isin(pools.product, list(single))).tolist()
        made[[at for at in alone if single[int(pools.product[at])] == pools.supplier[at]]] = False
        return made


def makers_of(by: User, city: int, products: Iterable[int] | None) -> Makers:
    """Of these products (None: of all), as far as `by` sees what firms can make. One query."""
    rows = visible(by, Capability).filter(city=city, product__isnull=False, enterprise__merged_into=None)
    if products is not None:
        rows = rows.filter(product__in={product for product in products if product > 0})
    firms: dict[int, set[int]] = {}
    for product, firm in rows.order_by().values_list("product", "enterprise"):
        firms.setdefault(product or 0, set()).add(firm)
    return Makers(firms)


@dataclass(frozen=True, slots=True)
class Maker:
    """A firm that could: what it says it can make, and whether it sells to these customers already."""

    row: Capability
    sells: bool
    seen: bool
    chosen: bool


def makers_for(row: Sourcing, by: User) -> list[Maker]:
    """Those that could supply what is sought, the largest free capacity first; what nobody said comes last."""
    if row.product_id is None:
        return []
    rows = visible(by, Capability).filter(product=row.product_id, enterprise__merged_into=None)
    rows = rows.exclude(enterprise=row.supplier_id) if row.supplier_id else rows
    rows = rows.exclude(enterprise__in=row.demands.values("customer"))  # what it makes for itself is no second source
    listed = list(
        rows.select_related("enterprise__region").order_by(F("free").desc(nulls_last=True), "enterprise__name", "pk")[
            :MOST
        ]
    )
    firms = {each.enterprise_id for each in listed}
    sold = visible(by, Purchase).filter(supplier__in=firms, customer__in=row.demands.values("customer"))
    selling = set(sold.order_by().values_list("supplier", flat=True).distinct())
    seen = firms_in_sight(by, firms)
    return [
        Maker(
            each,
            each.enterprise_id in selling,
            each.enterprise_id in seen,
            each.enterprise_id == row.candidate_id,
        )
        for each in listed
    ]
