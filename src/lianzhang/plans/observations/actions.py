"""What may be done with a reported figure. Each act is one transaction, one step of the lifecycle, one audit event.

`version` is that of the row the person looked at: a row changed since is never acted on unseen.
The acts raise StaleRow, StepRefused, or ValidationError by field; then nothing is written."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import F
from django.utils import timezone

from lianzhang.accounts.models import User
from lianzhang.kernel.formatting import amount, day
from lianzhang.kernel.periods import Period
from lianzhang.plans.archiving import refuse_archived
from lianzhang.plans.models import Observation, Plan, Source
from lianzhang.work.api import (
    Workflow,
    action,
    check_step,
    create_row,
    decide,
    discard,
    give_back,
    move,
    register_workflow,
    submit,
    take_step,
    withdraw,
)

from .entries import Entry, NewSource, faults
from .history import HISTORY
from .lifecycle import OBSERVATION
from .queries import RELATED, rivals, twin_of
from .sources import get_or_create_source

__all__ = [
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

OUT_OF_REACH = "这个数不归您现在的岗位填报：请核对范围，或请责任单位、{office}填报。"


@action
def enter(*, plan: Plan, entry: Entry, by: User) -> Observation:
    """Report a figure as a draft. Raises ValidationError by field."""
    refuse_archived(plan)
    with create_row(Observation(plan=plan, entered_by=by), "enter", by=by, out_of_reach=OUT_OF_REACH) as act:
        _fill(act.row, entry, by)
    return act.row


@action
def correct(*, row: Observation, version: int, entry: Entry, by: User) -> Observation:
    """Report a figure that, once confirmed, replaces a confirmed one."""
    wrong = check_step(row, "correct", by=by, version=version)
    made = Observation(plan=wrong.plan, entered_by=by, replaces=wrong)
    with create_row(made, "correct", by=by, out_of_reach=OUT_OF_REACH) as act:
        _fill(act.row, entry, by)
        act.facts["replaces"] = wrong.pk
    return act.row


@action
def edit(*, row: Observation, version: int, entry: Entry, by: User) -> Observation:
    """Change a draft or a returned figure, which becomes a draft again."""
    with take_step(row, "edit", by=by, version=version, out_of_reach=OUT_OF_REACH) as act:
        _fill(act.row, entry, by)
    return act.row


@action
def confirm(*, row: Observation, version: int, by: User) -> Observation:
    """Let a figure count. What it corrects is replaced in the same transaction, and hands on that it was preferred."""
    with take_step(row, "confirm", by=by, version=version) as act:
        old = decide(act)
        if old and old.preferred and rivals(old, among="all").filter(pk=act.row.pk).exists():
            act.row.preferred, act.row.preference_reason = True, old.preference_reason
    return act.row


@action
def prefer(*, row: Observation, version: int, reason: str, by: User) -> Observation:
    """Of several figures for one thing and time, use this one."""
    with take_step(row, "prefer", by=by, version=version, reason=reason) as act:
        others = rivals(act.row).filter(preferred=True)
        act.facts["instead_of"] = list(others.values_list("pk", flat=True))
        move(act.row.plan.city_id, Observation, {day.year for day in others.values_list("date", flat=True)})
        others.update(preferred=False, preference_reason="", version=F("version") + 1)
        act.row.preferred, act.row.preference_reason = True, reason.strip()
    return act.row


@action
def unprefer(*, row: Observation, version: int, by: User) -> Observation:
    with take_step(row, "unprefer", by=by, version=version) as act:
        act.facts["was"] = act.row.preference_reason
        act.row.preferred, act.row.preference_reason = False, ""
    return act.row


def _fill(row: Observation, entry: Entry, by: User) -> None:
    """Write the entry into the row. Raises ValidationError by field."""
    errors = faults(entry, row.plan, today=timezone.localdate())
    if errors:
        raise ValidationError(errors)
    row.source = get_or_create_source(row.plan, entry.source) if isinstance(entry.source, NewSource) else entry.source
    twin = twin_of(row.plan, entry, row.source, row.pk, by)
    if twin:
        state = twin.get_state_display()
        raise ValidationError(f"同一来源的同一个数已有一条（{state}，{twin.entered_by}录入），不必重复填报。")
    for name, value in entry.columns().items():
        setattr(row, name, value)
    row.clean_fields(exclude=[field.name for field in Observation._meta.fields if field.is_relation])


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


def _changing_along(row: Observation, step: str) -> Iterable[int]:
    """Confirming changes what the figure corrects, preferring its rivals in force."""
    if step == "confirm" and row.replaces_id:
        return [row.replaces_id]
    return rivals(row).values_list("pk", flat=True) if step == "prefer" else ()


register_workflow(
    Workflow(
        model=Observation,
        lifecycle=OBSERVATION,
        page="observation",
        list_page="observations",
        verbs={
            "submit": submit,
            "withdraw": withdraw,
            "confirm": confirm,
            "return": give_back,
            "discard": discard,
            "prefer": prefer,
            "unprefer": unprefer,
        },
        related=RELATED,
        also=_changing_along,
        describe=_facts,
        history=HISTORY,
    )
)
