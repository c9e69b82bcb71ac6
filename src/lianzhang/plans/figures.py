"""Confirmed figures as the metrics read them: loaded once, kept to their scope, merged where sources agree or not."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from django.db.models import Case, TextField, Value, When
from django.db.models.functions import Cast

from lianzhang.access.doors import visible
from lianzhang.kernel.metrics import Ask, Point, Row
from lianzhang.kernel.periods import Period
from lianzhang.kernel.quantities import Interval, convert, convertible, interval_of

from .models import Measure, Observation, ObservationState, ScopeKind

__all__ = ["Figure", "Figures", "agree", "figures_of", "load_figures", "observed_points"]


class Figure(NamedTuple):
    """A confirmed observation as the metrics read it."""

    pk: int
    target: int | None
    duty: int | None
    relation: str
    quantity: str
    chain: int | None
    group: int | None
    region: int | None
    scope_text: str
    precision: str
    unit: str
    nature: str
    preferred: bool
    value: Decimal
    period: Period
    date: date


_COLUMNS = (
    *("pk", "target_id", "duty_id", "relation", "quantity", "chain_id", "group_id", "region_id", "scope_text"),
    *("precision", "unit", "nature"),
)
# Numbers and days come as text, and a day is read once for all figures that share it: this halves the load's time.
# Nothing is left that Django would convert value by value.
_TEXTS = tuple(Cast(column, TextField()) for column in ("value", "period_start", "period_end", "date"))
_PREFERRED = Case(When(preferred=True, then=Value("yes")), default=Value(""), output_field=TextField())
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
    rows = visible(viewer, Observation).filter(plan_id=plan_id, state=ObservationState.CONFIRMED, value__isnull=False)
    found = Figures(defaultdict(list), defaultdict(list), defaultdict(list))
    figures = [
        Figure._make((*columns, bool(preferred), Decimal(value), _period(start, end), _day(day)))
        for *columns, preferred, value, start, end, day in rows.order_by("pk").values_list(
            *_COLUMNS, _PREFERRED, *_TEXTS
        )
    ]
    for figure in sorted(figures, key=lambda figure: figure.date):
        if figure.target:
            found.by_target[figure.target].append(figure)
        elif figure.duty:
            found.by_duty[figure.duty].append(figure)
        found.by_quantity[figure.quantity].append(figure)
    return found


def figures_of(ask: Ask) -> Figures:
    plan_id = ask.subject.plan_id
    return ask.memo(("figures", plan_id), lambda: load_figures(plan_id, ask.shared["viewer"]))


def in_scope(figure: Figure, ask: Ask) -> bool:
    """Whether a figure speaks of exactly the scope asked; a figure for a part never does."""
    if figure.region or figure.scope_text:
        return False
    if ask.scope.kind == ScopeKind.CHAIN:
        return figure.chain == ask.scope.pk or (_whole_target(ask) and not figure.chain and not figure.group)
    if ask.scope.kind == ScopeKind.GROUP:
        return figure.group == ask.scope.pk or (_whole_target(ask) and not figure.chain and not figure.group)
    return not figure.chain and not figure.group


def _whole_target(ask: Ask) -> bool:
    return getattr(ask.subject, "scope_kind", "") in (ScopeKind.CHAIN, ScopeKind.GROUP)


def point_of(figure: Figure, unit: str, tolerance: Decimal) -> Point:
    value = convert(figure.value, figure.unit, unit)
    return Point(
        period=figure.period,
        date=figure.date,
        nominal=value,
        interval=interval_of(value, figure.precision, tolerance),
        stock=figure.nature == "stock",
        rows=(Row("observation", figure.pk),),
        precision=figure.precision,
    )


def merge(points: Iterable[tuple[Point, bool]], key: Callable[[Point], Any]) -> list[Point]:
    """One point for each thing reported: the preferred one, else one that holds all that the sources say."""
    reports = defaultdict(list)
    for point, preferred in points:
        reports[key(point)].append((point, preferred))
    return [_settle(reports[thing]) for thing in sorted(reports)]


def _settle(reports: Sequence[tuple[Point, bool]]) -> Point:
    if len(reports) == 1:
        return reports[0][0]
    chosen = [point for point, preferred in reports if preferred] or [point for point, _ in reports]
    first, *others = sorted(chosen, key=lambda point: (point.precision != "exact", point.nominal))
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


def same_report(ask: Ask) -> Callable[[Point], Any]:
    """What makes two figures reports of one thing: the day for a stock, the period for an amount.

    Where events are counted (each period, a duty), two days are two events.
    """
    counts_events = getattr(ask.subject, "measure", Measure.EACH) == Measure.EACH

    def key(point: Point) -> tuple[bool, date, date, date]:
        if point.stock:
            return (True, point.date, point.date, point.date)
        return (False, point.period.start, point.period.end, point.date if counts_events else point.period.end)

    return key


def observed_points(ask: Ask, figures: Iterable[Figure], unit: str) -> list[Point]:
    tolerance = ask.memo(("tolerance", ask.subject.plan_id), lambda: ask.subject.plan.about_tolerance)
    fitting = [
        (point_of(figure, unit, tolerance), figure.preferred)
        for figure in figures
        if figure.date <= ask.at and in_scope(figure, ask) and convertible(figure.unit, unit)
    ]
    return merge(fitting, same_report(ask))
