"""The list of problems as a workbook."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from lianzhang.kernel.measures import Told
from lianzhang.kernel.sheets import MOMENT, WORDS, Said, day_cell, list_workbook, number, whole

from .measures import Measures
from .models import Problem

__all__ = ["measures_workbook", "problems_workbook"]

PROBLEMS: Sequence[Said[Problem]] = (
    ("编号", WORDS, lambda row: row.number),
    ("标题", WORDS, lambda row: row.title),
    ("类别", WORDS, lambda row: row.kind.name),
    ("急件", WORDS, lambda row: "急" if row.urgent else ""),
    ("企业", WORDS, lambda row: row.enterprise.name if row.enterprise else ""),
    ("区域", WORDS, lambda row: str(row.region or "")),
    ("产业链", WORDS, lambda row: str(row.chain or "")),
    ("环节", WORDS, lambda row: str(row.segment or "")),
    ("来源", WORDS, lambda row: row.get_source_display()),
    ("层级", WORDS, lambda row: row.level.name),
    ("主办", WORDS, lambda row: str(row.lead or "")),
    ("状态", WORDS, lambda row: row.get_state_display()),
    ("到期", day_cell, lambda row: row.due),
    ("提出时间", MOMENT, lambda row: row.raised_at),
    ("分办时间", MOMENT, lambda row: row.assigned_at),
    ("答复时间", MOMENT, lambda row: row.answered_at),
    ("销号时间", MOMENT, lambda row: row.closed_at),
    ("用时（工作日）", whole(), lambda row: row.used_workdays),
    ("超过期限", WORDS, lambda row: "是" if row.overran else ""),
    ("延期次数", whole(), lambda row: row.extended),
    ("重办次数", whole(), lambda row: row.redone),
    ("重开次数", whole(), lambda row: row.reopened),
    ("满意程度", WORDS, lambda row: row.get_grade_display() if row.grade else ""),
    ("答复", WORDS, lambda row: row.answer),
)


def problems_workbook(rows: Iterable[Problem]) -> bytes:
    return list_workbook("问题", PROBLEMS, rows)


MEASURES: Sequence[Said[Measures]] = (
    *((title, whole(), lambda each, name=name: each.counts.get(name, 0)) for name, title in (
        ("received", "收到"), ("answered", "答复"), ("verified", "核验通过"), ("solved", "确认解决"),
        ("explained", "办不了，已说明"), ("unsaid", "没有回话"), ("declined", "不予受理"), ("due", "应答复"),
        ("late", "其中超期"), ("heard", "有回话"), ("content", "其中满意和基本满意"), ("redone", "答复里重办过"),
        ("reopened", "答复里重开过"),
    )),
    ("答复用时中位数（工作日）", number(), lambda each: each.days),
)  # fmt: skip


def measures_workbook(told: Told[Measures]) -> bytes:
    names: Sequence[Said[Measures]] = ((told.column, WORDS, lambda each: each.name),)
    return list_workbook("问题办理情况", (*names, *MEASURES), [*told.parts, told.whole])
