"""How tasks are kept in a year, each measure with its n: due, reported in time, moved, open.

"In time" is of what fell due in the year; a day that was moved counts as it was agreed, and how many were moved stands
beside it. What was cancelled is due to nobody."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, F, Q, Value
from django.db.models.functions import Coalesce

from lianzhang.access.api import visible
from lianzhang.accounts.models import User
from lianzhang.kernel.measures import Column, Counted, Rate, Told, Ways, tell_counts
from lianzhang.kernel.periods import Period

from .models import OPEN, Task, TaskState
from .queries import overdue

__all__ = ["BY", "Measures", "tell"]

UNIT = Coalesce("lead__organization__name", "lead__region__name", "lead__park__name")
# What they may be told apart by: the title of the column, and what a row says.
BY: Ways = {
    "unit": ("主办单位", UNIT),
    "chain": ("产业链", Coalesce("chain__name", Value("没有写明"))),
    "duty": ("方案任务", Coalesce("duty__name", Value("不是方案任务"))),
}


class Measures(Counted):
    """Of one group in one year."""

    __slots__ = ()

    @property
    def in_time(self) -> Rate:
        return Rate(self.counts["in_time"], self.counts["fell_due"])

    @property
    def moved(self) -> Rate:
        return Rate(self.counts["moved"], self.counts["fell_due"])

    @property
    def amended(self) -> Rate:
        return Rate(self.counts["amended"], self.counts["fell_due"])

    @property
    def disputed(self) -> Rate:
        return Rate(self.counts["disputed"], self.counts["fell_due"])

    @property
    def rejected(self) -> Rate:
        return Rate(self.counts["sent_back"], self.counts["fell_due"])


COLUMNS = (
    Column("到期", lambda of: of.counts["fell_due"]),
    Column("按时/到期", lambda of: of.in_time),
    Column("已办结", lambda of: of.counts["done"]),
    Column("改期/到期", lambda of: of.moved),
    Column("改写/到期", lambda of: of.amended),
    Column("异议/到期", lambda of: of.disputed),
    Column("退回/到期", lambda of: of.rejected),
    Column("现在在办", lambda of: of.counts["running"]),
    Column("现在超期", lambda of: of.counts["late"], late=True),
)


def _counts(period: Period, today: date) -> dict[str, Count]:
    last = min(period.end, today)
    due = Q(deadline__gte=period.start, deadline__lte=last) & ~Q(state=TaskState.CANCELLED)
    reported = Q(state__in=(TaskState.REPORTED, TaskState.CLOSED))
    return {
        "fell_due": Count("pk", filter=due),
        "in_time": Count("pk", filter=due & reported & Q(reported_on__lte=F("deadline"))),
        "done": Count("pk", filter=due & Q(state=TaskState.CLOSED)),
        "moved": Count("pk", filter=due & Q(moved__gt=0)),
        "amended": Count("pk", filter=due & Q(amended__gt=0)),
        "disputed": Count("pk", filter=due & Q(disputed=True)),
        "sent_back": Count("pk", filter=due & Q(rejected__gt=0)),
        "running": Count("pk", filter=Q(state__in=OPEN)),
        "late": Count("pk", filter=overdue(today)),
    }


def tell(by: User, period: Period, today: date, what: str) -> Told[Measures]:
    """All that is in sight, and by unit, chain or duty, by name. Two queries."""
    counts = _counts(period, today)
    return tell_counts(visible(by, Task), period, what, BY, Measures, counts=counts, columns=COLUMNS)
