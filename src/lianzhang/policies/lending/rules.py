"""What stands against a bank's balances, by field, in words; and which banks are to report."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from lianzhang.access.api import roles
from lianzhang.kernel.formatting import number, quarter
from lianzhang.policies.models import LoanBalance
from lianzhang.policies.permissions import Permission
from lianzhang.registry.models import Organization, Post

from .quarters import is_quarter_end, quarter_before, year_before

__all__ = ["BALANCES", "balance_faults", "banks_of", "beside"]

MOST = Decimal(10) ** 10
HALF = Decimal("0.5")
BALANCES = {"long_term": "制造业中长期贷款余额", "all_loans": "各项贷款余额"}


def banks_of(city: int) -> QuerySet[Organization]:
    """The bodies with a post that reports for a bank."""
    reporting = [
        each.code for each in roles().values() if each.outside and Permission.ENTER_LENDING in each.permissions
    ]
    posts = Post.objects.filter(city=city, rank__role__in=reporting, organization__isnull=False)
    return Organization.objects.filter(pk__in=posts.values("organization")).order_by("code")


def beside(bank: int, end: Any) -> tuple[LoanBalance | None, LoanBalance | None]:
    """What the bank said of the quarter before and of a year ago. One query."""
    ends = quarter_before(end), year_before(end)
    told = {each.period_end: each for each in LoanBalance.objects.filter(bank=bank, period_end__in=ends)}
    return told.get(ends[0]), told.get(ends[1])


def balance_faults(row: LoanBalance) -> dict[str, str]:
    """Against balances as they would be; two queries."""
    faults: dict[str, str] = {}
    if not is_quarter_end(row.period_end):
        return {"period_end": "请写一个季度；余额是季末那一天的。"}
    if row.period_end >= timezone.localdate():
        return {"period_end": "这个季度还没有结束；结束以后再报。"}
    if LoanBalance.objects.filter(bank=row.bank_id, period_end=row.period_end).exclude(pk=row.pk).exists():
        return {"period_end": f"{quarter(row.period_end)}末的余额已经报过；请改那一份。"}
    if not row.source:
        faults["source"] = "请写来源，如“金融统计月报”。"
    for name in BALANCES:
        value = getattr(row, name)
        if value is not None and not 0 <= value < MOST:
            faults[name] = "余额要写成0以上的数，单位亿元；不清楚的留空。"
    if row.long_term is None and row.all_loans is None:
        faults["long_term"] = "两项余额至少写一项；不清楚的留空，不要写0。"
    elif not faults and row.long_term is not None and row.all_loans is not None and row.long_term > row.all_loans:
        faults["long_term"] = (
            f"制造业中长期贷款（{number(row.long_term)}亿元）是各项贷款（{number(row.all_loans)}亿元）的一部分，"
            "不会更多；请核对单位。"
        )
    return faults or _leap(row)


def _leap(row: LoanBalance) -> dict[str, str]:
    """A balance that changed by more than half within a quarter is explained, or mended."""
    before, _ = beside(row.bank_id, row.period_end)
    if before is None or row.why:
        return {}
    for name, title in BALANCES.items():
        now, then = getattr(row, name), getattr(before, name)
        if now is not None and then and abs(now - then) > then * HALF:
            return {
                "why": f"{title}上季末{number(then)}亿元，这季末{number(now)}亿元，变了一半以上；"
                "单位是亿元，写错的请改，确实如此的写明原因。"
            }
    return {}
