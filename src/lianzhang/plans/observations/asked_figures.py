"""Which figures a post owes for a period: each target that is asked then, for each place that the post answers for.

What complete registers decide is owed by nobody; a target that nobody is named for is the office's."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from lianzhang.access.api import OFFICE, acting, may, visible
from lianzhang.kernel.metrics import Scope, get_metric
from lianzhang.kernel.periods import Period, so_far, windows
from lianzhang.plans.evaluating import scopes_asked
from lianzhang.plans.models import Nature, Observation, Target, Window
from lianzhang.plans.models.scopes import NAMED_SCOPES, named_scope
from lianzhang.plans.owners import assigned_in, owners_told
from lianzhang.plans.permissions import Permission
from lianzhang.plans.scope import answers_for_figure, owned
from lianzhang.plans.viewpoint import PlanViewpoint
from lianzhang.registry.models import Park
from lianzhang.work.models import ReportState

from .entries import SAME_THING, usual_nature

__all__ = [
    "AskedFigure",
    "asked_figures",
    "how_many_missing",
    "last_quarter",
    "place_of",
    "quarter_before",
    "year_before",
]

CITY = Scope()


@dataclass(frozen=True, slots=True)
class AskedFigure:
    """One figure that is asked: of which target, for whom, of which time."""

    target: Target
    place: Scope
    period: Period
    nature: str

    @property
    def record(self) -> str:
        return f"{self.target.pk}.{self.place.kind}.{self.place.pk or 0}.{self.period.code}"

    def speaks(self, row: Observation) -> bool:
        """Whether a figure of this target and place is of this time."""
        if self.nature == Nature.STOCK:
            return self.period.start <= row.date <= self.period.end
        return (row.period_start, row.period_end) == (self.period.start, self.period.end)


def last_quarter(vp: PlanViewpoint) -> Period:
    """The last quarter that is over, on the day looked from; of a plan that has just begun its first."""
    quarter = vp.quarter
    return quarter if quarter.end <= vp.at or vp.before < vp.plan.starts else quarter_before(quarter)


def quarter_before(period: Period) -> Period:
    """The same kind of period a step earlier: of what is summed up so far, up to the quarter before."""
    if period.is_so_far and period.window not in ("month", "quarter"):
        start = next(windows(period.end, period.end, "quarter")).start
        return so_far(next(windows(start - timedelta(days=1), start - timedelta(days=1), "quarter")))
    last = period.start - timedelta(days=1)
    return next(windows(last, last, period.window or "quarter"))


def year_before(period: Period) -> Period:
    year = period.start.year - 1
    end = next(windows(date(year, period.end.month, 1), date(year, period.end.month, 1), "month")).end
    return Period(period.start.replace(year=year), end)


def asked_figures(
    vp: PlanViewpoint, quarter: Period, *, everything: bool = False, only: Collection[int] | None = None
) -> list[AskedFigure]:
    """In the plan's order. `everything`: all that the post may enter, owed by it or not; `only`: of these targets."""
    active = acting(vp.user)
    if active is None or not may(vp.user, Permission.ENTER_OBSERVATION):
        return []
    targets = [each for each in vp.run.targets if only is None or each.pk in only]
    rows = visible(vp.user, Target).filter(plan=vp.plan)
    mine = set(rows.filter(owned(Target, active)).values_list("pk", flat=True)) if active.organization else set()
    parks = dict(Park.objects.filter(city=vp.plan.city_id).values_list("pk", "region")) if active.region else {}
    if active.role.code in OFFICE and not everything:
        told = assigned_in(vp.plan, vp.at, vp.user)
        targets = [each for each in targets if each.pk in mine or _nobodys(each, owners_told(each, told))]
    return [
        AskedFigure(target, place, period, nature)
        for target in targets
        for period, nature in _asked(target, quarter)
        for place in scopes_asked(target, vp.run)
        if answers_for_figure(active, target, place, mine, parks) and not _decided(vp, target, place, period)
    ]


def _nobodys(target: Target, owners: Collection[Any]) -> bool:
    """Asked of the whole, with nobody named for it."""
    return not owners and target.scope_kind == CITY.kind


def _asked(target: Target, quarter: Period) -> list[tuple[Period, str]]:
    """What of a target is asked for a quarter: its state at the end, or what was done in it or in the year so far."""
    if not get_metric(target.metric).reported:
        return []
    nature, periods = usual_nature(target), [quarter]
    if nature == Nature.FLOW and target.window == Window.MONTH:
        periods = list(windows(quarter.start, quarter.end, "month"))
    elif nature == Nature.FLOW and target.window == Window.YEAR:
        periods = [so_far(quarter)]
    elif nature == Nature.FLOW and target.window == Window.HALF_YEAR:
        half = next(windows(quarter.end, quarter.end, "half_year"))
        periods = [half] if half.end == quarter.end else []
    return [(each, nature) for each in periods if target.starts <= each.end and each.start <= target.due]


def _decided(vp: PlanViewpoint, target: Target, place: Scope, period: Period) -> bool:
    evidence = vp.standing(target).evidence.get(place)
    return evidence is not None and any(each.start <= period.end <= each.end for each in evidence.covered)


def place_of(row: Observation) -> Scope | None:
    """For whom a figure speaks; None: for a part told in words. What names no place is of the one its target asks."""
    named = named_scope(row)
    if named is not None or row.scope_text:
        return None if row.scope_text else named
    asked = named_scope(row.target) if row.target and row.target.scope_kind in NAMED_SCOPES else None
    return asked or CITY


def how_many_missing(vp: PlanViewpoint) -> tuple[Period, int]:
    """The quarter that is to be filled in, and how many of its figures nobody has handed in. One query of figures."""
    quarter = last_quarter(vp)
    asked = asked_figures(vp, quarter) if quarter.end <= vp.at else []
    if not asked:
        return quarter, 0
    rows = visible(vp.user, Observation).filter(
        target__in={each.target.pk for each in asked},
        relation__in=SAME_THING,
        date__range=(quarter.start.replace(month=1, day=1), vp.at),
        state__in=(ReportState.SUBMITTED, ReportState.CONFIRMED),
    )
    known: dict[tuple[int | None, Scope | None], list[Observation]] = {}
    for row in rows.select_related("target"):
        known.setdefault((row.target_id, place_of(row)), []).append(row)
    told = (any(map(each.speaks, known.get((each.target.pk, each.place), ()))) for each in asked)
    return quarter, sum(not each for each in told)
