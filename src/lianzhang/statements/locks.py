"""A period that is closed: which lock covers a statement, and what to say to somebody who meets it.

A lock covers what lies wholly inside it: a locked quarter leaves the statement of its year open. Of the year so far it
covers what it ends with: who cannot report September reports no 1—9月 either."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from lianzhang.kernel.formatting import day
from lianzhang.kernel.periods import Period, windows
from lianzhang.statements.cumulative import is_cumulative
from lianzhang.statements.models import PeriodLock

__all__ = ["STATEMENTS", "closes", "lock_of", "lock_on", "lock_over", "lock_words", "preload_locks"]

# The register's name, as locks and declarations of coverage know it.
STATEMENTS = "statements"


def lock_over(city: int, period: Period) -> PeriodLock | None:
    """The lock in force that covers `period` in a city's register (its primary key). One query."""
    covering = PeriodLock.objects.filter(
        city=city, register=STATEMENTS, opened_at=None, period_start__lte=period.start, period_end__gte=period.end
    )
    return covering.select_related("by").order_by("at").first()


def lock_on(city: int, period: Period) -> PeriodLock | None:
    """The lock in force on statements of `period`. One query."""
    return lock_over(city, _decisive(period))


def closes(lock: PeriodLock, period: Period) -> bool:
    """Whether the lock covers statements of `period`."""
    return Period(lock.period_start, lock.period_end).contains(_decisive(period))


def _decisive(period: Period) -> Period:
    return next(windows(period.end, period.end, "month")) if is_cumulative(period) else period


def lock_of(row: Any) -> PeriodLock | None:
    """Asked once for as long as the row object lives; acts load theirs anew."""
    if "_lock" not in row.__dict__:
        row.__dict__["_lock"] = lock_on(row.enterprise.city_id, Period(row.period_start, row.period_end))
    return row.__dict__["_lock"]


def preload_locks(rows: Iterable[Any]) -> None:
    """Ask for many statements of one city at once: one query, however many there are."""
    listed = list(rows)
    standing = PeriodLock.objects.filter(
        city__in={row.enterprise.city_id for row in listed}, register=STATEMENTS, opened_at=None
    )
    locks = list(standing.select_related("by").order_by("at"))
    for row in listed:
        row.__dict__["_lock"] = next((lock for lock in locks if _covers(lock, row)), None)


def _covers(lock: PeriodLock, row: Any) -> bool:
    return lock.city_id == row.enterprise.city_id and closes(lock, Period(row.period_start, row.period_end))


def lock_words(lock: PeriodLock) -> str:
    """Why, by whom, since when, and whom to ask."""
    period = Period(lock.period_start, lock.period_end)
    return (
        f"{period}的企业报表已于{day(timezone.localtime(lock.at))}由“{lock.by}”锁定，理由：{lock.reason}。"
        "要改动请向市工促办说明，由市工促办解锁后再办"
    )
