"""The firms that a stress test hit, each with what is on record beside it: stock, who else makes what is lacking."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from lianzhang.access.api import visible
from lianzhang.registry.models import Chain
from lianzhang.supply.models import AnalysisRun, Capability, Purchase, RunFirm

from .stress import StressView

__all__ = ["LISTED", "Hit", "hits"]

LISTED = 8


@dataclass(frozen=True, slots=True)
class Hit:
    """A row with what it loses in all the months, 万元, and what is on record beside it: days of stock (the least), and
    how many others can make what is lacking; None where nobody said."""

    row: RunFirm
    lost: float | None
    chains: str
    stock: int | None
    others: int | None


def hits(view: StressView, user: Any, most: int | None = LISTED) -> list[Hit]:
    rows = view.hit if most is None else view.hit[:most]
    lines = _lines(view.run, rows, user)
    makers = _makers(view.run.city_id, {product for each in lines.values() for _, product in each if product}, user)
    names = {chain.pk: str(chain) for chain in Chain.objects.filter(city=view.run.city_id)}
    return [_with_records(row, view.months, lines.get(row.enterprise_id or 0, []), makers, names) for row in rows]


def _with_records(
    row: RunFirm,
    months: int,
    lines: list[tuple[int | None, int | None]],
    makers: Mapping[int, set[int]],
    names: Mapping[int, str],
) -> Hit:
    stock = [days for days, _ in lines if days is not None]
    wanted = {product for _, product in lines if product}
    chains = "、".join(names[chain] for chain, _ in row.chains if chain in names)
    known = set().union(*(makers.get(product, set()) for product in wanted)) if wanted else None
    beside = None if known is None else len(known - {firm for firm, _, _ in row.through} - {row.enterprise_id or 0})
    return Hit(row, None if row.lost is None else float(row.lost) * months, chains, min(stock, default=None), beside)


def _lines(run: AnalysisRun, rows: Iterable[RunFirm], user: Any) -> dict[int, list[tuple[int | None, int | None]]]:
    """By firm, days of stock and product of what it buys of those through whom its loss came."""
    through = {
        row.enterprise_id: {(firm or 0, name) for firm, name, _ in row.through}
        for row in rows if row.way == RunFirm.Way.DOWN
    }  # fmt: skip
    bought = visible(user, Purchase).filter(
        customer__in=[key for key in through if key], period_start__gte=run.period_start, period_end__lte=run.period_end
    )
    told: dict[int, list[tuple[int | None, int | None]]] = defaultdict(list)
    for customer, supplier, name, days, product in bought.order_by().values_list(
        "customer", "supplier", "supplier_name", "stock_days", "product"
    ):
        if (supplier or 0, "" if supplier else name) in through.get(customer, ()):
            told[customer].append((days, product))
    return told


def _makers(city: int, products: set[int], user: Any) -> dict[int, set[int]]:
    rows = visible(user, Capability).filter(city=city, product__in=products).order_by()
    makers: dict[int, set[int]] = defaultdict(set)
    for product, firm in rows.values_list("product", "enterprise"):
        makers[product].add(firm)
    return makers
