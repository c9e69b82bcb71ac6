"""Material flows as a sheet: what a site took in of a material in a period, and what became of it; a row a report.

Quantities may be written in any unit that can be converted; what was checked and is changed by an upload is to be
checked anew."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils import timezone

from lianzhang.access.api import SYSTEM, visible
from lianzhang.enterprises.api import FIRM_COLUMNS, CityRegister, RowBook, as_stored
from lianzhang.kernel.folding import fold
from lianzhang.kernel.periods import Period, parse_period
from lianzhang.kernel.quantities import UnitError
from lianzhang.kernel.registers import CHANGED, NEW, RowDiff, declare_register
from lianzhang.kernel.sheets import Column, Row, Sheet, number
from lianzhang.kernel.sheets.loose import text
from lianzhang.kernel.vocabulary import spoken
from lianzhang.plans.models import Material
from lianzhang.supply.flows.actions import OUT_OF_REACH
from lianzhang.supply.flows.rules import QUANTITIES, clashes, flow_faults, locked_words, materials_of
from lianzhang.supply.models import FlowState, MaterialFlow
from lianzhang.supply.permissions import Permission

from .naming import PERIOD

__all__ = ["FlowBook", "FlowRegister"]

WORDS = ("destination", "document", "permit", "source", "why")
UNIT, MATERIAL = "单位", "物料"


class FlowRegister(CityRegister):
    code, title, unit, page, order = "material_flows", "物料流向", "份", "material_flow", 55
    model = MaterialFlow
    permission = Permission.ENTER_FLOW
    about = "厂区收了多少废料、变成了什么：一个厂区、一种物料、一个时期一行。导入后由没有经手的账号核对。"
    title_columns = frozenset({"firm", "state", "reason", "question"})

    def sheet(self, city: int) -> Sheet:  # noqa: ARG002 - the same in every city
        columns = (
            *FIRM_COLUMNS,
            Column("site", "厂区", text(60), help="只有一个厂区的不填。"),
            PERIOD,
            Column("material", MATERIAL, text(60), required=True, help="方案所列的循环物料。", example="废钢"),
            Column("unit", UNIT, text(20), help="数量的单位；不填的按方案的单位，能换算的自动换算。", example="吨"),
            Column(
                "from_local",
                "收自本地",
                number(least=0),
                help="自己厂里的边角料不算；不清楚的留空，没有的写0。",
                example="5200",
            ),
            Column("from_outside", "收自外地", number(least=0), help="外地来的不算本地闭环。", example="800"),
            Column("product", "本地产品产出折量", number(least=0), help="折成用掉的废料。", example="5500"),
            Column("residue", "残渣和损耗", number(least=0), help="只算有去向的。", example="350"),
            Column("stock_change", "库存增减", number(), help="期末减期初；用掉库存的写负数。", example="50"),
            Column("destination", "去向", text(300), help="产品卖给谁，残渣交给谁。"),
            Column("document", "凭证", text(200), help="危险废物必填转移联单的编号。"),
            Column("permit", "外地来的凭什么", text(200), help="跨省的写批准文号，都在省内的写“省内”。"),
            Column("source", "来源", text(300), required=True, example="地磅单汇总"),
            Column("why", "对不上的原因", text(300), help="出的比进的多的必填。"),
        )
        return Sheet(self.title, columns, max_rows=200_000)

    def open(self, city: int, by: Any) -> FlowBook:
        return FlowBook(city, by, self.sheet(city))


class FlowBook(RowBook[MaterialFlow]):
    model = MaterialFlow
    related = ("enterprise", "material__plan", "city")
    city_path = "city"
    written = (
        *("city_id", "enterprise_id", "material_id", "site", "period_start", "period_end", *QUANTITIES, *WORDS),
        *("state", "reason", "question", "reported_at", "version", "post_id", "authors"),
    )

    def __init__(self, city: int, by: Any, sheet: Sheet) -> None:
        super().__init__(city, by, sheet)
        self.held: defaultdict[tuple[int, str], dict[Any, MaterialFlow]] = defaultdict(dict)  # by firm and material
        self.locks: dict[str, str] = {}
        keys = [row.pk for row in materials_of(city)]
        self.materials = list(Material.objects.filter(pk__in=keys).select_related("plan").order_by("order"))
        self.by_code = {row.code: row for row in self.materials}
        self.called = {fold(name): row.code for row in self.materials for name in (row.code, row.name)}

    # --- what a row says
    def _named(self, row: Row) -> tuple[dict[str, Any], list[tuple[str, str]]]:
        values, problems = super()._named(row)
        code = self.called.get(fold(values["material"]))
        if code is None:
            names = "、".join(each.name for each in self.materials) or "一种也没有"
            return values, [*problems, (MATERIAL, f"方案没有列“{values['material'][:40]}”；所列的是：{names}")]
        values["material"], values["site"] = self.by_code[code].name, values["site"] or ""
        return values, problems + self._in_unit(values, self.by_code[code])

    @staticmethod
    def _in_unit(values: dict[str, Any], material: Material) -> list[tuple[str, str]]:
        """Put the material's unit in the place of what was written."""
        unit, values["unit"] = values["unit"], material.unit
        if not unit or unit == material.unit:
            return []
        try:
            for name in QUANTITIES:
                if values[name] is not None:
                    told = material.plan.units.convert(Decimal(values[name]), unit, material.unit)
                    values[name] = as_stored(told.quantize(Decimal("0.001")))
        except UnitError:
            return [(UNIT, f"{material}按{material.unit}报，“{unit}”换算不成{material.unit}；请换成{material.unit}")]
        return []

    # --- what the register holds
    def load(self, firms: list[int]) -> None:
        rows = visible(self.by, MaterialFlow).filter(enterprise__in=firms)
        for row in rows.select_related("material__plan").order_by("pk"):
            row.enterprise = self.firms[row.enterprise_id]
            self.called.setdefault(fold(row.material.name), row.material.code)
            self.place(row)

    def place(self, row: MaterialFlow) -> None:
        self._beside(row)[row.site, Period(row.period_start, row.period_end).code] = row

    def displace(self, row: MaterialFlow) -> None:
        self._beside(row).pop((row.site, Period(row.period_start, row.period_end).code), None)

    def _beside(self, row: MaterialFlow) -> dict[Any, MaterialFlow]:
        return self.held[row.enterprise_id, row.material.code]

    def identity(self, values: dict[str, Any]) -> Any:
        return values["firm"], self._code(values), values["site"] or "", values["period"]

    def _code(self, values: Mapping[str, Any]) -> str:
        return self.called.get(fold(values["material"]), "")

    def known(self, values: dict[str, Any]) -> MaterialFlow | None:
        firm, code, *when = self.identity(values)
        row = self.held[firm, code].get(tuple(when))
        return row if row is not None and row.pk else None

    # --- from rows to values and back
    def values_of(self, row: MaterialFlow) -> dict[str, Any]:
        return {
            "firm": row.enterprise_id,
            "uscc": row.enterprise.uscc,
            "firm_name": row.enterprise.name,
            "site": row.site or None,
            "period": Period(row.period_start, row.period_end).code,
            "material": row.material.name,
            "unit": row.material.unit,
            **{name: as_stored(getattr(row, name)) for name in QUANTITIES},
            **{name: getattr(row, name) or None for name in WORDS},
            "state": row.state,
            "reason": row.reason or None,
            "question": row.question or None,
        }

    def _line(self, number: int, values: dict[str, Any]) -> RowDiff:
        stood = self.known(values)
        before = self.values_of(stood) if stood else {}
        line = super()._line(number, values)
        if line.status == NEW:
            line.changes["state"] = [None, FlowState.REPORTED.value]
        if line.status == CHANGED:
            line.changes |= {name: [before[name], None] for name in ("reason", "question") if before[name] is not None}
            line.changes["state"] = [before["state"], FlowState.REPORTED.value]
            self.fill(line.row, before | {name: new for name, (_, new) in line.changes.items()})
        return line

    def fill(self, row: MaterialFlow, values: Mapping[str, Any]) -> None:
        period = parse_period(values["period"])
        row.city_id, row.enterprise_id = self.city.pk, values["firm"]
        row.period_start, row.period_end = period.start, period.end
        if firm := self.firms.get(values["firm"]):
            row.enterprise = firm
        if not row.pk:
            row.material = self.by_code[self._code(values)]
            row.reported_at = timezone.now()
            row.post = self.city.active.post if self.city.active else None
        row.site = values.get("site") or ""
        for name in QUANTITIES:
            setattr(row, name, Decimal(values[name]) if values.get(name) is not None else None)
        for name in WORDS:
            setattr(row, name, values.get(name) or "")
        row.state = values.get("state") or FlowState.REPORTED
        row.reason, row.question = values.get("reason") or "", values.get("question") or ""
        if self.by is not SYSTEM:
            row.authors = tuple(dict.fromkeys((*(row.authors or ()), *self.typed_by, self.by.pk)))

    def title_of(self, values: dict[str, Any]) -> str:
        whose = f"{self.index.names[values['firm']][1]}{values['site'] or ''}"
        return f"{whose} {parse_period(values['period'])}：{values['material']}"

    # --- what stands against a row
    def faults(self, line: RowDiff) -> list[tuple[str, str]]:
        row: MaterialFlow = line.row
        said = flow_faults(row) or clashes(row, (each for each in self._beside(row).values() if each is not row))
        renamed = {"enterprise": "firm_name", "period_start": "period", "period_end": "period"}
        problems = self.as_problems({renamed.get(name, name): words for name, words in said.items()})
        code = Period(row.period_start, row.period_end).code
        if code not in self.locks:
            self.locks[code] = locked_words(row)
        if self.locks[code]:
            problems += self.as_problems({"period": self.locks[code]})
        if row.enterprise_id in self.out:
            problems.append(("", spoken(OUT_OF_REACH.replace("{able}", "{office}"))))
        return problems


declare_register(FlowRegister())
