"""Platforms and their reports as the pages ask for them. What may be read is asked of each row."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.core.paginator import Page
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from lianzhang.access.api import listed_rows, may, visible
from lianzhang.accounts.models import User
from lianzhang.enterprises.api import firms_in_sight, own_firm
from lianzhang.kernel.lifecycle import Offer
from lianzhang.kernel.sorting import Columns, sorted_rows
from lianzhang.plans.models import PlatformMeasure
from lianzhang.records.api import Happening, history_of

from .filters import ReportsWanted, Wanted
from .lifecycle import PLATFORM, PLATFORM_REPORT
from .models import Platform, PlatformFigure, PlatformMember, PlatformReport, PlatformState, StageReached
from .needs import is_known, looks_after
from .owed import due_on, report_owed, reports_to_do, stands_still, to_do, year_owed
from .permissions import Permission
from .stages import still_since, too_long

__all__ = [
    *("LISTED", "REPORT_LISTED", "RUNNING", "Dossier", "Line", "ReportDossier", "Tally", "YearLine", "dossier"),
    *(
        "filter_platforms",
        "filter_reports",
        "figures_of",
        "platform_page",
        "report_dossier",
        "report_page",
        "report_tally",
        "tally",
    ),
]

ROWS = 50
LISTED = ("kind", "stage", "chain", "enterprise", "organization", "region", "park")
REPORT_LISTED = ("platform__kind", "platform__chain", "post")
RUNNING = Q(running_since__isnull=False, running_until=None) & ~Q(state=PlatformState.CLOSED)
ORDERS: Columns = {
    "name": ("name",),
    "kind": ("kind__order", "name"),
    "stage": ("stage__order", "stage_since"),
    "since": ("stage_since",),
    "state": ("state", "name"),
}
REPORT_ORDERS: Columns = {
    "name": ("platform__name",),
    "kind": ("platform__kind__order", "platform__name"),
    "year": ("period_end", "platform__name"),
    "state": ("state", "period_end"),
}


def _mine(by: User, mine: str) -> Q:
    today = timezone.localdate()
    if mine == "owed":
        return report_owed(year_owed(today))
    if mine == "still":
        return stands_still(today)
    return RUNNING if mine == "running" else to_do(by)


def filter_platforms(wanted: Wanted, by: User, order: str | None = None) -> QuerySet[Platform]:
    rows = visible(by, Platform).filter(*_conditions(wanted, by))
    return sorted_rows(rows.order_by("kind__order", "name", "pk"), ORDERS, order)


def _conditions(wanted: Wanted, by: User) -> Iterator[Q]:
    if wanted.q:
        firm = Q(enterprise__name__contains=wanted.q)
        yield Q(name__contains=wanted.q) | Q(host_name__contains=wanted.q) | firm
    if wanted.group:
        yield Q(kind__group=wanted.group)
    if wanted.kind:
        yield Q(kind__code=wanted.kind)
    if wanted.chain:
        yield Q(chain=wanted.chain)
    if wanted.state:
        yield Q(state=wanted.state)
    if wanted.mine:
        yield _mine(by, wanted.mine)


def platform_page(
    wanted: Wanted, number: str | None, by: User, order: str | None = None
) -> tuple[Page, list[Platform]]:
    return listed_rows(by, filter_platforms(wanted, by, order), ROWS, number, *LISTED)


@dataclass(frozen=True, slots=True)
class Tally:
    """Of the platforms in sight: how many there are, run, wait for who looks, owe last year's report, stand still."""

    total: int
    running: int
    todo: int
    owed: int
    still: int
    unconfirmed: int
    year: int


def tally(by: User) -> Tally:
    """Two queries."""
    year, today = year_owed(timezone.localdate()), timezone.localdate()
    told = visible(by, Platform).aggregate(
        total=Count("pk"),
        running=Count("pk", filter=RUNNING),
        todo=Count("pk", filter=to_do(by)),
        owed=Count("pk", filter=report_owed(year)),
        still=Count("pk", filter=stands_still(today)),
        unconfirmed=Count("pk", filter=Q(state=PlatformState.ENTERED)),
    )
    return Tally(**told, year=year)


# --- one platform
@dataclass(frozen=True, slots=True)
class YearLine:
    """A year of a platform: its report, if there is one in sight, and what it says of each measure of the kind.

    `due`: by when it is owed; None where none is asked for, or it is there."""

    year: int
    report: PlatformReport | None
    values: list[Decimal | None]
    due: date | None
    late: bool


@dataclass(frozen=True, slots=True)
class Dossier:
    """One platform with all that its page says. `firms`: keys of firms that the reader may open."""

    offers: list[Offer]
    reached: list[StageReached]
    members: list[PlatformMember]
    measures: list[PlatformMeasure]
    years: list[YearLine]
    still: date | None
    stands: bool
    firms: set[int]
    reports: bool
    history: list[Happening]

    @property
    def current(self) -> int:
        return sum(each.until is None for each in self.members)

    @property
    def lacking(self) -> list[YearLine]:
        return [each for each in self.years if each.due is not None]


