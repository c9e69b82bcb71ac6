"""What must hold of how needs are judged: the criteria of each kind weigh 100 percent in all, and a notice stands
where the need waits to be open."""

from __future__ import annotations

from collections import defaultdict

from lianzhang.access.api import roles
from lianzhang.kernel.sheets import Row
from lianzhang.plans.models import NeedKind, NeedStage

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


def _pools(folder: PlanFolder) -> Problems:
    """What is bought together is shown by purchases, and is published by what each kind asks."""
    hidden = {row["kind"] for row in folder.rows("need_fields") if row["required"] and row["within"]}
    for row in folder.rows("need_kinds"):
        if not row["pools"]:
            continue
        role = roles().get(row["answered_by"] or "")
        firms = role is not None and role.acts_for == "firm"
        if row["proof"] != NeedKind.Proof.PURCHASE or not firms or row["judges"]:
            message = "可以拼单的类别由企业承接、凭采购记录算办成、不评审；请留空，或改这三项"
            yield at("need_kinds", row, "pools", message)
        if row["id"] in hidden:
            message = f"“{row['id']}”有必填又不公开的内容，拼单时没有地方写；请留空，或改need_fields.csv"
            yield at("need_kinds", row, "pools", message)


NEED_CHECKS = (_criteria, _notices, _pools)
