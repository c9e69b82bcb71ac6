"""The bill of purchases of a firm for a period: its lines, last year's carried forward, blank ones; and how far it got.

A row is saved as it is left, so that a session that ends takes no more than the row one is in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.paginator import Page

from lianzhang.access.api import page_rows, visible
from lianzhang.accounts.models import User
from lianzhang.enterprises.api import folded
from lianzhang.enterprises.models import Enterprise
from lianzhang.kernel.periods import Period
from lianzhang.supply.models import Purchase, PurchaseTotal
from lianzhang.supply.rates.recorded import recorded_of

from .doubts import Doubt, a_year_ago, beside, doubts_of, line_of

__all__ = ["Bill", "BillRow", "Reach", "bill_of", "period_of_bill", "reach_of", "row_of"]

ROWS, BLANK = 200, 10
LISTED = ("customer", "supplier", "product")
TYPED = ("item", "supplier", "supplier_place", "value", "quantity", "unit", "share", "contract_end", "stock_days")


@dataclass(frozen=True, slots=True)
class Reach:
    """How far the bill got: value recorded and stated, 万元; None where nobody stated what was bought in all."""

    recorded: Decimal
    lines: int
    total: PurchaseTotal | None

    @property
    def share(self) -> Decimal | None:
        """In percent; more than 100 says that one of both is wrong."""
        return self.recorded * 100 / self.total.value if self.total else None


@dataclass(frozen=True, slots=True)
class BillRow:
    """One row as it stands in its inputs, as text. `key` names it on the page; `line` is the purchase.

    `last`: the value a year ago, 万元. `errors` say what is wrong with what was typed, `lacks` what is not typed."""

    key: str
    line: int | None = None
    version: int = 0
    item: str = ""
    supplier: str = ""
    supplier_place: str = ""
    value: str = ""
    quantity: str = ""
    unit: str = ""
    share: str = ""
    contract_end: str = ""
    stock_days: str = ""
    product: str = ""
    last: Decimal | None = None
    known: bool = False
    state: str = ""
    doubts: Sequence[Doubt] = ()
    asked: Sequence[Doubt] = ()
    errors: Sequence[str] = ()
    lacks: Sequence[str] = ()

    def typed(self, data: Any) -> BillRow:
        """As it stands in what was sent."""
        return replace(self, **{name: data.get(name, "")[:300] for name in TYPED})


@dataclass(frozen=True, slots=True)
class Bill:
    """`page` counts the rows of all pages; `offered` are the years one may fill in, `carried` how many came over."""

    firm: Enterprise
    period: Period
    reach: Reach
    rows: list[BillRow]
    page: Page
    carried: int


def period_of_bill(year: int) -> Period:
    return Period(date(year, 1, 1), date(year, 12, 31))


def reach_of(firm: Enterprise, period: Period) -> Reach:
    recorded, lines = recorded_of(firm, period)
    stated = PurchaseTotal.objects.filter(customer=firm, period_start=period.start, period_end=period.end)
    return Reach(recorded, lines, stated.select_related("customer", "city", "post").first())


def _lines(firm: Enterprise, start: date, end: date, by: User) -> list[Purchase]:
    rows = visible(by, Purchase).filter(customer=firm, period_start=start, period_end=end)
    return list(rows.select_related(*LISTED).order_by("-value", "pk"))


def _identity(row: Purchase) -> tuple[str, int | str]:
    return folded(row.item), row.supplier_id or folded(row.supplier_name)


def bill_of(firm: Enterprise, period: Period, by: User, number: str | None) -> Bill:
    """In the order of last year's value, so that a row keeps its place while one fills it in."""
    now = _lines(firm, period.start, period.end, by)
    ago = a_year_ago(period)
    before = _lines(firm, ago["period_start"], ago["period_end"], by)
    there = {_identity(row) for row in now}
    carried = [row for row in before if _identity(row) not in there]
    last = {_identity(row): row.value for row in before}
    ordered: list[tuple[Decimal, int, Purchase, bool]] = [
        *((last.get(_identity(row), row.value), row.pk, row, True) for row in now),
        *((row.value, row.pk, row, False) for row in carried),
    ]
    ordered.sort(key=lambda each: (-each[0], each[1]))
    page = page_rows(by, ordered, ROWS, number)
    around = beside(firm, period, of=now)
    rows = [
        row_of(row, last.get(_identity(row)), doubts_of(line_of(row), around)) if saved else _carried(row, period)
        for _, _, row, saved in page
    ]
    if not page.has_next():
        rows += [BillRow(key=f"n{place}") for place in range(1, BLANK + 1)]
    return Bill(firm, period, reach_of(firm, period), rows, page, len(carried))


def _text(value: Any) -> str:
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return "" if value is None else str(value)


def row_of(row: Purchase, last: Decimal | None, doubts: Sequence[Doubt] = (), key: str = "") -> BillRow:
    """A line that is saved."""
    return replace(
        _said(row, key or f"p{row.pk}"),
        line=row.pk,
        version=row.version,
        value=_text(row.value),
        quantity=_text(row.quantity),
        contract_end=_text(row.contract_end),
        last=last,
        state=row.state,
        doubts=doubts,
    )


def _carried(row: Purchase, period: Period) -> BillRow:
    """Last year's line: how much is asked anew; a contract that has run out is."""
    runs = row.contract_end is not None and row.contract_end >= period.start
    return replace(_said(row, f"c{row.pk}"), contract_end=_text(row.contract_end) if runs else "", last=row.value)


def _said(row: Purchase, key: str) -> BillRow:
    return BillRow(
        key=key,
        item=row.item,
        supplier=row.supplier_called,
        supplier_place=row.supplier_place,
        unit=row.unit,
        share=_text(row.share),
        stock_days=_text(row.stock_days),
        product=str(row.product or ""),
        known=row.supplier_id is not None,
    )
