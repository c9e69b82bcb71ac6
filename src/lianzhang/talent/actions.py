"""What may be done with what a college reports. Each act is one transaction, one step, one event.

Acts raise StaleRow, StepRefused, or ValidationError by field; then nothing is written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from lianzhang.accounts.models import User
from lianzhang.registry.models import Organization
from lianzhang.work.api import (
    CHECKED_VERBS,
    Workflow,
    action,
    create_row,
    register_workflow,
    take_step,
    told_once,
    write_said,
)

from .history import REPORT_HISTORY
from .lifecycle import GRADUATE_REPORT
from .models import GraduateReport, Graduates
from .rules import report_faults

__all__ = ["REPORT_RELATED", "REPORT_VERBS", "change_report", "report_graduates"]

SAID = ("whole", "source")
REPORT_RELATED = ("city", "college", "post")
OUT_OF_REACH = "这所院校的毕业生不归您现在的岗位填报；请由院校自己填，或请{able}代填。"
ONCE = {"year": "这所院校这一年的刚刚报过；请改那一份。"}
Figures = Mapping[str, tuple[int | None, int | None]]


def _say(row: GraduateReport, figures: Figures, said: Mapping[str, Any]) -> None:
    """`figures`: of a major how many leave, and stay; majors that are not asked for any more keep what was said."""
    write_said(row, SAID, said)
    kept = {each["major"]: each for each in row.figures}
    for major, (graduates, stays) in figures.items():
        kept[major] = {"major": major, "graduates": graduates, "stays": stays}
    row.figures = [each for each in kept.values() if each["graduates"] is not None or each["stays"] is not None]
    if faults := report_faults(row):
        raise ValidationError(faults)
    row.clean_fields(exclude=["post", "authors", "figures"])


@action
def report_graduates(*, college: Organization, year: int, figures: Figures, by: User, **said: Any) -> GraduateReport:
    """Say who leaves a college in a year."""
    row = GraduateReport(city=college.city, college=college, year=year, reported_at=timezone.now())
    with told_once(ONCE), create_row(row, "report", by=by, out_of_reach=OUT_OF_REACH):
        _say(row, figures, said)
    return row


@action
def change_report(*, row: GraduateReport, version: int, figures: Figures, by: User, **said: Any) -> GraduateReport:
    """Correct what was said; it is checked anew."""
    with take_step(row, "change", by=by, version=version) as act:
        _say(act.row, figures, said)
        act.row.reason = ""
    return act.row


REPORT_VERBS = dict(CHECKED_VERBS)


def _words(each: Graduates) -> str:
    left = "不清楚" if each.graduates is None else f"{each.graduates}人"
    return f"{each.major}{left}，留本地{'不清楚' if each.stays is None else f'{each.stays}人'}"


def _described(row: GraduateReport) -> dict[str, Any]:
    return {
        "college": str(row.college),
        "year": row.year,
        "figures": "；".join(map(_words, row.lines)),
        "whole": "没有毕业生" if row.whole else "不清楚",
        "source": row.source,
    }


register_workflow(
    Workflow(
        model=GraduateReport,
        lifecycle=GRADUATE_REPORT,
        page="graduate_report",
        list_page="graduate_reports",
        verbs=REPORT_VERBS,
        related=REPORT_RELATED,
        describe=_described,
        history=REPORT_HISTORY,
    )
)
