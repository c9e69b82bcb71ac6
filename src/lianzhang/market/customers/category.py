"""One thing that a customer buys, with who here says they can make it, who sold it, who is in talks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from lianzhang.access.api import visible
from lianzhang.accounts.models import User
from lianzhang.enterprises.api import firms_in_sight
from lianzhang.kernel.lifecycle import Offer
from lianzhang.market.models import CustomerCategory
from lianzhang.supply.models import Capability, Purchase

from .lifecycle import CUSTOMER_CATEGORY
from .standing import Talk, bought_here, talks_of
from .white_space import BOUGHT_WITHIN, Cell, makers_of, survey, under

__all__ = ["CategoryDossier", "category_dossier"]

SHOWN = 20


@dataclass(frozen=True, slots=True)
class CategoryDossier:
    """`makers`: what firms here say of it, one line each, `able` how many firms; `asking`: those already in talks.

    `cell` is what the white-space table says of it."""

    cell: Cell
    makers: list[Capability]
    able: int
    asking: set[int]
    talks: list[Talk]
    bought: list[Purchase]
    seen: set[int]
    offers: list[Offer]


def category_dossier(row: CustomerCategory, by: User, today: date) -> CategoryDossier:
    customer = row.customer
    keys = under(by, customer.city_id, [row.product_id] if row.product_id else []).get(row.product_id or 0, set())
    firms = {firm for able in makers_of(by, keys).values() for firm in able} - {customer.enterprise_id}
    lines = visible(by, Capability).filter(product__in=keys, enterprise__in=firms)
    makers = list(lines.select_related("enterprise", "product").order_by("enterprise__name", "text")[:SHOWN])
    talks = talks_of(by, [customer.pk], category=row.pk).get(customer.pk, [])
    since = today - BOUGHT_WITHIN
    sold = bought_here(by).filter(customer=customer.enterprise_id, product__in=keys, period_end__gt=since)
    bought = list(sold.select_related("supplier", "product").order_by("-period_end", "-value", "pk")[:SHOWN])
    named = [each.enterprise_id for each in makers] + [talk.need.enterprise_id for talk in talks]
    (line,) = survey(by, [customer], today).lines
    return CategoryDossier(
        cell=next((each for each in line.all if each.category.pk == row.pk), Cell(row)),
        makers=makers,
        able=len(firms),
        asking={talk.need.enterprise_id for talk in talks if talk.standing != "lost"},
        talks=talks,
        bought=bought if customer.enterprise_id else [],
        seen=firms_in_sight(by, [*named, *(each.supplier_id for each in bought if each.supplier_id)]),
        offers=CUSTOMER_CATEGORY.offers(row, by),
    )
