"""What may be done with a firm's statement. Each act is one transaction, one step of the lifecycle, one audit event.

`version` is that of the row the person looked at: a row changed since is never acted on unseen.
The acts raise StaleRow, StepRefused, or ValidationError by field; then nothing is written."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from lianzhang.access.api import may
from lianzhang.accounts.models import User
from lianzhang.enterprises.api import touch
from lianzhang.enterprises.models import Enterprise
from lianzhang.kernel.formatting import number
from lianzhang.kernel.periods import Period
from lianzhang.statements.models import Explained, Statement
from lianzhang.statements.permissions import Permission
from lianzhang.work.api import (
    RowGone,
    Workflow,
    action,
    check_step,
    confirm,
    create_row,
    discard,
    give_back,
    log_event,
    register_workflow,
    submit,
    take_step,
    with_author,
    withdraw,
)
from lianzhang.work.models import ReportState

from .doubts import doubts_of
from .entries import Entry, faults, period_fault
from .history import HISTORY
from .lifecycle import STATEMENT
from .locks import lock_on, lock_words
from .plausibility import rule_named

__all__ = [
    "confirm",
    "correct",
    "discard",
    "edit",
    "enter",
    "explain",
    "give_back",
    "submit",
    "withdraw",
]

RELATED = ("enterprise", "post", "entered_by", "submitted_by", "decided_by", "replaces", "replaced_by")


@action
def enter(*, enterprise: Enterprise, period: Period, entry: Entry, by: User) -> Statement:
    """Report a firm's figures of a period as a draft. Raises ValidationError by field."""
    row = Statement(enterprise=enterprise, period_start=period.start, period_end=period.end, entered_by=by)
    with create_row(row, "enter", by=by, on=enterprise) as act:
        fault = period_fault(enterprise, period, timezone.localdate()) or _occupied(enterprise, period)
        if fault:
            raise ValidationError(fault)
        _fill(act.row, entry)
    return row


def _occupied(enterprise: Enterprise, period: Period) -> str:
    """What already stands in the place of a new statement, and what to do instead."""
    lock = lock_on(enterprise.city_id, period)
    if lock:
        return lock_words(lock)
    own = Statement.objects.filter(enterprise=enterprise, period_start=period.start, period_end=period.end)
    standing = own.exclude(state=ReportState.REPLACED).order_by("-pk").first()
    if standing is None:
        return ""
    state = standing.get_state_display()
    mend = "请在那一份上更正" if standing.state == ReportState.CONFIRMED else "请在那一份上办理"
    return f"{period}已有一份报表（{state}，{standing.entered_by}填报）；{mend}"


@action
def correct(*, row: Statement, version: int, entry: Entry, by: User) -> Statement:
    """Report figures that, once confirmed, replace confirmed ones."""
    wrong = check_step(row, "correct", by=by, version=version)
    period = {"period_start": wrong.period_start, "period_end": wrong.period_end}
    made = Statement(enterprise=wrong.enterprise, **period, entered_by=by, replaces=wrong)
    with create_row(made, "correct", by=by, on=wrong.enterprise) as act:
        _fill(made, entry)
        act.facts["replaces"] = wrong.pk
    return made


@action
def edit(*, row: Statement, version: int, entry: Entry, by: User, period: Period | None = None) -> Statement:
    """Change a draft or a returned statement, which becomes a draft again; it may turn out to be of another period."""
    with take_step(row, "edit", by=by, version=version) as act:
        was = act.row.figures
        if period:
            _move_to(act.row, period)
        _fill(act.row, entry)
        _forget_explained(act.row, {item for item, value in act.row.figures.items() if value != was[item]})
    return act.row


def _move_to(row: Statement, period: Period) -> None:
    """A quarter's statement turns out to be of the year so far, or the other way round."""
    if period == Period(row.period_start, row.period_end):
        return
    fault = period_fault(row.enterprise, period, timezone.localdate()) or _occupied(row.enterprise, period)
    if fault:
        raise ValidationError(fault)
    row.period_start, row.period_end = period.start, period.end
    row.explained.all().delete()  # said of what the figures were taken for


def _forget_explained(row: Statement, changed: set[str]) -> None:
    """What was said of a figure that is now another no longer holds."""
    for explained in row.explained.all():
        rule = rule_named(explained.rule)
        if rule is None or changed & set(rule.items):
            explained.delete()


@action
def explain(*, row: Statement, rule: str, reason: str, by: User) -> Explained:
    """Say that what looks wrong is right, and why; the rule does not ask again while its figures stay the same.

    Whoever explains has a hand in what is confirmed, and does not confirm it."""
    touch(row.enterprise.city_id)
    locked = Statement.objects.select_for_update(of=("self",)).select_related("enterprise").filter(pk=row.pk).first()
    if locked is None:
        raise RowGone(Statement)
    row = locked
    if not any(may(by, each, row) for each in (Permission.ENTER_STATEMENT, Permission.CONFIRM_STATEMENT)):
        raise PermissionDenied
    doubted = {doubt.rule.code: doubt.rule for doubt in doubts_of(row, by)}
    if rule not in doubted:
        raise ValidationError({"rule": "这一条没有疑问，或已经说明过；请重新打开这份报表看看"})
    if not reason.strip():
        raise ValidationError({"reason": "请写属实的理由，如“新投产一条线”"})
    explained = Explained.objects.create(statement=row, rule=rule, reason=reason.strip()[:300], by=by)
    row.authors = with_author(row, by)
    row.save(update_fields=["authors"])
    about = doubted[rule].title
    log_event("statement.explain", row, by=by, rule=about, reason=explained.reason)
    return explained


def _fill(row: Statement, entry: Entry) -> None:
    errors = faults(entry)
    if errors:
        raise ValidationError(errors)
    for name, value in entry.columns().items():
        setattr(row, name, value)
    row.clean_fields(exclude=[field.name for field in Statement._meta.fields if field.is_relation])


def _facts(row: Statement) -> dict[str, Any]:
    """What the log must keep to be read when the row has changed or is gone."""
    figures = {item: "" if value is None else number(value) for item, value in row.figures.items()}
    period = str(Period(row.period_start, row.period_end))
    return {"enterprise": row.enterprise.name, "period": period, **figures, "note": row.note}


def _changing_along(row: Statement, step: str) -> Iterable[int]:
    """Confirming changes the statement that is corrected."""
    return [row.replaces_id] if step == "confirm" and row.replaces_id else ()


register_workflow(
    Workflow(
        model=Statement,
        lifecycle=STATEMENT,
        page="statement",
        list_page="statements",
        verbs={
            "submit": submit,
            "withdraw": withdraw,
            "confirm": confirm,
            "return": give_back,
            "discard": discard,
        },
        related=RELATED,
        touch=lambda row: touch(row.enterprise.city_id),
        also=_changing_along,
        describe=_facts,
        history=HISTORY,
    )
)
