"""What must hold of programmes: what they give, who decides, criteria that can hold at once, days in their order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from lianzhang.access.api import roles
from lianzhang.kernel.formatting import number
from lianzhang.kernel.sheets import Row
from lianzhang.plans.models import Programme, ProgrammeKind
from lianzhang.registry.api import FIGURES, UNITS, RuleItem

from .faults import Faults, Problems, at
from .reading import PlanFolder

__all__ = ["PROGRAMME_CHECKS"]

# Whoever decides for a body does so for the one that the programme names.
OF_UNIT = {each.code for each in roles().values() if each.of_unit}
WHOLE = 100
SAYS = {">=": "至少", ">": "大于", "<=": "至多", "<": "小于", "=": "等于"}


def _levels(folder: PlanFolder) -> Problems:
    """Levels of a kind stand in one order."""
    seen: dict[tuple[Any, Any], Row] = {}
    for row in folder.rows("programme_levels"):
        if row["kind"] and row["order"]:
            first = seen.setdefault((row["kind"], row["order"]), row)
            if first is not row:
                message = f"次序 {row['order']} 已由第{first.number}行“{first['name']}”用了；请改次序"
                yield at("programme_levels", row, "order", message)


def _programmes(folder: PlanFolder) -> Problems:
    kinds = {row["id"]: row for row in folder.rows("programme_kinds")}
    levelled = {row["kind"] for row in folder.rows("programme_levels")}
    by_unit = {row["kind"] for row in folder.rows("programme_levels") if row["role"] in OF_UNIT}
    ruled = {row["programme"] for row in folder.rows("programme_rules")}
    for row in folder.rows("programmes"):
        if row.broken:
            continue
        kind = kinds.get(row["kind"])
        if kind and row["kind"] not in levelled and "programme_levels" not in folder.unread:
            yield at("programmes", row, "kind", f"“{kind['name']}”没有审核层级；请在 programme_levels.csv 写明由谁审")
        if row["kind"] in by_unit and not row["unit"]:
            yield at("programmes", row, "unit", "这一类有一层由责任单位审核；请写责任单位")
        for column, message in (*_gift_faults(row, kind), *_own_faults(row, ruled)):
            yield at("programmes", row, column, message)


def _indicators(folder: PlanFolder) -> Problems:
    """The weights of all come to the whole; what is computed stands there once."""
    rows = list(folder.rows("performance_indicators"))
    total = sum((row["weight"] or 0 for row in rows), 0)
    if rows and total != WHOLE and not any("weight" in row.broken for row in rows):
        message = f"权重合计 {number(total)}，不是 {WHOLE}；请改到合计 {WHOLE}"
        yield at("performance_indicators", rows[-1], "weight", message)
    computed: set[str] = set()
    for row in rows:
        if row["computed"] and row["computed"] in computed:
            yield at("performance_indicators", row, "computed", "前面的行已写了；只能有一行，请改")
        computed.add(row["computed"])


def _gift_faults(row: Row, kind: Row | None) -> Faults:
    """What it gives: as its kind says, once."""
    if kind and kind["gives"] == ProgrammeKind.Gives.TITLE and not row["honour"]:
        yield "honour", "这一类给的是称号；请写授予哪个称号"
    money = row["amount"] or row["share"]
    if kind and kind["gives"] in (ProgrammeKind.Gives.MONEY, ProgrammeKind.Gives.STAKE) and not money:
        yield "amount", "这一类给的是资金；请写标准（amount），或比例（share）和上限（cap）"
    if row["amount"] and row["share"]:
        yield "share", "标准和比例只能写一个；请删去一个"
    if row["share"] and not row["cap"]:
        yield "cap", "按比例给的要写上限；请补上"
    if row["cap"] and not row["share"]:
        yield "cap", "只有按比例给的才写上限；请删去，或改写比例"
    if row["pay_workdays"] and not money:
        yield "pay_workdays", "不给资金的不写拨付时限；请删去"


def _own_faults(row: Row, ruled: set[Any]) -> Faults:
    if row["starts"] and row["ends"] and row["ends"] < row["starts"]:
        yield "ends", f"早于生效日期 {row['starts']}；请核对"
    if row["local_days"] and not row["honour"]:
        yield "local_days", "只有授予称号的才写；别的请在 programme_windows.csv 写县区截止"
    if row["way"] == Programme.Way.CONFIRM and not row["honour"] and row["id"] not in ruled:
        yield "way", "免申即享要有能从记录里核对的条件；请在 programme_rules.csv 写条件，或改方式"


def _of_titles(folder: PlanFolder) -> Problems:
    """What gives a title has the criteria and the windows of the title, and nothing twice."""
    titled = {row["id"]: row["honour"] for row in folder.rows("programmes") if row["honour"]}
    for table, there in (("programme_rules", "honour_rules"), ("programme_windows", "honour_windows")):
        for row in folder.rows(table):
            if row["programme"] in titled:
                message = f"这一事项授予称号“{titled[row['programme']]}”；请写在 {there}.csv，不写两遍"
                yield at(table, row, "programme", message)


def _windows(folder: PlanFolder) -> Problems:
    for row in folder.rows("programme_windows"):
        opens, local, closes = row["opens"], row["local_closes"], row["closes"]
        if opens and closes and closes < opens:
            yield at("programme_windows", row, "closes", f"早于开始 {opens}；请核对")
        elif local and ((opens and local < opens) or (closes and local > closes)):
            yield at("programme_windows", row, "local_closes", "县区截止要在开始和正式截止之间；请核对")


def _contradictions(folder: PlanFolder) -> Problems:
    """Criteria of one programme, or of one title, that no firm can meet together."""
    for table, of in (("programme_rules", "programme"), ("honour_rules", "honour")):
        groups: dict[tuple[str, str], list[Row]] = defaultdict(list)
        for row in folder.rows(table):
            if not row.broken and row["item"] in FIGURES and row["value"] is not None and row["comparator"]:
                against = next((each for each in groups[row[of], row["item"]] if _excludes(each, row)), None)
                if against is not None:
                    message = f"“{_said(row)}”和第{against.number}行的“{_said(against)}”不能同时成立；请改一个"
                    yield at(table, row, "value", message)
                groups[row[of], row["item"]].append(row)


def _said(row: Row) -> str:
    item = RuleItem(row["item"])
    return f"{item.label}{SAYS[row['comparator']]}{number(row['value'])}{UNITS[item]}"


def _excludes(one: Row, other: Row) -> bool:
    """Whether no figure meets both."""
    (low, low_open), (high, high_open) = max(_low(one), _low(other)), min(_high(one), _high(other))
    return low > high or (low == high and (low_open > 0 or high_open < 0))


def _low(row: Row) -> tuple[Decimal, int]:
    """The lower end and 1 where it is not met itself; ordered so that the stricter is the greater."""
    if row["comparator"] in (">=", ">", "="):
        return row["value"], int(row["comparator"] == ">")
    return Decimal("-Infinity"), 0


def _high(row: Row) -> tuple[Decimal, int]:
    """The upper end and -1 where it is not met itself; ordered so that the stricter is the lesser."""
    if row["comparator"] in ("<=", "<", "="):
        return row["value"], -int(row["comparator"] == "<")
    return Decimal("Infinity"), 0


PROGRAMME_CHECKS: tuple[Callable[[PlanFolder], Problems], ...] = (
    _levels,
    _programmes,
    _of_titles,
    _windows,
    _contradictions,
    _indicators,
)
