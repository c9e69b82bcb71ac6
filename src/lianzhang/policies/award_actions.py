"""What may be done with an award: checked again, or taken back. Each act is one step and one event."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Sum
from django.utils import timezone

from lianzhang.access.api import SYSTEM, may
from lianzhang.accounts.models import User
from lianzhang.honours.api import end, renew
from lianzhang.honours.models import Honour
from lianzhang.kernel.formatting import day as in_words
from lianzhang.kernel.formatting import number
from lianzhang.kernel.forms import money_of
from lianzhang.work.api import Workflow, action, register_workflow, take_step

from .history import AWARD_HISTORY
from .lifecycle import AWARD
from .models import Award, AwardState, Payment, PaymentState, StakeEntry

__all__ = ["AWARD_RELATED", "AWARD_VERBS", "give_way"]

AWARD_RELATED = (
    *("city", "application__programme__kind", "application__programme__unit", "application__programme__plan"),
    *("enterprise__merged_into", "honour__kind"),
)
RECORDS_TITLES = "honour.record"


@action
def recheck(*, row: Award, version: int, valid_until: date, reason: str, by: User) -> Award:
    """A review was passed: it runs on, with the title it granted."""
    with take_step(row, "recheck", by=by, version=version, valid_until=valid_until, reason=reason) as act:
        if act.row.valid_until and valid_until <= act.row.valid_until:
            raise ValidationError({"valid_until": f"要晚于现在的有效期（{in_words(act.row.valid_until)}）。"})
        act.row.valid_until, act.row.rechecked_on = valid_until, timezone.localdate()
        act.row.reason = reason.strip()
        title = _title_of(act.row)
        if title is not None and title.expires and title.expires < valid_until:
            renew(honour=title, version=title.version, expires=valid_until, source=reason, by=_recorder(by))
    return act.row


@action
def remove(*, row: Award, version: int, reason: str, by: User) -> Award:
    """From today on it does not hold: what is planned is not paid, the title ends; what was paid is to come back."""
    with take_step(row, "remove", by=by, version=version, reason=reason) as act:
        _take_back(act.row, reason, by)
    return act.row


@action
def give_way(other: Award, reason: str, *, by: Any) -> Award:
    """A lower award ends because a higher one for the same thing is granted."""
    with take_step(other, "remove", by=SYSTEM, reason=reason) as act:
        _take_back(act.row, reason, by)
    return act.row


def _take_back(row: Award, reason: str, by: Any) -> None:
    today = timezone.localdate()
    row.removed_on, row.reason = today, reason.strip()
    planned = Payment.objects.filter(award=row, state=PaymentState.PLANNED)
    planned.update(state=PaymentState.CANCELLED, reason="批准已撤销")
    title = _title_of(row)
    if title is not None and title.ended is None and (title.expires is None or title.expires >= today):
        end(honour=title, version=title.version, ended=max(today, title.granted), reason=reason, by=_recorder(by))


def _title_of(row: Award) -> Honour | None:
    """As it stands now: others may have changed it since."""
    return Honour.objects.select_related("city", "kind", "enterprise").filter(pk=row.honour_id or 0).first()


def _recorder(by: Any) -> Any:
    return by if by is SYSTEM or may(by, RECORDS_TITLES) else SYSTEM


@action
def match(*, row: Award, version: int, amount: str, day: date, paper: str, by: User) -> Award:
    """What others put in beside the fund; none is said as none."""
    with take_step(row, "match", by=by, version=version, amount=amount, day=day, paper=paper) as act:
        _enter_money(act, StakeEntry.Kind.OTHERS, amount, day, paper)
    return act.row


@action
def get_back(*, row: Award, version: int, amount: str, day: date, paper: str, by: User) -> Award:
    """A part came back, such as a dividend; the rest is held on."""
    with take_step(row, "get_back", by=by, version=version, amount=amount, day=day, paper=paper) as act:
        _enter_money(act, StakeEntry.Kind.BACK, amount, day, paper)
    return act.row


@action
def leave(*, row: Award, version: int, amount: str, day: date, paper: str, by: User) -> Award:
    """The fund sold its stake: what came back at last."""
    with take_step(row, "exit", by=by, version=version, amount=amount, day=day, paper=paper) as act:
        _enter_money(act, StakeEntry.Kind.BACK, amount, day, paper)
        act.row.left_on = day
    return act.row


@action
def write_off(*, row: Award, version: int, day: date, reason: str, by: User) -> Award:
    """What has not come back is lost, and said so."""
    with take_step(row, "write_off", by=by, version=version, day=day, reason=reason) as act:
        _refuse_day(act.row, day)
        act.row.left_on, act.row.reason = day, reason.strip()
    return act.row


def _refuse_day(row: Award, on: date) -> None:
    if not row.decided_on <= on <= timezone.localdate():
        raise ValidationError({"day": f"日期请写{in_words(row.decided_on)}（批准）到今天之间。"})


def _enter_money(act: Any, kind: str, amount: str, on: date, paper: str) -> None:
    _refuse_day(act.row, on)
    value = money_of(amount, "amount")
    if value is None:
        raise ValidationError({"amount": "请写金额；没有的写0。"})
    entry = StakeEntry(award=act.row, kind=kind, amount=value, on=on, paper=paper.strip())
    entry.save()
    act.facts["stake"] = f"{entry.get_kind_display()}{number(value)}万元，{in_words(on)}"


AWARD_VERBS: dict[str, Callable[..., Any]] = {
    "recheck": recheck,
    "remove": remove,
    "match": match,
    "get_back": get_back,
    "exit": leave,
    "write_off": write_off,
}


def _prepare(row: Award) -> None:
    """What was paid of it and has not come back."""
    if row.pk:
        paid = Payment.objects.filter(award=row.pk, state=PaymentState.PAID).aggregate(sum=Sum("amount"))["sum"]
        row.paid = paid or Decimal(0)


def _described(row: Award) -> dict[str, Any]:
    return {
        "amount": "" if row.amount is None else str(row.amount),
        "due_on": row.due_on.isoformat() if row.due_on else "",
        "valid_until": row.valid_until.isoformat() if row.valid_until else "",
        "state": AwardState(row.state).label,
    }


register_workflow(
    Workflow(
        model=Award,
        lifecycle=AWARD,
        page="award",
        list_page="awards",
        verbs=AWARD_VERBS,
        related=AWARD_RELATED,
        describe=_described,
        prepare=_prepare,
        history=AWARD_HISTORY,
    )
)
