"""The list of projects and its measures as workbooks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from lianzhang.kernel.measures import Told
from lianzhang.kernel.sheets import WORDS, Said, day_cell, list_workbook, number, whole

from .measures import Measures
from .models import Project

__all__ = ["measures_workbook", "projects_workbook"]

PROJECTS: Sequence[Said[Project]] = (
    ("编号", WORDS, lambda row: row.number),
    ("项目", WORDS, lambda row: row.name),
    ("类别", WORDS, lambda row: row.kind.name),
    ("阶段", WORDS, lambda row: row.get_state_display()),
    ("批次", WORDS, lambda row: row.batch),
    ("产业链", WORDS, lambda row: str(row.chain or "")),
    ("环节", WORDS, lambda row: str(row.segment or "")),
    ("补缺失环节", WORDS, lambda row: "是" if row.fills_gap else ""),
    ("企业", WORDS, lambda row: row.enterprise.name if row.enterprise else ""),
    ("投资方", WORDS, lambda row: row.investor),
    ("区域", WORDS, lambda row: str(row.region or "")),
    ("园区", WORDS, lambda row: str(row.park or "")),
    ("责任单位", WORDS, lambda row: str(row.unit)),
    ("计划总投资（万元）", number(), lambda row: row.planned),
    ("合同额（万元）", number(), lambda row: row.contract),
    ("到位资金（万元）", number(), lambda row: row.arrived),
    ("完成投资（万元）", number(), lambda row: row.done),
    ("用工（人）", whole(), lambda row: row.jobs),
    ("达产年产值（万元）", number(), lambda row: row.output),
    ("备案号", WORDS, lambda row: row.filing_number),
    ("纳统日期", day_cell, lambda row: row.in_statistics_on),
    ("计划开工", day_cell, lambda row: row.planned_start),
    ("计划竣工", day_cell, lambda row: row.planned_completion),
    ("签约日期", day_cell, lambda row: row.signed_on),
    ("落地日期", day_cell, lambda row: row.landed_on),
    ("开工日期", day_cell, lambda row: row.started_on),
    ("竣工日期", day_cell, lambda row: row.completed_on),
    ("投产日期", day_cell, lambda row: row.producing_on),
    ("达产日期", day_cell, lambda row: row.capacity_on),
    ("末次进展", day_cell, lambda row: row.progressed_on),
    ("停滞", WORDS, lambda row: "停滞" if row.is_stalled else ""),
)
# What officials say among themselves: no firm reads it, on no page and in no list.
INSIDE: Sequence[Said[Project]] = (("末次理由", WORDS, lambda row: row.reason),)


def projects_workbook(rows: Iterable[Project], *, outside: bool) -> bytes:
    return list_workbook("项目", PROJECTS if outside else (*PROJECTS, *INSIDE), rows)


MEASURES: Sequence[Said[Measures]] = (
    *((title, whole(), lambda each, name=name: each.counts.get(name, 0)) for name, title in (
        ("leads", "线索"), ("signed", "签约"), ("begun", "开工"), ("completed", "竣工"), ("producing", "投产"),
        ("lost", "流失"), ("signed_before", "上年签约"), ("signed_started", "其中已开工"), ("due", "到期应竣工"),
        ("in_time", "其中按期"), ("contracted", "写明合同和到位的签约"),
    )),
    *((title, number(), lambda each, name=name: each.counts.get(name)) for name, title in (
        ("sum_contract", "合同额（万元）"), ("sum_arrived", "到位资金（万元）"),
        ("sum_planned", "年度计划投资（万元）"), ("sum_done", "年度完成投资（万元）"),
    )),
)  # fmt: skip


def measures_workbook(told: Told[Measures]) -> bytes:
    names: Sequence[Said[Measures]] = ((told.column, WORDS, lambda each: each.name),)
    return list_workbook("项目推进情况", (*names, *MEASURES), [*told.parts, told.whole])
