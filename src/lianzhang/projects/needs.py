"""What must hold before a step on a project: who carries it, and what each gate wants to be known."""

from __future__ import annotations

from typing import Any

from lianzhang.access.api import SYSTEM, acting, units_of
from lianzhang.work.api import Need, need

from .models import EARLY, Project, Stage
from .permissions import Permission

__all__ = [
    *("GATES", "asked", "asked_nobody", "asked_somebody", "carries", "has_milestones", "has_open_needs"),
    *("is_asked", "is_carrier", "was_lead"),
]


def _speaks_for(by: Any, unit: int | None) -> bool:
    active = acting(by)
    return active is not None and unit is not None and units_of(active).filter(pk=unit).exists()


def is_carrier(row: Project, by: Any) -> bool:
    """Whether `by` speaks for the unit that carries it on; for the unit, whatever the account."""
    return _speaks_for(by, row.unit_id)


def is_asked(row: Project, by: Any) -> bool:
    return _speaks_for(by, row.asked_unit_id)


@need("由责任单位、所属产业链的专班办理")
def carries(row: Project, by: Any) -> str:
    """The unit itself; the team of its chain; the office, which may mend everything."""
    active = acting(by)
    if by is SYSTEM or by.has_perm(Permission.COORDINATE, row) or is_carrier(row, by):
        return ""
    if active and active.role.acts_for == "chains" and row.chain_id in active.chain_keys:
        return ""
    return f"由责任单位“{row.unit}”办理"


@need("由被请接手的单位答复")
def asked(row: Project, by: Any) -> str:
    if row.asked_unit_id is None:
        return "没有请单位接手"
    return "" if is_asked(row, by) else f"由“{row.asked_unit}”答复"


@need("没有等接手的移交")
def asked_nobody(row: Project, _by: Any) -> str:
    return f"正在等“{row.asked_unit}”接手" if row.asked_unit_id else ""


@need("有等接手的移交")
def asked_somebody(row: Project, _by: Any) -> str:
    return "" if row.asked_unit_id else "没有等接手的移交"


@need("流失前是线索或在谈")
def was_lead(row: Project, _by: Any) -> str:
    lost_early = row.lost_from in (*EARLY, Stage.SIGNED)
    return "" if lost_early else "落地以后中止的不能重启；请另登记一个项目"


@need("有里程碑")
def has_milestones(row: Project, _by: Any) -> str:
    return "" if row.pk and row.milestones.exists() else "还没有里程碑；请先添加"


@need("有没落实的要素")
def has_open_needs(row: Project, _by: Any) -> str:
    return "" if row.pk and row.needs.filter(met_on=None).exists() else "没有等落实的要素"


def _has(name: str, title: str) -> Need:
    """A field that a gate wants filled in."""

    @need(f"写明{title}")
    def is_known(row: Project, _by: Any) -> str:
        return f"还缺{title}" if getattr(row, name) in (None, "") else ""

    return is_known


# What must be known before a project passes on, by step.
GATES: dict[str, tuple[Need, ...]] = {
    "meet": (_has("investor", "投资方"), _has("chain_id", "产业链")),
    "sign": (_has("planned", "计划总投资"), _has("contract", "合同额"), _has("region_id", "落户区域")),
    "land": (_has("enterprise_id", "项目企业"), _has("filing_number", "备案号"), _has("filed_on", "备案日期")),
    "start": (
        *(_has("planned", "计划总投资"), _has("filing_number", "备案号"), _has("region_id", "落户区域")),
        _has("planned_completion", "计划竣工日期"),
    ),
    "complete": (_has("planned", "计划总投资"),),
    "produce": (_has("jobs", "用工"),),
    "reach_capacity": (_has("output", "达产年产值"),),
}
