"""Who has not handed in what was asked, and how many did so in time, by region."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from lianzhang.accounts.models import User
from lianzhang.enterprises.models import Enterprise
from lianzhang.kernel.periods import Period
from lianzhang.statements.api import REPORTINGS, Asked, asked, asked_of, handed_in, owing

from .lacking import answered, answered_statements

__all__ = ["HandedIn", "current", "handed_in_by_region", "late", "total_of"]


@dataclass(frozen=True, slots=True)
class HandedIn:
    """Of firms that owe one period's statement: how many owe it, handed it in, did so in time.

    `timed` are those whose time is on record: only of these can one say whether they were in time.
    """

    period: Period
    owing: int = 0
    done: int = 0
    timed: int = 0
    in_time: int = 0

    @property
    def late(self) -> int:
        return self.owing - self.done

    @property
    def rate(self) -> float | None:
        """The share handed in in time, in percent. What came without a time on record is left out."""
        known = self.owing - (self.done - self.timed)
        return None if not known else 100 * self.in_time / known


def current(starts: date, at: date) -> list[Asked]:
    """Of each reporting, the latest period that should have been handed in by `at`."""
    due = [each for each in asked(starts, at) if each.late(at)]
    first = {reporting: next((each for each in due if each.reporting == reporting), None) for reporting in REPORTINGS}
    return [each for each in first.values() if each]


def late(user: User, of: Asked) -> QuerySet[Enterprise]:
    done = handed_in(answered_statements(user), of.period)
    return owing(answered(user), of).exclude(pk__in=done.values("enterprise"))


def handed_in_by_region(user: User, of: Asked) -> dict[int | None, HandedIn]:
    """By primary key of the region. Two queries, over the firms and over the period's statements."""
    end = timezone.make_aware(datetime.combine(of.due + timedelta(days=1), time()))
    owe = owing(answered(user), of).order_by().values_list("region").annotate(many=Count("*"))
    rows = handed_in(answered_statements(user), of.period).filter(*asked_of(of, "enterprise__")).order_by()
    counted = rows.values_list("enterprise__region").annotate(
        done=Count("enterprise", distinct=True),
        timed=Count("enterprise", distinct=True, filter=Q(submitted_at__isnull=False)),
        in_time=Count("enterprise", distinct=True, filter=Q(submitted_at__lt=end)),
    )
    by_region = {region: numbers for region, *numbers in counted}
    return {region: HandedIn(of.period, count, *by_region.get(region, (0, 0, 0))) for region, count in owe}


def total_of(of: Asked, parts: Iterable[HandedIn]) -> HandedIn:
    counts = list(parts)
    names = ("owing", "done", "timed", "in_time")
    return HandedIn(of.period, *(sum(getattr(each, name) for each in counts) for name in names))
