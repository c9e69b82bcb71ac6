"""The lists of this room as workbooks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from lianzhang.kernel.formatting import LIGHTS
from lianzhang.kernel.sheets import MOMENT, WORDS, Said, day_cell, list_workbook, number

from .queries.assignments import Line
from .queries.checklists import AreaGrid, AreaLine, AreaMark
from .queries.shares import ShareLine
from .responsible import Source

__all__ = ["areas_workbook", "assignments_workbook", "shares_workbook"]

SOURCES = {Source.ASSIGNED: "已指定", Source.PLAN: "方案写明", Source.NOBODY: "无人负责"}
KINDS = {"target": "目标", "duty": "任务"}

ASSIGNMENTS: Sequence[Said[Line]] = (
    ("条款", WORDS, lambda line: line.item.subject.clause.number),
    ("类别", WORDS, lambda line: KINDS[line.item.kind]),
    ("编号", WORDS, lambda line: line.item.subject.code),
    ("目标或任务", WORDS, lambda line: line.item.subject.name),
    ("要求", WORDS, lambda line: line.item.goal),
    ("状态", WORDS, lambda line: LIGHTS[line.item.state]),
    ("责任单位", WORDS, lambda line: str(line.responsible)),
    ("配合单位", WORDS, lambda line: "、".join(map(str, line.responsible.helpers))),
    ("由来", WORDS, lambda line: SOURCES[line.responsible.source]),
    ("承接自", WORDS, lambda line: "、".join(map(str, line.responsible.passed_from))),
    ("依据文件", WORDS, lambda line: line.row and line.row.paper_title),
    ("文号", WORDS, lambda line: line.row and line.row.paper_number),
    ("起始日期", day_cell, lambda line: line.row and line.row.starts),
)

SHARES: Sequence[Said[ShareLine]] = (
    ("目标", WORDS, lambda line: line.row.target.name),
    ("时期", WORDS, lambda line: str(line.period or "")),
    ("承接", WORDS, lambda line: str(line.row.receiver)),
    ("要求", WORDS, lambda line: line.row.get_comparator_display()),
    ("分解值", number(), lambda line: line.row.value),
    ("单位", WORDS, lambda line: line.row.target.unit),
    ("期限", day_cell, lambda line: line.row.due),
    ("办理", WORDS, lambda line: line.row.get_state_display()),
    ("进展", WORDS, lambda line: LIGHTS[line.state]),
    ("最近的数", WORDS, lambda line: line.value),
    ("合计和总数", WORDS, lambda line: line.total.words if line.total else ""),
    ("加码的理由", WORDS, lambda line: line.row.excess),
    ("末次理由", WORDS, lambda line: line.row.reason),
    ("依据文件", WORDS, lambda line: line.row.paper_title),
    ("文号", WORDS, lambda line: line.row.paper_number),
    ("下达时间", MOMENT, lambda line: line.row.issued_at),
    ("回应时间", MOMENT, lambda line: line.row.answered_at),
)

AREAS: Sequence[Said[tuple[AreaLine, AreaMark]]] = (
    ("区域", WORDS, lambda pair: pair[0].region.name),
    ("事项", WORDS, lambda pair: pair[1].item.name),
    ("有没有", WORDS, lambda pair: "有" if pair[1].there else "没有记录"),
    ("起始日期", day_cell, lambda pair: pair[1].since),
    ("文件或名单", WORDS, lambda pair: "；".join(paper.title for paper in pair[1].papers)),
    ("依据", WORDS, lambda pair: "；".join(paper.source for paper in pair[1].papers)),
)


def assignments_workbook(lines: Iterable[Line], at: date) -> bytes:
    return list_workbook(f"责任分工 截至{at}", ASSIGNMENTS, lines)


def shares_workbook(lines: Iterable[ShareLine], at: date) -> bytes:
    return list_workbook(f"目标分解 截至{at}", SHARES, lines)


def areas_workbook(grid: AreaGrid, at: date) -> bytes:
    """One line for each area and item."""
    return list_workbook(f"各区域配备 截至{at}", AREAS, ((line, mark) for line in grid.lines for mark in line.marks))
