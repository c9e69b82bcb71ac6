"""What may be done with a reported figure. Each act is one transaction, one step of the lifecycle, one audit event.

`version` is that of the row the person looked at: a row changed since is never acted on unseen.
The acts raise StaleError, StepRefused, or ValidationError by field; then nothing is written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from lianzhang.access.row_policy import may, not_actionable
from lianzhang.accounts.models import User
from lianzhang.kernel.formatting import amount, day
from lianzhang.kernel.periods import Period
from lianzhang.plans.models import Observation, Plan, Source
from lianzhang.plans.permissions import Permission
from lianzhang.records.actions import record

from .entries import Entry, NewSource, faults
from .lifecycle import OBSERVATION
from .queries import RELATED, rivals, twin_of
from .sources import keep_source

__all__ = [
    "StaleError",
    "confirm",
    "correct",
    "discard",
    "edit",
    "enter",
    "give_back",
    "prefer",
    "submit",
    "unprefer",
    "withdraw",
]


OUT_OF_REACH = "这个数不归您现在的岗位填报：请核对范围，或请责任单位、市工促办填报。"


class StaleError(Exception):
    """The row changed after the person had looked at it; `current` is the row as it stands."""

    def __init__(self, current: Observation) -> None:
        super().__init__("这条数据刚被改动过；请核对现在的内容再办理。")
        self.current = current


@transaction.atomic
def enter(*, plan: Plan, entry: Entry, by: User) -> Observation:
    """Report a figure as a draft. Raises ValidationError by field."""
    if not may(by, Permission.ENTER_OBSERVATION):
        raise PermissionDenied
    row = _draft(plan, entry, by)
    record("observation.enter", row, by=str(by), account=by.username, **_facts(row))
    return row


@transaction.atomic
def correct(*, observation: Observation, version: int, entry: Entry, by: User) -> Observation:
    """Report a figure that, once confirmed, replaces a confirmed one."""
    wrong = _current(observation, version)
    OBSERVATION.check(wrong, "correct", by)
    row = _draft(wrong.plan, entry, by, replaces=wrong)
    record("observation.correct", row, by=str(by), account=by.username, replaces=wrong.pk, **_facts(row))
    return row


@transaction.atomic
def edit(*, observation: Observation, version: int, entry: Entry, by: User) -> Observation:
    """Change a draft or a returned figure, which becomes a draft again."""
    with _step(observation, "edit", version, by) as (row, facts):
        before = _facts(row)
        _fill(row, row.plan, entry, by)
        after = _facts(row)
        facts |= {name: [before[name], after[name]] for name in after if before[name] != after[name]}
    return row


@transaction.atomic
def submit(*, observation: Observation, version: int, by: User) -> Observation:
    with _step(observation, "submit", version, by) as (row, _):
        row.submitted_at, row.submitted_by = timezone.now(), by
        row.decided_at = row.decided_by = None
        row.return_reason = ""
    return row


@transaction.atomic
def withdraw(*, observation: Observation, version: int, by: User) -> Observation:
    with _step(observation, "withdraw", version, by) as (row, _):
        row.submitted_at = row.submitted_by = None
    return row


@transaction.atomic
def confirm(*, observation: Observation, version: int, by: User) -> Observation:
    """Let a figure count. What it corrects is replaced in the same transaction, and hands on that it was preferred."""
    with _step(observation, "confirm", version, by) as (row, facts):
        row.decided_at, row.decided_by = timezone.now(), by
        if row.replaces:
            facts["replaces"] = row.replaces.pk
            _replace(row.replaces, row, by)
    return row


def _replace(wrong: Observation, row: Observation, by: User) -> None:
    old = Observation.objects.select_for_update().get(pk=wrong.pk)
    if old.preferred and rivals(old, among="all").filter(pk=row.pk).exists():
        row.preferred, row.preference_reason = True, old.preference_reason
    OBSERVATION.take(old, "replace", by)
    old.version += 1
    old.save(update_fields=["state", "version"])


@transaction.atomic
def give_back(*, observation: Observation, version: int, reason: str, by: User) -> Observation:
    """Return a submitted figure to the person who entered it."""
    with _step(observation, "return", version, by, reason=reason) as (row, _):
        row.decided_at, row.decided_by = timezone.now(), by
        row.return_reason = reason.strip()
    return row


@transaction.atomic
def discard(*, observation: Observation, version: int, by: User) -> None:
    """Delete a figure that never counted. The log keeps what it said."""
    row = _current(observation, version)
    OBSERVATION.check(row, "discard", by)
    record("observation.discard", row, by=str(by), account=by.username, **_facts(row))
    row.delete()


@transaction.atomic
def prefer(*, observation: Observation, version: int, reason: str, by: User) -> Observation:
    """Of several figures for one thing and time, use this one."""
    with _step(observation, "prefer", version, by, reason=reason) as (row, facts):
        others = rivals(row).filter(preferred=True)
        facts["instead_of"] = list(others.values_list("pk", flat=True))
        others.update(preferred=False, preference_reason="", version=F("version") + 1)
        row.preferred, row.preference_reason = True, reason.strip()
    return row


@transaction.atomic
def unprefer(*, observation: Observation, version: int, by: User) -> Observation:
    with _step(observation, "unprefer", version, by) as (row, facts):
        facts["was"] = row.preference_reason
        row.preferred, row.preference_reason = False, ""
    return row


def _current(observation: Observation, version: int) -> Observation:
    """The row, locked, as it is now. Raises StaleError if it is not the one looked at."""
    row = Observation.objects.select_for_update(of=("self",)).select_related(*RELATED).get(pk=observation.pk)
    if row.version != version:
        raise StaleError(row)
    return row


@contextmanager
def _step(
    observation: Observation, name: str, version: int, by: User, **given: str
) -> Iterator[tuple[Observation, dict[str, Any]]]:
    """Take a step on the locked row; what the caller changes meanwhile is saved with it and told in one event."""
    row = _current(observation, version)
    was = row.state
    OBSERVATION.take(row, name, by, **given)
    facts: dict[str, Any] = {key: text.strip() for key, text in given.items()}
    yield row, facts
    row.version += 1
    row.save()
    record(f"observation.{name}", row, by=str(by), account=by.username, state=[was, row.state], **facts)


def _draft(plan: Plan, entry: Entry, by: User, replaces: Observation | None = None) -> Observation:
    row = Observation(plan=plan, entered_by=by, replaces=replaces)
    _fill(row, plan, entry, by)
    return row


def _fill(row: Observation, plan: Plan, entry: Entry, by: User) -> None:
    """Write the entry into the row and save it. What the post of `by` does not answer for is refused."""
    found = faults(entry, plan, today=timezone.localdate())
    if found:
        raise ValidationError(found)
    row.source = keep_source(plan, entry.source) if isinstance(entry.source, NewSource) else entry.source
    twin = twin_of(plan, entry, row.source, row.pk)
    if twin:
        state = twin.get_state_display()
        raise ValidationError(f"同一来源的同一个数已有一条（{state}，{twin.entered_by}录入），不必重复填报。")
    for name, value in entry.columns().items():
        setattr(row, name, value)
    row.clean_fields(exclude=[field.name for field in Observation._meta.fields if field.is_relation])
    row.save()
    if not_actionable(by, Observation.objects.filter(pk=row.pk)).exists():
        raise ValidationError(OUT_OF_REACH)


def _facts(row: Observation) -> dict[str, Any]:
    """What the log must keep to be read when the row has changed or is gone."""
    source: Source = row.source
    return {
        "subject": str(row.subject),
        "value": amount(row.value, row.unit, row.precision),
        "relation": row.get_relation_display(),
        "place": row.place,
        "period": Period(row.period_start, row.period_end).code,
        "date": day(row.date),
        "nature": row.get_nature_display(),
        "quantity": row.quantity,
        "source": str(source),
        "note": row.note,
    }
