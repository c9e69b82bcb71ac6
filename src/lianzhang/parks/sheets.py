"""What firms stand on as a sheet: a facility, a plot or a quota a row, with what is used of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from lianzhang.access.api import visible
from lianzhang.enterprises.api import MOST_ACTS, ActBook, ActRegister
from lianzhang.kernel.registers import declare_register
from lianzhang.kernel.sheets import Column, Sheet, day_cell, number, text, whole
from lianzhang.plans.api import last_begun
from lianzhang.plans.models import CapacityKind
from lianzhang.registry.models import Organization, Park, Region

from .actions import CAPACITY_RELATED, SAID, change_capacity, enter_capacity, use_capacity
from .models import LIVE, Capacity, CapacityState, Origin
from .permissions import Permission

__all__ = ["CapacityRegister"]

S = CapacityState
STATES = ((S.USABLE.value, "已有"), (S.PLANNED.value, "规划"), (S.MISSING.value, "没有"))
WRITTEN_AS = {S.BUILDING.value: S.PLANNED.value}
USE = ("used", "used_on", "used_source")
ANOTHER_STATE = "现状在这一条的页上改：列入规划、记开工、记可用或撤下；表里请留空。"
NOT_USABLE = "可用的才报已用；请先记可用，或留空。"


class CapacityRegister(ActRegister):
    code, title, unit, page, order = "capacities", "要素供给", "项", "capacity", 70
    model = Capacity
    permission = Permission.KEEP
    about = "设施、地块、指标各有多少、用了多少：一处或一笔一行，按要素和名称认。"
    title_columns = frozenset({"name"})

    def sheet(self, city: int) -> Sheet:
        kinds = CapacityKind.objects.filter(plan__in=last_begun(city)).order_by("order")
        named: Any = tuple((each.code, str(each)) for each in kinds)
        columns = (
            Column("name", "名称", text(80), required=True, help="看得出是哪一处、哪一笔。", example="第二污水处理厂"),
            Column("kind", "要素", choices=named, required=True, help="数量按这一要素在方案里的单位写。"),
            Column("state", "现状", choices=STATES, help="新登记的必填；登记过的在它的页上改。"),
            Column("park", "园区", text(80), help="设施和地块写园区或区域，只写一个。"),
            Column("region", "区域", text(80), help="不在园区里的写。"),
            Column("amount", "总量", number(least=0), help="不清楚的留空，不写0。", example="50000"),
            Column("year", "年度", whole(1990, 2100), help="只有指标要写。"),
            Column("origin", "指标来源", choices=tuple(Origin.choices), help="只有指标要写。"),
            Column("usable_on", "哪天起可用", day_cell, help="已有的写；不写的算今天。"),
            Column("ready_on", "计划哪天可用", day_cell, help="规划的必填。"),
            Column("lapses_on", "哪天失效", day_cell, help="指标不写的，年底失效。"),
            Column("works", "项目或下一步", text(200), help="缺的靠什么补上。"),
            Column("unit", "责任单位", text(120), help="这个单位也能改、能报已用。"),
            Column("note", "说明", text(300)),
            Column("used", "已用", number(least=0), help="已有的才写；三样一起写。", example="32000"),
            Column("used_on", "已用截至哪天", day_cell),
            Column("used_source", "已用数的来源", text(200), example="污水厂月报"),
        )
        return Sheet(self.title, columns, max_rows=MOST_ACTS)

    def open(self, city: int, by: Any) -> CapacityBook:
        return CapacityBook(city, by, self.sheet(city))


class CapacityBook(ActBook[Capacity]):
    model = Capacity
    related = CAPACITY_RELATED

    @cached_property
    def kinds(self) -> dict[str, CapacityKind]:
        rows = visible(self.by, CapacityKind).filter(plan__city=self.city.pk).select_related("plan")
        return {each.code: each for each in rows.order_by("plan__starts")}

    def in_sight(self, firms: Iterable[int] | None = None) -> QuerySet[Capacity]:  # noqa: ARG002 - of no firm
        return (
            visible(self.by, Capacity).filter(city=self.city.pk, state__in=LIVE).order_by("kind__order", "name", "pk")
        )

    def named(self) -> Mapping[str, QuerySet[Any]]:
        rows = {"park": Park, "region": Region, "unit": Organization}
        return {key: visible(self.by, model).filter(city=self.city.pk) for key, model in rows.items()}

    def values_of(self, row: Capacity) -> dict[str, Any]:
        plain = ("name", "amount", "year", "origin", "usable_on", "ready_on", "lapses_on", "works", "note", *USE)
        places = {key: self.called(key, getattr(row, key)) for key in ("park", "region", "unit")}
        stands = {"kind": row.kind.code, "state": WRITTEN_AS.get(row.state, row.state)}
        return stands | places | self.plain(row, *plain)

    def identity(self, values: Mapping[str, Any]) -> Any:
        return values["kind"], values["name"]

    def title_of(self, values: Mapping[str, Any]) -> str:
        return str(values["name"])

    def enter(self, said: dict[str, Any]) -> Capacity:
        kind = self.kinds.get(said["kind"])
        if kind is None:
            raise ValidationError({"kind": "方案里没有这类要素；请另选。"})
        given = {name: said[name] for name in SAID}
        row = enter_capacity(city=self.city.row, kind=kind, state=said["state"], by=self.by, **given)
        return self._use(row, said) if said["used"] is not None else row

    def change(self, row: Capacity, said: dict[str, Any], changed: Iterable[str]) -> Capacity:
        if "state" in changed:
            raise ValidationError({"state": ANOTHER_STATE})
        if given := {name: said[name] for name in SAID if name in changed}:
            row = change_capacity(row=row, version=row.version, by=self.by, **given)
        return self._use(row, said) if set(changed) & set(USE) else row

    def _use(self, row: Capacity, said: dict[str, Any]) -> Capacity:
        if row.state != S.USABLE:
            raise ValidationError({"used": NOT_USABLE})
        return use_capacity(row=row, version=row.version, by=self.by, **{name: said[name] for name in USE})


declare_register(CapacityRegister())
