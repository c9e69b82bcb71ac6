"""What may be done with the yearly report of a platform. Each act is one transaction, one step, one event.

Acts raise StaleRow, StepRefused, or ValidationError by field; then nothing is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone

from lianzhang.access.api import visible
from lianzhang.accounts.models import User
from lianzhang.work.api import (
    CHECKED_VERBS,
    RowGone,
    Workflow,
    action,
    counting,
    create_row,
    register_workflow,
    take_step,
)

from .history import REPORT_HISTORY
from .lifecycle import PLATFORM_REPORT
from .models import Platform, PlatformFigure, PlatformReport
from .rules import figure_faults, report_faults, year_end

__all__ = ["REPORT_RELATED", "REPORT_VERBS", "Figures", "change_report", "report", "took_part"]

OUT_OF_REACH = "这个平台的年报不归您现在的岗位填；请由依托的单位填，或请{able}填。"
REPORT_RELATED = (
    *("platform__city", "platform__kind__plan", "platform__enterprise", "platform__organization", "platform__stage"),
    *("post", "entered_by"),
)
# What is said: by measure, of the whole (None) or of a firm; both by their keys.
Figures = Mapping[tuple[int, int | None], Decimal]


def took_part(platform: Platform, year: int) -> Q:
    """Members of a platform at some time of a year."""
    end = year_end(year)
    return Q(platform=platform, since__lte=end) & (Q(until=None) | Q(until__gte=end.replace(month=1, day=1)))


@action
def report(*, platform: Platform, year: int, figures: Figures, source: str, by: User) -> PlatformReport:
    """Say what a platform did in a year that is over. Raises RowGone where there is no such platform any more."""
    if Platform.objects.select_for_update(no_key=True).filter(pk=platform.pk).first() is None:
        raise RowGone(Platform)
    row = PlatformReport(platform=platform, period_end=year_end(year), entered_by=by, reported_at=timezone.now())
    with create_row(row, "report", by=by, out_of_reach=OUT_OF_REACH):
        row.source = source.strip()
        if faults := report_faults(row):
            raise ValidationError(faults)
    _write(row, figures, by)
    return row


@action
def change_report(*, row: PlatformReport, version: int, figures: Figures, source: str, by: User) -> PlatformReport:
    """Correct what was said. Figures that this person does not see stay as they are."""
    with take_step(row, "change", by=by, version=version) as act:
        act.row.source = source.strip()
        if faults := report_faults(act.row):
            raise ValidationError(faults)
        _write(act.row, figures, by)
        act.row.reason, act.row.reported_at = "", timezone.now()
    return act.row


def _write(row: PlatformReport, figures: Figures, by: User) -> None:
    """Raises ValidationError by field."""
    seen = {(each.measure_id, each.enterprise_id): each for each in _seen(row, by)}
    made = {key: seen.get(key) or _new(row, *key) for key in figures}
    changed = [key for key, each in made.items() if each.value != figures[key]]
    for key in changed:
        made[key].value = figures[key]
    members = set(row.platform.members.filter(took_part(row.platform, row.year)).values_list("enterprise", flat=True))
    if faults := figure_faults(row, made.values(), members):
        raise ValidationError(faults.get("", faults))
    gone = [each for key, each in seen.items() if key not in made]
    for each in gone:
        with counting(each):
            each.delete()
    for key in changed:
        with counting(made[key]):
            made[key].save()


def _new(row: PlatformReport, measure: int, firm: int | None) -> PlatformFigure:
    return PlatformFigure(report=row, measure_id=measure, enterprise_id=firm)


def _seen(row: PlatformReport, by: User) -> list[PlatformFigure]:
    rows = visible(by, PlatformFigure).filter(report=row)
    return list(rows.select_related("measure__kind", "enterprise", "report__platform"))


@action
def confirm_report(*, row: PlatformReport, version: int, by: User) -> PlatformReport:
    with take_step(row, "confirm", by=by, version=version) as act:
        act.row.reason = ""
    return act.row


@action
def withdraw_report(*, row: PlatformReport, version: int, reason: str, by: User) -> None:
    """It goes with its figures."""
    with take_step(row, "withdraw", by=by, version=version, reason=reason) as act:
        for each in PlatformFigure.objects.filter(report=act.row).select_related("report__platform"):
            with counting(each):
                each.delete()


REPORT_VERBS: dict[str, Callable[..., Any]] = {
    "confirm": confirm_report,
    "return": CHECKED_VERBS["return"],
    "withdraw": withdraw_report,
}


def _described(row: PlatformReport) -> dict[str, Any]:
    """None of its figures: what is told of one firm is no business of who reads the history."""
    return {"platform": str(row.platform), "year": str(row.year), "source": row.source}


register_workflow(
    Workflow(
        model=PlatformReport,
        lifecycle=PLATFORM_REPORT,
        page="platform_report",
        list_page="platform_reports",
        verbs=REPORT_VERBS,
        related=REPORT_RELATED,
        describe=_described,
        history=REPORT_HISTORY,
    )
)
