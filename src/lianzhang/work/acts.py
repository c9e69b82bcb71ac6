"""The one door for acts: revision, rows, version, step, change, reach, event, and what follows, in this order.

An act is a function under `@action`; within it, `create_row` and `take_step` do what every act needs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Model

from lianzhang.access.active import acting
from lianzhang.access.row_policy import SYSTEM, may, not_actionable
from lianzhang.kernel.lifecycle import GONE, Step, StepRefused
from lianzhang.kernel.stale import StaleRow, refuse_changed
from lianzhang.records.actions import changes_between
from lianzhang.records.actions import record as write_event
from lianzhang.records.models import AuditEvent

from .clocks import move_clocks
from .outbox import publish
from .workflows import Workflow, workflow_of

__all__ = ["OUT_OF_REACH", "Act", "check_step", "create_row", "log_event", "take_step"]

OUT_OF_REACH = "这条记录不归您现在的岗位办理：请核对范围，或请有权限的同事办理。"


@dataclass(slots=True)
class Act:
    """A step being taken: the row, locked; `facts` go into the event; `related` are the rows locked with it, by key."""

    row: Any
    step: Step
    by: Any
    facts: dict[str, Any] = field(default_factory=dict)
    related: dict[int, Any] = field(default_factory=dict)

    def follow(self, key: int, name: str) -> Any:
        """Let another row of the kind, locked with this one, take a step that follows from this act."""
        other, flow = self.related[key], workflow_of(type(self.row))
        step = flow.lifecycle.steps[name]
        if flow.lifecycle.state(other) not in step.sources:
            raise StepRefused(f"“{other}”已有变动，请核对后再办", "state")
        if step.to is not None:
            other.state = step.to
        move_clocks(other, step, flow.lifecycle)
        _save(other)
        return other


def log_event(action: str, row: Model | str, *, by: Any, **facts: Any) -> AuditEvent:
    """Write an act's one event, last of all, and whatever follows from it. Who acts names themselves."""
    event = write_event(action, row, by=by, **facts)
    publish(event)
    return event


@contextmanager
def create_row(
    row: Any, name: str, *, by: Any, on: Model | None = None, out_of_reach: str | dict[str, str] = OUT_OF_REACH
) -> Iterator[Act]:
    """Save a new row by the step `name`; what the caller fills in meanwhile is told in the event.

    `on` is the row it hangs on, where reach is asked there. Raises PermissionDenied, or ValidationError when what was
    written is out of the actor's reach.
    """
    flow = workflow_of(type(row))
    step = flow.lifecycle.steps[name]
    if not may(by, step.permission, on):
        raise PermissionDenied
    flow.touch(row)
    act = Act(row, step, by)
    yield act
    _claim(row, by)
    row.save()
    move_clocks(row, step, flow.lifecycle)
    _refuse_out_of_reach(flow, row, by, out_of_reach)
    log_event(f"{flow.name}.{name}", row, by=by, **{**_plain(flow.describe(row)), **act.facts})


def check_step(row: Any, name: str, *, by: Any, version: int | None = None, **given: Any) -> Any:
    """The row, locked, on which a step may be taken that writes another row. Raises StaleRow, StepRefused."""
    flow = workflow_of(type(row))
    flow.touch(row)
    act = _begin(flow, row, name, by, given)
    _refuse_stale(flow, act.row, version, None)
    flow.lifecycle.check(act.row, name, by, **given)
    return act.row


def _claim(row: Any, by: Any) -> None:
    """Whose duty a new row is, and who has typed it."""
    if hasattr(row, "authors"):
        active = acting(by)
        row.post = active.post if active else None
        row.authors = _with_author(row, by)


def _with_author(row: Any, by: Any) -> tuple[int, ...]:
    return row.authors if by is SYSTEM or by.pk in row.authors else (*row.authors, by.pk)


@contextmanager
def take_step(
    row: Any,
    name: str,
    *,
    by: Any,
    version: int | None = None,
    seen: str | None = None,
    out_of_reach: str | dict[str, str] = OUT_OF_REACH,
    **given: Any,
) -> Iterator[Act]:
    """Take a step on the locked row; what the caller changes meanwhile is saved with it and told in one event.

    `version` is that of the row the person looked at, or `seen` the texts of it (kernel/stale.py).
    Raises StaleRow, StepRefused, or ValidationError where the row leaves reach; then nothing is written.
    """
    flow = workflow_of(type(row))
    flow.touch(row)
    act = _begin(flow, row, name, by, given)
    before = dict(_plain(flow.describe(act.row)))
    _refuse_stale(flow, act.row, version, seen)
    flow.lifecycle.check(act.row, name, by, **given)
    was = flow.lifecycle.state(act.row)
    if act.step.to and act.step.to != was:
        act.row.state = act.step.to
    yield act
    if act.step.to == GONE:
        log_event(f"{flow.name}.{name}", act.row, by=by, **before, **act.facts)
        act.row.delete()
        return
    _keep(flow, act, was, before, out_of_reach)


def _refuse_stale(flow: Workflow, row: Any, version: int | None, seen: str | None) -> None:
    if version is not None and row.version != version:
        raise StaleRow(row)
    if seen is not None:
        refuse_changed(seen, flow.texts(row), row)


def _begin(flow: Workflow, row: Any, name: str, by: Any, given: Mapping[str, Any]) -> Act:
    """Lock the row, and those that change with it, in order of their keys."""
    keys = {row.pk, *flow.also(row, name)}
    rows = flow.model._default_manager.select_for_update(of=("self",)).select_related(*flow.related)
    locked = {each.pk: each for each in rows.filter(pk__in=keys).order_by("pk")}
    current = locked.pop(row.pk, None)
    if current is None:
        raise StaleRow(None)
    return Act(current, flow.lifecycle.steps[name], by, dict(_plain(given)), locked)


def _keep(flow: Workflow, act: Act, was: str, before: Mapping[str, Any], out_of_reach: str | dict[str, str]) -> None:
    row, step, by = act.row, act.step, act.by
    if step.authors:
        row.authors = _with_author(row, by)
    move_clocks(row, step, flow.lifecycle)
    _save(row)
    _refuse_out_of_reach(flow, row, by, out_of_reach)
    changes = changes_between(dict(before), dict(_plain(flow.describe(row))))
    facts = ({"changes": changes} if changes else {}) | act.facts
    if was:
        facts = {"state": [was, flow.lifecycle.state(row)]} | facts
    log_event(f"{flow.name}.{step.name}", row, by=by, **facts)


def _save(row: Any) -> None:
    if hasattr(row, "version"):
        row.version += 1
    row.save()


def _refuse_out_of_reach(flow: Workflow, row: Any, by: Any, message: str | dict[str, str]) -> None:
    """What was written out of reach is taken back with the transaction."""
    if not_actionable(by, flow.model._default_manager.filter(pk=row.pk)).exists():
        raise ValidationError(message)


def _plain(given: Mapping[str, Any]) -> Mapping[str, Any]:
    """Answers as the log keeps them."""
    return {name: _text(value) for name, value in given.items() if value is not None}


def _text(value: Any) -> Any:
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, date | datetime):
        return value.isoformat()
    return str(value) if isinstance(value, Model) else value
