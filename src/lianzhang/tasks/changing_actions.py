"""What a task asks for, of whom and until when, changes: amended, disputed and ruled on, moved by leave of another."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from lianzhang.accounts.models import User
from lianzhang.registry.api import Body, unit_of
from lianzhang.registry.models import ResponsibleUnit
from lianzhang.work.api import action, take_step

from .models import Task

__all__ = ["CHANGING", "amend", "ask_amend", "existing_unit"]


def existing_unit(body: Body, field: str) -> ResponsibleUnit:
    """The unit that a body is; raises ValidationError at `field` for one that was dissolved."""
    unit = unit_of(body)
    if unit.ended:
        then = f"，由“{unit.successor}”承接" if unit.successor else ""
        raise ValidationError({field: f"“{unit}”已撤销{then}；请另选。"})
    return unit


@action
def amend(*, row: Task, version: int, title: str, proof: str, deadline: date, reason: str, by: User) -> Task:
    """Write it anew before its unit takes it up; how often that happened stays in sight."""
    given: dict[str, Any] = {"title": title, "proof": proof, "deadline": deadline, "reason": reason}
    with take_step(row, "amend", by=by, version=version, **given) as act:
        task = act.row
        if deadline != task.deadline:
            if deadline < timezone.localdate():
                raise ValidationError({"deadline": "期限已经过了；请写今天或以后的日期。"})
            task.deadline, task.moved = deadline, task.moved + 1
        _write(task, title, proof)
        task.reason = reason.strip()
        task.acted()
    return task


def _write(task: Task, title: str, proof: str) -> None:
    said = title.strip(), proof.strip()
    if said != (task.title, task.proof):
        task.title, task.proof = said
        task.amended += 1


@action
def dispute(*, row: Task, version: int, reason: str, by: User) -> Task:
    with take_step(row, "dispute", by=by, version=version, reason=reason) as act:
        act.row.disputed, act.row.reason = True, reason.strip()
        act.row.acted()
    return act.row


@action
def uphold(*, row: Task, version: int, reason: str, by: User) -> Task:
    with take_step(row, "uphold", by=by, version=version, reason=reason) as act:
        act.row.reason = reason.strip()
        act.row.acted()
    return act.row


@action
def reassign(*, row: Task, version: int, lead: Body, reason: str, by: User) -> Task:
    """Rule that another unit leads; who helped before it led helps no more."""
    with take_step(row, "reassign", by=by, version=version, lead=lead, reason=reason) as act:
        unit = existing_unit(lead, "lead")
        if unit == act.row.lead:
            raise ValidationError({"lead": "和原来的主办单位相同；不改派的请“维持交办”。"})
        act.row.lead, act.row.reason = unit, reason.strip()
        act.row.helpers.remove(unit)
        act.row.acted()
    return act.row


@action
def ask_move(*, row: Task, version: int, deadline: date, reason: str, by: User) -> Task:
    with take_step(row, "ask_move", by=by, version=version, deadline=deadline, reason=reason) as act:
        if deadline <= act.row.deadline or deadline < timezone.localdate():
            raise ValidationError({"deadline": f"请写现在的期限（{act.row.deadline}）和今天以后的日期。"})
        act.row.asked_deadline, act.row.reason = deadline, reason.strip()
        act.row.acted()
    return act.row


@action
def ask_amend(*, row: Task, version: int, title: str, proof: str, reason: str, by: User) -> Task:
    with take_step(row, "ask_amend", by=by, version=version, title=title, proof=proof, reason=reason) as act:
        task = act.row
        if (title.strip(), proof.strip()) == (task.title, task.proof):
            raise ValidationError({"proof": "和现在的写法相同；请改任务或怎么算办成。"})
        task.asked_title, task.asked_proof, task.reason = title.strip(), proof.strip(), reason.strip()
        task.acted()
    return task


@action
def move(*, row: Task, version: int, by: User) -> Task:
    """Agree to the day that was asked for; how often that happened stays in sight."""
    with take_step(row, "move", by=by, version=version) as act:
        act.row.deadline = act.row.asked_deadline
        act.row.moved += 1
        _answered(act.row)
    return act.row


@action
def grant(*, row: Task, version: int, by: User) -> Task:
    """Agree to the words that were asked for."""
    with take_step(row, "grant", by=by, version=version) as act:
        _write(act.row, act.row.asked_title, act.row.asked_proof)
        _answered(act.row)
    return act.row


@action
def keep(*, row: Task, version: int, reason: str, by: User) -> Task:
    with take_step(row, "keep", by=by, version=version, reason=reason) as act:
        act.row.reason = reason.strip()
        _answered(act.row)
    return act.row


def _answered(task: Task) -> None:
    task.asked_deadline, task.asked_title, task.asked_proof = None, "", ""
    task.acted()


CHANGING = {each.__name__: each for each in (dispute, uphold, reassign, ask_move, move, grant, keep)}