def dossier(row: Platform, by: User) -> Dossier:
    today = timezone.localdate()
    members = list(visible(by, PlatformMember).filter(platform=row).select_related("enterprise", "organization"))
    measures = list(visible(by, PlatformMeasure).filter(kind=row.kind_id).order_by("order"))
    firms = {each.enterprise_id for each in members if each.enterprise_id} | {row.enterprise_id or 0}
    return Dossier(
        offers=PLATFORM.offers(row, by),
        reached=list(visible(by, StageReached).filter(platform=row).select_related("stage").order_by("stage__order")),
        members=members,
        measures=measures,
        years=_years(row, measures, by, today),
        still=still_since(row) if row.state != PlatformState.CLOSED else None,
        stands=row.state != PlatformState.CLOSED and too_long(row, today),
        firms=firms_in_sight(by, firms),
        reports=may(by, Permission.REPORT, row) and not looks_after(row, by) and not is_known(row, by),
        # It names who joined and left.
        history=history_of(row) if _reads_all(row, by) else [],
    )


def _years(row: Platform, measures: list[PlatformMeasure], by: User, today: date) -> list[YearLine]:
    """Those since it runs, the latest first; one without a report stands there all the same."""
    reports = {each.year: each for each in visible(by, PlatformReport).filter(platform=row)}
    whole = visible(by, PlatformFigure).filter(report__platform=row, enterprise=None)
    said = {(key, measure): value for key, measure, value in whole.values_list("report", "measure", "value")}
    since, last = row.running_since, year_owed(today)
    asked = set(range(since.year, last + 1)) if since and row.kind.report_months else set()
    asked = {year for year in asked if _asked(row, year)} if _reads_all(row, by) else set()
    lines = []
    for year in sorted({*reports, *asked}, reverse=True):
        report = reports.get(year)
        due = due_on(row.kind.report_months, year) if report is None and row.kind.report_months else None
        values = [said.get((report.pk, each.pk)) if report else None for each in measures]
        lines.append(YearLine(year, report, values, due, due is not None and due < today))
    return lines


def _reads_all(row: Platform, by: User) -> bool:
    """All of it is in sight: a firm that takes part, and does not host it, reads what speaks of it alone."""
    own = own_firm(by)
    return own is None or own.pk == row.enterprise_id


def _asked(row: Platform, year: int) -> bool:
    first = date(year, 1, 1)
    return all(end is None or end > first for end in (row.running_until, row.ended))


# --- reports
def filter_reports(wanted: ReportsWanted, by: User, order: str | None = None) -> QuerySet[PlatformReport]:
    rows = visible(by, PlatformReport).filter(*_report_conditions(wanted, by))
    return sorted_rows(rows.order_by("-period_end", "platform__kind__order", "platform__name"), REPORT_ORDERS, order)


def _report_conditions(wanted: ReportsWanted, by: User) -> Iterator[Q]:
    if wanted.q:
        yield Q(platform__name__contains=wanted.q)
    if wanted.kind:
        yield Q(platform__kind__code=wanted.kind)
    if wanted.year:
        yield Q(period_end__year=wanted.year)
    if wanted.state:
        yield Q(state=wanted.state)
    if wanted.mine:
        yield reports_to_do(by)


def report_page(
    wanted: ReportsWanted, number: str | None, by: User, order: str | None = None
) -> tuple[Page, list[PlatformReport]]:
    return listed_rows(by, filter_reports(wanted, by, order), ROWS, number, *REPORT_LISTED)


def report_tally(by: User) -> dict[str, int]:
    """By state, `total`, and `todo`. Two queries."""
    rows = visible(by, PlatformReport).order_by()
    told = dict(rows.values_list("state").annotate(many=Count("*")))
    return told | {"total": sum(told.values()), "todo": rows.filter(reports_to_do(by)).count()}


def figures_of(rows: QuerySet[PlatformReport], by: User) -> QuerySet[PlatformFigure]:
    """What of these reports is in sight."""
    seen = visible(by, PlatformFigure).filter(report__in=rows.order_by().values("pk"))
    listed = seen.select_related("report__platform__kind", "measure", "enterprise")
    return listed.order_by("-report__period_end", "report__platform__name", "measure__order", "enterprise__name", "pk")


@dataclass(frozen=True, slots=True)
class Line:
    """One measure of a report: what is said of the whole, and of each firm that the reader may know of."""

    measure: PlatformMeasure
    whole: Decimal | None
    firms: list[PlatformFigure]

    @property
    def told(self) -> Decimal | None:
        return sum((each.value for each in self.firms), Decimal(0)) if self.firms else None


@dataclass(frozen=True, slots=True)
class ReportDossier:
    lines: list[Line]
    offers: list[Offer]
    firms: set[int]
    history: list[Happening]


def report_dossier(row: PlatformReport, by: User) -> ReportDossier:
    figures = list(visible(by, PlatformFigure).filter(report=row).select_related("enterprise"))
    measures = visible(by, PlatformMeasure).filter(kind=row.platform.kind_id).order_by("order")
    lines = []
    for measure in measures:
        own = [each for each in figures if each.measure_id == measure.pk]
        whole = next((each.value for each in own if each.enterprise_id is None), None)
        firms = sorted((each for each in own if each.enterprise_id), key=lambda each: (-each.value, each.pk))
        lines.append(Line(measure, whole, firms))
    keys = {each.enterprise_id for each in figures if each.enterprise_id}
    return ReportDossier(lines, PLATFORM_REPORT.offers(row, by), firms_in_sight(by, keys), history_of(row))
