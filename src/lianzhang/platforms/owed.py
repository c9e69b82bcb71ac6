"""What a platform owes, and where it stands still: conditions of lists, desk and pages alike."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from lianzhang.access.api import NOTHING, ActiveAssignment, acting, may, policy_of, roles
from lianzhang.accounts.models import User
from lianzhang.plans.models import PlatformStage

from .models import Platform, PlatformReport, PlatformReportState, PlatformState
from .permissions import Permission
from .rules import year_end

__all__ = [
    *("due_on", "own_work", "ran_in", "report_owed", "reports_owed", "reports_to_do", "stands_still", "to_do"),
    "year_owed",
]

GOING_ON = ~Q(state=PlatformState.CLOSED)


def year_owed(on: date) -> int:
    """The year whose report is asked for on a day: the last one that is over."""
    return on.year - 1


def due_on(months: int, year: int) -> date:
    """The end of the month by which the report of a year is due."""
    return date(year + 1, months, monthrange(year + 1, months)[1])


def ran_in(year: int) -> Q:
    """Platforms that ran at some time of a year, by stages that were confirmed."""
    first = date(year, 1, 1)
    on = Q(running_since__lte=year_end(year)) & (Q(running_until=None) | Q(running_until__gt=first))
    return on & (Q(ended=None) | Q(ended__gt=first))


def report_owed(year: int) -> Q:
    """Those that ran in a year, are asked for its report, and have none."""
    there = PlatformReport.objects.filter(platform=OuterRef("pk"), period_end=year_end(year))
    return GOING_ON & Q(kind__report_months__isnull=False) & ran_in(year) & ~Q(Exists(there))


def stands_still(on: date) -> Q:
    """Those that are in a stage for longer than the plan allows. One query, for the lengths that plans name."""
    lengths = PlatformStage.objects.filter(months__isnull=False).values_list("months", flat=True)
    late = NOTHING
    for months in {each for each in lengths if each}:
        late |= Q(stage__months=months, stage_since__lt=_months_before(on, months))
    return GOING_ON & late


def _months_before(on: date, months: int) -> date:
    year, month = divmod(on.year * 12 + on.month - 1 - months, 12)
    return date(year, month + 1, min(on.day, monthrange(year, month + 1)[1]))


def _looked_after(active: ActiveAssignment, path: str = "") -> Q:
    """What needs.looks_after lets this post write of, where its row policy lets it as well."""
    mine = active.role
    if mine.acts_for in ("city", "firm"):
        return Q()
    alike = [each for each in roles().values() if mine.acts_for and each.acts_for == mine.acts_for]
    same = [each.code for each in (mine, *alike)]
    kinds = Q(**{f"{path}kind__role__in": same})
    return kinds if active.organization is None else kinds | Q(**{f"{path}organization": active.organization})


def own_work(by: User, permission: str) -> Q:
    """Platforms of which this person may write what the permission says; none for those without it."""
    active, policy = acting(by), policy_of(Platform)
    if active is None or active.post is None or policy is None or not may(by, permission):
        return NOTHING
    return policy.acted_by(active) & _looked_after(active)


def _confirms(by: User) -> Q:
    active, policy = acting(by), policy_of(Platform)
    if active is None or policy is None or not may(by, Permission.CONFIRM):
        return NOTHING
    return policy.acted_by(active)


def to_do(by: User) -> Q:
    """Platforms that wait for this person: to be confirmed by one who did not type them, or mended."""
    waiting = _confirms(by) & Q(state=PlatformState.ENTERED) & ~Q(authors__includes=by.pk)
    return waiting | own_work(by, Permission.ENTER) & Q(state=PlatformState.RETURNED)


def reports_to_do(by: User) -> Q:
    """Reports that wait for this person, likewise."""
    mine = {
        path: Platform.objects.filter(reach).values("pk")
        for path, reach in (("confirm", _confirms(by)), ("mend", own_work(by, Permission.REPORT)))
    }
    reported = Q(state=PlatformReportState.REPORTED, platform__in=mine["confirm"]) & ~Q(authors__includes=by.pk)
    return reported | Q(state=PlatformReportState.RETURNED, platform__in=mine["mend"])


def reports_owed(by: User, on: date | None = None) -> Q:
    """Platforms whose report of the last year this person should write."""
    return own_work(by, Permission.REPORT) & report_owed(year_owed(on or timezone.localdate()))
