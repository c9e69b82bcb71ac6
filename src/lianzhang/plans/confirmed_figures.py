"""Confirmed figures as the metrics read them: loaded once, kept to their scope, merged where sources agree or not."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from operator import attrgetter
from typing import Any, NamedTuple

from django.db.models import Case, Expression, F, Func, Q, TextField, Value, When
from django.db.models.functions import Cast

from lianzhang.access.api import visible
from lianzhang.kernel.metrics import Ask, Point, Row
from lianzhang.kernel.periods import Period
from lianzhang.kernel.quantities import Interval, Units, interval_of
from lianzhang.work.models import ReportState

from .models import Measure, Nature, Observation
from .models.scopes import NAMED_SCOPES

__all__ = ["Figure", "Figures", "agree", "figures_of", "load_figures", "observed_points", "unnamed"]


STOCK = Nature.STOCK.value


class Figure(NamedTuple):
    """A confirmed observation as the metrics read it; `part`: it speaks of a part told in words."""

    pk: int
    target: int | None
    duty: int | None
    chain: int | None
    group: int | None
    region: int | None
    park: int | None
    relation: str
    precision: str
    nature: str
    part: str
    preferred: str
    unit: str
    quantity: str
    value: Decimal
    period: Period
    date: date


# Ten thousand figures say the same few things of themselves and fall on a few hundred days. Each comes as one text,
# read once for all figures that share it, and the number as a text of its own: this halves the load's time.
BETWEEN = "\x1f"


def _text(*columns: Expression | F) -> Func:
    parts = [part for column in columns for part in (Value(BETWEEN), column)]
    return Func(*parts[1:], template="%(expressions)s", arg_joiner=" || ", output_field=TextField())


def _where(condition: Q) -> Case:
    return Case(When(condition, then=Value("yes")), default=Value(""), output_field=TextField())


_FACTS = _text(
    *(F("relation"), F("precision"), F("nature")),
    *(_where(~Q(scope_text="")), _where(Q(preferred=True))),
    *(F("unit"), F("quantity")),
)
_NUMBER, _START, _END, _DATE = (Cast(name, TextField()) for name in ("value", "period_start", "period_end", "date"))
_day = lru_cache(maxsize=4096)(date.fromisoformat)


@lru_cache(maxsize=4096)
def _facts(text: str) -> tuple[str, ...]:
    return tuple(text.split(BETWEEN, 6))


@lru_cache(maxsize=4096)
def _days(text: str) -> tuple[Period, date]:
    start, end, day = map(_day, text.split(BETWEEN))
    return Period(start, end), day


@dataclass(frozen=True, slots=True)
class Figures:
    """All confirmed figures of a plan, found by what they are about.

    `blanks`: confirmed reports that give no number, each as its target and its day.
    """

    by_target: dict[int, list[Figure]]
    by_duty: dict[int, list[Figure]]
    by_quantity: dict[str, list[Figure]]
    blanks: list[tuple[int, date]]


def load_figures(plan_id: int, viewer: Any) -> Figures:
    """One query: the confirmed figures in sight that were not replaced by a correction."""
    confirmed = visible(viewer, Observation).filter(plan_id=plan_id, state=ReportState.CONFIRMED)
    keys = ("pk", "target_id", "duty_id", "chain_id", "group_id", "region_id", "park_id")
    columns = (*keys, _FACTS, _NUMBER, _text(_START, _END, _DATE))
    rows = list(confirmed.order_by("pk").values_list(*columns))
    figures = [
        Figure._make((*keys, *_facts(facts), Decimal(number), *_days(days)))
        for *keys, facts, number, days in rows
        if number is not None
    ]
    blanks = [(target, _days(days)[1]) for _, target, *_, number, days in rows if number is None and target]
    loaded = Figures(defaultdict(list), defaultdict(list), defaultdict(list), blanks)
    for figure in sorted(figures, key=attrgetter("date")):
        if figure.target:
            loaded.by_target[figure.target].append(figure)
        elif figure.duty:
            loaded.by_duty[figure.duty].append(figure)
        loaded.by_quantity[figure.quantity].append(figure)
    return loaded


def figures_of(ask: Ask) -> Figures:
    plan_id = ask.subject.plan_id
    return ask.memo(("figures", plan_id), lambda: load_figures(plan_id, ask.shared["viewer"]))


def speaks(ask: Ask) -> Callable[[Figure], bool]:
    """Tells whether a figure speaks of exactly the scope asked; a figure for a part never does."""
    # What is told of a target for one chain, group, region or park without naming it is told of that one.
    unnamed_too = getattr(ask.subject, "scope_kind", "") in NAMED_SCOPES
    pk, kind = ask.scope.pk, ask.scope.kind
    if kind not in NAMED_SCOPES:
        return unnamed
    own = attrgetter(kind)
    return lambda each: not each.part and (own(each) == pk or (unnamed_too and unnamed(each)))


def unnamed(figure: Figure) -> bool:
    """Whether a figure names no part of the city."""
    return not (figure.part or figure.chain or figure.group or figure.region or figure.park)


def point_of(figure: Figure, unit: str, tolerance: Decimal, units: Units) -> Point:
    value = units.convert(figure.value, figure.unit, unit)
    interval = interval_of(value, figure.precision, tolerance)
    rows = (Row("observation", figure.pk),)
    return Point(figure.period, figure.date, value, interval, figure.nature == STOCK, rows, figure.precision)


def settled(reports: Sequence[Figure], unit: str, tolerance: Decimal, units: Units) -> Point:
    """One point for one thing reported: the preferred report, else one that holds all that the sources say."""
    if len(reports) == 1:
        return point_of(reports[0], unit, tolerance, units)
    chosen = [figure for figure in reports if figure.preferred] or reports
    points = (point_of(figure, unit, tolerance, units) for figure in chosen)
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


def observed_points(
    ask: Ask, figures: Iterable[Figure], unit: str, speaking: Callable[[Figure], bool] | None = None
) -> list[Point]:
    """One point for each thing reported of the scope asked by its day, in order of time; amounts before stocks.

    `speaking` tells which figures speak of the scope, where the scope itself does not."""
    tolerance = ask.memo(("tolerance", ask.subject.plan_id), lambda: ask.subject.plan.about_tolerance)
    fits, key, at, units = speaking or speaks(ask), same_report(ask), ask.at, ask.subject.plan.units
    reports = defaultdict(list)
    for figure in figures:
        if figure.date <= at and fits(figure) and (figure.unit == unit or units.convertible(figure.unit, unit)):
            reports[key(figure)].append(figure)
    return [settled(reports[thing], unit, tolerance, units) for thing in sorted(reports)]
