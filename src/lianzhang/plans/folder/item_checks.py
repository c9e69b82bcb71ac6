"""What must hold of the items of targets: how many there are, and by what they can be shown."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

from lianzhang.kernel.sheets import Row
from lianzhang.plans.models import Comparator, Measure

from .faults import Faults, Problems, at
from .reading import PlanFolder

__all__ = ["ITEM_CHECKS"]

WHOLE = (Comparator.AT_LEAST, Comparator.EXACTLY)
SCOPES_OF = {"chain": ("chain", "each_chain"), "area": ("region", "each_region", "each_zone")}
WORDS = {"chain": "产业链", "region": "区域"}
STANDING = (Measure.LEVEL, Measure.CUMULATIVE)


def _items(folder: PlanFolder) -> Problems:
    targets = {row["id"]: row for row in folder.rows("targets")}
    of = defaultdict(lambda: "chain", {row["id"]: row["of"] or "chain" for row in folder.rows("checklist")})
    of_target: dict[str, list[Row]] = defaultdict(list)
    for row in folder.rows("items"):
        target = targets.get(row["target"])
        if target is None or row.broken or target.broken:
            continue
        of_target[row["target"]].append(row)
        if row["checklist"] and target["scope"][0] not in SCOPES_OF[of[row["checklist"]]]:
            place = WORDS["region" if of[row["checklist"]] == "area" else "chain"]
            message = f"配备记录按{place}登记；目标的范围不是{place}，请留空，按填报的数判断"
            yield at("items", row, "checklist", message)
    for name, rows in of_target.items():
        for column, message in _target_faults(targets[name], rows):
            yield at("targets", targets[name], column, message)


def _target_faults(target: Row, rows: list[Row]) -> Faults:
    count = sum((row["value"] or Decimal(1) for row in rows), Decimal(0))
    if target["comparator"] not in WHOLE or target["value"] != count:
        yield "value", f"items.csv 给它列了共 {count:f} 个，要求应是 >= 或 =，目标值应是 {count:f}；请改一处"
    if target["measure"] not in STANDING or target["window"]:
        yield "measure", "分事项的目标，计量只能是 level 或 cumulative，期留空"
    if target["metric"]:
        yield "metric", "分事项的目标按各事项判断；请留空"


def _records(folder: PlanFolder) -> Problems:
    of = {row["id"]: row["of"] or "chain" for row in folder.rows("checklist")}
    for row in folder.rows("checklist_records"):
        if row.broken or row["item"] not in of:
            continue
        asked, other = ("region", "chain") if of[row["item"]] == "area" else ("chain", "region")
        said = f"“{row['item']}”是给{WORDS[asked]}的事项"
        if not row[asked]:
            yield at("checklist_records", row, asked, f"{said}；请写{WORDS[asked]}编号")
        if row[other]:
            yield at("checklist_records", row, other, f"{said}；这一格请留空")


ITEM_CHECKS = (_items, _records)
