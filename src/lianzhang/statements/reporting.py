"""Which statements are asked of whom, and by when: every firm each year, firms above scale each quarter."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from lianzhang.enterprises.models import AboveScale, Enterprise, FirmState
from lianzhang.kernel.periods import Period, so_far, windows
from lianzhang.statements.cumulative import is_cumulative
from lianzhang.statements.models import Statement
from lianzhang.work.models import ReportState

__all__ = ["HANDED_IN", "REPORTINGS", "Asked", "Reporting", "asked", "asked_of", "handed_in", "owing", "settles"]

# A statement that is on its way to be confirmed, or was.
HANDED_IN = (ReportState.SUBMITTED, ReportState.CONFIRMED, ReportState.REPLACED)
STILL_HERE = (FirmState.ACTIVE, FirmState.SUSPENDED)


@dataclass(frozen=True, slots=True)
class Reporting:
    """A statement for every `window`, to be handed in within `days` of its end, by all firms or those above scale."""

    window: str
    title: str
    days: int
    above_scale: bool

    @property
    def of_whom(self) -> str:
        return "规上企业" if self.above_scale else "全部企业"


REPORTINGS = (Reporting("year", "年报", 90, above_scale=False), Reporting("quarter", "季报", 20, above_scale=True))


@dataclass(frozen=True, slots=True)
class Asked:
    """One period for which statements are asked. `due` is the last day to hand them in."""

    reporting: Reporting
    period: Period

    @property
    def due(self) -> date:
        return self.period.end + timedelta(days=self.reporting.days)

    def late(self, at: date) -> bool:
        return self.due < at


def asked(starts: date, at: date) -> list[Asked]:
    """Every period that has ended by `at`, from that of `starts` on; the latest first, a year before its quarters."""
    periods = list(_asked(starts, at))
    return sorted(periods, key=lambda each: (each.period.end, each.period.days), reverse=True)


def _asked(starts: date, at: date) -> Iterator[Asked]:
    for reporting in REPORTINGS:
        for period in windows(starts, at, reporting.window):
            if period.end <= at:
                yield Asked(reporting, period)


def owing(firms: QuerySet[Enterprise], of: Asked) -> QuerySet[Enterprise]:
    """Those of `firms` that the statement is asked of, handed in or not."""
    return firms.filter(*asked_of(of))


def asked_of(of: Asked, path: str = "") -> list[Q | Exists]:
    """The conditions under which a firm owes the statement; `path` leads to it ("enterprise__")."""
    here = Q(**{f"{path}state__in": STILL_HERE, f"{path}outside": False, f"{path}merged_into": None})
    founded = Q(**{f"{path}founded__isnull": True}) | Q(**{f"{path}founded__lte": of.period.end})
    if not of.reporting.above_scale:
        return [here, founded]
    firm = OuterRef(f"{path}pk")
    return [here, founded, Exists(AboveScale.objects.filter(enterprise=firm, year=of.period.start.year))]


def handed_in(rows: QuerySet[Statement], period: Period) -> QuerySet[Statement]:
    """Of `rows`, each firm's first statement of a period that was handed in: corrections change nothing in that.

    The year so far says what was asked of a quarter; with the whole year it does for a firm that reports so. Such a
    firm may have two."""
    first = rows.filter(period_end=period.end, state__in=HANDED_IN, replaces=None)
    itself, year = Q(period_start=period.start), so_far(period)
    if period == year or not is_cumulative(year):
        settled = Q(period_start=year.start) & Exists(_cumulative(year)) if period != year else Q(pk__in=())
        return first.filter(itself | settled)
    return first.filter(itself | Q(period_start=year.start))


def _cumulative(year: Period) -> QuerySet[Statement]:
    """What the same firm handed in of the year so far."""
    quarters = [so_far(quarter) for quarter in windows(year.start, year.end, "quarter")]
    ends = [each.end for each in quarters if is_cumulative(each)]
    return Statement.objects.filter(
        enterprise=OuterRef("enterprise"), period_start=year.start, period_end__in=ends, state__in=HANDED_IN
    )


def settles(statement: Period, asked: Period, reported: Collection[Period]) -> bool:
    """The same of one firm: whether its statement is what was asked, where it `reported` of these periods."""
    if statement == asked:
        return True
    if statement != so_far(asked) or asked.window != "quarter":
        return False
    return is_cumulative(statement) or any(is_cumulative(each) and statement.contains(each) for each in reported)
