"""The one door for acts: revision, rows, version, step, change, reach, event, and what follows, in this order.

An act is a function under `@action`; within it, `create_row` and `take_step` do what every act needs. A row that is
part of another (`Workflow.owner`) is locked after it, and its history is the other's."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.core.files.base import File
from django.db.models import Model, QuerySet

from lianzhang.access.api import SYSTEM, acting, not_actionable, require
from lianzhang.kernel.able import naming
from lianzhang.kernel.lifecycle import GONE, Step, StepRefused
from lianzhang.kernel.stale import RowGone, StaleRow, refuse_changed
from lianzhang.kernel.vocabulary import spoken
from lianzhang.records.api import changes_between, subject_of
from lianzhang.records.api import record as write_event

from .clocks import move_clocks
from .done import note
from .marks import Key, counting, evidence_of, move_between
from .outbox import publish
from .workflows import Workflow, workflow_of

__all__ = [
    *("OUT_OF_REACH", "Act", "check_step", "create_row", "log_event", "refuse_out_of_reach"),
    *("take_step", "typed_by", "with_author"),
]

# One for the whole form, or one at a field.
Message = str | dict[str, str]

OUT_OF_REACH = "这条记录不归您现在的岗位办理：请核对范围，或请{able}办理。"


@dataclass(slots=True)
class Act:
    """A step being taken: the row, locked; `facts` go into the event; `related` are the rows locked with it, by key.

    `owner` is the row of which this one is a part, locked before it; `counted` what counted of the row before.
    """

    row: Any
    step: Step
    by: Any
    facts: dict[str, Any] = field(default_factory=dict)
    related: dict[int, Any] = field(default_factory=dict)
    owner: Any = None
    counted: Mapping[Key, Hashable] = field(default_factory=dict)

    def follow(self, key: int, name: str, **values: Any) -> Any:
        """Let another row of the kind, locked with this one, take a step that follows from this act.

        Its fields get `values`."""
        other, flow = self.related[key], workflow_of(type(self.row))
        step = flow.lifecycle.steps[name]
        if flow.lifecycle.state(other) not in step.sources:
            raise StepRefused(f"“{other}”已有变动，请核对后再办", "state")
        with counting(other):
            if step.to is not None and flow.lifecycle.stores_state:
                other.state = step.to
            for field_name, value in values.items():
                setattr(other, field_name, value)
            move_clocks(other, step, flow.lifecycle)
            _save(flow, other)
        return other


def log_event(action: str, row: Model | str, *, by: Any, **facts: Any) -> None:
    """Write an act's one event, last of all, and whatever follows from it. Who acts names themselves."""
    write_event(action, row, by=by, then=publish, **facts)


@contextmanager
def create_row(
    row: Any,
    name: str,
    *,
    by: Any,
    on: Model | None = None,
    out_of_reach: Message | None = OUT_OF_REACH,
    **given: Any,
) -> Iterator[Act]:
    """Save a new row by the step `name`; what the caller fills in meanwhile is told in the event.

    `on` is the row it hangs on, where reach is asked there. `out_of_reach` None: the caller asks `refuse_out_of_reach`
    itself, once everything is written. Raises PermissionDenied, StepRefused, RowGone where its owner is, or
    ValidationError when what was written is out of the actor's reach.
    """
    flow = workflow_of(type(row))
    step = flow.lifecycle.steps[name]
    require(by, step.permission, on)
    flow.touch(row)
    act = Act(row, step, by, dict(_plain(given)), owner=_lock_owner(flow, row))
    flow.lifecycle.check_new(row, name, by, **given)
    yield act
    _claim(row, by)
    flow.prepare(row)
    row.save()
    move_between({}, evidence_of(row))
    move_clocks(row, step, flow.lifecycle)
    if out_of_reach is not None:
        _refuse_row_out_of_reach(flow, act, out_of_reach)
    described = _plain(flow.describe(row))
    _tell(flow, act, _changes({}, described) if flow.owner else described)


def check_step(row: Any, name: str, *, by: Any, version: int | None = None, **given: Any) -> Any:
    """The row, locked, on which a step may be taken that writes another row. Raises RowGone, StaleRow, StepRefused."""
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
        row.authors = with_author(row, by)


# Who typed what is written, besides whoever acts: keys of accounts.
_typed: ContextVar[tuple[int, ...]] = ContextVar("typed by others", default=())


@contextmanager
def typed_by(accounts: Iterable[int]) -> Iterator[None]:
    """Acts within it write what these accounts (their keys) typed, as one who sent a sheet that another lets in."""
    token = _typed.set(tuple(accounts))
    try:
        yield
    finally:
        _typed.reset(token)


def with_author(row: Any, by: Any) -> tuple[int, ...]:
    """Who may no longer decide on a row, once `by` had a hand in what it says: keys of accounts."""
    return tuple(dict.fromkeys((*row.authors, *_typed.get(), *(() if by is SYSTEM else (by.pk,)))))


