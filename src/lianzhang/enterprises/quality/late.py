"""Who has not handed in what was asked, and how many did so in time, by region."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from lianzhang.enterprises.models import Enterprise
from lianzhang.enterprises.statements.cadence import CADENCES, Asked, asked, handed_in, owing
from lianzhang.kernel.periods import Period

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
    """Of each cadence, the latest period that should have been handed in by `at`."""
    due = [each for each in asked(starts, at) if each.late(at)]
    first = {cadence: next((each for each in due if each.cadence == cadence), None) for cadence in CADENCES}
    return [each for each in first.values() if each]


def late(firms: QuerySet[Enterprise], of: Asked) -> QuerySet[Enterprise]:
    return owing(firms, of).exclude(pk__in=handed_in(of.period).values("enterprise"))


def handed_in_by_region(firms: QuerySet[Enterprise], of: Asked) -> dict[int | None, HandedIn]:
    """By primary key of the region. Two queries, over the firms and over the period's statements.

    A firm is counted once, though it may have several: one that was corrected was handed in when the first one was.
    """
    end = timezone.make_aware(datetime.combine(of.due + timedelta(days=1), time()))
    asked_of = owing(firms, of).order_by()
    owe = dict(asked_of.values_list("region").annotate(Count("pk")))
    rows = handed_in(of.period).filter(enterprise__in=asked_of.values("pk")).order_by()
    counted = rows.values_list("enterprise__region").annotate(
        done=_firms(),
        timed=_firms(submitted_at__isnull=False),
        in_time=_firms(submitted_at__lt=end),
    )
    found = {region: numbers for region, *numbers in counted}
    return {region: HandedIn(of.period, count, *found.get(region, (0, 0, 0))) for region, count in owe.items()}


def _firms(**condition: Any) -> Count:
    return Count("enterprise", distinct=True, filter=Q(**condition) if condition else None)


def total_of(of: Asked, parts: Iterable[HandedIn]) -> HandedIn:
    listed = list(parts)
    names = ("owing", "done", "timed", "in_time")
    return HandedIn(of.period, *(sum(getattr(each, name) for each in listed) for name in names))
