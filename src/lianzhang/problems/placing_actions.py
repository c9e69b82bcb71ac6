"""In whose hands a problem lies: assigned, merged and split off, passed on where a unit is no more."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError

from lianzhang.accounts.models import User
from lianzhang.registry.api import Body, unit_of
from lianzhang.registry.models import ResponsibleUnit
from lianzhang.work.api import action, take_step

from .models import CLOSED, Problem, State

__all__ = ["assign", "bring_back", "inherit", "merge", "reassign", "split"]


def _body(body: Body, field: str) -> Any:
    unit = unit_of(body)
    if unit.ended:
        then = f"，由“{unit.successor}”承接" if unit.successor else ""
        raise ValidationError({field: f"“{unit}”已撤销{then}；请另选。"})
    return unit


@action
def assign(
    *,
    row: Problem,
    version: int,
    lead: Body,
    by: User,
    helpers: list[Body] | None = None,
    instruction: str = "",
) -> Problem:
    """Hand it to a lead unit and those that help. The limit to answer starts."""
    with take_step(
        row, "assign", by=by, version=version, lead=lead, helpers=helpers or [], instruction=instruction
    ) as act:
        act.row.lead = _body(lead, "lead")
        act.row.helpers.set([_body(each, "helpers") for each in helpers or [] if each != lead])
        act.row.instruction = instruction.strip()
        act.row.assigned_at = act.row.acted()
    return act.row


@action
def reassign(*, row: Problem, version: int, lead: Body, reason: str, by: User) -> Problem:
    """Rule that another unit leads; nothing is disputed any more."""
    with take_step(row, "reassign", by=by, version=version, lead=lead, reason=reason) as act:
        unit = _body(lead, "lead")
        if unit == act.row.lead:
            raise ValidationError({"lead": "和原来的主办单位相同；不改派的请“维持分办”。"})
        act.row.lead, act.row.reason = unit, reason.strip()
        act.row.assigned_at = act.row.acted()
    return act.row


@action
def merge(*, row: Problem, version: int, into: str, by: User) -> Problem:
    """Let it be dealt with as part of another, which is still open and itself part of none."""
    other = Problem.objects.filter(city=row.city_id, number=(into or "").strip()).exclude(pk=row.pk).first()
    along = [other] if other else []
    with take_step(row, "merge", by=by, version=version, along=along, into=into) as act:
        if other is None or not by.has_perm("problem.coordinate", other):
            raise ValidationError({"into": "没有这个编号的问题；请核对编号。"})
        target = act.related[other.pk]
        if target.merged_into_id or target.state in (State.DECLINED, State.WITHDRAWN, *CLOSED):
            raise ValidationError({"into": f"{target.number}现在是“{target.get_state_display()}”，不能再并入。"})
        if Problem.objects.filter(merged_into=act.row).exists():
            raise ValidationError({"into": "已有别的问题并入这一件；请把那一件并到这里。"})
        act.row.merged_into = target
        act.facts["into"] = target.number
        act.row.acted()
    return act.row


@action
def split(*, row: Problem, version: int, reason: str, by: User) -> Problem:
    """Take it out of the one it was part of: it is assigned by itself."""
    with take_step(row, "split", by=by, version=version, reason=reason) as act:
        act.facts["from"] = act.row.common_matter.number
        act.row.merged_into, act.row.reason = None, reason.strip()
        act.row.lead = act.row.assigned_at = act.row.heard_at = None
        act.row.grade = act.row.feedback = ""
        act.row.helpers.clear()
        act.row.acted()
    return act.row


@action
def bring_back(*, row: Problem, version: int | None = None, by: User) -> Problem:
    """Its unit is no more and has no successor: it is assigned anew."""
    with take_step(row, "bring_back", by=by, version=version) as act:
        act.facts["from"] = str(act.row.lead)
        act.row.lead = act.row.assigned_at = None
        act.row.pending, act.row.disputed = "", False
        act.row.acted()
    return act.row


@action
def inherit(*, row: Problem, lead: ResponsibleUnit, by: User) -> Problem:
    """Its unit is no more: the successor has it in hand, and the limit goes on."""
    with take_step(row, "inherit", by=by) as act:
        act.row.lead = lead
        act.row.acted()
    return act.row