@contextmanager
def take_step(
    row: Any,
    name: str,
    *,
    by: Any,
    version: int | None = None,
    seen: str | None = None,
    along: Iterable[Model] = (),
    out_of_reach: Message | None = OUT_OF_REACH,
    **given: Any,
) -> Iterator[Act]:
    """Take a step on the locked row; what the caller changes meanwhile is saved with it and told in one event.

    `version` is that of the row the person looked at, or `seen` the texts of it (kernel/stale.py). `along` are further
    rows of the kind that this act changes. `out_of_reach` None: the step may end the actor's reach.
    Raises RowGone, StaleRow, StepRefused, or ValidationError where the row leaves reach; then nothing is written.
    """
    flow = workflow_of(type(row))
    flow.touch(row)
    act = _begin(flow, row, name, by, given, along)
    before, act.counted = dict(_plain(flow.describe(act.row))), evidence_of(act.row)
    _refuse_stale(flow, act.row, version, seen)
    flow.lifecycle.check(act.row, name, by, **given)
    was = flow.lifecycle.state(act.row)
    if act.step.to and act.step.to != was and flow.lifecycle.stores_state:
        act.row.state = act.step.to
    yield act
    if act.step.to == GONE:
        subject = _subject(act)
        act.row.delete()
        move_between(act.counted, {})
        _tell(flow, act, _changes(before, {}) if flow.owner else before, subject)
    else:
        _save_and_log(flow, act, was, before, out_of_reach)


def _refuse_stale(flow: Workflow, row: Any, version: int | None, seen: str | None) -> None:
    if version is not None and row.version != version:
        raise StaleRow(row)
    if seen is not None:
        refuse_changed(seen, flow.texts(row), row)


def _begin(flow: Workflow, row: Any, name: str, by: Any, given: Mapping[str, Any], along: Iterable[Model] = ()) -> Act:
    """Lock the row's owner, then the row and those that change with it, in order of their keys."""
    owner = _lock_owner(flow, row)
    locked = _lock(flow, {row.pk, *flow.also(row, name), *(each.pk for each in along)})
    current = locked.pop(row.pk, None)
    if owner is not None and current is not None:
        if getattr(current, f"{flow.owner}_id") != owner.pk:  # moved to another owner meanwhile
            raise StaleRow(current)
        setattr(current, flow.owner, owner)
    if current is None:
        raise RowGone(flow.model, owner)
    return Act(current, flow.lifecycle.steps[name], by, dict(_plain(given)), locked, owner)


def _lock(flow: Workflow, keys: Iterable[int]) -> dict[int, Any]:
    rows = flow.model._default_manager.select_for_update(of=("self",), no_key=True).select_related(*flow.related)
    return {each.pk: each for each in rows.filter(pk__in=keys).order_by("pk")}


def _lock_owner(flow: Workflow, row: Any) -> Any:
    if not flow.owner:
        return None
    owner = getattr(row, flow.owner)
    locked = _lock(workflow_of(type(owner)), [owner.pk]).get(owner.pk)
    if locked is None:
        raise RowGone(type(owner))
    setattr(row, flow.owner, locked)
    return locked


def _save_and_log(flow: Workflow, act: Act, was: str, before: Mapping[str, Any], out_of_reach: Message | None) -> None:
    row, step, by = act.row, act.step, act.by
    changes = _changes(before, _plain(flow.describe(row)))
    if step.only_if_changed and not changes:
        return
    if step.authors:
        row.authors = with_author(row, by)
    move_clocks(row, step, flow.lifecycle)
    _save(flow, row)
    move_between(act.counted, evidence_of(row))
    if out_of_reach is not None:
        _refuse_row_out_of_reach(flow, act, out_of_reach)
    moved = {"state": [was, flow.lifecycle.state(row)]} if flow.lifecycle.stores_state else {}
    _tell(flow, act, moved | changes)


def _changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """What changed between two descriptions; what was not there before, or is no more after, said nothing."""
    blank = dict.fromkeys((*before, *after), "")
    changes = changes_between(blank | dict(before), blank | dict(after))
    return {"changes": changes} if changes else {}


def _save(flow: Workflow, row: Any) -> None:
    if hasattr(row, "version"):
        row.version += 1
    flow.prepare(row)
    row.save()


def _subject(act: Act) -> str:
    return subject_of(act.row if act.owner is None else act.owner)


def _tell(flow: Workflow, act: Act, facts: Mapping[str, Any], subject: str = "") -> None:
    """Write the act's event. Of a part its owner tells, which is saved anew with what is worked out of its parts."""
    if act.owner is not None:
        workflow_of(type(act.owner)).prepare(act.owner)
        act.owner.save()
    log_event(flow.act(act.step.name), subject or _subject(act), by=act.by, **{**facts, **act.facts})
    note(flow, act.step, act.row)


def refuse_out_of_reach(rows: QuerySet[Any], *, by: Any, message: Message = OUT_OF_REACH, permission: str = "") -> None:
    """What was written out of reach is taken back with the transaction; whoever has the permission there is named.

    Raises ValidationError."""
    outside = not_actionable(by, rows).first()
    if outside is not None:
        told = message if isinstance(message, dict) else {NON_FIELD_ERRORS: message}
        named = {name: naming(text, permission, outside, by) for name, text in told.items()}
        raise ValidationError({name: spoken(text) for name, text in named.items()})


def _refuse_row_out_of_reach(flow: Workflow, act: Act, message: Message) -> None:
    rows = flow.model._default_manager.filter(pk=act.row.pk)
    refuse_out_of_reach(rows, by=act.by, message=message, permission=act.step.permission)


def _plain(given: Mapping[str, Any]) -> Mapping[str, Any]:
    """Answers as the log keeps them."""
    return {name: _text(value) for name, value in given.items() if value is not None}


def _text(value: Any) -> Any:
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, list):
        return "、".join(map(str, value))
    return str(value) if isinstance(value, Model | File) else value
