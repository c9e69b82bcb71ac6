"""What firms bought in all as a sheet: one row for a firm and a period."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils import timezone

from lianzhang.access.api import SYSTEM, visible
from lianzhang.enterprises.api import FIRM_COLUMNS, CityRegister, RowBook, as_stored
from lianzhang.kernel.periods import Period, parse_period
from lianzhang.kernel.registers import RowDiff, declare_register
from lianzhang.kernel.sheets import Column, Sheet
from lianzhang.kernel.sheets.loose import amount, text
from lianzhang.kernel.vocabulary import spoken
from lianzhang.supply.models import PurchaseTotal
from lianzhang.supply.permissions import Permission
from lianzhang.supply.purchases.actions import OUT_OF_REACH
from lianzhang.supply.purchases.rules import stated_faults

from .naming import PERIOD

__all__ = ["TotalRegister"]


class TotalRegister(CityRegister):
    code, title, unit, page, order = "purchase_totals", "采购总额", "份", "purchase_total", 54
    model = PurchaseTotal
    permission = Permission.ENTER
    about = "企业一个时期一共采购多少：有了它才知道采购清单录到了几成。"
    title_columns = frozenset({"firm"})

    def sheet(self, city: int) -> Sheet:  # noqa: ARG002 - the same in every city
        columns = (
            *FIRM_COLUMNS,
            PERIOD,
            Column(
                "value", "采购总额（万元）", amount("万元"), required=True, help="不含设备、基建。", example="52000"
            ),
            Column("source", "来源", text(300), required=True, example="财务账"),
        )
        return Sheet(self.title, columns, max_rows=200_000)

    def open(self, city: int, by: Any) -> TotalBook:
        return TotalBook(city, by, self.sheet(city))


class TotalBook(RowBook[PurchaseTotal]):
    model = PurchaseTotal
    related = ("customer",)
    city_path = "city"
    firm_field = "customer"
    written = (
        *("city_id", "customer_id", "period_start", "period_end", "value", "source", "reported_at", "version"),
        *("post_id", "authors"),
    )

    def __init__(self, city: int, by: Any, sheet: Sheet) -> None:
        super().__init__(city, by, sheet)
        self.held: dict[Any, PurchaseTotal] = {}

    def load(self, firms: list[int]) -> None:
        for row in visible(self.by, PurchaseTotal).filter(customer__in=firms):
            row.customer = self.firms[row.customer_id]
            self.place(row)

    def place(self, row: PurchaseTotal) -> None:
        self.held[row.customer_id, Period(row.period_start, row.period_end).code] = row

    def identity(self, values: dict[str, Any]) -> Any:
        return values["firm"], values["period"]

    def known(self, values: dict[str, Any]) -> PurchaseTotal | None:
        row = self.held.get(self.identity(values))
        return row if row is not None and row.pk else None

    def values_of(self, row: PurchaseTotal) -> dict[str, Any]:
        return {
            "firm": row.customer_id,
            "uscc": row.customer.uscc,
            "firm_name": row.customer.name,
            "period": Period(row.period_start, row.period_end).code,
            "value": as_stored(row.value),
            "source": row.source,
        }

    def fill(self, row: PurchaseTotal, values: Mapping[str, Any]) -> None:
        period = parse_period(values["period"])
        row.city_id, row.customer_id = self.city.pk, values["firm"]
        row.period_start, row.period_end = period.start, period.end
        if firm := self.firms.get(values["firm"]):
            row.customer = firm
        row.value, row.source = Decimal(values["value"]), values["source"]
        if not row.pk:
            row.reported_at = timezone.now()
            row.post = self.city.active.post if self.city.active else None
        if self.by is not SYSTEM:
            row.authors = tuple(dict.fromkeys((*(row.authors or ()), *self.typed_by, self.by.pk)))

    def title_of(self, values: dict[str, Any]) -> str:
        return f"{self.index.names[values['firm']][1]} {parse_period(values['period'])}"

    def faults(self, line: RowDiff) -> list[tuple[str, str]]:
        row: PurchaseTotal = line.row
        renamed = {"customer": "firm_name", "period_start": "period", "period_end": "period"}
        said = {renamed.get(name, name): words for name, words in stated_faults(row).items()}
        problems = self.as_problems(said)
        if row.customer_id in self.out:
            problems.append(("", spoken(OUT_OF_REACH.replace("{able}", "{office}"))))
        return problems


declare_register(TotalRegister())
