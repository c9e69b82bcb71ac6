"""Lines that are one question: all of one stranger, all of one thing that nobody mapped. Answered once for all.

Only as far as the person may act; of names out of reach not even the number is told."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.core.paginator import Page
from django.db.models import Count, Max, Q, QuerySet, Sum

from lianzhang.access.api import acting, page_rows, policy_of, visible
from lianzhang.accounts.models import User
from lianzhang.enterprises.api import own_firm
from lianzhang.supply.catalogue.product_names import names_of
from lianzhang.supply.models import Product, Purchase
from lianzhang.supply.purchases.suppliers import Near, firms_like
from lianzhang.supply.purchases.together_actions import MOST

from .purchases import LISTED

__all__ = ["BY", "Group", "Same", "groups_page", "near_of", "same_lines"]

ROWS = 50
BY = {"stranger": ("supplier_name", Q(supplier=None)), "item": ("item", Q(product=None))}


@dataclass(frozen=True, slots=True)
class Group:
    """A name with how many lines bear it, of how many customers, their value in 万元; `place` as one of them says."""

    name: str
    lines: int
    customers: int
    value: Decimal
    place: str


def _open(by: User, what: str) -> QuerySet[Purchase]:
    """Lines that wait to be named, of customers for whom the person may act."""
    active, rule = acting(by), policy_of(Purchase)
    if active is None or rule is None:
        return Purchase.objects.none()
    rows = visible(by, Purchase).filter(BY[what][1], rule.acted_by(active)).order_by()
    firm = own_firm(by)
    return rows.filter(customer=firm) if firm else rows


def groups_page(by: User, what: str, q: str, number: str | None) -> tuple[Page, list[Group]]:
    """A page of names, the most lines first. `what` is a key of BY. Two queries."""
    field, _ = BY[what]
    rows = _open(by, what)
    counted = (
        (rows.filter(**{f"{field}__contains": q}) if q else rows)
        .values_list(field)
        .annotate(
            lines=Count("pk"),
            customers=Count("customer", distinct=True),
            worth=Sum("value"),
            place=Max("supplier_place"),
        )
        .order_by("-lines", field)
    )
    page = page_rows(by, counted, ROWS, number)
    return page, [Group(*row) for row in page]


@dataclass(frozen=True, slots=True)
class Same:
    """The lines of one name that the person may act on, the largest first; `more` are left for another time."""

    name: str
    rows: list[Purchase]
    more: int

    @property
    def value(self) -> Decimal:
        return sum((row.value for row in self.rows), Decimal(0))


def same_lines(name: str, what: str, by: User) -> Same:
    field, _ = BY[what]
    rows = _open(by, what).filter(**{field: name})
    shown = list(rows.select_related(*LISTED).order_by("-value", "pk")[:MOST])
    return Same(name, shown, rows.count() - len(shown) if len(shown) == MOST else 0)


def near_of(same: Same, what: str, by: User, city: int) -> list[Near] | list[Product]:
    """Firms or products that may be meant, the nearest first."""
    if what == "stranger":
        return firms_like(same.name, by, city)
    keys = names_of(city).near(same.name)
    by_key = visible(by, Product).select_related("segment").in_bulk(keys)
    return [by_key[key] for key in keys if key in by_key]
