"""Everything reported about a target, sorted by whether it counts; disagreements and corrections beside it."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations
from typing import Any

from lianzhang.kernel.formatting import day
from lianzhang.kernel.metrics import Row, Scope
from lianzhang.kernel.periods import Period
from lianzhang.kernel.quantities import Interval, interval_of
from lianzhang.plans.confirmed_figures import agree
from lianzhang.plans.evaluating import Standing
from lianzhang.plans.evaluation import Evaluation
from lianzhang.plans.evaluation.accumulation import comparable
from lianzhang.plans.models import Measure, Nature, Observation, Relation, Target
from lianzhang.plans.models.scopes import named_scope
from lianzhang.plans.viewpoint import PlanViewpoint
from lianzhang.plans.words.bearing import BEARINGS, COUNTS, bearing
from lianzhang.work.models import ReportState

from .records import Record, other_records, record_of
from .related import observations_about

__all__ = ["Conflict", "Evidence", "Group", "gather"]

DRAWN_ASIDE = (Relation.PARTIAL, Relation.PROXY, Relation.BASELINE)
AT_ONCE = 40
NOT_KNOWN_YET = ("unconfirmed", "later")


@dataclass(frozen=True, slots=True)
class Group:
    """Records that bear on the target in the same way."""

    code: str
    title: str
    why: str
    records: list[Record]

    @property
    def first(self) -> list[Record]:
        """What a page shows at once; the rest unfolds."""
        return self.records[:AT_ONCE]

    @property
    def rest(self) -> list[Record]:
        return self.records[AT_ONCE:]


@dataclass(frozen=True, slots=True)
class Conflict:
    """Reports of one thing that cannot all be true."""

    when: str
    records: list[Record]

    @property
    def preferred(self) -> Record | None:
        return next((record for record in self.records if record.report and record.report.preferred), None)


@dataclass(frozen=True, slots=True)
class Evidence:
    """`out_of_sight` counts the records that count and that the one who looks may not see."""

    counting: Group
    others: list[Group]
    conflicts: list[Conflict]
    corrections: list[tuple[Record, Record | None]]
    out_of_sight: int = 0

    @property
    def related(self) -> list[Group]:
        """What is known by now and does not count."""
        return [group for group in self.others if group.code not in NOT_KNOWN_YET]

    @property
    def related_count(self) -> int:
        return sum(len(group.records) for group in self.related)

    @property
    def others_count(self) -> int:
        return sum(len(group.records) for group in self.others)

    @property
    def source_names(self) -> dict[Row, str]:
        records = [record for group in (self.counting, *self.others) for record in group.records]
        return {record.row: record.source.title if record.source else record.source_text for record in records}

    def asides(self, target: Target) -> list[dict[str, Any]]:
        """Figures that do not count, for the chart: those of the same kind of unit."""
        records = [record for group in self.others if group.code in DRAWN_ASIDE for record in group.records]
        reports = [record.report for record in records if record.report]
        return [_aside(report, target) for report in reports if _drawn(report, target)]


def gather(
    vp: PlanViewpoint, whole: Standing, evaluation: Evaluation, focus: tuple[Scope | None, Period | None]
) -> Evidence:
    """Sort all reports in sight about a target; `evaluation` is the evaluation looked at, `focus` the part it is of."""
    target, at = whole.target, vp.at
    about = vp.stated.name_all(observations_about(target, vp.user), "chain", "group")
    reports = [report for report in about if _in_focus(report, *focus)]
    deciding, counted, usable = deciding_rows(evaluation), set(whole.rows), usable_rows(whole)
    sorted_out: dict[str, list[Record]] = {code: [] for code in BEARINGS}
    for report in reports:
        if report.state != ReportState.REPLACED:
            row = Row("observation", report.pk)
            recorded = _recorded(report, whole.covered)
            code = bearing(report, target, at, counted=row in counted, usable=row in usable, recorded=recorded)
            sorted_out[code].append(record_of(report, deciding=row in deciding))
    sorted_out[COUNTS] += _others(vp, whole, deciding, *focus)
    counting, *others = [Group(code, *BEARINGS[code], records) for code, records in sorted_out.items()]
    return Evidence(
        counting=counting,
        others=[group for group in others if group.records],
        conflicts=list(_conflicts(target, [report for report in reports if report.date <= at])),
        corrections=list(_corrections(reports)),
        out_of_sight=len(_rows_in_focus(whole, *focus) - {record.row for record in counting.records}),
    )


def _rows_in_focus(whole: Standing, scope: Scope | None, period: Period | None) -> set[Row]:
    points = whole.evidence[scope].points if scope else whole.points
    return {row for point in points if period is None or period.overlaps(point.period) for row in point.rows}


def _recorded(report: Observation, covered: Iterable[Period]) -> bool:
    """Whether the time a figure speaks of is one that a complete register answers for."""
    period = Period(report.date, report.date)
    if report.nature == Nature.FLOW:
        period = Period(report.period_start, report.period_end)
    return any(stretch.contains(period) for stretch in covered)


def _in_focus(report: Observation, scope: Scope | None, period: Period | None) -> bool:
    within = period is None or period.overlaps(Period(report.period_start, report.period_end))
    return within and (scope is None or named_scope(report) == scope)


def _others(
    vp: PlanViewpoint, whole: Standing, deciding: set[Row], scope: Scope | None, period: Period | None
) -> list[Record]:
    shown = whole.evidence[scope].rows if scope else whole.rows
    records = other_records((row for row in shown if row.kind != "observation"), deciding, vp)
    return [record for record in records if period is None or record.date is None or record.date <= period.end]


def usable_rows(standing: Standing) -> set[Row]:
    """Records in figures that the goal can be held against; events of each period all can."""
    if standing.target.measure == Measure.EACH:
        return set(standing.rows)
    points = comparable(standing.evaluation.terms, standing.points)
    return {row for point in points for row in point.rows}


def deciding_rows(evaluation: Evaluation) -> set[Row]:
    """The records a state was judged by, through all its parts."""
    rows = set(evaluation.point.rows) if evaluation.point else set()
    return rows.union(*(deciding_rows(part.evaluation) for part in evaluation.parts))


def _conflicts(target: Target, reports: Sequence[Observation]) -> Iterator[Conflict]:
    """Reports of the same quantity, scope and time whose values exclude one another."""
    same: dict[Hashable, list[Observation]] = {}
    for report in reports:
        if report.state == ReportState.CONFIRMED and report.value is not None:
            same.setdefault(_subject(report, target), []).append(report)
    for group in same.values():
        spans = [_span(report, target) for report in group]
        if any(not agree(one, other) for one, other in combinations(spans, 2)):
            records = [record_of(report, deciding=report.preferred) for report in group]
            yield Conflict(records[0].when, records)


def _subject(report: Observation, target: Target) -> Hashable:
    scope = (named_scope(report), report.scope_text)
    period = (report.period_start, report.period_end)
    counts_events = target.measure == Measure.EACH
    when = report.date if report.nature == Nature.STOCK else (*period, report.date if counts_events else None)
    like = target.plan.units.convertible(report.unit, target.unit)
    return report.relation, report.quantity, scope, report.nature, when, like


def _span(report: Observation, target: Target) -> Interval:
    value = report.value or Decimal(0)
    if target.plan.units.convertible(report.unit, target.unit):
        value = target.plan.units.convert(value, report.unit, target.unit)
    return interval_of(value, report.precision, target.plan.about_tolerance)


def _corrections(reports: Iterable[Observation]) -> Iterator[tuple[Record, Record | None]]:
    """What was replaced, and by what."""
    reports = list(reports)
    following = {report.replaces_id: report for report in reports if report.replaces_id}
    for report in reports:
        if report.state == ReportState.REPLACED:
            later = following.get(report.pk)
            yield record_of(report), record_of(later) if later else None


def _drawn(report: Observation, target: Target) -> bool:
    return report.value is not None and target.plan.units.convertible(report.unit, target.unit)


def _when(report: Observation) -> dict[str, str]:
    """What is there on a day stands on it, what came to be in a period stands on the period."""
    if report.nature == Nature.STOCK:
        return {"date": report.date.isoformat()}
    return {"starts": report.period_start.isoformat(), "date": report.period_end.isoformat()}


def _aside(report: Observation, target: Target) -> dict[str, Any]:
    value = target.plan.units.convert(report.value or Decimal(0), report.unit, target.unit)
    return {
        **_when(report),
        "value": float(round(value, 4)),
        "label": f"{day(report.date)} {record_of(report).what}",
        "kind": report.relation,
        "precision": report.precision,
        "source": report.source.title,
    }
