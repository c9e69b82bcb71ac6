"""A unit that leads problems is dissolved: its successor has them from then on, or they are assigned anew."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from lianzhang.access.api import visible
from lianzhang.accounts.models import User
from lianzhang.registry.api import Body, unit_of
from lianzhang.registry.models import ResponsibleUnit
from lianzhang.work.api import action, log_event

from .lifecycle import PROBLEM
from .models import OPEN, Problem
from .needs import AT_A_UNIT
from .placing_actions import bring_back, inherit
from .scope import may_end_units

__all__ = ["end_unit"]

# Those further on wait for somebody else; should one come back, the office brings it back by hand.
BROUGHT_BACK = PROBLEM.steps["bring_back"].sources


@action
def end_unit(*, unit: Body, ended: date, source: str, by: User, successor: Body | None = None) -> ResponsibleUnit:
    """End it, and pass on what it has open. Raises ValidationError by field."""
    if not may_end_units(by):
        raise PermissionDenied
    row = ResponsibleUnit.objects.select_for_update(of=("self",)).get(pk=unit_of(unit).pk)
    follows = unit_of(successor) if successor else None
    _refuse(row, follows, ended)
    row.ended, row.successor = ended, follows
    row.save(update_fields=["ended", "successor"])
    problems = list(visible(by, Problem).filter(lead=row, state__in=AT_A_UNIT).order_by("pk"))
    for each in problems:
        if follows:
            inherit(row=each, lead=follows, by=by)
        elif each.state in BROUGHT_BACK:
            bring_back(row=each, by=by)
    _help_no_more(row, follows)
    given = {"ended": ended.isoformat(), "source": source, "successor": str(follows or ""), "problems": len(problems)}
    log_event("unit.end", row, by=by, **given)
    return row


def _refuse(row: ResponsibleUnit, follows: ResponsibleUnit | None, ended: date) -> None:
    if row.ended:
        raise ValidationError({"unit": f"“{row}”已在{row.ended:%Y-%m-%d}撤销。"})
    if ended > timezone.localdate():
        raise ValidationError({"ended": "撤销日期还没有到；到了那天再登记。"})
    if follows and (follows.pk == row.pk or follows.ended):
        raise ValidationError({"successor": "承接单位要是另一个没有撤销的单位。"})


def _help_no_more(row: ResponsibleUnit, follows: ResponsibleUnit | None) -> None:
    for each in Problem.objects.filter(helpers=row, state__in=OPEN):
        each.helpers.remove(row)
        if follows and each.lead_id != follows.pk:
            each.helpers.add(follows)
