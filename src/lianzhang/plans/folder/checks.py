"""What must hold across the tables of a plan folder. Each check yields every problem it sees.

A cell that could not be read is None here and has its problem already."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from lianzhang.kernel.sheets import Problem, Row, nearest
from lianzhang.plans.models import Each, Measure, Nature, Relation
from lianzhang.plans.models.scopes import NAMED_SCOPES

from .faults import Faults, Problems, at
from .item_checks import ITEM_CHECKS
from .market_checks import MARKET_CHECKS
from .need_checks import NEED_CHECKS
from .platform_checks import PLATFORM_CHECKS
from .programme_checks import PROGRAMME_CHECKS
from .quantity_checks import QUANTITY_CHECKS
from .reading import PlanFolder
from .register_checks import REGISTER_CHECKS
from .score_checks import SCORE_CHECKS
from .tables import TABLES
from .target_checks import TARGET_CHECKS
from .unit_checks import UNIT_CHECKS

__all__ = ["COUNTING", "check"]

# Figures of these are about their target itself, whatever their quantity is called.
SAME_THING = {Relation.DIRECT, Relation.FLOW}
SAME_UNIT = {Relation.DIRECT, Relation.FLOW, Relation.PARTIAL, Relation.BASELINE}
COUNTING = {Relation.DIRECT, Relation.FLOW, Relation.BASELINE}


def check(folder: PlanFolder) -> list[Problem]:
    problems = [problem for each in CHECKS for problem in each(folder)]
    return sorted(problems, key=lambda problem: (problem.file, problem.row or 0))


def _plan(folder: PlanFolder) -> Problems:
    plan = folder.plan
    if plan.get("id") and folder.name not in ("", plan["id"]):
        message = f"编号与文件夹名“{folder.name}”不同；请改成一样"
        yield folder.in_plan("id", message)
    if plan.get("starts") and plan.get("ends") and plan["ends"] < plan["starts"]:
        yield folder.in_plan("ends", f"终止日期早于起始日期 {plan['starts']}；请核对")
    if plan.get("id") and plan["id"] == plan.get("succeeds"):
        yield folder.in_plan("succeeds", "方案不能接续自己；请写上一个方案的编号，或删去")
    city = plan.get("city")
    if city and "regions" not in folder.unread and city not in folder.ids("regions"):
        hint = nearest(city, folder.ids("regions"))
        yield folder.in_plan("city", f"regions.csv 里没有“{city}”；{hint}")


def _repeated(folder: PlanFolder) -> Problems:
    for table in TABLES:
        seen: dict[tuple[Any, ...], int] = {}
        for row in folder.rows(table.name):
            key = tuple(row[column] for column in table.key)
            if not any(key):
                continue
            first = seen.setdefault(key, row.number)
            if first != row.number:
                shown = "、".join(str(part) for part in key if part)
                message = f"“{shown}”与第{first}行重复；请改一个，或删一行"
                yield at(table.name, row, table.key[0], message)


def _references(folder: PlanFolder) -> Problems:
    for table in TABLES:
        for column, other in table.references.items():
            if other in folder.unread:
                continue
            known = folder.ids(other)
            for row in folder.rows(table.name):
                value = row[column]
                for name in [value] if isinstance(value, str) else value or ():
                    if name and name not in known:
                        hint = nearest(name, sorted(known))
                        message = f"{other}.csv 里没有“{name}”；{hint}"
                        yield at(table.name, row, column, message)


def _circles(folder: PlanFolder) -> Problems:
    for table in ("regions", "clauses"):
        parents = {row["id"]: row["parent"] for row in folder.rows(table)}
        for row in folder.rows(table):
            above, steps = row["parent"], 0
            while above and above != row["id"] and steps <= len(parents):
                above, steps = parents.get(above), steps + 1
            if above and above == row["id"]:
                yield at(table, row, "parent", "上级绕回了自己；请改上级")


def _zones(folder: PlanFolder) -> Problems:
    for row in folder.rows("zones"):
        if bool(row["region"]) == bool(row["park"]) and not row.broken:
            yield at("zones", row, "region", "区域和园区要填且只填一个")


def _appointments(folder: PlanFolder) -> Problems:
    for row in folder.rows("appointments"):
        if not row["holder"] and not row["organization"] and not row.broken & {"holder", "organization"}:
            yield at(
                "appointments", row, "holder", "没有写由谁担任；请写职务，由单位担任的在 organization 列写单位编号"
            )
        if row["starts"] and row["ends"] and row["ends"] < row["starts"]:
            yield at("appointments", row, "ends", f"早于任职起 {row['starts']}；请核对")


def _duties(folder: PlanFolder) -> Problems:
    for row in folder.rows("duties"):
        if row["each"] == Each.OWNER and not row["owners"] and not row.broken & {"each", "owners"}:
            yield at("duties", row, "owners", "要求每个责任单位分别做，要写明有哪些单位；请填 owners，或清空 each")


def _cadences(folder: PlanFolder) -> Problems:
    held = {row["rank"] for row in folder.rows("posts")}
    for row in folder.rows("cadences"):
        if row["rank"] in folder.ids("ranks") - held and "posts" not in folder.unread:
            message = f"posts.csv 里没有“{row['rank']}”职级的职务，频次落不到人；请补职务，或删去这一行"
            yield at("cadences", row, "rank", message)


def _observations(folder: PlanFolder) -> Problems:
    targets = {row["id"]: row for row in folder.rows("targets")}
    for row in folder.rows("observations"):
        for column, message in (
            *_subject_faults(row, folder),
            *_unit_faults(row, targets, folder),
            *_place_faults(row, targets, folder),
        ):
            yield at("observations", row, column, message)
        if row["preferred"] and not row["preference_reason"] and not row.broken:
            yield at("observations", row, "preference_reason", "采用这个数要写理由；请补上")
        time, day = row["period"], row["date"]
        if time and day and day < time.start and row["relation"] != Relation.GOAL:
            yield at("observations", row, "date", f"早于时期的第一天 {time.start}；请核对")


def _subject_faults(row: Row, folder: PlanFolder) -> Faults:
    word, name = row["subject"] or ("", "")
    table = {"target": "targets", "duty": "duties"}.get(word)
    if table and table not in folder.unread and name not in folder.ids(table):
        yield "subject", f"{table}.csv 里没有“{name}”；{nearest(name, sorted(folder.ids(table)))}"


def _unit_faults(row: Row, targets: dict[str, Row], folder: PlanFolder) -> Faults:
    word, name = row["subject"] or ("", "")
    target = targets.get(name) if word == "target" else None
    if target is None or row["relation"] not in SAME_UNIT or row["value"] is None:
        return
    given, target_unit = row["unit"], target["unit"]
    if given is None or not target_unit or given not in folder.units or target_unit not in folder.units:
        return
    if not folder.units.convertible(given, target_unit):
        yield "unit", f"“{given}”不能换算成目标的单位“{target_unit}”；请改单位，或改与目标的关系（relation）"


def _place_faults(row: Row, targets: dict[str, Row], folder: PlanFolder) -> Faults:
    word, name = row["scope"] or ("", "")
    subject, asked = row["subject"] or ("", "")
    target = targets.get(asked) if subject == "target" else None
    of_one = target and (target["scope"] or ("",))[0] in NAMED_SCOPES
    if word == "city" and of_one and row["relation"] in COUNTING:
        yield "scope", f"整个区域的数不算“{asked}”的数，它只问一处；请改范围，或改与目标的关系（relation）为 context"
    table = {"chain": "chains", "group": "groups", "region": "regions", "park": "parks"}.get(word)
    if table and table not in folder.unread and name not in folder.ids(table):
        yield "scope", f"{table}.csv 里没有“{name}”；{nearest(name, sorted(folder.ids(table)))}"


def _preferences(folder: PlanFolder) -> Problems:
    """Of the figures that speak of the same thing and time, one at most is preferred."""
    targets = {row["id"]: row for row in folder.rows("targets")}
    seen: dict[tuple[Any, ...], int] = {}
    for row in folder.rows("observations"):
        if not row["preferred"] or row.broken:
            continue
        quantity = "" if row["relation"] in SAME_THING else row["quantity"]
        key = (row["subject"], row["relation"], quantity, row["scope"] or ("city", ""), *_time_of(row, targets))
        first = seen.setdefault(key, row.number)
        if first != row.number:
            message = f"与第{first}行说的是同一件事，只能采用一个；请删去一个 yes"
            yield at("observations", row, "preferred", message)


def _time_of(row: Row, targets: dict[str, Row]) -> tuple[Any, ...]:
    """What two reports of one thing share: the day of a stock, the period of an amount, both where events count."""
    day = row["date"] or row["period"].end
    if row["nature"] == Nature.STOCK:
        return (day,)
    word, name = row["subject"] or ("", "")
    target = targets.get(name) if word == "target" else None
    events = word == "duty" or (target is not None and target["measure"] == Measure.EACH)
    return (row["period"], day) if events else (row["period"],)


CHECKS: tuple[Callable[[PlanFolder], Problems], ...] = (
    _plan,
    _repeated,
    _references,
    _circles,
    _zones,
    _appointments,
    _duties,
    _cadences,
    *REGISTER_CHECKS,
    *PROGRAMME_CHECKS,
    *UNIT_CHECKS,
    *TARGET_CHECKS,
    *QUANTITY_CHECKS,
    *ITEM_CHECKS,
    *SCORE_CHECKS,
    *NEED_CHECKS,
    *PLATFORM_CHECKS,
    *MARKET_CHECKS,
    _observations,
    _preferences,
)
