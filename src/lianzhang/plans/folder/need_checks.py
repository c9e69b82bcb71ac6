"""What must hold of how needs are judged: the criteria of each kind weigh 100 percent in all, and a notice stands
where the need waits to be open."""

from __future__ import annotations

from collections import defaultdict

from lianzhang.kernel.sheets import Row
from lianzhang.plans.models import NeedStage

from .faults import Problems, at
from .reading import PlanFolder

__all__ = ["NEED_CHECKS"]

WHOLE = 100


def _criteria(folder: PlanFolder) -> Problems:
    of_kind: dict[str, list[Row]] = defaultdict(list)
    for row in folder.rows("need_criteria"):
        of_kind[row["kind"]].append(row)
    for kind, rows in of_kind.items():
        total = sum(row["weight"] or 0 for row in rows)
        if kind and total != WHOLE and not any("weight" in row.broken for row in rows):
            message = f"“{kind}”的权重合计 {total}，不是 {WHOLE}；请改到合计 {WHOLE}"
            yield at("need_criteria", rows[-1], "weight", message)
    if "need_criteria" in folder.unread:
        return
    for row in folder.rows("need_kinds"):
        if row["judges"] and row["id"] not in of_kind:
            message = f"要{row['judges']}位评审，need_criteria.csv 里没有“{row['id']}”的评审标准；请补上，不评审的留空"
            yield at("need_kinds", row, "judges", message)


def _notices(folder: PlanFolder) -> Problems:
    for row in folder.rows("need_stages"):
        for column in ("least", "notice"):
            if row[column] and row["part"] not in (NeedStage.Part.SUBMITTED, None):
                message = "只有发布以前（submitted）的阶段才有公示和最短天数；请留空，或改属于哪一段"
                yield at("need_stages", row, column, message)


NEED_CHECKS = (_criteria, _notices)
