"""What platforms of each kind brought in a year: how many ran, how many reported, and the sums of what they reported.

Sums are those of confirmed reports in sight; where one that ran has said nothing, a sum is the least that was done."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from lianzhang.access.api import visible
from lianzhang.accounts.models import User
from lianzhang.plans.models import PlatformMeasure

from .models import Platform, PlatformFigure, PlatformReport, PlatformReportState
from .owed import ran_in
from .rules import year_end

__all__ = ["KindOfYear", "Sum", "platform_year"]

Means = PlatformMeasure.Means


@dataclass(frozen=True, slots=True)
class Sum:
    """`value` None: nobody said. `at_least`: somebody has not said."""

    title: str
    unit: str
    value: Decimal | None
    at_least: bool


@dataclass(frozen=True, slots=True)
class KindOfYear:
    """`confirmed` of the `running` ones have a report that counts."""

    code: str
    name: str
    running: int
    confirmed: int
    sums: list[Sum]

    @property
    def lacking(self) -> int:
        return self.running - self.confirmed


def platform_year(by: User, year: int) -> list[KindOfYear]:
    """By kind, in the order of the plan. Four queries."""
    rows = list(visible(by, Platform).filter(ran_in(year)).select_related("kind").order_by("kind__order", "pk"))
    reports = visible(by, PlatformReport).filter(
        platform__in=[row.pk for row in rows], period_end=year_end(year), state=PlatformReportState.CONFIRMED
    )
    of_report = dict(reports.order_by().values_list("pk", "platform"))
    said: defaultdict[tuple[int, int], dict[int | None, Decimal]] = defaultdict(dict)
    figures = visible(by, PlatformFigure).filter(report__in=list(of_report)).order_by()
    for report, measure, firm, value in figures.values_list("report", "measure", "enterprise", "value"):
        said[of_report[report], measure][firm] = value
    by_kind: defaultdict[int, list[Platform]] = defaultdict(list)
    for row in rows:
        by_kind[row.kind_id].append(row)
    measures: defaultdict[int, list[PlatformMeasure]] = defaultdict(list)
    for each in visible(by, PlatformMeasure).filter(kind__in=list(by_kind)).exclude(means="").order_by("order"):
        measures[each.kind_id].append(each)
    reported = set(of_report.values())
    return [
        KindOfYear(
            code=listed[0].kind.code,
            name=listed[0].kind.name,
            running=len(listed),
            confirmed=sum(row.pk in reported for row in listed),
            sums=[_sum(measure, [said.get((row.pk, measure.pk), {}) for row in listed]) for measure in measures[kind]],
        )
        for kind, listed in by_kind.items()
    ]


def _sum(measure: PlatformMeasure, told: list[dict[int | None, Decimal]]) -> Sum:
    """What is said of the whole counts; else what firms said, which may not be all of them."""
    values = [each[None] if None in each else sum(each.values(), Decimal(0)) for each in told if each]
    whole = all(None in each for each in told)
    return Sum(measure.name, measure.unit, sum(values, Decimal(0)) if values else None, not whole)
