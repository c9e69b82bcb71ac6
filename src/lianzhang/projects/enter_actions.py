"""A project is reported or registered, and written better; what it says must agree with itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Max, Model
from django.utils import timezone

from lianzhang.access.api import acting, visible
from lianzhang.accounts.models import User
from lianzhang.enterprises.models import Enterprise, FirmState
from lianzhang.kernel.vocabulary import spoken
from lianzhang.plans.models import ProjectKind
from lianzhang.registry.api import Body, unit_of
from lianzhang.registry.models import Region, ResponsibleUnit
from lianzhang.segments.models import SegmentJudgement
from lianzhang.work.api import action, create_row, link, take_step, write_said

from .amounts import money
from .first_report import claim, free_lapsed, hold_investor, is_held_as, once, reported_before
from .models import EARLY, Claim, Project, Stage

__all__ = ["FIELDS", "amend", "enter", "living_unit"]

OUT_OF_REACH = "这个项目不归您现在的岗位登记：请选本单位为责任单位，或请{able}登记。"
# What people write of a project, beside its kind and unit.
FIELDS = (
    *("name", "text", "marks", "chain", "segment", "fills_gap", "enterprise", "region", "park", "sponsor", "investor"),
    *("uscc", "planned", "contract", "arrived", "jobs", "output", "filing_number", "filed_on", "in_statistics_on"),
    *("planned_start", "planned_completion"),
)


@action
def enter(
    *, city: Region, kind: ProjectKind, by: User, unit: Body | None = None, led_by: Model | None = None, **given: Any
) -> Project | Claim:
    """Report a lead, or register a local firm's own project; a Claim where another unit reported the investor first.

    `led_by`: the row of another room that led to it, linked with it."""
    name = "report" if kind.begins == ProjectKind.Begins.LEAD else "register"
    row = _new(city, kind, by, unit, given)
    holder = free_lapsed(city.pk, row.investor, row.uscc) if name == "report" else None
    if holder is None:
        if once(lambda: _create(row, name, by)):
            if led_by is not None:
                link(led_by, row, by=by)
            return row
        holder = free_lapsed(city.pk, row.investor, row.uscc)
    if holder is None:  # let go in the same moment
        raise ValidationError({"investor": "刚有单位改动了这个投资方的首报；请再按一次。"})
    refuse(row)
    return _second_report(row, holder, by)


def _second_report(row: Project, holder: Project, by: User) -> Claim:
    """What another unit reported first is claimed; what one's own unit did, is said."""
    if holder.unit_id == row.unit_id:
        seen = visible(by, Project).filter(pk=holder.pk).exists()
        own = f"本单位已报过这个投资方（{holder.number}）；请在那个项目里办。"
        raise ValidationError({"investor": own if seen else reported_before()})
    return claim(row, holder, by)


def _new(city: Region, kind: ProjectKind, by: User, unit: Body | None, given: Mapping[str, Any]) -> Project:
    active = acting(by)
    row = Project(
        city=city,
        kind=kind,
        unit=living_unit(unit or _own_body(by)),
        post=active.post if active else None,
        entered_by=by,
        entered_at=timezone.now(),
    )
    write(row, given)
    if not row.name:
        raise ValidationError({"name": "请写项目名称。"})
    if kind.begins == ProjectKind.Begins.LEAD and not row.investor:
        raise ValidationError({"investor": "请写投资方；同一投资方只有一个首报。"})
    return row


def _create(row: Project, name: str, by: User) -> Project:
    with create_row(row, name, by=by, out_of_reach=OUT_OF_REACH):
        today = timezone.localdate()
        row.number, row.progressed_on = _next_number(row.city, today.year), today
        if name == "report":
            row.lead_on = today
            hold_investor(row)
        else:
            row.state, row.landed_on = Stage.LANDED, row.filed_on or today
        row.acted()
        refuse(row)
    return row


def _own_body(by: User) -> Body | None:
    """The body for which the post speaks: its organization, else its park or region."""
    active = acting(by)
    post = active.post if active else None
    return (post.organization or post.park or post.region) if post else None


def living_unit(body: Body | None, field: str = "unit") -> ResponsibleUnit:
    if body is None:
        raise ValidationError({field: "请选责任单位。"})
    unit = unit_of(body)
    if unit.ended:
        then = f"，由“{unit.successor}”承接" if unit.successor else ""
        raise ValidationError({field: f"“{unit}”已撤销{then}；请另选。"})
    return unit


