"""Customers as a sheet: who buys, of which group, where, on which chain. What each buys is entered on its page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, ClassVar

from django.utils import timezone

from lianzhang.access.api import SYSTEM, visible
from lianzhang.enterprises.api import FIRM_COLUMNS, CityRegister, RowBook, folded
from lianzhang.kernel.registers import RowDiff, declare_register
from lianzhang.kernel.sheets import Column, Sheet
from lianzhang.kernel.sheets.loose import text
from lianzhang.market.models import Customer
from lianzhang.market.permissions import Permission
from lianzhang.registry.models import Chain

from .rules import customer_faults

__all__ = ["CustomerRegister"]

WORDS = ("group", "place", "note", "source")
OUT_OF_REACH = "这条链的客户不归您现在的岗位登记"


class CustomerRegister(CityRegister):
    code, title, unit, page, order = "customers", "客户清单", "家", "customer", 64
    model = Customer
    permission = Permission.KEEP_CUSTOMERS
    about = "买东西的采购单位：一家一行；采购哪些品类在客户的页上写。导入的先不给企业看。"
    title_columns = frozenset({"firm"})

    def sheet(self, city: int) -> Sheet:
        chains: Any = tuple(Chain.objects.filter(city=city).order_by("code").values_list("code", "name"))
        columns = (
            Column("name", "采购单位", text(120), required=True, example="示例重工采购有限公司"),
            Column("group", "所属集团", text(120), help="和榜单上写的一样，就能对上位次。"),
            *(replace(each, help="名录里的企业；没有的不填。") for each in FIRM_COLUMNS),
            Column("place", "采购地", text(60), help="在哪里下单。", example="湖北省武汉市"),
            Column("chain", "产业链", choices=chains, help="不限一条链的不填，由链办登记。"),
            Column("note", "说明", text(500), help="不给企业看。"),
            Column("source", "来源", text(300), required=True, help="如“链主采购部提供”。"),
        )
        return Sheet(self.title, columns, max_rows=20_000)

    def open(self, city: int, by: Any) -> CustomerBook:
        return CustomerBook(city, by, self.sheet(city))


class CustomerBook(RowBook[Customer]):
    model = Customer
    related = ("enterprise", "chain", "city")
    city_path = "city"
    needs_firm = False
    written: ClassVar[tuple[str, ...]] = (
        *("city_id", "name", "group_folded", "enterprise_id", "chain_id", *WORDS, "shown", "entered_by_id"),
        *("entered_at", "version", "post_id", "authors"),
    )

    def __init__(self, city: int, by: Any, sheet: Sheet) -> None:
        super().__init__(city, by, sheet)
        self.chains = {each.code: each for each in Chain.objects.filter(city=city)}
        rows = visible(by, Customer).filter(city=city).select_related(*self.related)
        self.held = {row.name: row for row in rows}

    def load(self, firms: list[int]) -> None:
        """All of the list is loaded at once."""

    def place(self, row: Customer) -> None:
        self.held[row.name] = row

    def displace(self, row: Customer) -> None:
        self.held.pop(row.name, None)

    def identity(self, values: dict[str, Any]) -> Any:
        return values["name"]

    def known(self, values: dict[str, Any]) -> Customer | None:
        row = self.held.get(values["name"])
        return row if row is not None and row.pk else None

    def values_of(self, row: Customer) -> dict[str, Any]:
        firm = row.enterprise
        return {
            "name": row.name,
            "firm": row.enterprise_id,
            "uscc": firm.uscc if firm else None,
            "firm_name": firm.name if firm else None,
            "chain": row.chain.code if row.chain else None,
            **{name: getattr(row, name) or None for name in WORDS},
        }

    def fill(self, row: Customer, values: Mapping[str, Any]) -> None:
        row.city_id, row.name, row.enterprise_id = self.city.pk, values["name"], values.get("firm")
        if firm := self.firms.get(values.get("firm") or 0):
            row.enterprise = firm
        row.chain = self.chains.get(values.get("chain") or "")
        for name in WORDS:
            setattr(row, name, values.get(name) or "")
        row.group_folded = folded(row.group)[:120] if row.group else ""
        if not row.pk and self.by is not SYSTEM:
            row.entered_by, row.entered_at = self.by, timezone.now()
            row.post = self.city.active.post if self.city.active else None
        if self.by is not SYSTEM:
            row.authors = tuple(dict.fromkeys((*(row.authors or ()), *self.typed_by, self.by.pk)))

    def title_of(self, values: dict[str, Any]) -> str:
        return str(values["name"])

    def faults(self, line: RowDiff) -> list[tuple[str, str]]:
        row: Customer = line.row
        said = {("firm_name" if name == "enterprise" else name): each for name, each in customer_faults(row).items()}
        twice = [each for each in self.held.values() if each.enterprise_id and each.enterprise_id == row.enterprise_id]
        if len(twice) > 1:
            said["firm_name"] = "这家企业在清单里只列一次；请合成一条。"
        problems = self.as_problems(said)
        active = self.city.active
        if active is not None and active.role.acts_for != "city" and row.chain_id not in active.chain_keys:
            problems.append((self.titles["chain"], OUT_OF_REACH))
        return problems


declare_register(CustomerRegister())
