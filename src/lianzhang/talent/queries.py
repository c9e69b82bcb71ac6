"""What colleges report as the pages ask for it: the list, who owes a year, one with all said of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.paginator import Page
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from lianzhang.access.api import NOTHING, acting, listed_rows, may, visible
from lianzhang.accounts.models import User
from lianzhang.kernel.lifecycle import Offer
from lianzhang.kernel.sorting import Columns, sorted_rows
from lianzhang.records.api import Happening, history_of
from lianzhang.registry.models import Organization

from .filters import Wanted
from .lifecycle import GRADUATE_REPORT
from .models import GraduateReport, ReportedState
from .permissions import Permission
from .rules import colleges_of, due_of, years_ahead

__all__ = [
    *("Owed", "ReportDossier", "Tally", "filter_reports", "own_college", "owed_by", "report_dossier"),
    *("report_page", "report_tally", "reports_to_do"),
]

ROWS = 50
ORDERS: Columns = {
    "college": ("college__name",),
    "year": ("year",),
    "state": ("state", "year"),
}


def own_college(by: User) -> Organization | None:
    """The college that an account reports for, where its post is that of one."""
    active = acting(by)
    if active is None or active.city is None:
        return None
    return colleges_of(active.city).filter(pk=active.organization or 0).first()


def reports_to_do(by: User) -> Q:
    """To be checked by one who did not type it, or mended by whose it is."""
    active = acting(by)
    if active is None or active.post is None:
        return NOTHING
    waiting = NOTHING
    if may(by, Permission.CHECK):
        waiting |= Q(state=ReportedState.REPORTED) & ~Q(authors__includes=by.pk)
    if may(by, Permission.ENTER):
        own = Q(college=active.organization) if active.organization else NOTHING
        waiting |= Q(state=ReportedState.RETURNED) & (own | Q(post=active.post))
    return waiting


def filter_reports(wanted: Wanted, by: User, order: str | None = None) -> QuerySet[GraduateReport]:
    rows = visible(by, GraduateReport).filter(*_conditions(wanted, by))
    return sorted_rows(rows.order_by("-year", "college__name", "pk"), ORDERS, order)


def _conditions(wanted: Wanted, by: User) -> Iterator[Q]:
    for word in wanted.q.split():
        by_name = Q(college__name__contains=word)
        yield by_name | Q(year=int(word)) if word.isdecimal() and len(word) <= len("2026") else by_name
    for name in ("college", "year", "state"):
        if value := getattr(wanted, name):
            yield Q(**{name: value})
    if wanted.mine:
        yield reports_to_do(by)


def report_page(wanted: Wanted, number: str | None, by: User, order: str | None) -> tuple[Page, list[Any]]:
    page, rows = listed_rows(by, filter_reports(wanted, by, order), ROWS, number, "college")
    return page, list(rows)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many there are in sight: by state, and for the person to do."""

    by_state: dict[str, int]
    todo: int

    @property
    def total(self) -> int:
        return sum(self.by_state.values())


def report_tally(by: User) -> Tally:
    """Two queries."""
    rows = visible(by, GraduateReport).order_by()
    by_state = dict(rows.values_list("state").annotate(many=Count("*")))
    return Tally(by_state, rows.filter(reports_to_do(by)).count())


@dataclass(frozen=True, slots=True)
class Owed:
    """A year that a college has not reported."""

    college: Organization
    year: int

    @property
    def due(self) -> date:
        return due_of(self.year)

    @property
    def late(self) -> bool:
        return self.due < timezone.localdate()


def owed_by(by: User) -> list[Owed]:
    """The years ahead that colleges in sight owe: to a college its own, to who reads all of them each one's."""
    active = acting(by)
    if active is None or active.city is None or not may(by, Permission.READ):
        return []
    own = own_college(by)
    others = [] if active.role.outside else colleges_of(active.city)
    colleges = [own] if own is not None else list(others)
    told = set(visible(by, GraduateReport).filter(college__in=colleges).values_list("college", "year"))
    years = years_ahead(timezone.localdate())
    return [Owed(each, year) for year in years for each in colleges if (each.pk, year) not in told]


@dataclass(frozen=True, slots=True)
class ReportDossier:
    """One report with all that its page says."""

    offers: list[Offer]
    history: list[Happening]


def report_dossier(row: GraduateReport, by: User) -> ReportDossier:
    return ReportDossier(GRADUATE_REPORT.offers(row, by), history_of(row))