class _Held(Exception):
    """Another project holds the investor that a row was to be amended to."""

    def __init__(self, row: Project, holder: Project) -> None:
        self.row, self.holder = row, holder


@action
def amend(*, row: Project, version: int, by: User, **given: Any) -> Project | Claim:
    """Write what it says anew; what changed is told in its history.

    An investor whom another project holds is claimed, and the row stays as it was: who tries names tells the office."""
    try:
        amended = once(lambda: _amend(row, version, by, given))
    except _Held as held:
        return _second_report(held.row, held.holder, by)
    if amended is None:
        raise ValidationError({"investor": reported_before()})
    return amended


def _amend(row: Project, version: int, by: User, given: Mapping[str, Any]) -> Project:
    with take_step(row, "amend", by=by, version=version) as act:
        before, firm = (act.row.investor, act.row.uscc), act.row.enterprise_id
        write(act.row, given)
        refuse(act.row, firm)
        changed = (act.row.investor, act.row.uscc) != before
        # Written otherwise, the same investor is no progress: its protection runs on as it did.
        if act.row.state in EARLY and changed and not is_held_as(act.row, act.row.investor, act.row.uscc):
            holder = free_lapsed(act.row.city_id, act.row.investor, act.row.uscc)
            if holder is not None and holder.pk != act.row.pk:
                raise _Held(act.row, holder)
            hold_investor(act.row)
        act.row.acted()
    return act.row


def write(row: Project, given: Mapping[str, Any]) -> None:
    write_said(row, FIELDS, given)
    if row.segment_id and not row.fills_gap:
        judged = SegmentJudgement.objects.filter(segment=row.segment_id).first()
        row.fills_gap = judged is not None and judged.verdict == SegmentJudgement.Verdict.MISSING


def refuse(row: Project, firm: int | None = None) -> None:
    """`firm`: that of before, which may have left since. Raises ValidationError by field, all of it at once."""
    wrong = _amount_faults(row) | _day_faults(row)
    if row.enterprise is not None and row.enterprise_id != firm and (fault := _firm_fault(row.enterprise)):
        wrong["enterprise"] = fault
    if row.segment is not None and row.chain_id is not None and row.segment.chain_id != row.chain_id:
        wrong["segment"] = "环节不在这条产业链上；请重选。"
    if wrong:
        raise ValidationError(wrong)


AMOUNTS = {"planned": "计划总投资", "contract": "合同额", "arrived": "到位资金", "output": "达产年产值"}


def _amount_faults(row: Project) -> dict[str, str]:
    told = {name: getattr(row, name) for name in AMOUNTS}
    wrong = {name: f"{AMOUNTS[name]}不能是负数。" for name, value in told.items() if value is not None and value < 0}
    if row.arrived is not None and row.contract is None:
        wrong["arrived"] = "还没有合同额，不能记到位资金；请先写合同额。"
    elif row.arrived is not None and row.contract is not None and row.arrived > row.contract:
        more = "增资的先按补充合同改合同额。"
        wrong["arrived"] = f"到位资金{money(row.arrived)}超过合同额{money(row.contract)}；{more}"
    return wrong


def _day_faults(row: Project) -> dict[str, str]:
    wrong = {}
    if row.planned_start and row.planned_completion and row.planned_completion < row.planned_start:
        wrong["planned_completion"] = "计划竣工不能早于计划开工。"
    for name, title in (("filed_on", "备案日期"), ("in_statistics_on", "纳统日期")):
        if (day := getattr(row, name)) and day > timezone.localdate():
            wrong[name] = f"{title}在今天以后；还没有的请留空。"
    return wrong


def _firm_fault(firm: Enterprise) -> str:
    if firm.merged_into_id:
        return f"“{firm}”已并入“{firm.merged_into}”；请选并入后的企业。"
    if firm.outside or firm.state in (FirmState.DEREGISTERED, FirmState.MOVED):
        gone = spoken("在{outside}") if firm.outside else f"已{firm.get_state_display()}"
        return f"“{firm}”{gone}；请选在本地登记的项目企业。"
    return ""


def _next_number(city: Region, year: int) -> str:
    """One more than the year's last; who enters another in the city meanwhile waits."""
    Region.objects.select_for_update(no_key=True).get(pk=city.pk)
    last = Project.objects.filter(city=city, number__startswith=f"{year}-").aggregate(last=Max("number"))["last"]
    return f"{year}-{int(last.partition('-')[2]) + 1 if last else 1:05d}"
