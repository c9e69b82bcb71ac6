"""What stands against a firm as it is written down, by the field where it is mended. Imports ask the same."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from lianzhang.access.api import visible
from lianzhang.enterprises.called import named
from lianzhang.enterprises.models import Enterprise
from lianzhang.enterprises.naming import check_uscc
from lianzhang.kernel.formatting import day
from lianzhang.registry.api import is_code, of_old_edition

__all__ = ["ALREADY", "NAMESAKE", "firm_faults", "twin_faults", "year_fault"]

# Of a row out of sight, whoever it is and whatever it says.
ALREADY = "已经登记，但不在您现在的岗位能看到的范围里；请问市工促办。"

# Where China lies, in degrees; what is outside was mistyped or stands in the wrong order.
LONGITUDES, LATITUDES = (Decimal(73), Decimal(136)), (Decimal(3), Decimal(54))
EARLIEST = date(1840, 1, 1)
# With the other firm in it.
NAMESAKE = "本市名录里已有“{}”；是同一家的请打开那一家修改，不是的请先给两家都填上统一社会信用代码。"
FIRST_YEAR = 1998  # the first year that statistics know firms above a threshold


def firm_faults(row: Enterprise, today: date) -> dict[str, str]:
    """What the row says wrongly, without a look at other firms."""
    faults: dict[str, str] = {}
    if not row.name:
        faults["name"] = "请写企业名称，与营业执照一致。"
    if wrong := _uscc_fault(row.uscc):
        faults["uscc"] = wrong
    if row.industry and not is_code(row.industry):
        old = of_old_edition(row.industry)
        hint = f"{old}，请改填" if old else "请按代码表填写，如3670"
        faults["industry"] = f"国民经济行业分类（GB/T 4754-2017）里没有“{row.industry}”；{hint}。"
    return faults | _place_faults(row) | _coordinate_faults(row) | _founding_faults(row, today)


def _uscc_fault(code: str) -> str:
    try:
        return "" if not code or check_uscc(code) == code else "统一社会信用代码请用大写字母和半角数字，不留空格。"
    except ValueError as wrong:
        return f"{wrong}。"


def _place_faults(row: Enterprise) -> dict[str, str]:
    if row.outside:
        faults = {} if row.outside_place else {"outside_place": "市外企业请写所在地，如“湖北十堰”。"}
        return faults | (
            {"region": "市外企业不选本市的区域和园区；是本市的，请去掉“市外企业”。"} if _placed(row) else {}
        )
    if row.outside_place:
        return {"outside_place": "本市企业不填市外所在地；是市外的，请勾“市外企业”。"}
    if row.region and row.city_id not in (row.region_id, row.region.parent_id):
        return {"region": f"“{row.region}”不是本市的区域；请从列表里选。"}
    if row.park and row.park.city_id != row.city_id:
        return {"park": f"“{row.park}”不是本市的园区；请从列表里选。"}
    if row.park and row.region and row.park.region_id not in (None, row.region_id):
        return {"park": f"“{row.park}”在{row.park.region}，与所选的{row.region}不符；请改其中一个。"}
    return {}


def _placed(row: Enterprise) -> bool:
    return row.region_id is not None or row.park_id is not None


def _coordinate_faults(row: Enterprise) -> dict[str, str]:
    if row.longitude is None and row.latitude is None:
        return {"coordinates": "没有经纬度时不选坐标系。"} if row.coordinates else {}
    if row.longitude is None or row.latitude is None:
        missing = "longitude" if row.longitude is None else "latitude"
        return {missing: "经度和纬度要么都填，要么都留空。"}
    faults = {}
    if not LONGITUDES[0] <= row.longitude <= LONGITUDES[1]:
        swapped = LONGITUDES[0] <= row.latitude <= LONGITUDES[1] and LATITUDES[0] <= row.longitude <= LATITUDES[1]
        hint = "；经度和纬度可能填反了" if swapped else ""
        faults["longitude"] = f"我国的经度在73至136度之间，现在是{row.longitude}{hint}。"
    if not LATITUDES[0] <= row.latitude <= LATITUDES[1]:
        faults["latitude"] = f"我国的纬度在3至54度之间，现在是{row.latitude}。"
    if not row.coordinates:
        faults["coordinates"] = "请选坐标系；各系之间相差几百米，不知道的问测绘来源。"
    return faults


def _founding_faults(row: Enterprise, today: date) -> dict[str, str]:
    if row.founded and not EARLIEST <= row.founded <= today:
        return {"founded": f"成立日期{day(row.founded)}不合常理；请填1840年以后、今天以前的日期。"}
    return {}


def twin_faults(row: Enterprise, by: Any, *, named_anew: bool) -> dict[str, str]:
    """Another firm of the city that goes by the same code, or by the same name without a code that tells them apart.

    Of one out of sight no more is told than that it is there; a name that is not new is held against those in sight.
    """
    every = Enterprise.objects.filter(city=row.city_id, merged_into=None).exclude(pk=row.pk)
    others = visible(by, Enterprise) & every
    if row.uscc and (twin := others.filter(uscc=row.uscc).first()):
        return {"uscc": f"这个统一社会信用代码已登记在“{twin}”名下；请核对，确是一家的请合并。"}
    beyond = every.exclude(pk__in=others.values("pk"))
    if row.uscc and beyond.filter(uscc=row.uscc).exists():
        return {"uscc": ALREADY}
    twins = named(others, row.name)
    if twin := (twins.filter(uscc="") if row.uscc else twins).first():
        return {"name": NAMESAKE.format(twin)}
    return {"name": ALREADY} if named_anew and named(beyond, row.name).exists() else {}


def year_fault(year: int, today: date) -> str:
    """Why a year cannot be one above scale; blank when it can."""
    if FIRST_YEAR <= year <= today.year:
        return ""
    return f"{year}年不合常理；规上年份在{FIRST_YEAR}至{today.year}之间。"
