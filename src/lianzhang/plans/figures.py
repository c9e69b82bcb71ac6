"""Confirmed figures as the metrics read them: loaded once, kept to their scope, merged where sources agree or not."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from operator import attrgetter
from typing import Any, NamedTuple

from django.db.models import Case, TextField, Value, When
from django.db.models.functions import Cast

from lianzhang.access.doors import visible
from lianzhang.kernel.metrics import Ask, Point, Row
from lianzhang.kernel.periods import Period
from lianzhang.kernel.quantities import Interval, convert, convertible, interval_of

from .models import Measure, Nature, Observation, ObservationState, ScopeKind

__all__ = ["Figure", "Figures", "agree", "figures_of", "load_figures", "observed_points"]


STOCK = Nature.STOCK.value


class Figure(NamedTuple):
    """A confirmed observation as the metrics read it; `part`: it speaks of a region or of a part told in words."""

    pk: int
    target: int | None
    duty: int | None
    relation: str
    quantity: str
    chain: int | None
    group: int | None
    precision: str
    unit: str
    nature: str
    part: bool
    preferred: bool
    value: Decimal
    period: Period
    date: date


_COLUMNS = (
    *("pk", "target_id", "duty_id", "relation", "quantity", "chain_id", "group_id"),
    *("precision", "unit", "nature"),
)
# Numbers and days come as text, and a day is read once for all figures that share it: this halves the load's time.
# Nothing is left that Django would convert value by value.
_PART = Case(When(region=None, scope_text="", then=Value("")), default=Value("part"), output_field=TextField())
_PREFERRED = Case(When(preferred=True, then=Value("preferred")), default=Value(""), output_field=TextField())
_TEXTS = tuple(Cast(column, TextField()) for column in ("value", "period_start", "period_end", "date"))
_day = lru_cache(maxsize=4096)(date.fromisoformat)


@lru_cache(maxsize=4096)
def _period(start: str, end: str) -> Period:
    return Period(_day(start), _day(end))


@dataclass(frozen=True, slots=True)
class Figures:
    """All confirmed figures of a plan, found by what they are about."""

    by_target: dict[int, list[Figure]]
    by_duty: dict[int, list[Figure]]
    by_quantity: dict[str, list[Figure]]


def load_figures(plan_id: int, viewer: Any) -> Figures:
    """One query: the confirmed figures in sight that have a value and were not replaced by a correction."""
    kept = visible(viewer, Observation).filter(plan_id=plan_id, state=ObservationState.CONFIRMED, value__isnull=False)
    found = Figures(defaultdict(list), defaultdict(list), defaultdict(list))
    rows = kept.order_by("pk").values_list(*_COLUMNS, _PART, _PREFERRED, *_TEXTS)
    figures = [
        Figure._make(
            (*row[:10], bool(row[10]), bool(row[11]), Decimal(row[12]), _period(row[13], row[14]), _day(row[15]))
        )
        for row in rows
    ]
    for figure in sorted(figures, key=attrgetter("date")):
        if figure.target:
            found.by_target[figure.target].append(figure)
        elif figure.duty:
            found.by_duty[figure.duty].append(figure)
        found.by_quantity[figure.quantity].append(figure)
    return found


def figures_of(ask: Ask) -> Figures:
    plan_id = ask.subject.plan_id
    return ask.memo(("figures", plan_id), lambda: load_figures(plan_id, ask.shared["viewer"]))


def speaks(ask: Ask) -> Callable[[Figure], bool]:
    """Tells whether a figure speaks of exactly the scope asked; a figure for a part never does."""
    # What is told of a target for one chain or group without naming it is told of that one.
    unnamed_too = getattr(ask.subject, "scope_kind", "") in (ScopeKind.CHAIN, ScopeKind.GROUP)
    pk, kind = ask.scope.pk, ask.scope.kind
    if kind == ScopeKind.CHAIN:
        return lambda each: not each.part and (each.chain == pk or (unnamed_too and not each.chain and not each.group))
    if kind == ScopeKind.GROUP:
        return lambda each: not each.part and (each.group == pk or (unnamed_too and not each.chain and not each.group))
    return lambda each: not (each.part or each.chain or each.group)


def point_of(figure: Figure, unit: str, tolerance: Decimal) -> Point:
    value = convert(figure.value, figure.unit, unit)
    interval = interval_of(value, figure.precision, tolerance)
    rows = (Row("observation", figure.pk),)
    return Point(figure.period, figure.date, value, interval, figure.nature == STOCK, rows, figure.precision)


def settled(reports: Sequence[Figure], unit: str, tolerance: Decimal) -> Point:
    """One point for one thing reported: the preferred report, else one that holds all that the sources say."""
    if len(reports) > 1:
        reports = [figure for figure in reports if figure.preferred] or reports
    points = [point_of(figure, unit, tolerance) for figure in reports]
    if len(points) == 1:
        return points[0]
    first, *others = sorted(points, key=lambda point: (point.precision != "exact", point.nominal))
    for other in others:
        rows = first.rows + other.rows
        if other.nominal == first.nominal or agree(first.interval, other.interval):
            first = first._replace(rows=rows)
        else:
            hull = first.interval.hull(other.interval)
            first = first._replace(interval=hull, rows=rows, disputed=True, nominal=min(first.nominal, other.nominal))
    return first


def agree(one: Interval, other: Interval) -> bool:
    """Whether a rounded figure and an exact one can both be true."""
    if one.low is None or one.high is None or other.low is None or other.high is None:
        return False
    return max(one.low, other.low) <= min(one.high, other.high)


def same_report(ask: Ask) -> Callable[[Figure], tuple[bool, date, date, date]]:
    """What makes two figures reports of one thing: the day for a stock, the period for an amount.

    Where events are counted (each period, a duty), two days are two events.
    """
    counts_events = getattr(ask.subject, "measure", Measure.EACH) == Measure.EACH

    def key(figure: Figure) -> tuple[bool, date, date, date]:
        day, period = figure.date, figure.period
        if figure.nature == STOCK:
            return True, day, day, day
        return False, period.start, period.end, day if counts_events else period.end

    return key


def observed_points(ask: Ask, figures: Iterable[Figure], unit: str) -> list[Point]:
    """One point for each thing reported of the scope asked by its day, in order of time; amounts before stocks."""
    tolerance = ask.memo(("tolerance", ask.subject.plan_id), lambda: ask.subject.plan.about_tolerance)
    fits, key, at = speaks(ask), same_report(ask), ask.at
    reports = defaultdict(list)
    for figure in figures:
        if figure.date <= at and fits(figure) and convertible(figure.unit, unit):
            reports[key(figure)].append(figure)
    return [settled(reports[thing], unit, tolerance) for thing in sorted(reports)]
