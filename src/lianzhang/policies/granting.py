"""What an approval makes: the award, the title it grants; and of two awards for one thing the higher alone stands."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from lianzhang.access.api import SYSTEM, may
from lianzhang.honours.api import grant, months_after
from lianzhang.honours.models import Honour
from lianzhang.kernel.formatting import day as in_words
from lianzhang.kernel.formatting import number
from lianzhang.kernel.forms import money_of
from lianzhang.registry.api import work_calendar
from lianzhang.registry.models import HonourKind
from lianzhang.work.api import create_row, told_once

from .award_actions import give_way
from .models import Application, Award
from .rules import double, firm_faults

__all__ = ["award_upon"]

RECORDS_TITLES = "honour.record"
ONCE = {"amount": "从高不重复：同一年度这件事刚刚批了另一项；请核对后再办。"}


def award_upon(row: Application, amount: str, on: date, *, by: Any) -> Award:
    """The award of an application that is approved, part of that act. Raises ValidationError."""
    if faults := firm_faults(row.enterprise):
        raise ValidationError("；".join(faults.values()))
    if row.submitted_on is None or not row.submitted_on <= on <= timezone.localdate():
        raise ValidationError({"day": f"批准日期请写{in_words(row.submitted_on)}（报出）到今天之间。"})
    value = _value(row, amount)
    _higher_alone(row, value, by=by)
    award = Award(
        city=row.city,
        application=row,
        enterprise=row.enterprise,
        year=row.year,
        object_key=row.object_key,
        decided_on=on,
        amount=value,
        due_on=_due(row, on) if value else None,
        valid_until=months_after(on, row.programme.valid_months) if row.programme.valid_months else None,
    )
    with told_once(ONCE), create_row(award, "grant", by=by, out_of_reach=None):
        if row.programme.honour is not None:
            award.honour = _title(row, row.programme.honour, on, by)
            award.valid_until = award.valid_until or award.honour.expires
    return award


def _value(row: Application, amount: str) -> Decimal | None:
    value = money_of(amount, "amount")
    if row.asked is None:
        if value:
            raise ValidationError({"amount": "这一项不给资金；请把金额留空。"})
        return None
    value = row.asked if value is None else value
    if not 0 < value <= row.asked:
        raise ValidationError({"amount": f"批准金额要大于0，不超过申请的{number(row.asked)}万元。"})
    return value


def _due(row: Application, on: date) -> date | None:
    days = row.programme.pay_workdays
    return work_calendar().add_workdays(on, days) if days else None


def _higher_alone(row: Application, value: Decimal | None, *, by: Any) -> None:
    """A lower award for the same thing goes before this one stands; once it was paid, that comes back first."""
    other = double(row)
    if other is None or value is None or other.amount is None:
        return
    said = f"“{other.application.programme}”批的{number(other.amount)}万元"
    if value <= other.amount:
        raise ValidationError({"amount": f"从高不重复：同一年度这件事已有{said}，这一项不高于它。"})
    if other.paid:
        raise ValidationError({"amount": f"从高不重复：{said}已拨付{number(other.paid)}万元；请先追回，再批这一项。"})
    give_way(other, f"从高不重复：改由“{row.programme}”给{number(value)}万元", by=by)


def _title(row: Application, kind: HonourKind, on: date, by: Any) -> Honour:
    """Recorded by who may record titles; else the house does it for who approves."""
    of_firm = kind.subject == HonourKind.Subject.FIRM
    recorder: Any = by if by is SYSTEM or may(by, RECORDS_TITLES) else SYSTEM
    source = f"{row.programme.document or row.programme}（{row.year}年度申报批准）"
    try:
        return grant(
            kind=kind,
            granted=on,
            source=source,
            batch=f"{row.year}年度",
            enterprise=row.enterprise,
            subject_name="" if of_firm else row.object,
            by=recorder,
        )
    except ValidationError as refused:
        raise ValidationError(f"称号“{kind}”登记不了：{'；'.join(refused.messages)}") from refused
