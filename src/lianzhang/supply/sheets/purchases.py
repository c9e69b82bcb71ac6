"""Purchases as a sheet: who bought what from whom in which period, and for how much. What was confirmed and is changed
by an upload is to be confirmed anew."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone

from lianzhang.access.api import SYSTEM, visible
from lianzhang.enterprises.api import FIRM_COLUMNS, CityRegister, FirmIndex, RowBook, as_stored, chunks
from lianzhang.enterprises.models import Enterprise
from lianzhang.kernel.periods import Period, parse_period
from lianzhang.kernel.registers import CHANGED, NEW, RowDiff, declare_register
from lianzhang.kernel.sheets import Column, Row, Sheet, number
from lianzhang.kernel.sheets.loose import amount, coded, day_cell, text
from lianzhang.kernel.vocabulary import spoken
from lianzhang.supply.models import Purchase, PurchaseState
from lianzhang.supply.permissions import Permission
from lianzhang.supply.purchases.actions import OUT_OF_REACH, SAID
from lianzhang.supply.purchases.rules import purchase_faults
from lianzhang.supply.purchases.sides import BUYERS_OWN, reads_all

from .doubting import Doubting
from .naming import PERIOD, PRODUCT, Catalogue, as_column

__all__ = ["COLUMNS", "PurchaseBook", "PurchaseRegister"]

LONGEST = Decimal(3_650)  # days of stock
CODE, NAME = "供应商统一社会信用代码", "供应商"
COLUMNS = (
    *FIRM_COLUMNS,
    PERIOD,
    Column(
        "item",
        "采购的东西",
        text(120),
        required=True,
        help="照企业自己的叫法。",
        example="变速箱壳体",
        also=("物料名称",),
    ),
    PRODUCT,
    Column(
        "supplier_uscc", CODE, coded(30), help="名录里的企业写代码或名称；都写的要是同一家。", also=("供应商信用代码",)
    ),
    Column(
        "supplier",
        NAME,
        text(120),
        help="写全称；名录里没有的照实写。",
        example="示例铸件有限公司",
        also=("供应商名称",),
    ),
    Column("supplier_place", "供应商所在地", text(60), help="名录里没有的写，如 湖北省武汉市。"),
    Column("value", "金额（万元）", amount("万元"), required=True, help="不含税的采购额。", example="1280.5"),
    Column("quantity", "数量", number(least=0)),
    Column("unit", "单位", text(20), example="件"),
    Column("share", "占同类采购（%）", amount("%"), help="同一样东西里这家供应商占多少；只此一家的写100。"),
    Column("contract_end", "合同到期", day_cell, example="2024-12-31"),
    Column(
        "stock_days",
        "库存（天）",
        amount("天", least=Decimal(0), most=LONGEST, decimals=0),
        help="断供以后还能用几天。",
    ),
    Column("source", "来源", text(300), required=True, example="企业采购台账"),
)
# What the other side said, forgotten once something else is said; restored when an upload is undone.
ANSWER = ("answered_at", "disputed_value", "reason")
# What an upload may say without asking the other side anew.
NOT_ANSWERED = {"product", "supplier_place"}


class PurchaseRegister(CityRegister):
    code, title, unit, page, order = "purchases", "采购", "条", "purchase", 52
    model = Purchase
    permission = Permission.ENTER
    about = "企业向谁买了什么、多少钱：一样东西、一家供应商、一个时期一行。供应商在名录里的，导入后由它确认。"
    title_columns = frozenset({"firm", "supplier_key", "state", *ANSWER})

    def sheet(self, city: int) -> Sheet:  # noqa: ARG002 - the same in every city
        return Sheet(self.title, COLUMNS, max_rows=200_000)

    def open(self, city: int, by: Any) -> PurchaseBook:
        return PurchaseBook(city, by, self.sheet(city))


class PurchaseBook(RowBook[Purchase]):
    model = Purchase
    related = ("customer", "supplier", "product")
    city_path = "city"
    firm_field = "customer"
    written = (
        *("city_id", "customer_id", "supplier_id", "supplier_name", "supplier_place", "product_id", "item"),
        *("period_start", "period_end", *SAID, "state", "reported_at", *ANSWER, "version", "post_id", "authors"),
    )

    def __init__(self, city: int, by: Any, sheet: Sheet) -> None:
        super().__init__(city, by, sheet)
        self.catalogue = Catalogue(city)
        self.suppliers = FirmIndex(city, SYSTEM)  # who writes a whole name or a code knows the firm already
        self.held: dict[Any, Purchase] = {}
        self.asked: set[tuple[int, str]] = set()  # firm and period whose lines are held
        self.wanted: set[tuple[int, str]] = set()
        self.doubting = Doubting()
        self.whole = reads_all(by)

    # --- what a row says
    def _named(self, row: Row) -> tuple[dict[str, Any], list[tuple[str, str]]]:
        values, problems = super()._named(row)
        problems += as_column(self.catalogue, values) + self._supplier(values)
        if values["firm"]:
            self.wanted.add((values["firm"], values["period"]))
        return values, problems

    def _supplier(self, values: dict[str, Any]) -> list[tuple[str, str]]:
        """Put the firm that is meant in the place of what was written; a stranger stays as he is called."""
        code, name = values["supplier_uscc"], values["supplier"]
        values["supplier_key"] = None
        if not code and not name:
            return [(NAME, "没有写供应商；名录里没有的也照实写名称")]
        key = self.suppliers.by_code.get(code) if code else None
        if code and key is None:
            return [(CODE, f"名录里没有“{code}”；请核对，没有代码的只写名称")]
        if key is not None and name and not self.suppliers.bears(key, name):
            return [(NAME, f"代码是“{self.suppliers.names[key][1]}”的，名称写的是“{name[:40]}”；请核对是哪一家")]
        if key is None:
            called = self.suppliers.called(name)
            if len(called) > 1:
                return [(NAME, f"名录里有{len(called)}家“{name[:40]}”；请填供应商统一社会信用代码")]
            key = called[0] if called else None
        if key is not None:
            values["supplier_key"] = key
            values["supplier_uscc"], values["supplier"] = self.suppliers.names[key]
            values["supplier_place"] = ""
        return []

    # --- what the register holds
    def _load(self, firms: set[int]) -> None:
        super()._load(firms)
        new = self.wanted - self.asked
        self.asked |= new
        by_period: dict[str, list[int]] = {}
        for firm, code in new:
            by_period.setdefault(code, []).append(firm)
        for code, customers in by_period.items():
            period = parse_period(code)
            self.doubting.load(customers, period)
            for some in chunks(customers):
                rows = visible(self.by, Purchase).filter(
                    customer__in=some, period_start=period.start, period_end=period.end
                )
                for row in rows.select_related("supplier"):
                    self._hold(row)

    def load(self, firms: list[int]) -> None:
        """Lines are loaded by firm and period (`_load`): of all that a firm ever bought most is not asked for."""

    def _hold(self, row: Purchase) -> None:
        row.customer, row.product = self.firms[row.customer_id], self.catalogue.rows.get(row.product_id or 0)
        self.place(row)

    def place(self, row: Purchase) -> None:
        self.held[self._key(row)] = row
        self.doubting.hold(row)

    def displace(self, row: Purchase) -> None:
        self.held.pop(self._key(row), None)

    @staticmethod
    def _key(row: Purchase) -> Any:
        code = Period(row.period_start, row.period_end).code
        return row.customer_id, row.supplier_id or row.supplier_name, row.item, code

    def identity(self, values: dict[str, Any]) -> Any:
        return values["firm"], values["supplier_key"] or values["supplier"], values["item"], values["period"]

    def known(self, values: dict[str, Any]) -> Purchase | None:
        row = self.held.get(self.identity(values))
        return row if row is not None and row.pk else None

    # --- from rows to values and back
    def values_of(self, row: Purchase) -> dict[str, Any]:
        told = self.whole(row)
        said = {name: as_stored(getattr(row, name)) for name in SAID if told or name not in BUYERS_OWN}
        return {
            "firm": row.customer_id,
            "uscc": row.customer.uscc,
            "firm_name": row.customer.name,
            "period": Period(row.period_start, row.period_end).code,
            "item": row.item,
            "product": row.product.code if row.product else None,
            "supplier_key": row.supplier_id,
            "supplier_uscc": row.supplier.uscc or None if row.supplier else None,
            "supplier": row.supplier_called,
            "supplier_place": row.supplier_place or None,
            **dict.fromkeys(BUYERS_OWN),
            **{name: None if value == "" else value for name, value in said.items()},
            "stock_days": None if row.stock_days is None or not told else str(row.stock_days),
            "state": row.state,
            "answered_at": row.answered_at.isoformat() if row.answered_at else None,
            "disputed_value": as_stored(row.disputed_value),
            "reason": row.reason or None,
        }

    def _line(self, number: int, values: dict[str, Any]) -> RowDiff:
        stood = self.known(values)
        before = self.values_of(stood) if stood else {}
        line = super()._line(number, values)
        if line.status == NEW:
            line.changes["state"] = [None, PurchaseState.REPORTED.value]
        if line.status == CHANGED and set(line.changes) - NOT_ANSWERED:
            row: Purchase = line.row
            line.changes |= {name: [before[name], None] for name in ANSWER if before[name] is not None}
            line.changes["state"] = [before["state"], PurchaseState.REPORTED.value]
            self.fill(row, before | {name: new for name, (_, new) in line.changes.items()})
        return line

    def fill(self, row: Purchase, values: Mapping[str, Any]) -> None:
        period = parse_period(values["period"])
        row.city_id, row.customer_id = self.city.pk, values["firm"]
        row.period_start, row.period_end = period.start, period.end
        if firm := self.firms.get(values["firm"]):
            row.customer = firm
        row.supplier = self._of_register(values.get("supplier_key"))
        row.supplier_name = "" if row.supplier_id else values["supplier"]
        row.supplier_place = "" if row.supplier_id else values.get("supplier_place") or ""
        row.item, row.product = values["item"], self.catalogue.by_code.get(values.get("product") or "")
        for name in ("value", "quantity", "share"):
            setattr(row, name, Decimal(values[name]) if values.get(name) is not None else None)
        row.stock_days = int(Decimal(values["stock_days"])) if values.get("stock_days") is not None else None
        row.contract_end = date.fromisoformat(values["contract_end"]) if values.get("contract_end") else None
        row.unit, row.source = values.get("unit") or "", values["source"]
        self._fill_state(row, values)

    def _fill_state(self, row: Purchase, values: Mapping[str, Any]) -> None:
        """What the other side said, and who had a hand in the line."""
        answered, disputed = values.get("answered_at"), values.get("disputed_value")
        row.state = values.get("state") or PurchaseState.REPORTED
        row.answered_at = datetime.fromisoformat(answered) if answered else None
        row.disputed_value = Decimal(disputed) if disputed is not None else None
        row.reason = values.get("reason") or ""
        if not row.pk:
            row.reported_at = timezone.now()
            row.post = self.city.active.post if self.city.active else None
        if self.by is not SYSTEM:
            row.authors = tuple(dict.fromkeys((*(row.authors or ()), *self.typed_by, self.by.pk)))

    def title_of(self, values: dict[str, Any]) -> str:
        return f"{self.index.names[values['firm']][1]} {parse_period(values['period'])}：{values['item']}"

    # --- what stands against a row
    def faults(self, line: RowDiff) -> list[tuple[str, str]]:
        row: Purchase = line.row
        said = purchase_faults(row)
        renamed = {"customer": "firm_name", "period_start": "period", "period_end": "period"}
        problems = self.as_problems({renamed.get(name, name): words for name, words in said.items()})
        if row.customer_id in self.out:
            problems.append(("", spoken(OUT_OF_REACH.replace("{able}", "{office}"))))
        if not problems:
            self.doubting.ask(line.number, row)
        return problems

    def _of_register(self, key: int | None) -> Enterprise | None:
        """Enough of a supplier for the rules: the index holds firms of this city that were not merged."""
        if key is None or key not in self.suppliers.names:
            return None
        code, name = self.suppliers.names[key]
        return Enterprise(pk=key, city_id=self.city.pk, uscc=code, name=name)

    def notes(self) -> list[str]:
        return self.doubting.notes()

    def unsaid(self, stands: Mapping[str, Any]) -> Mapping[str, Any]:
        return {**super().unsaid(stands), **{name: stands.get(name) for name in ("supplier_uscc", "supplier")}}


declare_register(PurchaseRegister())
