"""How applications of a year came out: returned, refused, approved; what was granted and paid, and how long it took.

An application counts in the year in which it was first handed in. What is promised and not paid stands beside it."""

from __future__ import annotations

from datetime import date
from statistics import median
from typing import Any

from django.db.models import Count, F, Min, Q, Sum, Value
from django.db.models.functions import Coalesce

from lianzhang.access.api import visible
from lianzhang.accounts.models import User
from lianzhang.kernel.measures import Column, Counted, Rate, Told, Ways, tell_counts
from lianzhang.kernel.periods import Period

from .models import STANDING, Application, ApplicationState, Payment, PaymentState

__all__ = ["BY", "Way", "tell"]

BY: Ways = {
    "programme": ("事项", F("programme__name")),
    "kind": ("类别", F("programme__kind__name")),
    "unit": ("责任单位", Coalesce("programme__unit__name", Value("没有写明"))),
    "region": ("区域", Coalesce("enterprise__region__name", Value("没有写明"))),
}


class Way(Counted):
    """Of the applications of one group that were handed in within one year."""

    __slots__ = ()

    @property
    def approved(self) -> Rate:
        return Rate(self.counts["approved"], self.counts["applied"])

    @property
    def waited(self) -> int | None:
        """The median of days from the award to its first payment."""
        return self.counts.get("waited")


COLUMNS = (
    Column("报出", lambda of: of.counts["applied"]),
    Column("退回", lambda of: of.counts["returned"]),
    Column("不予通过", lambda of: of.counts["refused"]),
    Column("批准/报出", lambda of: of.approved),
    Column("批准的企业", lambda of: of.counts["firms"]),
    Column("批准（万元）", lambda of: of.counts["granted"]),
    Column("已拨付（万元）", lambda of: of.counts["paid"]),
    Column("批准到拨付的天数（中位）", lambda of: of.waited),
    Column("没有拨完的", lambda of: of.counts["unpaid"], late=True),
)


def _counts() -> dict[str, Any]:
    held = Q(award__state__in=STANDING)
    return {
        "applied": Count("pk"),
        "open": Count("pk", filter=Q(state=ApplicationState.SUBMITTED)),
        "returned": Count("pk", filter=Q(state=ApplicationState.RETURNED)),
        "refused": Count("pk", filter=Q(state=ApplicationState.REFUSED)),
        "approved": Count("pk", filter=Q(state=ApplicationState.APPROVED)),
        "firms": Count("enterprise", filter=held, distinct=True),
        "asked": Sum("asked"),
        "granted": Sum("award__amount", filter=held),
        "paid": Sum("award__paid", filter=held),
        "unpaid": Count("pk", filter=held & Q(award__amount__gt=F("award__paid"))),
    }


def tell(by: User, period: Period, today: date, what: str) -> Told[Way]:
    """All that is in sight, and by programme, kind, unit or place, by name. Three queries."""
    counts = _counts()
    rows = visible(by, Application).filter(submitted_on__gte=period.start, submitted_on__lte=min(period.end, today))
    told = tell_counts(rows, period, what, BY, Way, counts=counts, columns=COLUMNS)
    days = _days(by, period, what)
    for each in told.parts:
        _note(each, days.get(each.name, []))
    _note(told.whole, [day for listed in days.values() for day in listed])
    return told


def _note(of: Way, days: list[int]) -> None:
    of.counts["waited"] = round(median(days)) if days else None


def _days(by: User, period: Period, what: str) -> dict[str, list[int]]:
    """By group the days from each award to its first payment."""
    paid = visible(by, Payment).filter(
        state=PaymentState.PAID,
        award__application__submitted_on__gte=period.start,
        award__application__submitted_on__lte=period.end,
    )
    names = {
        "programme": F("award__application__programme__name"),
        "kind": F("award__application__programme__kind__name"),
        "unit": Coalesce("award__application__programme__unit__name", Value("没有写明")),
        "region": Coalesce("award__enterprise__region__name", Value("没有写明")),
    }
    rows = paid.order_by().values("award", "award__decided_on", group=names[what]).annotate(first=Min("paid_on"))
    days: dict[str, list[int]] = {}
    for each in rows:
        days.setdefault(each["group"], []).append((each["first"] - each["award__decided_on"]).days)
    return days
