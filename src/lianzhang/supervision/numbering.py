"""Under which number and title a list is issued: one more than the year's last, under the city's lock."""

from __future__ import annotations

from datetime import date

from django.db.models import Max

from lianzhang.kernel.formatting import quarter
from lianzhang.kernel.periods import windows
from lianzhang.plans.models import Plan
from lianzhang.registry.models import Region

from .models import Kind, ListState, SupervisionList

__all__ = ["hold_city", "next_serial", "number_of", "title_of"]


def hold_city(city: int) -> None:
    """Who issues another list in the city meanwhile waits: numbers leave no gap, and none is given twice."""
    Region.objects.select_for_update(no_key=True).get(pk=city)


def next_serial(city: int, year: int) -> int:
    last = SupervisionList.objects.filter(city=city, year=year).aggregate(last=Max("serial"))["last"]
    return (last or 0) + 1


def number_of(plan: Plan, year: int, serial: int) -> str:
    """As 某某督〔2023〕17号: six-cornered brackets, no leading zero."""
    words = plan.vocabulary
    return f"{words.supervision or f'{words.office}督'}〔{year}〕{serial}号"


def title_of(city: int, on: date) -> str:
    """As 2023年四季度第2期: the next of those issued in the quarter."""
    period = next(windows(on, on, "quarter"))
    issued = SupervisionList.objects.filter(city=city, kind=Kind.LIST, as_of__range=(period.start, period.end))
    return f"{quarter(on)}第{issued.exclude(state=ListState.DRAFT).count() + 1}期"
