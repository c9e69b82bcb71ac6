"""What may be done with a firm's statement. Each act is one transaction, one step of the lifecycle, one audit event.

`version` is that of the row the person looked at: a row changed since is never acted on unseen.
The acts raise StaleError, StepRefused, NotAll, or ValidationError by field; then nothing is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from lianzhang.access.row_policy import may
from lianzhang.accounts.models import User
from lianzhang.enterprises.models import Enterprise, Explained, Statement, StatementState
from lianzhang.enterprises.permissions import Permission
from lianzhang.enterprises.revisions import touch
from lianzhang.kernel.formatting import number
from lianzhang.kernel.lifecycle import StepRefused
from lianzhang.kernel.periods import Period
from lianzhang.records.actions import changes_between, record

from .doubts import doubts_of
from .entries import Entry, faults, period_fault
from .lifecycle import STATEMENT
from .locks import lock_over, lock_words
from .plausibility import rule_named

__all__ = [
    *("NotAll", "StaleError", "confirm", "confirm_all", "correct", "discard", "edit", "enter", "explain"),
    *("give_back", "submit", "withdraw"),
]

RELATED = ("enterprise", "entered_by", "submitted_by", "decided_by", "replaces", "replaced_by")
ON_ITS_WAY = (StatementState.DRAFT, StatementState.SUBMITTED, StatementState.RETURNED)
MOST_AT_ONCE = 200


class StaleError(Exception):
    """The row changed after the person had looked at it; `current` is the row as it stands."""

    def __init__(self, current: Statement) -> None:
        super().__init__("这份报表刚被改动过；请核对现在的内容再办理。")
        self.current = current


class NotAll(Exception):
    """Of the statements chosen to be confirmed, these cannot be, so none was: by primary key, why."""

    def __init__(self, reasons: Mapping[int, str]) -> None:
        super().__init__(f"有{len(reasons)}份不能确认，所以一份也没有确认。")
        self.reasons = dict(reasons)


@transaction.atomic
def enter(*, enterprise: Enterprise, period: Period, entry: Entry, by: User) -> Statement:
    """Report a firm's figures of a period as a draft. Raises ValidationError by field."""
    if not may(by, Permission.ENTER_STATEMENT, enterprise):
        raise PermissionDenied
    touch(enterprise.city_id)  # first, so that locks and other entries of the city wait their turn
    fault = period_fault(enterprise, period, timezone.localdate()) or _occupied(enterprise, period)
    if fault:
        raise ValidationError(fault)
    row = Statement(enterprise=enterprise, period_start=period.start, period_end=period.end, entered_by=by)
    _fill(row, entry)
    record("statement.enter", row, by=str(by), account=by.username, **_facts(row))
    return row


def _occupied(enterprise: Enterprise, period: Period) -> str:
    """What already stands in the place of a new statement, and what to do instead."""
    lock = lock_over(enterprise.city_id, period)
    if lock:
        return lock_words(lock)
    own = Statement.objects.filter(enterprise=enterprise, period_start=period.start, period_end=period.end)
    standing = own.exclude(state=StatementState.REPLACED).order_by("-pk").first()
    if standing is None:
        return ""
    state = standing.get_state_display()
    mend = "请在那一份上更正" if standing.state == StatementState.CONFIRMED else "请在那一份上办理"
    return f"{period}已有一份报表（{state}，{standing.entered_by}填报）；{mend}"


@transaction.atomic
def correct(*, statement: Statement, version: int, entry: Entry, by: User) -> Statement:
    """Report figures that, once confirmed, replace confirmed ones."""
    wrong = _current(statement, version)
    STATEMENT.check(wrong, "correct", by)
    row = Statement(
        enterprise=wrong.enterprise,
        period_start=wrong.period_start,
        period_end=wrong.period_end,
        entered_by=by,
        replaces=wrong,
    )
    _fill(row, entry)
    record("statement.correct", row, by=str(by), account=by.username, replaces=wrong.pk, **_facts(row))
    return row


@transaction.atomic
def edit(*, statement: Statement, version: int, entry: Entry, by: User) -> Statement:
    """Change a draft or a returned statement, which becomes a draft again."""
    with _step(statement, "edit", version, by) as (row, facts):
        before = _facts(row)
        was = row.figures
        _fill(row, entry)
        facts["changes"] = changes_between(before, _facts(row))
        _forget_explained(row, {item for item, value in row.figures.items() if value != was[item]})
    return row


def _forget_explained(row: Statement, changed: set[str]) -> None:
    """What was said of a figure that is now another no longer holds."""
    for said in row.explained.all():
        rule = rule_named(said.rule)
        if rule is None or changed & set(rule.items):
            said.delete()


@transaction.atomic
def submit(*, statement: Statement, version: int, by: User) -> Statement:
    with _step(statement, "submit", version, by) as (row, _):
        row.submitted_at, row.submitted_by = timezone.now(), by
        row.decided_at = row.decided_by = None
        row.return_reason = ""
    return row


