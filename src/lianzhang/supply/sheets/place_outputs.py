"""What places make, by industry, as a sheet: published statistics that the office hands in."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, ClassVar

from lianzhang.access.api import visible
from lianzhang.enterprises.api import CityBook, CityRegister, as_stored
from lianzhang.kernel.registers import declare_register
from lianzhang.kernel.sheets import Column, Row, Sheet
from lianzhang.kernel.sheets.cells import whole
from lianzhang.kernel.sheets.loose import amount, coded, text
from lianzhang.registry.api import is_code, normal
from lianzhang.supply.models import PlaceOutput

__all__ = ["PlaceRegister"]

OUT_OF_REACH = "各地产值由{office}登记"
CITY_HELP = "自己的城市写城市名；对照的地区越多越准，各地用同一级行业代码。"
INDUSTRY_HELP = "GB/T 4754-2017的代码，各地、各行用同样几位。"


class PlaceRegister(CityRegister):
    code, title, unit, page, order = "place-outputs", "各地行业产值", "条", "place_output", 60
    model = PlaceOutput
    about = "自己和对照地区各行业的年产值，来自统计年鉴等公布的数；用来看缺的环节够不够得着。"
    title_columns: frozenset[str] = frozenset()

    def sheet(self, city: int) -> Sheet:  # noqa: ARG002 - the same in every city
        columns = (
            Column("place", "地区", text(60), required=True, help=CITY_HELP, example="示例市"),
            Column("industry", "行业代码", coded(5, whole=r"\d{2,4}"), required=True, help=INDUSTRY_HELP, example="36"),
            Column("year", "年份", whole(1990, 2100), required=True, example="2022"),
            Column("value", "产值（万元）", amount("万元"), required=True, main=True, help="没有这个行业的填0。"),
            Column("source", "来源", text(300), required=True, help="如“2023年统计年鉴”。"),
        )
        return Sheet(self.title, columns, max_rows=200_000)

    def open(self, city: int, by: Any) -> PlaceBook:
        return PlaceBook(city, by, self.sheet(city))


class PlaceBook(CityBook[PlaceOutput]):
    """Rows that hang on no firm."""

    model = PlaceOutput
    out_of_reach = OUT_OF_REACH
    written: ClassVar[tuple[str, ...]] = ("city_id", "place", "industry", "year", "value", "source", "version")

    def __init__(self, city: int, by: Any, sheet: Sheet) -> None:
        super().__init__(city, by, sheet)
        rows = visible(by, PlaceOutput).filter(city=city)
        self.held = {(row.year, row.place, row.industry): row for row in rows.iterator()}

    def _named(self, row: Row) -> tuple[dict[str, Any], list[tuple[str, str]]]:
        values = self.given(row)
        return values | {"firm": None, "industry": normal(values["industry"])}, []

    def identity(self, values: dict[str, Any]) -> Any:
        return int(values["year"]), values["place"], values["industry"]

    def values_of(self, row: PlaceOutput) -> dict[str, Any]:
        plain = ("place", "industry", "year", "source")
        return {name: getattr(row, name) for name in plain} | {"value": as_stored(row.value)}

    def fill(self, row: PlaceOutput, values: Mapping[str, Any]) -> None:
        row.city_id, row.place, row.industry = self.city.pk, values["place"], values["industry"]
        row.year, row.value, row.source = int(values["year"]), Decimal(values["value"]), values["source"]

    def title_of(self, values: dict[str, Any]) -> str:
        return f"{values['place']}{values['year']}年{values['industry']}"

    def wrong(self, row: PlaceOutput) -> dict[str, str]:
        faults = {}
        if not is_code(row.industry):
            faults["industry"] = f"没有“{row.industry}”这个行业代码；请核对GB/T 4754-2017"
        if row.value < 0:
            faults["value"] = "产值不能小于0"
        return faults

    def keys(self) -> list[int]:
        rows = visible(self.by, PlaceOutput).filter(city=self.city.pk)
        return list(rows.order_by("-year", "place", "industry").values_list("pk", flat=True))


declare_register(PlaceRegister())
