"""What must hold of targets, their goal values and definitions."""

from __future__ import annotations

from typing import Any

from lianzhang.kernel.metrics import PLACES, all_metrics, get_metric
from lianzhang.kernel.sheets import Row, nearest
from lianzhang.plans.models import Comparator, Measure, ScopeKind, Window
from lianzhang.plans.models.scopes import EACH_OF, EACH_OF_REGIONS, NAMED_SCOPES, kinds_asked
from lianzhang.plans.record_sets import record_sets

from .declaring import WATCHED
from .faults import Faults, Problems, at
from .goal_rows import goal_rows
from .reading import PlanFolder

__all__ = ["TARGET_CHECKS", "regions_asked"]

GOAL_KEY = {"target", "chain", "group", "region", "park", "period_start", "period_end", "effective_from"}
TABLE_OF: dict[str, str] = {"chain": "chains", "group": "groups", "region": "regions", "park": "parks"}


def _targets(folder: PlanFolder) -> Problems:
    for row in folder.rows("targets"):
        for column, message in (
            *_value_faults(row),
            *_measure_faults(row),
            *_scope_faults(row, folder),
            *_metric_faults(row, folder),
        ):
            yield at("targets", row, column, message)
        starts, due = row["starts"] or folder.plan.get("starts"), row["due"] or folder.plan.get("ends")
        if starts and due and due < starts:
            yield at("targets", row, "due", f"期限 {due} 早于起算 {starts}；请核对")


def _value_faults(row: Row) -> Faults:
    value, most = row["value"], row["value_max"]
    if {"value", "value_max", "comparator"} & row.broken:
        return
    if row["comparator"] == WATCHED:
        if value is not None or most is not None:
            yield "value", "只监测（watch）的目标没有目标值；请删去，或改写要求，如 >="
        return
    if value is not None and not row["comparator"]:
        yield "comparator", "有目标值就要写要求，如 >=；请补上"
    if row["comparator"] == Comparator.RANGE and value is not None and most is None:
        yield "value_max", "区间要有上限；请补上，或把要求改成 >="
    if most is not None and row["comparator"] != Comparator.RANGE:
        yield "value_max", "只有区间（range）才写上限；请删去，或把要求改成 range"
    if value is not None and most is not None and most < value:
        yield "value_max", f"上限 {most} 小于目标值 {value}；请对调或改正"


def _measure_faults(row: Row) -> Faults:
    measure = row["measure"]
    if measure == Measure.EACH and not row["window"] and "window" not in row.broken:
        yield "window", "“每期”（each）要写期：month、quarter、half_year 或 year"
    if measure == Measure.GROWTH:
        if row["base_year"] is None and "base_year" not in row.broken:
            yield "base_year", "年均增长（growth）要写基年，如 2020"
        if row["window"] != Window.YEAR and "window" not in row.broken:
            yield "window", "年均增长（growth）的期应是 year"
    if measure in (Measure.RATIO, Measure.DIFFERENCE) and not row["of"] and "of" not in row.broken:
        yield "of", "比值（ratio）和差（difference）要写另一个数的指标名"


def _scope_faults(row: Row, folder: PlanFolder) -> Faults:
    word, name = row["scope"] or ("", "")
    kind = ScopeKind(word or ScopeKind.CITY)
    table = TABLE_OF.get(EACH_OF.get(kind, kind))
    if table is None or table in folder.unread:
        return
    known = folder.ids(table)
    if kind in EACH_OF_REGIONS:
        known = regions_asked(kind, folder)
    if name and name not in known:
        yield "scope", f"{table}.csv 里没有“{name}”；{nearest(name, sorted(known))}"
    if not known and not name:
        which = f"“{kind.label}”的" if kind in EACH_OF_REGIONS else ""
        yield "scope", f"{table}.csv 里一行{which}也没有，这个目标落不到哪里；请补上，或改范围"


def _metric_faults(row: Row, folder: PlanFolder) -> Faults:
    name = row["metric"]
    if not name or "metric" in row.broken:
        return
    if name not in all_metrics():
        yield "metric", f"没有“{name}”这种算法；{nearest(name, all_metrics())}"
        return
    kind = ScopeKind((row["scope"] or ("city", ""))[0])
    if EACH_OF.get(kind, kind) in PLACES and not get_metric(name).places:
        yield "metric", f"“{name}”不按区域、园区计；请删去（按填报的数判断），或改范围"
    for need in get_metric(name).needs:
        if not row.values.get(need) and need != "quantity":
            yield need, f"“{name}”要写这一列；请补上"
    yield from _item_faults(row["item"] or "", get_metric(name).items, folder)


def _item_faults(item: str, known: str | tuple[str, ...], folder: PlanFolder) -> Faults:
    """`known` are the words an item may be, or the table whose ids it names."""
    if not known or not item:
        return
    words = sorted(folder.ids(known) if isinstance(known, str) else known)
    where = f"{known}.csv 里没有" if isinstance(known, str) else f"只能写{'、'.join(words)}，没有"
    for name in item.split(";"):
        if name.strip() not in words:
            yield "item", f"{where}“{name.strip()}”；{nearest(name.strip(), words)}"