@transaction.atomic
def withdraw(*, statement: Statement, version: int, by: User) -> Statement:
    with _step(statement, "withdraw", version, by) as (row, _):
        row.submitted_at = row.submitted_by = None
    return row


@transaction.atomic
def confirm(*, statement: Statement, version: int, by: User) -> Statement:
    """Let a statement count. What it corrects is replaced in the same transaction."""
    with _step(statement, "confirm", version, by) as (row, facts):
        row.decided_at, row.decided_by = timezone.now(), by
        if row.replaces:
            facts["replaces"] = row.replaces.pk
            _replace(row.replaces, by)
    return row


def _replace(wrong: Statement, by: User) -> None:
    old = Statement.objects.select_for_update().get(pk=wrong.pk)
    STATEMENT.take(old, "replace", by)
    old.version += 1
    old.save(update_fields=["state", "version"])


@transaction.atomic
def confirm_all(*, chosen: Mapping[Statement, int], by: User) -> list[Statement]:
    """Confirm all of these, each at the version looked at, or none. Raises NotAll with every reason."""
    if len(chosen) > MOST_AT_ONCE:
        raise ValidationError(f"一次最多确认{MOST_AT_ONCE}份；请分几次办")
    ordered = sorted(chosen.items(), key=lambda pair: pair[0].pk)
    reasons = {row.pk: why for row, version in ordered if (why := _why_not(row, version, by))}
    if reasons:
        raise NotAll(reasons)
    return [confirm(statement=row, version=version, by=by) for row, version in ordered]


def _why_not(row: Statement, version: int, by: User) -> str:
    try:
        STATEMENT.check(_current(row, version), "confirm", by)
    except (StaleError, StepRefused) as refused:
        return str(refused)
    except Statement.DoesNotExist:
        return "这一份已被删除"
    return ""


@transaction.atomic
def give_back(*, statement: Statement, version: int, reason: str, by: User) -> Statement:
    """Return a submitted statement to the person who entered it."""
    with _step(statement, "return", version, by, reason=reason) as (row, _):
        row.decided_at, row.decided_by = timezone.now(), by
        row.return_reason = reason.strip()
    return row


@transaction.atomic
def discard(*, statement: Statement, version: int, by: User) -> None:
    """Delete a statement that never counted. The log keeps what it said."""
    row = _current(statement, version)
    STATEMENT.check(row, "discard", by)
    record("statement.discard", row, by=str(by), account=by.username, **_facts(row))
    row.delete()


@transaction.atomic
def explain(*, statement: Statement, rule: str, reason: str, by: User) -> Explained:
    """Say that what looks wrong is right, and why; the rule does not ask again while its figures stay the same."""
    if not any(may(by, each, statement) for each in (Permission.ENTER_STATEMENT, Permission.CONFIRM_STATEMENT)):
        raise PermissionDenied
    touch(statement.enterprise.city_id)
    row = Statement.objects.select_for_update(of=("self",)).select_related("enterprise").get(pk=statement.pk)
    doubted = {doubt.rule.code: doubt.rule for doubt in doubts_of(row)}
    if rule not in doubted:
        raise ValidationError({"rule": "这一条没有疑问，或已经说明过；请重新打开这份报表看看"})
    if not reason.strip():
        raise ValidationError({"reason": "请写属实的理由，如“新投产一条线”"})
    said = Explained.objects.create(statement=row, rule=rule, reason=reason.strip()[:300], by=by)
    about = doubted[rule].title
    record("statement.explain", row, by=str(by), account=by.username, rule=about, reason=said.reason)
    return said


def _current(statement: Statement, version: int) -> Statement:
    """The row, locked, as it is now. Raises StaleError if it is not the one looked at."""
    touch(statement.enterprise.city_id)
    row = Statement.objects.select_for_update(of=("self",)).select_related(*RELATED).get(pk=statement.pk)
    if row.version != version:
        raise StaleError(row)
    return row


@contextmanager
def _step(
    statement: Statement, name: str, version: int, by: User, **given: str
) -> Iterator[tuple[Statement, dict[str, Any]]]:
    """Take a step on the locked row; what the caller changes meanwhile is saved with it and told in one event."""
    row = _current(statement, version)
    was = row.state
    STATEMENT.take(row, name, by, **given)
    facts: dict[str, Any] = {key: text.strip() for key, text in given.items()}
    yield row, facts
    row.version += 1
    row.save()
    record(f"statement.{name}", row, by=str(by), account=by.username, state=[was, row.state], **facts)


def _fill(row: Statement, entry: Entry) -> None:
    found = faults(entry)
    if found:
        raise ValidationError(found)
    for name, value in entry.columns().items():
        setattr(row, name, value)
    row.clean_fields(exclude=[field.name for field in Statement._meta.fields if field.is_relation])
    row.save()


def _facts(row: Statement) -> dict[str, Any]:
    """What the log must keep to be read when the row has changed or is gone."""
    figures = {item: "" if value is None else number(value) for item, value in row.figures.items()}
    period = str(Period(row.period_start, row.period_end))
    return {"enterprise": row.enterprise.name, "period": period, **figures, "note": row.note}
