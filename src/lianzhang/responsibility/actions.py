"""Who answers for a target or a duty: assigned with paper and date, replaced, released, withdrawn if mistaken.

Acts raise StaleRow, StepRefused, or ValidationError by field; then nothing is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils import timezone

from lianzhang.accounts.models import User
from lianzhang.kernel.formatting import day
from lianzhang.plans.models import Duty, Target
from lianzhang.registry.api import Body, joined, unit_of
from lianzhang.registry.models import ResponsibleUnit
from lianzhang.work.api import (
    StaleRow,
    Workflow,
    action,
    create_row,
    declare_evidence,
    register_workflow,
    take_step,
)

from .history import OF_RESPONSIBILITY
from .lifecycle import RESPONSIBILITY
from .models import Responsibility, ResponsibilityState

__all__ = ["MOST_AT_ONCE", "RELATED", "VERBS", "assign", "assign_several", "seen_of", "standing_unit"]

Subject = Target | Duty
MOST_AT_ONCE = 50


def standing_unit(body: Body, field: str) -> ResponsibleUnit:
    """The unit of a body. Raises ValidationError for one that was dissolved, and says who goes on with its work."""
    unit = unit_of(body)
    if unit.ended:
        then = f"，由“{unit.successor}”承接" if unit.successor else ""
        raise ValidationError({field: f"“{unit}”已撤销{then}；请另选。"})
    return unit


def _current(subject: Subject) -> Responsibility | None:
    rows = Responsibility.objects.filter(state=ResponsibilityState.IN_FORCE)
    return rows.filter(**_subject(subject)).first()


def _subject(subject: Subject) -> dict[str, Subject]:
    return {"target": subject} if isinstance(subject, Target) else {"duty": subject}


@action
def assign(
    *,
    subject: Subject,
    seen: str,
    lead: Body,
    paper_title: str,
    starts: date,
    by: User,
    helpers: Sequence[Body] = (),
    paper_number: str = "",
) -> Responsibility:
    """Make a unit responsible from a day on; whoever was until now ends the day before.

    `seen` names the one in force that the person looked at, as `key:version`; blank where there was none.
    """
    _lock(subject)
    current = _current(subject)
    if seen != seen_of(current):
        raise StaleRow(current or Responsibility(**_subject(subject)))
    row = Responsibility(city_id=subject.plan.city_id, recorded_by=by, recorded_at=timezone.now(), **_subject(subject))
    given: dict[str, Any] = {"lead": lead, "helpers": list(helpers), "paper_title": paper_title, "starts": starts}
    with create_row(row, "assign", by=by, **given, paper_number=paper_number) as act:
        _write(row, lead, paper_title, paper_number, starts)
        _refuse(row, current)
        if current:
            row.replaces = current
            _cede(current, starts, by)
        act.facts["subject"] = str(subject)
    row.helpers.set([standing_unit(each, "helpers") for each in helpers if each != lead])
    return row


def seen_of(row: Responsibility | None) -> str:
    """What a form says of the responsibility it was opened with."""
    return f"{row.pk}:{row.version}" if row else ""


def _lock(subject: Subject) -> None:
    """Who assigns the same subject meanwhile waits."""
    type(subject)._default_manager.select_for_update(no_key=True).get(pk=subject.pk)


def _write(row: Responsibility, lead: Body, title: str, number: str, starts: date) -> None:
    row.lead = standing_unit(lead, "lead")
    row.paper_title, row.paper_number, row.starts = title.strip(), number.strip(), starts
    row.clean_fields(exclude=["post", "authors"])


def _refuse(row: Responsibility, current: Responsibility | None) -> None:
    if row.starts < row.subject.plan.starts - timedelta(days=366):
        raise ValidationError({"starts": f"方案从{day(row.subject.plan.starts)}起；起始日期早了一年以上，请核对。"})
    if current is None:
        return
    if current.lead_id == row.lead_id:
        words = f"“{row.subject}”现在就由“{row.lead}”负责（{day(current.starts)}起），不必再指定。"
        raise ValidationError({"lead": words})
    if row.starts <= current.starts:
        words = f"“{row.subject}”现行的指定从{day(current.starts)}起，新的要晚于这一天；记错的请先撤回那一条。"
        raise ValidationError({"starts": words})


def _cede(current: Responsibility, on: date, by: User) -> None:
    with take_step(current, "cede", by=by) as act:
        act.row.ended = on


@action
def assign_several(*, subjects: Mapping[Subject, str], by: User, **given: Any) -> list[Responsibility]:
    """One paper that names a unit for several targets and duties: all of them, or none with every reason why.

    `subjects`: each with what was seen of it. Raises ValidationError, StaleRow."""
    if not subjects:
        raise ValidationError("没有选中任何目标或任务；请回到清单勾选。")
    if len(subjects) > MOST_AT_ONCE:
        raise ValidationError(f"一次最多指定{MOST_AT_ONCE}项；请分几次办。")
    made = []
    faults: dict[str, list[str]] = {}
    for subject in sorted(subjects, key=lambda each: (each._meta.model_name or "", each.pk)):
        try:
            made.append(assign(subject=subject, seen=subjects[subject], by=by, **given))
        except ValidationError as refused:
            for name, reasons in _by_field(refused).items():
                faults.setdefault(name, []).extend(each for each in reasons if each not in faults.get(name, ()))
    if faults:
        raise ValidationError(faults)
    return made


def _by_field(refused: ValidationError) -> dict[str, list[str]]:
    by_field = refused.message_dict if hasattr(refused, "error_dict") else {NON_FIELD_ERRORS: refused.messages}
    return {name: [str(each) for each in reasons] for name, reasons in by_field.items()}


@action
def end(*, row: Responsibility, version: int, ended: date, reason: str, by: User) -> Responsibility:
    """Release the unit; nobody follows by this act."""
    with take_step(row, "end", by=by, version=version, ended=ended, reason=reason) as act:
        if ended <= act.row.starts:
            raise ValidationError({"ended": f"要晚于起始日期{day(act.row.starts)}；记错的请“撤回”。"})
        act.row.ended, act.row.reason = ended, reason.strip()
    return act.row


@action
def withdraw(*, row: Responsibility, version: int, reason: str, by: User) -> Responsibility:
    """Take back what was recorded by mistake; what it replaced goes on, unless something is in force meanwhile."""
    replaced = [row.replaces] if row.replaces else []
    with take_step(row, "withdraw", by=by, version=version, along=replaced, reason=reason) as act:
        act.row.reason, act.row.replaces = reason.strip(), None
    before = act.related.get(replaced[0].pk) if replaced else None
    if before and before.state == ResponsibilityState.ENDED and _current(row.subject) is None:
        with take_step(before, "restore", by=by) as restoring:
            restoring.row.ended = None
    return act.row


VERBS = {each.__name__: each for each in (end, withdraw)}
RELATED = ("city", "target__plan", "duty__plan", *joined("lead"), "replaces", "recorded_by", "post")


def _facts(row: Responsibility) -> dict[str, Any]:
    return {
        "lead": str(row.lead),
        "paper_title": row.paper_title,
        "paper_number": row.paper_number,
        "starts": str(row.starts),
        "ended": str(row.ended or ""),
        "reason": row.reason,
    }


register_workflow(
    Workflow(
        model=Responsibility,
        lifecycle=RESPONSIBILITY,
        page="responsibility",
        list_page="responsibilities",
        verbs=VERBS,
        related=RELATED,
        describe=_facts,
        history=OF_RESPONSIBILITY,
    )
)


def _evidence(row: Responsibility) -> dict[int, Any]:
    """Pages of the plan say who answers: they are put together anew."""
    if row.state == ResponsibilityState.WITHDRAWN:
        return {}
    return {row.starts.year: (row.target_id, row.duty_id, row.lead_id, row.starts, row.ended)}


declare_evidence(Responsibility, city=lambda row: row.city_id, facts=_evidence)
