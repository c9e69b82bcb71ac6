"""Where nobody asks yet: customers by what they buy, with who could supply it, what is bought here, who is in talks.

Counted over what one sees. What firms can make, and what was bought, counts where somebody put it to a product."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Sum

from lianzhang.access.api import visible
from lianzhang.accounts.models import User
from lianzhang.enterprises.models import FirmState
from lianzhang.market.models import Customer, CustomerCategory
from lianzhang.supply.api import tree_of
from lianzhang.supply.models import Capability, Product

from .standing import Talk, bought_here, talks_of

__all__ = ["BOUGHT_WITHIN", "CELL_WORDS", "Cell", "Line", "Survey", "makers_of", "survey", "under"]

BOUGHT_WITHIN = timedelta(days=3 * 366)
CELL_WORDS = {
    "white": "有人能做，没有人谈",
    "talks": "在谈",
    "supplied": "已供货",
    "nobody": "没有人能做",
    "unknown": "不清楚",
}


class Cell(NamedTuple):
    """One thing that a customer buys. `able`: firms here that say they can make it, None where nobody can tell.

    `bought`: 万元 bought here of late, None: nothing recorded. `asked`: firms in talks; `lost`: talks that failed."""

    category: CustomerCategory
    able: int | None = None
    bought: Decimal | None = None
    asked: int = 0
    lost: int = 0
    supplied: bool = False

    @property
    def state(self) -> str:
        if self.supplied or self.bought is not None:
            return "supplied"
        if self.asked:
            return "talks"
        if self.able is None:
            return "unknown"
        return "white" if self.able else "nobody"

    @property
    def word(self) -> str:
        return CELL_WORDS[self.state]


@dataclass(frozen=True, slots=True)
class Line:
    """A customer with what it buys, by name; `unmapped`: purchases of it that nobody has put to a product."""

    row: Customer
    all: list[Cell]
    unmapped: int

    @property
    def by_state(self) -> list[tuple[str, list[Cell]]]:
        """What of it stands where, in the order of CELL_WORDS; of what nobody asks, what most could make first."""
        told = {state: [each for each in self.all if each.state == state] for state in CELL_WORDS}
        told["white"].sort(key=lambda each: -(each.able or 0))
        return list(told.items())


@dataclass(frozen=True, slots=True)
class Survey:
    lines: list[Line]
    counts: dict[str, int]


def under(by: User, city: int, products: Iterable[int]) -> dict[int, set[int]]:
    """Each of these products with all that lie beneath it. One query."""
    wanted = set(products)
    told: dict[int, set[int]] = {key: {key} for key in wanted}
    if not wanted:
        return told
    for place in tree_of(visible(by, Product).filter(city=city).order_by("code").values_list("pk", "parent")):
        for above in wanted.intersection(place.above):
            told[above].add(place.key)
    return told


def makers_of(by: User, products: Iterable[int]) -> dict[int, set[int]]:
    """By product the firms of the city, at work still, that say they can make it. One query."""
    able = visible(by, Capability).filter(
        product__in=set(products),
        enterprise__outside=False,
        enterprise__merged_into=None,
        enterprise__state=FirmState.ACTIVE,
    )
    told: defaultdict[int, set[int]] = defaultdict(set)
    for product, firm in able.order_by().values_list("product", "enterprise"):
        if product is not None:
            told[product].add(firm)
    return told


def survey(by: User, rows: list[Customer], today: date) -> Survey:
    """Of some customers. A fixed number of queries."""
    city = rows[0].city_id if rows else 0
    buys = list(
        visible(by, CustomerCategory).filter(customer__in=rows).select_related("product").order_by("customer", "name")
    )
    beneath = under(by, city, {each.product_id for each in buys if each.product_id})
    able = makers_of(by, {key for keys in beneath.values() for key in keys})
    bought, unmapped = _bought(by, rows, today)
    talks = talks_of(by, [row.pk for row in rows])
    by_customer = {row.pk: row for row in rows}
    cells: defaultdict[int, list[Cell]] = defaultdict(list)
    for each in buys:
        customer = by_customer[each.customer_id]
        own = [talk for talk in talks.get(customer.pk, []) if talk.need.category_id == each.pk]
        cells[customer.pk].append(_cell(each, customer, own, beneath, able, bought))
    lines = [Line(row, cells[row.pk], unmapped.get(row.enterprise_id or 0, 0)) for row in rows]
    counts = dict.fromkeys(CELL_WORDS, 0)
    for line in lines:
        for each_cell in line.all:
            counts[each_cell.state] += 1
    return Survey(lines, counts)


Bought = dict[tuple[int, int], Decimal]


def _bought(by: User, rows: list[Customer], today: date) -> tuple[Bought, dict[int, int]]:
    """What was bought here of late, by customer and product; and how many lines nobody put to a product."""
    firms = [row.enterprise_id for row in rows if row.enterprise_id]
    lines = bought_here(by).filter(customer__in=firms, period_end__gt=today - BOUGHT_WITHIN, period_start__lte=today)
    told: Bought = {}
    mapped = lines.filter(product__isnull=False).order_by().values_list("customer", "product")
    for customer, product, value in mapped.annotate(sum_of=Sum("value")):
        told[customer, product or 0] = value
    loose: defaultdict[int, int] = defaultdict(int)
    for customer in lines.filter(product=None).order_by().values_list("customer", flat=True):
        loose[customer] += 1
    return told, dict(loose)


def _cell(
    each: CustomerCategory,
    customer: Customer,
    talks: list[Talk],
    beneath: dict[int, set[int]],
    able: dict[int, set[int]],
    bought: Bought,
) -> Cell:
    keys = beneath.get(each.product_id or 0, set())
    firms = {firm for key in keys for firm in able.get(key, ())} - {customer.enterprise_id}
    values = [bought[pair] for key in keys if (pair := (customer.enterprise_id or 0, key)) in bought]
    return Cell(
        category=each,
        able=len(firms) if keys else None,
        bought=sum(values, Decimal(0)) if values else None,
        asked=len({talk.need.enterprise_id for talk in talks if talk.standing in ("asked", "talking", "agreed")}),
        lost=sum(talk.standing == "lost" for talk in talks),
        supplied=any(talk.standing == "supplied" for talk in talks),
    )
