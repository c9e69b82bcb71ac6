"""Lists of programmes, applications, awards and budgets, and the measures, as workbooks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from lianzhang.kernel.measures import Told
from lianzhang.kernel.sheets import WORDS, Said, day_cell, list_workbook, number, whole

from .budgets import Spent
from .catalogue import Candidate, Line
from .measures import Way
from .models import Application, Award

__all__ = [
    *("applications_workbook", "awards_workbook", "budgets_workbook", "could_apply_workbook", "measures_workbook"),
    "programmes_workbook",
]

STANDING = {"open": "正在申报", "late": "县区已截止", "coming": "还没开始", "closed": "已截止", "ended": "已失效"}
PROGRAMMES: Sequence[Said[Line]] = (
    ("类别", WORDS, lambda each: each.row.kind.name),
    ("事项", WORDS, lambda each: each.row.name),
    ("依据文件", WORDS, lambda each: each.row.document),
    ("条款", WORDS, lambda each: each.row.clause),
    ("责任单位", WORDS, lambda each: str(each.row.unit or "")),
    ("给什么", WORDS, lambda each: each.gives),
    ("方式", WORDS, lambda each: each.row.get_way_display()),
    ("材料", WORDS, lambda each: "、".join(each.row.paper_names)),
    ("年度", whole(), lambda each: each.window.year if each.window else None),
    ("开始", day_cell, lambda each: each.window.opens if each.window else None),
    ("县区截止", day_cell, lambda each: each.window.local_closes if each.window else None),
    ("正式截止", day_cell, lambda each: each.window.closes if each.window else None),
    ("现在", WORDS, lambda each: STANDING[each.standing]),
)
APPLICATIONS: Sequence[Said[Application]] = (
    ("类别", WORDS, lambda row: row.programme.kind.name),
    ("事项", WORDS, lambda row: row.programme.name),
    ("年度", whole(), lambda row: row.year),
    ("企业", WORDS, lambda row: row.enterprise.name),
    ("为什么事", WORDS, lambda row: row.object),
    ("投入（万元）", number(), lambda row: row.cost),
    ("申请（万元）", number(), lambda row: row.asked),
    ("状态", WORDS, lambda row: row.get_state_display()),
    ("层级", WORDS, lambda row: str(row.level or "")),
    ("报出日期", day_cell, lambda row: row.submitted_on),
    ("到这一层的日期", day_cell, lambda row: row.reached_on),
    ("审核到期", day_cell, lambda row: row.due),
    ("了结日期", day_cell, lambda row: row.ended_on),
    ("末次理由", WORDS, lambda row: row.reason),
)
COULD_APPLY: Sequence[Said[Candidate]] = (
    ("企业", WORDS, lambda each: each.name),
    ("统一社会信用代码", WORDS, lambda each: each.uscc),
    ("符不符合", WORDS, lambda each: ("有一条没有记录" if each.unknown else "差一条") if each.lacks else "符合"),
    ("差哪一条", WORDS, lambda each: each.lacks),
    ("哪天起符合", day_cell, lambda each: each.closes_on),
)
AWARDS: Sequence[Said[Award]] = (
    ("类别", WORDS, lambda row: row.application.programme.kind.name),
    ("事项", WORDS, lambda row: row.application.programme.name),
    ("责任单位", WORDS, lambda row: str(row.application.programme.unit or "")),
    ("年度", whole(), lambda row: row.year),
    ("企业", WORDS, lambda row: row.enterprise.name),
    ("为什么事", WORDS, lambda row: row.application.object),
    ("批准日期", day_cell, lambda row: row.decided_on),
    ("批准（万元）", number(), lambda row: row.amount),
    ("已拨付（万元）", number(), lambda row: row.paid if row.amount is not None else None),
    ("还欠（万元）", number(), lambda row: row.owed if row.amount is not None else None),
    ("承诺拨付到", day_cell, lambda row: row.due_on),
    ("有效期至", day_cell, lambda row: row.valid_until),
    ("状态", WORDS, lambda row: row.get_state_display()),
    ("末次理由", WORDS, lambda row: row.reason),
)
BUDGETS: Sequence[Said[Spent]] = (
    ("预算", WORDS, lambda each: each.row.name),
    ("年度", whole(), lambda each: each.row.year),
    ("资金来源", WORDS, lambda each: each.row.source),
    ("管理单位", WORDS, lambda each: str(each.row.unit or "")),
    ("金额（万元）", number(), lambda each: each.row.amount),
    ("待拨付（万元）", number(), lambda each: each.planned),
    ("已拨付（万元）", number(), lambda each: each.paid),
    ("已追回（万元）", number(), lambda each: each.recovered),
    ("还剩（万元）", number(), lambda each: each.left),
)
MEASURES: Sequence[Said[Way]] = (
    ("报出", whole(), lambda each: each.counts["applied"]),
    ("在审", whole(), lambda each: each.counts["open"]),
    ("退回", whole(), lambda each: each.counts["returned"]),
    ("不予通过", whole(), lambda each: each.counts["refused"]),
    ("批准", whole(), lambda each: each.counts["approved"]),
    ("批准的企业", whole(), lambda each: each.counts["firms"]),
    ("申请（万元）", number(), lambda each: each.counts["asked"]),
    ("批准（万元）", number(), lambda each: each.counts["granted"]),
    ("已拨付（万元）", number(), lambda each: each.counts["paid"]),
    ("没有拨完的", whole(), lambda each: each.counts["unpaid"]),
    ("批准到拨付的天数（中位）", whole(), lambda each: each.waited),
)


def programmes_workbook(rows: Iterable[Line]) -> bytes:
    return list_workbook("政策事项", PROGRAMMES, rows)


def could_apply_workbook(rows: Iterable[Candidate]) -> bytes:
    return list_workbook("可申报企业", COULD_APPLY, rows)


def applications_workbook(rows: Iterable[Application]) -> bytes:
    return list_workbook("申报", APPLICATIONS, rows)


def awards_workbook(rows: Iterable[Award]) -> bytes:
    return list_workbook("批准和拨付", AWARDS, rows)


def budgets_workbook(rows: Iterable[Spent]) -> bytes:
    return list_workbook("预算", BUDGETS, rows)


def measures_workbook(told: Told[Way]) -> bytes:
    names: Sequence[Said[Any]] = ((told.column, WORDS, lambda each: each.name),)
    return list_workbook("政策兑现情况", (*names, *MEASURES), [*told.parts, told.whole])
