"""The columns of the register of firms, and how each is filled in."""

from __future__ import annotations

from typing import Any, cast

from lianzhang.enterprises.models import CoordinateSystem, FirmState
from lianzhang.enterprises.naming import tidy
from lianzhang.kernel.sheets import Column, Kind
from lianzhang.kernel.sheets.loose import amount, coded, day_cell, several, text, years
from lianzhang.kernel.vocabulary import spoken
from lianzhang.registry.api import name_of, normal, of_old_edition

from .index import CODE, OF_CODES, OF_NAMES

__all__ = ["firm_columns"]

DEGREES = amount("度", decimals=6)


def _read_name(cell: str) -> str:
    return cast(str, text(120)(tidy(cell)))


def _read_industry(cell: str) -> str:
    return normal(coded(5)(cell))


def _told_industry(code: str) -> str:
    """With its name; a code that meant something else in the edition before says so."""
    told = f"{code} {name_of(code)}".strip()
    old = of_old_edition(code)
    return f"{told}（{old}）" if old else told


CODE_HELP = "18位，照营业执照填；{outside}企业和查不到的可以留空。"
NAME_HELP = "与营业执照一致的全称。"
FORMER_HELP = "有几个就用分号、逗号、顿号或换行隔开；没有的留空。只增加，不删去已登记的。"
SYSTEM_HELP = "填了经纬度就要选；不知道的问提供坐标的单位。"
INDUSTRY_HELP = "国民经济行业分类（GB/T 4754-2017）的代码，门类字母可写可不写。"
YEARS_HELP = "在规模以上的年份，如 2021;2022 或 2021-2023；写了就是全部年份。"
NAME = Kind(_read_name, blank="")
NAMES = several(NAME)
# Without its first digit, a nought, a class would be of three digits.
INDUSTRY = Kind(_read_industry, blank="", shown_as="code", whole=r"\d{4}", told=_told_industry)


def firm_columns(regions: Any, parks: Any) -> tuple[Column, ...]:
    systems = tuple(CoordinateSystem.choices)
    return (
        Column("uscc", CODE, coded(30), help=spoken(CODE_HELP), example="91420600MA0000001Y", also=OF_CODES),
        Column("name", "名称", NAME, required=True, help=NAME_HELP, example="示例铸造有限公司", also=OF_NAMES),
        Column("former_names", "曾用名", NAMES, help=FORMER_HELP, example="示例铸造厂"),
        Column("region", "区域", choices=regions, help=spoken("从下拉列表里选；{outside}企业留空。")),
        Column("park", "园区", choices=parks, help="在园区的从下拉列表里选，要与区域一致。"),
        Column(
            *("outside_place", spoken("{outside}所在地"), text(60)),
            help=spoken("只有{outside}企业填，如供应商、客户。"),
            example="湖北十堰",
        ),
        Column("address", "地址", text(200), example="示例大道1号"),
        Column("longitude", "经度", DEGREES, help="写成小数；经度、纬度要么都填，要么都留空。", example="112.12"),
        Column("latitude", "纬度", DEGREES, help="写成小数。", example="32.01"),
        Column("coordinates", "坐标系", choices=systems, help=SYSTEM_HELP, example="CGCS2000"),
        Column("industry", "行业代码", INDUSTRY, help=INDUSTRY_HELP, example="3670"),
        Column("state", "状态", choices=tuple(FirmState.choices), help="新登记的留空为在营。", example="在营"),
        Column("founded", "成立日期", day_cell, help="照营业执照填。", example="2015-03-01"),
        Column("above_scale", "规上年份", years, help=YEARS_HELP, example="2021;2022"),
        Column("scope", "经营范围", text(1000, lines=True)),
        Column("source", "来源", text(300), help="这一条从哪里来，如文件名称和文号。"),
    )
