"""Titles as a sheet: who or what holds which, since when, until when, and how we know."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db.models import QuerySet

from lianzhang.access.api import visible
from lianzhang.enterprises.api import FIRM_COLUMNS, OUT_OF_REACH, CityRegister, RowBook, as_stored
from lianzhang.honours.actions import faults as honour_faults
from lianzhang.honours.actions import months_after
from lianzhang.honours.held import titles_of
from lianzhang.honours.models import Honour
from lianzhang.kernel.formatting import day
from lianzhang.kernel.registers import RowDiff, declare_register
from lianzhang.kernel.sheets import Column, Sheet
from lianzhang.kernel.sheets.loose import coded, day_cell, text
from lianzhang.registry.models import HonourKind, Park

__all__ = ["HonourRegister"]

EXPIRES_HELP = "最后有效的一天；留空按名目的有效期推算。"


class HonourRegister(CityRegister):
    code, title, unit, page, order = "honours", "荣誉资质", "条", "honour", 30
    model = Honour
    about = "企业、产品、园区、集群和平台的称号：名目、批次、认定日期、有效期和来源。"
    title_columns = frozenset({"firm"})

    def sheet(self, city: int) -> Sheet:
        kinds: Any = tuple(HonourKind.objects.filter(city=city).order_by("order", "code").values_list("code", "name"))
        parks: Any = tuple(Park.objects.filter(city=city).values_list("code", "name"))
        columns = (
            *FIRM_COLUMNS,
            Column("park", "园区", choices=parks, help="授予园区的填。"),
            Column("subject_name", "产品、集群或平台", text(120), help="授予产品、集群、平台的写它的名称。"),
            Column("kind", "名目", required=True, choices=kinds, help="从下拉列表里选。"),
            Column("batch", "批次", coded(60, whole=r"\d{1,4}"), example="第三批"),
            Column("granted", "认定日期", day_cell, required=True, help="以公布名单的日期为准。", example="2022-08-08"),
            Column("expires", "有效期至", day_cell, help=EXPIRES_HELP, example="2025-08-07"),
            Column("source", "来源", text(300), required=True, help="公布名单的文件和文号。"),
            Column("source_address", "来源地址", text(400), help="以 http:// 或 https:// 开头。"),
        )
        return Sheet(self.title, columns, max_rows=200_000)

    def open(self, city: int, by: Any) -> HonourBook:
        return HonourBook(city, by, self.sheet(city))


class HonourBook(RowBook[Honour]):
    model = Honour
    related = ("enterprise", "park", "kind")
    city_path = "city"
    needs_firm = False
    written = (
        *("city_id", "kind_id", "enterprise_id", "park_id", "subject_name", "batch", "granted", "expires", "ended"),
        *("end_reason", "source", "source_address", "version"),
    )

    def __init__(self, city: int, by: Any, sheet: Sheet) -> None:
        super().__init__(city, by, sheet)
        self.kinds = {row.code: row for row in HonourKind.objects.filter(city=city)}
        self.titles_alike = titles_of(self.kinds.values())
        self.held: dict[Any, list[Honour]] = {}
        self._remember(visible(by, Honour).filter(city=city, enterprise=None))

    def decides(self) -> Iterable[QuerySet[Any]]:
        return (HonourKind.objects.filter(city=self.city.pk),)

    def load(self, firms: list[int]) -> None:
        self._remember(visible(self.by, Honour).filter(enterprise__in=firms))

    def _remember(self, rows: Any) -> None:
        for row in rows.select_related("park", "kind"):
            row.enterprise = self.firms.get(row.enterprise_id)
            self.place(row)

    @staticmethod
    def _subject(row: Honour) -> Any:
        return row.enterprise_id, row.park_id, row.subject_name

    def place(self, row: Honour) -> None:
        held = self.held.setdefault(self._subject(row), [])
        if not any(each is row for each in held):
            held.append(row)

    def displace(self, row: Honour) -> None:
        self.held[self._subject(row)].remove(row)

    def identity(self, values: dict[str, Any]) -> Any:
        return values["firm"], values["park"], values["subject_name"], values["kind"], values["granted"]

    def known(self, values: dict[str, Any]) -> Honour | None:
        park = self.city.parks.get(values["park"] or "")
        held = self.held.get((values["firm"], park.pk if park else None, values["subject_name"] or ""), ())
        same = (row for row in held if row.kind.code == values["kind"] and as_stored(row.granted) == values["granted"])
        return next((row for row in same if row.pk), None)

    def values_of(self, row: Honour) -> dict[str, Any]:
        return {
            "firm": row.enterprise_id,
            "uscc": row.enterprise.uscc if row.enterprise else None,
            "firm_name": row.enterprise.name if row.enterprise else None,
            "park": row.park.code if row.park else None,
            "subject_name": row.subject_name or None,
            "kind": row.kind.code,
            "batch": row.batch or None,
            "granted": as_stored(row.granted),
            "expires": as_stored(row.expires),
            "source": row.source,
            "source_address": row.source_address or None,
            "ended": as_stored(row.ended),
            "end_reason": row.end_reason or None,
        }

    def completed(self, values: dict[str, Any]) -> dict[str, Any]:
        months = self.kinds[values["kind"]].valid_months
        if values["expires"] or not months:
            return values
        return values | {"expires": as_stored(months_after(date.fromisoformat(values["granted"]), months))}

    def fill(self, row: Honour, values: Mapping[str, Any]) -> None:
        row.city_id, row.kind = self.city.pk, self.kinds[values["kind"]]
        row.enterprise_id, row.park = values.get("firm"), self.city.parks.get(values.get("park") or "")
        if firm := self.firms.get(row.enterprise_id or 0):
            row.enterprise = firm
        row.granted = date.fromisoformat(values["granted"])
        row.expires = date.fromisoformat(values["expires"]) if values.get("expires") else None
        for name in ("subject_name", "batch", "source", "source_address"):
            setattr(row, name, values.get(name) or "")

    def title_of(self, values: dict[str, Any]) -> str:
        firm = self.index.names[values["firm"]][1] if values["firm"] else ""
        subject = values["subject_name"] or firm or self.city.parks.get(values["park"] or "") or "（没有写是谁）"
        return f"{subject}：{self.kinds[values['kind']]}"

    def faults(self, line: RowDiff) -> list[tuple[str, str]]:
        row: Honour = line.row
        errors = {
            ("firm_name" if field == "enterprise" else field): message for field, message in honour_faults(row).items()
        }
        if not errors and (already := self._held_already(row)):
            errors["kind"] = already
        problems = self.as_problems(errors)
        if row.enterprise_id in self.out or (row.enterprise_id is None and not self._is_office()):
            problems.append(("", OUT_OF_REACH))
        return problems

    def _is_office(self) -> bool:
        return self.city.active is None or self.city.active.role.acts_for == "city"

    def _held_already(self, row: Honour) -> str:
        """A title is held once at a time, under whatever name."""
        alike = self.titles_alike[row.kind_id]
        for other in self.held[self._subject(row)]:
            runs = other.granted <= row.granted and (other.expires is None or other.expires >= row.granted)
            lost = other.ended is not None and other.ended <= row.granted
            if other is not row and other.kind_id in alike and runs and not lost:
                until = f"，有效期至{day(other.expires)}" if other.expires else ""
                return f"{day(other.granted)}认定的还有效{until}；复核通过的请在那一条记“复核”，不必另登"
        return ""


declare_register(HonourRegister())
