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
STANDING = (Measure.LEVEL, Measure.CUMULATIVE)


def _items(folder: PlanFolder) -> Problems:
    targets = {row["id"]: row for row in folder.rows("targets")}
    of_target: dict[str, list[Row]] = defaultdict(list)
    for row in folder.rows("items"):
        target = targets.get(row["target"])
        if target is None or row.broken or target.broken:
            continue
        of_target[row["target"]].append(row)
        if row["checklist"] and target["scope"][0] not in ("chain", "each_chain"):
            message = "配备记录按产业链登记；目标的范围不是产业链，请留空，按填报的数判断"
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


ITEM_CHECKS = (_items,)
