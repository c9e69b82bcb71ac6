"""How visits go and promises are kept in a year, each measure with its n.

"Kept in time" is of what fell due in the year; a day that was moved counts as it was moved to, and how many were moved
stands beside it. What was withdrawn is due to nobody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Q, Value
from django.db.models.functions import Coalesce

from lianzhang.access.api import visible
from lianzhang.accounts.models import User
from lianzhang.kernel.measures import Column, Counted, Rate, Told, Ways, tell_counts
from lianzhang.kernel.periods import Period

from .models import HELD, Promise, PromiseState, Visit
from .queries import overdue

__all__ = ["BY", "Measures", "Quarters", "quarters_of", "tell"]

UNIT = Coalesce("unit__organization__name", "unit__region__name", "unit__park__name")
# What they may be told apart by: the title of the column, and what a row says.
BY: Ways = {
    "unit": ("兑现单位", UNIT),
    "chain": ("产业链", Coalesce("chain__name", Value("没有写明"))),
    "region": ("区域", Coalesce("region__name", Value("没有写明"))),
}


class Measures(Counted):
    """Of the promises of one group in one year."""

    __slots__ = ()

    @property
    def kept(self) -> Rate:
        return Rate(self.counts["kept"], self.counts["fell_due"])

    @property
    def in_time(self) -> Rate:
        return Rate(self.counts["in_time"], self.counts["fell_due"])

    @property
    def moved(self) -> Rate:
        return Rate(self.counts["moved"], self.counts["fell_due"])


COLUMNS = (
    Column("承诺", lambda of: of.counts["made"]),
    Column("到期", lambda of: of.counts["fell_due"]),
    Column("兑现/到期", lambda of: of.kept),
    Column("按期/到期", lambda of: of.in_time),
    Column("改期/到期", lambda of: of.moved),
    Column("不能兑现", lambda of: of.counts["broken"]),
    Column("现在没有兑现", lambda of: of.counts["running"]),
    Column("现在超期", lambda of: of.counts["late"], late=True),
)


def _counts(period: Period, today: date) -> dict[str, Count]:
    last = min(period.end, today)
    due = Q(deadline__gte=period.start, deadline__lte=last) & ~Q(state=PromiseState.WITHDRAWN)
    kept = due & Q(state=PromiseState.KEPT)
    made = Q(made_on__gte=period.start, made_on__lte=last) & ~Q(state=PromiseState.WITHDRAWN)
    return {
        "made": Count("pk", filter=made),
        "fell_due": Count("pk", filter=due),
        "kept": Count("pk", filter=kept),
        "in_time": Count("pk", filter=kept & Q(kept_on__lte=F("deadline"))),
        "broken": Count("pk", filter=due & Q(state=PromiseState.BROKEN)),
        "moved": Count("pk", filter=due & Q(moved__gt=0)),
        "running": Count("pk", filter=Q(state=PromiseState.OPEN)),
        "late": Count("pk", filter=overdue(today)),
    }


def tell(by: User, period: Period, today: date, what: str) -> Told[Measures]:
    """All that is in sight, and by unit, chain or place, by name. Two queries."""
    counts = _counts(period, today)
    return tell_counts(visible(by, Promise), period, what, BY, Measures, counts=counts, columns=COLUMNS)


@dataclass(frozen=True, slots=True)
class Quarters:
    """How many visits were made on one chain in each quarter of a year; None where the quarter has not begun."""

    name: str
    counts: Mapping[str, int]
    year: int
    today: date

    @property
    def cells(self) -> list[int | None]:
        begun = (date(self.year, 3 * number - 2, 1) <= self.today for number in range(1, 5))
        return [self.counts[f"q{number}"] if here else None for number, here in enumerate(begun, 1)]

    @property
    def total(self) -> int:
        return sum(self.counts.values())


def quarters_of(by: User, period: Period, today: date) -> list[Quarters]:
    """Of each chain with a visit in the year, the whole last. Two queries."""
    year = period.start.year
    rows: Any = visible(by, Visit).filter(state__in=HELD, date__gte=period.start, date__lte=min(period.end, today))
    counts = {
        f"q{number}": Count("pk", filter=Q(date__month__gte=3 * number - 2, date__month__lte=3 * number))
        for number in range(1, 5)
    }
    grouped = rows.order_by().annotate(group=BY["chain"][1]).values("group").annotate(**counts)
    parts = [Quarters(each.pop("group"), each, year, today) for each in grouped]
    whole = Quarters("合计", rows.order_by().aggregate(**counts), year, today)
    return [*sorted(parts, key=lambda each: each.name), whole]
