"""Sole sources as they are read: with their names, what each customer needs, and who could make it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from lianzhang.access.api import visible
from lianzhang.accounts.models import User
from lianzhang.enterprises.models import Enterprise
from lianzhang.kernel.desk import Link
from lianzhang.kernel.vocabulary import spoken_lazy
from lianzhang.supply.models import Product, Purchase, Sourcing
from lianzhang.supply.rates.places import Place
from lianzhang.supply.sourcing.actions import Needed
from lianzhang.supply.sourcing.measures import percent_of, stop_words
from lianzhang.supply.sourcing.sole_sources import Soles

from .second_sources import makers_of
from .sole_conditions import Cost, Ranked
from .sole_register import Register

__all__ = ["WHERE", "SoleSource", "in_lots", "sources_of"]

WHERE = {
    Place.CITY: spoken_lazy("{own}"),
    Place.NEIGHBOUR: "邻市",
    Place.PROVINCE: "省内",
    Place.BEYOND: "省外",
    Place.UNKNOWN: "没写在哪里",
}
AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class SoleSource:
    """One thing of one supplier, for all who have no other. `value` in 万元; `cost`: of a stop of the supplier.

    `makers`: how many others could make it, None where nobody said which product it is. `case`: the search that is on.
    """

    title: str
    product: Product | None
    supplier: Enterprise | None
    supplier_name: str
    where: str
    needs: tuple[Needed, ...]
    value: Decimal
    cost: Cost | None
    makers: int | None
    case: Sourcing | None
    year: int

    @property
    def stock_days(self) -> int | None:
        """Of the customer that would stop first; None where none says."""
        return min((each.stock_days for each in self.needs if each.stock_days is not None), default=None)

    @property
    def contract_end(self) -> date | None:
        """The first to end."""
        return min((each.contract_end for each in self.needs if each.contract_end), default=None)

    @property
    def percent(self) -> Decimal | None:
        """Of the city's output that would be lost if the supplier stopped."""
        return percent_of(self.cost.risk) if self.cost else None

    @property
    def lost(self) -> Decimal | None:
        """What the city would make less in a month, 万元."""
        return self.cost.lost if self.cost else None

    @property
    def stop(self) -> str:
        return stop_words(self.percent, self.lost)

    @property
    def address(self) -> Mapping[str, str]:
        """What names it in an address."""
        thing = {"product": str(self.product.pk)} if self.product else {"item": self.title}
        firm = {"supplier": str(self.supplier.pk)} if self.supplier else {"supplier_name": self.supplier_name}
        return thing | firm | {"year": str(self.year)}

    @property
    def begin(self) -> Link:
        """Where a second source for it begins to be sought."""
        return Link("比一比" if self.makers else "找第二家", "sourcing_new", query=self.address)


class _Names(NamedTuple):
    """What keys in a register mean, and of which year it is."""

    soles: Soles
    firms: Mapping[int, Enterprise]
    products: Mapping[int, Product]
    year: int


class _Line(NamedTuple):
    """What of one purchase is told beside its value."""

    customer: int
    value: Decimal
    quantity: Decimal | None
    unit: str
    stock_days: int | None
    contract_end: date | None
    period_end: date
    place: str


def in_lots(by: User, register: Register) -> Iterator[SoleSource]:
    """All of a register, some hundred at a time."""
    for start in range(0, len(register.rows), AT_ONCE):
        yield from sources_of(by, register, register.rows[start : start + AT_ONCE])


def sources_of(by: User, register: Register, rows: Sequence[Ranked]) -> list[SoleSource]:
    """These of a register, in their order. Five queries."""
    soles, period = register.soles, register.period
    if soles is None or period is None or not rows:
        return []
    pairs = [pair for row in rows for pair in row.pool.pairs]
    keys = {row.pool.supplier for row in rows if row.pool.supplier > 0} | {int(soles.customer[pair]) for pair in pairs}
    firms = visible(by, Enterprise).select_related("region", "park").in_bulk(keys)
    products = visible(by, Product).in_bulk({row.pool.product for row in rows if row.pool.product > 0})
    makers, lines = makers_of(by, register.city, products), _lines(by, soles, pairs)
    told = (makers.beside(row.pool.product, row.pool.supplier) for row in rows)
    names = _Names(soles, firms, products, period.start.year)
    return [_source(names, row, lines, count) for row, count in zip(rows, told, strict=True)]


def _lines(by: User, soles: Soles, pairs: Iterable[int]) -> dict[int, list[_Line]]:
    """By pair, the purchases it is made of, the last first."""
    of = {int(key): pair for pair in pairs for key in soles.keys[soles.start[pair] : soles.end[pair]]}
    rows = visible(by, Purchase).filter(pk__in=of).order_by("-period_end", "pk")
    columns = ("customer", "value", "quantity", "unit", "stock_days", "contract_end", "period_end", "supplier_place")
    told: dict[int, list[_Line]] = {}
    for pk, *said in rows.values_list("pk", *columns):
        told.setdefault(of[pk], []).append(_Line(*said))
    return told


def _source(names: _Names, row: Ranked, lines: Mapping[int, list[_Line]], makers: int | None) -> SoleSource:
    pool, soles = row.pool, names.soles
    product, supplier = names.products.get(pool.product), names.firms.get(pool.supplier)
    bought = [lines.get(pair, []) for pair in pool.pairs]
    said = next((each.place for group in bought for each in group if each.place), "")
    return SoleSource(
        title=str(product) if product else soles.items[-pool.product - 1],
        product=product,
        supplier=supplier,
        supplier_name=supplier.name if supplier else _stranger(soles, pool.supplier),
        where=(supplier.place if supplier else said) or WHERE[Place(pool.place)],
        needs=tuple(_needed(names.firms, group) for group in bought if group),
        value=sum((each.value for group in bought for each in group), Decimal(0)),
        cost=row.cost,
        makers=makers,
        case=row.case,
        year=names.year,
    )


def _stranger(soles: Soles, key: int) -> str:
    return soles.strangers[-key - 1] if key < 0 else "名录里的一家企业"  # out of sight


def _needed(firms: Mapping[int, Any], lines: Sequence[_Line]) -> Needed:
    """Stock and contract as said last; quantities add up where they are in one unit."""
    units = {each.unit for each in lines if each.quantity is not None}
    known = [each.quantity for each in lines if each.quantity is not None]
    counted = len(units) == 1 and len(known) == len(lines)
    return Needed(
        customer=firms[lines[0].customer],
        value=sum((each.value for each in lines), Decimal(0)),
        quantity=sum(known, Decimal(0)) if counted else None,
        unit=units.pop() if counted else "",
        stock_days=next((each.stock_days for each in lines if each.stock_days is not None), None),
        contract_end=max((each.contract_end for each in lines if each.contract_end), default=None),
    )
