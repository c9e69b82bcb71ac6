"""What may be done with what firms stand on. Each act is one transaction, one step, one event.

Acts raise StaleRow, StepRefused, or ValidationError by field; then nothing is written."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from lianzhang.accounts.models import User
from lianzhang.plans.models import CapacityKind
from lianzhang.registry.models import Region
from lianzhang.work.api import Workflow, action, create_row, register_workflow, take_step, told_values, write_said

from .history import CAPACITY_HISTORY
from .lifecycle import CAPACITY
from .models import Capacity, CapacityState
from .rules import capacity_faults, use_faults

__all__ = ["CAPACITY_RELATED", "CAPACITY_VERBS", "SAID", "change_capacity", "enter_capacity", "use_capacity"]

CAPACITY_RELATED = ("city", "kind__plan", "park", "region", "unit", "post")
OUT_OF_REACH = "这一项不归您现在的岗位登记：请选本岗位的园区、区域或责任单位，或请{able}登记。"
SAID = (
    *("name", "park", "region", "year", "origin", "amount", "ready_on", "usable_on", "lapses_on", "works", "unit"),
    "note",
)
STEPS = {
    CapacityState.USABLE: "enter",
    CapacityState.PLANNED: "propose",
    CapacityState.MISSING: "lack",
}


def _say(row: Capacity, said: dict[str, Any]) -> None:
    write_said(row, SAID, said)
    if row.kind.form == CapacityKind.Form.QUOTA and row.year and row.lapses_on is None:
        row.lapses_on = date(row.year, 12, 31)
    if faults := capacity_faults(row):
        raise ValidationError(faults)
    row.clean_fields(exclude=["post", "authors"])


@action
def enter_capacity(*, city: Region, kind: CapacityKind, state: str, by: User, **said: Any) -> Capacity:
    """Put down what there is, what is planned, or what is missing."""
    if state not in STEPS:
        raise ValidationError({"state": "请选已有、规划或没有。"})
    row = Capacity(city=city, kind=kind, state=state, entered_by=by, entered_at=timezone.now())
    with create_row(row, STEPS[CapacityState(state)], by=by, out_of_reach=OUT_OF_REACH):
        if state == CapacityState.USABLE:
            row.usable_on = said.get("usable_on") or timezone.localdate()
            said = said | {"usable_on": row.usable_on}
        _say(row, said)
    return row


@action
def change_capacity(*, row: Capacity, version: int, by: User, **said: Any) -> Capacity:
    with take_step(row, "change", by=by, version=version) as act:
        if act.row.state == CapacityState.USABLE:
            said["usable_on"] = said.get("usable_on") or act.row.usable_on
        _say(act.row, said)
    return act.row


@action
def plan(*, row: Capacity, version: int, ready_on: date, by: User) -> Capacity:
    with take_step(row, "plan", by=by, version=version, ready_on=ready_on) as act:
        _say(act.row, {"ready_on": ready_on})
    return act.row


@action
def build(*, row: Capacity, version: int, ready_on: date, by: User) -> Capacity:
    with take_step(row, "build", by=by, version=version, ready_on=ready_on) as act:
        _say(act.row, {"ready_on": ready_on})
    return act.row


@action
def postpone(*, row: Capacity, version: int, ready_on: date, reason: str, by: User) -> Capacity:
    with take_step(row, "postpone", by=by, version=version, ready_on=ready_on, reason=reason) as act:
        act.row.reason = reason.strip()
        _say(act.row, {"ready_on": ready_on})
    return act.row


@action
def finish(*, row: Capacity, version: int, day: date, by: User) -> Capacity:
    with take_step(row, "finish", by=by, version=version, day=day) as act:
        if day > timezone.localdate():
            raise ValidationError({"day": "还没有到的日子不能记可用。"})
        _say(act.row, {"usable_on": day})
    return act.row


@action
def use_capacity(
    *, row: Capacity, version: int, used: Decimal | None, used_on: date | None, used_source: str, by: User
) -> Capacity:
    """State how much of it is used; what is delivered later comes on top."""
    with take_step(row, "use", by=by, version=version) as act:
        act.row.used, act.row.used_on, act.row.used_source = used, used_on, used_source.strip()
        if faults := use_faults(act.row):
            raise ValidationError(faults)
        act.row.clean_fields(exclude=["post", "authors"])
    return act.row


@action
def withdraw(*, row: Capacity, version: int, reason: str, by: User) -> Capacity:
    with take_step(row, "withdraw", by=by, version=version, reason=reason) as act:
        act.row.reason = reason.strip()
    return act.row


CAPACITY_VERBS: dict[str, Callable[..., Any]] = {
    "plan": plan,
    "build": build,
    "postpone": postpone,
    "finish": finish,
    "withdraw": withdraw,
}


def _described(row: Capacity) -> dict[str, Any]:
    texts = ("name", "place", "used_source", "works", "note")
    values = ("amount", "used", "used_on", "ready_on", "usable_on", "lapses_on", "unit")
    quota = f"{row.year}年，{row.get_origin_display()}" if row.year else ""
    told = told_values(row, values)
    return {"kind": str(row.kind), "quota": quota} | {name: getattr(row, name) for name in texts} | told


register_workflow(
    Workflow(
        model=Capacity,
        lifecycle=CAPACITY,
        page="capacity",
        list_page="capacities",
        verbs=CAPACITY_VERBS,
        related=CAPACITY_RELATED,
        describe=_described,
        history=CAPACITY_HISTORY,
    )
)
