"""Customers and ranked groups as the lists ask for them, and one of each with all that its page says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from django.core.paginator import Page
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from lianzhang.access.api import listed_rows, visible
from lianzhang.accounts.models import User
from lianzhang.enterprises.api import firms_in_sight
from lianzhang.kernel.lifecycle import Offer
from lianzhang.kernel.sorting import Columns, sorted_rows
from lianzhang.market.models import Customer, CustomerCategory, RankedGroup
from lianzhang.records.api import Happening, history_of
from lianzhang.supply.models import Purchase

from .filters import CustomersWanted, GroupsWanted
from .groups import Standing, on_list, standings_of
from .lifecycle import CUSTOMER, RANKED_GROUP
from .standing import STANDINGS, Talk, bought_here, condition, farthest, talks_of

__all__ = [
    *("CUSTOMER_LISTED", "CUSTOMER_RELATED", "CustomerDossier", "CustomerLine", "GroupDossier", "Tally"),
    *("customer_dossier", "customer_lines", "customer_page", "filter_customers", "filter_groups", "group_dossier"),
    *("group_page", "tally_of"),
]

ROWS, LATEST = 50, 20
CUSTOMER_LISTED = ("chain", "enterprise")
CUSTOMER_RELATED = (*CUSTOMER_LISTED, "city", "post", "entered_by")
CUSTOMER_ORDERS: Columns = {
    "name": ("name",),
    "group": ("group", "name"),
    "place": ("place", "name"),
    "chain": ("chain__name", "name"),
}
GROUP_ORDERS: Columns = {
    "group": ("group",),
    "ranking": ("ranking__order", "-year", "rank"),
    "year": ("year", "ranking__order", "rank"),
    "rank": ("rank",),
}


@dataclass(frozen=True, slots=True)
class Tally:
    """How many customers are in sight, and how many of them stand how."""

    total: int
    by_standing: dict[str, int]


def tally_of(by: User) -> Tally:
    """One query."""
    counts = {name: Count("pk", filter=condition(by, name)) for name in STANDINGS}
    told = visible(by, Customer).order_by().aggregate(total=Count("pk"), **counts)
    return Tally(told.pop("total"), told)


def filter_customers(wanted: CustomersWanted, by: User, city: int, order: str | None = None) -> QuerySet[Customer]:
    rows = visible(by, Customer).filter(*_conditions(wanted, by, city))
    return sorted_rows(rows.order_by("name", "pk"), CUSTOMER_ORDERS, order)


def _conditions(wanted: CustomersWanted, by: User, city: int) -> Iterator[Q]:
    if wanted.q:
        yield Q(name__contains=wanted.q) | Q(group__contains=wanted.q)
    if wanted.mine:
        yield condition(by, wanted.mine)
    if wanted.chain:
        yield Q(chain=wanted.chain)
    if wanted.ranking:
        yield Q(group_folded__in=on_list(by, city, wanted.ranking))
    if wanted.category:
        named = Q(name__contains=wanted.category) | Q(product__name__contains=wanted.category)
        yield Q(Exists(visible(by, CustomerCategory).filter(named, customer=OuterRef("pk"))))
    if wanted.shown:
        yield Q(shown=wanted.shown == "yes")


class CustomerLine(NamedTuple):
    """One customer of the list: where its group stands, what it buys, how far anybody came with it."""

    row: Customer
    standings: list[Standing]
    categories: list[CustomerCategory]
    talks: list[Talk]
    standing: str

    @property
    def word(self) -> str:
        return STANDINGS[self.standing]

    @property
    def first(self) -> Talk | None:
        return self.talks[0] if self.talks else None


def customer_lines(rows: list[Customer], by: User) -> list[CustomerLine]:
    """A fixed number of queries."""
    standings, talks = standings_of(by, rows), talks_of(by, [row.pk for row in rows])
    buys: dict[int, list[CustomerCategory]] = {}
    for each in visible(by, CustomerCategory).filter(customer__in=rows).select_related("product").order_by("name"):
        buys.setdefault(each.customer_id, []).append(each)
    firms = [row.enterprise_id for row in rows if row.enterprise_id]
    supplied = set(bought_here(by).filter(customer__in=firms).order_by().values_list("customer", flat=True))
    return [
        CustomerLine(
            row,
            standings.get(row.pk, []),
            buys.get(row.pk, []),
            told := talks.get(row.pk, []),
            farthest(told, supplied=row.enterprise_id in supplied),
        )
        for row in rows
    ]


def customer_page(
    wanted: CustomersWanted, number: str | None, by: User, city: int, order: str | None = None
) -> tuple[Page, list[CustomerLine]]:
    rows = filter_customers(wanted, by, city, order)
    page, shown = listed_rows(by, rows, ROWS, number, *CUSTOMER_LISTED)
    return page, customer_lines(shown, by)


class Supplier(NamedTuple):
    """What one firm of the city sold to the customer: lines, and 万元, as both sides confirmed."""

    firm: str
    key: int | None
    lines: int
    value: Decimal


@dataclass(frozen=True, slots=True)
class CustomerDossier:
    line: CustomerLine
    offers: list[Offer]
    suppliers: list[Supplier]
    seen: set[int]
    history: list[Happening]

    @property
    def open(self) -> set[str]:
        """The steps that may be taken now."""
        return {each.step.name for each in self.offers if not each.missing}


def customer_dossier(row: Customer, by: User, *, keeps: bool) -> CustomerDossier:
    """`keeps`: who looks keeps the list; only they read what was done with it."""
    (line,) = customer_lines([row], by)
    sold = _suppliers(bought_here(by).filter(customer=row.enterprise_id)) if row.enterprise_id else []
    firms = [talk.need.enterprise_id for talk in line.talks] + [each.key for each in sold if each.key]
    return CustomerDossier(
        line=line,
        offers=CUSTOMER.offers(row, by) if keeps else [],
        suppliers=sold,
        seen=firms_in_sight(by, [*firms, *([row.enterprise_id] if row.enterprise_id else [])]),
        history=history_of(row) if keeps else [],
    )


def _suppliers(rows: QuerySet[Purchase]) -> list[Supplier]:
    told = rows.order_by().values_list("supplier", "supplier__name").annotate(lines=Count("pk"), value=Sum("value"))
    return [Supplier(name or "", key, lines, value) for key, name, lines, value in told.order_by("-value")[:LATEST]]


# --- lists that rank groups
def filter_groups(wanted: GroupsWanted, by: User, order: str | None = None) -> QuerySet[RankedGroup]:
    rows = visible(by, RankedGroup).filter(*_of_groups(wanted, by))
    return sorted_rows(rows.order_by("-year", "ranking__order", "rank", "pk"), GROUP_ORDERS, order)


def _of_groups(wanted: GroupsWanted, by: User) -> Iterator[Q]:
    if wanted.q:
        yield Q(group__contains=wanted.q) | Q(formerly__contains=wanted.q)
    if wanted.ranking:
        yield Q(ranking__code=wanted.ranking)
    if wanted.year:
        yield Q(year=wanted.year)
    if wanted.customers:
        listed = visible(by, Customer).exclude(group_folded="").order_by().values("group_folded")
        has = Q(folded__in=listed) | (~Q(formerly_folded="") & Q(formerly_folded__in=listed))
        yield has if wanted.customers == "yes" else ~has


class GroupLine(NamedTuple):
    row: RankedGroup
    customers: list[Customer]


def group_page(
    wanted: GroupsWanted, number: str | None, by: User, order: str | None = None
) -> tuple[Page, list[GroupLine]]:
    page, shown = listed_rows(by, filter_groups(wanted, by, order), ROWS, number, "ranking")
    return page, group_lines(shown, by)


def group_lines(rows: list[RankedGroup], by: User) -> list[GroupLine]:
    """With the customers that belong to each. One query."""
    names = {name for row in rows for name in (row.folded, row.formerly_folded) if name}
    of: dict[str, list[Customer]] = {}
    for each in visible(by, Customer).filter(group_folded__in=names).order_by("name"):
        of.setdefault(each.group_folded, []).append(each)
    return [GroupLine(row, [*of.get(row.folded, []), *of.get(row.formerly_folded, [])]) for row in rows]


@dataclass(frozen=True, slots=True)
class GroupDossier:
    customers: list[Customer]
    offers: list[Offer]
    history: list[Happening]


def group_dossier(row: RankedGroup, by: User) -> GroupDossier:
    (line,) = group_lines([row], by)
    return GroupDossier(line.customers, RANKED_GROUP.offers(row, by), history_of(row))
