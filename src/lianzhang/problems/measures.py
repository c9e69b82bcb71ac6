"""Measures of a period, each with its n: received, answered, confirmed, in time, heard, redone, days.

A rate never stands without what it is a share of: "in time" is of what was due in the period, "satisfied" of those who
said something. Silence is counted apart, an answer is no solution."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import reduce
from operator import or_
from statistics import median
from typing import Any

from django.db.models import Count, F, Q, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from lianzhang.access.api import visible
from lianzhang.accounts.models import User
from lianzhang.kernel.measures import Column, Rate, Told, Ways
from lianzhang.kernel.periods import Period

from .models import OPEN, Grade, Problem, State

__all__ = ["BY", "Measures", "tell"]

SATISFIED = (Grade.SATISFIED, Grade.FAIR)
UNIT = Coalesce("lead__organization__name", "lead__region__name", "lead__park__name", Value("还没有分办"))
# What they may be told apart by: the title of the column, and what a row says.
BY: Ways = {
    "unit": ("主办单位", UNIT),
    "kind": ("类别", F("kind__name")),
    "level": ("层级", F("level__name")),
    "chain": ("产业链", Coalesce("chain__name", Value("没有写明"))),
}


@dataclass(frozen=True, slots=True)
class Measures:
    """Of one group in one period. `days` are the median workdays until the answer, of `answered`."""

    name: str = ""
    counts: dict[str, int] = field(default_factory=dict)
    days: float | None = None

    def __getattr__(self, name: str) -> int:
        if name.startswith("_"):
            raise AttributeError(name)
        return self.counts.get(name, 0)

    @property
    def in_time(self) -> Rate:
        return Rate(self.counts.get("due", 0) - self.counts.get("late", 0), self.counts.get("due", 0))

    @property
    def satisfied(self) -> Rate:
        return Rate(self.counts.get("content", 0), self.counts.get("heard", 0))

    @property
    def redo(self) -> Rate:
        return Rate(self.counts.get("redone", 0), self.counts.get("answered", 0))


COLUMNS = (
    Column("收到", lambda of: of.received),
    Column("答复", lambda of: of.answered),
    Column("确认解决", lambda of: of.solved),
    Column("已说明", lambda of: of.explained),
    Column("没有回话", lambda of: of.unsaid),
    Column("按时/应答复", lambda of: of.in_time),
    Column("满意/有回话", lambda of: of.satisfied),
    Column("重办/答复", lambda of: of.redo),
    Column("重开", lambda of: of.reopened),
    Column("用时（工作日）", lambda of: of.days),
)


def _counts(period: Period, today: date) -> dict[str, Count]:
    def within(name: str) -> Q:
        return _within(name, period)

    due = Q(answer_by__gte=period.start, answer_by__lte=min(period.end, today))
    closed, heard, answered = within("closed_at"), within("heard_at"), within("answered_at")
    return {
        "received": Count("pk", filter=within("raised_at")),
        "answered": Count("pk", filter=answered),
        "verified": Count("pk", filter=within("verified_at")),
        "solved": Count("pk", filter=closed & Q(state=State.SOLVED)),
        "explained": Count("pk", filter=closed & Q(state=State.EXPLAINED)),
        "unsaid": Count("pk", filter=closed & Q(state=State.UNCONFIRMED)),
        "declined": Count("pk", filter=within("raised_at") & Q(state=State.DECLINED)),
        "due": Count("pk", filter=due),
        "late": Count("pk", filter=due & (Q(overran=True) | Q(answered_at=None, state__in=OPEN, answer_by__lt=today))),
        "heard": Count("pk", filter=heard),
        "content": Count("pk", filter=heard & Q(grade__in=SATISFIED)),
        "redone": Count("pk", filter=answered & Q(redone__gt=0)),
        "reopened": Count("pk", filter=answered & Q(reopened__gt=0)),
    }


def tell(by: User, period: Period, today: date, what: str) -> Told[Measures]:
    """All that is in sight, and by unit, kind, level or chain, those with most received first. Two queries."""
    rows: Any = visible(by, Problem).order_by().annotate(group=BY[what][1])
    days: dict[str, list[int | None]] = defaultdict(list)
    for name, used in rows.filter(_within("answered_at", period)).values_list("group", "used_workdays"):
        days[name].append(used)
    told = list(rows.filter(_of_period(period)).values("group").annotate(**_counts(period, today)))
    groups: list[tuple[str, dict[str, int]]] = [(each.pop("group"), each) for each in told]
    every = {name: sum(counts[name] for _, counts in groups) for name in _counts(period, today)}
    whole = Measures("合计", every, _median(used for each in days.values() for used in each))
    parts = [Measures(name, counts, _median(days[name])) for name, counts in groups if name and any(counts.values())]
    return Told(period, what, whole, sorted(parts, key=lambda each: (-each.received, each.name)), BY, COLUMNS)


def _of_period(period: Period) -> Q:
    """Of all others every count is nothing: they need not be looked at."""
    moments = (_within(name, period) for name in ("raised_at", "answered_at", "verified_at", "closed_at", "heard_at"))
    return reduce(or_, moments, Q(answer_by__gte=period.start, answer_by__lte=period.end))


def _within(name: str, period: Period) -> Q:
    """By moments, not by days: a day would be worked out of each row's moment."""
    first, after = (
        datetime.combine(day, time(), timezone.get_current_timezone())
        for day in (period.start, period.end + timedelta(days=1))
    )
    return Q(**{f"{name}__gte": first, f"{name}__lt": after})


def _median(days: Iterable[int | None]) -> float | None:
    told = [each for each in days if each is not None]
    return float(median(told)) if told else None
