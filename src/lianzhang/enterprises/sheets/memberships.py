"""Firms on chains as a sheet: in which segment and role, from when to when, and what share of the output counts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from lianzhang.access.api import visible
from lianzhang.enterprises.membership_actions import chains_of_city
from lianzhang.enterprises.membership_rules import membership_faults
from lianzhang.enterprises.models import ChainRole, Membership
from lianzhang.kernel.registers import RowDiff
from lianzhang.kernel.sheets import Column, Sheet, nearest
from lianzhang.kernel.sheets.loose import amount, day_cell, text
from lianzhang.kernel.vocabulary import spoken
from lianzhang.registry.models import Chain, Segment

from .importer import CityRegister, as_stored
from .index import FIRM_COLUMNS
from .rows import RowBook

__all__ = ["MembershipRegister"]

OUT_OF_REACH = "这一行不归您现在的岗位办理；请删去这一行，在企业页面上提请，由{office}或企业所在区域同意"
SHARE = amount("%", least=Decimal(0), most=Decimal(100))
SHARE_HELP = "这条链计入它产值的百分之几；同一时间各链合计不超过100。新登记的留空为100。"


class MembershipRegister(CityRegister):
    code, title, unit, page, order = "memberships", "在链企业", "条", "membership_row", 20
    model = Membership
    about = "哪家企业在哪条产业链、哪个环节、什么身份，从何时到何时，产值计入多少。"
    title_columns = frozenset({"firm"})

    def sheet(self, city: int) -> Sheet:
        chains: Any = tuple(Chain.objects.filter(city=city).values_list("code", "name"))
        roles = tuple(ChainRole.choices)
        columns = (
            *FIRM_COLUMNS,
            Column("chain", "产业链", required=True, choices=chains, help="从下拉列表里选。"),
            Column("segment", "环节", text(120), help="这条链的环节名称或编号；不知道的留空。"),
            Column("role", "链上身份", choices=roles, help="新登记的留空为“其他”。", example="核心"),
            Column("starts", "起", day_cell, required=True, help="从哪天起在这条链上。", example="2021-01-01"),
            Column("ends", "止", day_cell, help="不再在链上的第一天；还在的留空。"),
            Column("share", "计入比例", SHARE, help=SHARE_HELP, example="100"),
            Column("source", "依据", text(300), example="产业链企业名单"),
        )
        return Sheet(self.title, columns, max_rows=200_000)

    def open(self, city: int, by: Any) -> MembershipBook:
        return MembershipBook(city, by, self.sheet(city))


class MembershipBook(RowBook[Membership]):
    model = Membership
    related = ("enterprise", "chain", "segment")
    written = ("enterprise_id", "chain_id", "segment_id", "role", "starts", "ends", "share", "source", "version")

    def __init__(self, city: int, by: Any, sheet: Sheet) -> None:
        super().__init__(city, by, sheet)
        self.plans = chains_of_city(city)
        self.own = set(self.city.active.chain_keys) if self.city.active else set()
        self.segments: dict[tuple[int, str], Segment] = {}
        for row in Segment.objects.filter(city=city):
            self.segments |= {(row.chain_id, row.code): row, (row.chain_id, row.name): row}
        self.held: dict[int, list[Membership]] = {}

    def decides(self) -> Iterable[QuerySet[Any]]:
        return Segment.objects.filter(city=self.city.pk), Chain.objects.filter(city=self.city.pk)

    def load(self, firms: list[int]) -> None:
        for row in visible(self.by, Membership).filter(enterprise__in=firms).select_related("chain", "segment"):
            row.enterprise = self.firms[row.enterprise_id]
            self.held.setdefault(row.enterprise_id, []).append(row)

    def identity(self, values: dict[str, Any]) -> Any:
        return values["firm"], values["chain"], values["starts"]

    def known(self, values: dict[str, Any]) -> Membership | None:
        firm, chain, starts = self.identity(values)
        held = self.held.get(firm, ())
        rows = (row for row in held if row.pk and row.chain.code == chain and as_stored(row.starts) == starts)
        return next(rows, None)

    def values_of(self, row: Membership) -> dict[str, Any]:
        return {
            "firm": row.enterprise_id,
            "uscc": row.enterprise.uscc,
            "firm_name": row.enterprise.name,
            "chain": row.chain.code,
            "segment": row.segment.name if row.segment else None,
            "role": row.role,
            "starts": as_stored(row.starts),
            "ends": as_stored(row.ends),
            "share": as_stored(row.share),
            "source": row.source or None,
        }

    def completed(self, values: dict[str, Any]) -> dict[str, Any]:
        return values | {"role": values["role"] or ChainRole.OTHER.value, "share": values["share"] or "100"}

    def fill(self, row: Membership, values: Mapping[str, Any]) -> None:
        row.enterprise_id, row.chain = values["firm"], self.city.chains[values["chain"]]
        if firm := self.firms.get(values["firm"]):
            row.enterprise = firm
        row.segment = self.segments.get((row.chain.pk, values.get("segment") or ""))
        row.role, row.share = values.get("role") or ChainRole.OTHER, Decimal(values.get("share") or 100)
        row.starts = date.fromisoformat(values["starts"])
        row.ends = date.fromisoformat(values["ends"]) if values.get("ends") else None
        row.source = values.get("source") or ""

    def place(self, row: Membership) -> None:
        if not row.pk:
            self.held.setdefault(row.enterprise_id, []).append(row)

    def displace(self, row: Membership) -> None:
        self.held[row.enterprise_id].remove(row)

    def title_of(self, values: dict[str, Any]) -> str:
        return f"{self.index.names[values['firm']][1]}：{self.city.chains[values['chain']]}"

    def faults(self, line: RowDiff) -> list[tuple[str, str]]:
        row: Membership = line.row
        others = [each for each in self.held[row.enterprise_id] if each is not row]
        faults = membership_faults(row, others, self.plans, self.city.today)
        _, wanted = line.changes.get("segment", (None, None))
        if wanted and row.segment is None:
            names = {each.name for (chain, _), each in self.segments.items() if chain == row.chain_id}
            faults["segment"] = f"{row.chain}没有“{wanted}”这个环节；{nearest(wanted, sorted(names))}"
        problems = self.as_problems(faults)
        if row.enterprise_id in self.out or not self._of_own_chain(row):
            problems.append(("", spoken(OUT_OF_REACH)))
        return problems

    def _of_own_chain(self, row: Membership) -> bool:
        active = self.city.active
        return active is None or active.role.acts_for != "chains" or row.chain_id in self.own
