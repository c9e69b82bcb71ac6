"""What must hold of units: those the folder states itself, and those its targets and figures are written in."""

from __future__ import annotations

from decimal import Decimal

from lianzhang.kernel.quantities import KNOWN_UNITS, Units
from lianzhang.kernel.sheets import Row, nearest
from lianzhang.plans.models.units import units_with

from .faults import Faults, Problems, at
from .reading import PlanFolder

__all__ = ["UNIT_CHECKS"]


def _stated(folder: PlanFolder) -> Problems:
    """Each row of the table, held against the common units and the rows above it."""
    above: list[Row] = []
    for row in folder.rows("units"):
        if row.broken or not row["name"]:
            continue
        for column, message in _faults(row, above):
            yield at("units", row, column, message)
        above.append(row)


def _faults(row: Row, above: list[Row]) -> Faults:
    name, base = row["name"], row["dimension"]
    if any(each["name"] == name for each in above):
        yield "name", f"“{name}”在上面已经写过；请删去一行"
    elif base:
        known = units_with(each.values for each in above)
        yield from _measure_faults(name, base, known)
        if not row["factor"]:
            yield "factor", f"请写一“{name}”合多少“{base}”，大于零"
        elif name in KNOWN_UNITS:
            yield from _rate_faults(row)
    elif name in KNOWN_UNITS:
        yield "name", f"“{name}”是通用单位，不用再写；要写汇率或折算，请填 dimension 和 factor"
    elif row["factor"] not in (None, Decimal(1)):
        yield "dimension", f"写了合多少，请写以哪个单位计，如“{name}”合若干“个”就写 个"


def _measure_faults(name: str, base: str, known: Units) -> Faults:
    """What stands against taking `base` as the measure of a unit, new or common."""
    if base == name:
        yield "dimension", "不能以自己计；自成一类的单位请留空"
    elif base not in known:
        yield "dimension", f"不认识的单位“{base}”；{nearest(base, filter(None, known))}；本表的单位请写在上面的行"
    elif known.convertible(name, base):
        yield "name", f"“{name}”已能换算成“{base}”，不能另定；请删去这一行"
    elif name in known and known[name].dimension != name:
        stands_for = known[name].dimension
        yield "name", f"“{name}”以“{stands_for}”计；折算请写“{stands_for}”的"


def _rate_faults(row: Row) -> Faults:
    """A rate between two common units holds for a time, and somebody published it."""
    if not row["source"]:
        yield "source", "汇率和折算要写出处，如发布的机构和文件"
    if not row["date"]:
        yield "date", "汇率和折算要写日期：哪一天的"


def _written(folder: PlanFolder) -> Problems:
    """Every unit of targets and figures is known."""
    for table in ("targets", "observations"):
        for row in folder.rows(table):
            unit = row["unit"]
            if unit and unit not in folder.units:
                hint = nearest(unit, filter(None, folder.units))
                yield at(table, row, "unit", f"不认识的单位“{unit}”；{hint}；方案自己的单位写在 units.csv")


UNIT_CHECKS = (_stated, _written)