def _goals(folder: PlanFolder) -> Problems:
    targets = {row["id"]: row for row in folder.rows("targets")}
    for row in folder.rows("goals"):
        target = targets.get(row["target"])
        if target is None or row.broken or target.broken:
            continue
        for column, message in (*_cell_faults(row, target, folder), *_revision_faults(row, folder)):
            yield at("goals", row, column, message)
        if target["comparator"] == WATCHED:
            yield at(
                "goals", row, "target", f"目标“{target['id']}”只监测（watch），没有目标值；请删去这一行，或改目标的要求"
            )
            continue
        merged = {**row.values, "comparator": row["comparator"] or target["comparator"]}
        if not merged["comparator"]:
            yield at("goals", row, "comparator", "目标和这一行都没写要求；请写一个，如 >=")
        for column, message in _value_faults(Row(row.number, merged)):
            yield at("goals", row, column, message)
        starts = target["starts"] or folder.plan.get("starts")
        due = target["due"] or folder.plan.get("ends")
        time = row["period"]
        if time and starts and due and (time.end < starts or time.start > due):
            message = f"“{time}”不在目标的时间 {starts} 至 {due} 之内；请核对"
            yield at("goals", row, "period", message)


def regions_asked(each: ScopeKind, folder: PlanFolder) -> set[str]:
    kinds, whole = {row["id"]: row["kind"] for row in folder.rows("regions")}, folder.plan.get("city")
    asked = kinds_asked(each, kinds.get(whole, ""))
    return {code for code, kind in kinds.items() if kind in asked and code != whole}


def _cell_faults(row: Row, target: Row, folder: PlanFolder) -> Faults:
    """A goal for one chain, group, region or park must lie within the scope of its target."""
    word, name = target["scope"]
    named = [kind.value for kind in NAMED_SCOPES if row[kind.value]]
    if len(named) > 1:
        yield named[1], "一行只能写一条产业链、一个产业群、一个区域或一个园区；请分成几行"
    for column in named:
        if EACH_OF.get(ScopeKind(word)) != column and (word, name) != (column, row[column]):
            yield column, f"目标“{target['id']}”的范围是 {word}，不分到这里；请改目标的 scope，或删去"
        elif ScopeKind(word) in EACH_OF_REGIONS and row[column] not in regions_asked(ScopeKind(word), folder):
            yield (
                column,
                f"“{row[column]}”不是{ScopeKind(word).label}里的一个；请核对 regions.csv 的 kind，或改目标的 scope",
            )


def _revision_faults(row: Row, folder: PlanFolder) -> Faults:
    effective, starts = row["effective_from"], folder.plan.get("starts")
    if not effective or not starts:
        return
    if effective < starts:
        yield "effective_from", f"早于方案起始 {starts}；原定的目标值请留空这一列"
    if effective > starts and not row["reason"]:
        yield "reason", "修订目标值要写依据，如文件名和文号"


def _goal_values(folder: PlanFolder) -> Problems:
    """Every target has a value to be held against, and no value is stated twice."""
    if not folder.plan.get("starts"):
        return
    asked = set()
    seen: dict[tuple[Any, ...], str] = {}
    for table, row, goal in goal_rows(folder):
        asked.add(goal["target"])
        key = tuple(value for name, value in goal.items() if name in GOAL_KEY)
        place = f"{table}.csv 第{row.number}行"
        first = seen.setdefault(key, place)
        if first != place:
            message = f"同一目标、范围、时期和生效日的目标值已写在 {first}；请删去一个"
            yield at(table, row, "value", message)
    for row in folder.rows("targets"):
        watched = row["comparator"] == WATCHED
        if row["id"] and row["id"] not in asked and not (watched or row.broken) and "goals" not in folder.unread:
            message = "没有目标值；请在这里写，或在 goals.csv 里分到链、群或年度；只监测的，要求写 watch"
            yield at("targets", row, "value", message)


def _definitions(folder: PlanFolder) -> Problems:
    stated = {row["id"] for row in folder.rows("targets") if row["definition"]}
    starts = folder.plan.get("starts")
    for row in folder.rows("definitions"):
        effective = row["effective_from"]
        if not effective or not starts:
            continue
        if effective < starts:
            yield at("definitions", row, "effective_from", f"早于方案起始 {starts}；请核对")
        elif effective == starts and row["target"] in stated:
            yield at("definitions", row, "effective_from", "方案起始日的口径已写在 targets.csv；请留一处")


def _duty_records(folder: PlanFolder) -> Problems:
    known = record_sets()
    for row in folder.rows("duty_records"):
        if not row["records"] or row.broken & {"records", "item"}:
            continue
        told = known.get(row["records"])
        if told is None:
            message = f"没有“{row['records']}”这种记录；{nearest(row['records'], sorted(known))}"
            yield at("duty_records", row, "records", message)
            continue
        if row["item"] and not told.item:
            yield at("duty_records", row, "item", f"“{told.title}”不再细分；请留空")
        for column, message in _item_faults(row["item"] or "", told.items, folder):
            yield at("duty_records", row, column, message)


TARGET_CHECKS = (_targets, _goals, _goal_values, _definitions, _duty_records)
