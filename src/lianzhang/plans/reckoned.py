"""The metrics that reckon a target from other quantities: ratios, differences, growth.

A quantity is what figures are filed under; `city:NAME` is that of the whole city, whatever part of it a target asks of,
and `target:ID` what another target of the plan is reckoned to be."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal

from lianzhang.access.api import visible
from lianzhang.kernel.metrics import Ask, Evidence, Point, Scope, get_metric, metric
from lianzhang.kernel.periods import windows
from lianzhang.kernel.quantities import Interval

from .confirmed_figures import figures_of, observed_points, unnamed
from .evaluation.accumulation import disjoint, total
from .metrics import answer, direct
from .models import Relation, ScopeKind, Target

__all__ = ["growth_point"]

HUNDRED = Decimal(100)
SHARES = set("%点/")  # signs of dimensions whose amounts cannot be added: %, 百分点, 元/平方米
TIMES = "倍"


def quantity_points(ask: Ask, name: str, unit: str) -> list[Point]:
    """What is known of a quantity in the scope asked: figures filed under its name, or `target:ID` what that reaches.

    Amounts that fill a window of the target (twelve months a year) also speak of the whole of it.
    """
    word, colon, code = name.partition(":")
    if colon and word == "target":
        points = _points_of_target(ask, code, unit)
    else:
        asked, quantity = (replace(ask, scope=Scope()), code) if colon and word == "city" else (ask, name)
        figures = figures_of(ask).by_quantity.get(quantity, ())
        usable = (each for each in figures if each.relation in (Relation.DIRECT, Relation.INPUT, Relation.BASELINE))
        if f"city:{name}" in ask.params.values():  # a figure that names no part is then the city's own
            usable = (each for each in usable if not unnamed(each))
        points = observed_points(asked, usable, unit)
    adds_up = unit in ask.subject.plan.units and not SHARES & set(ask.subject.plan.units[unit].dimension)
    return [*points, *_filled(points, ask.subject.window)] if adds_up else points


def _target_of(ask: Ask, code: str) -> Target | None:
    targets: dict[str, Target] = ask.memo(
        ("targets by code", ask.subject.plan_id),
        lambda: {each.code: each for each in visible(ask.shared["viewer"], Target).filter(plan=ask.subject.plan_id)},
    )
    return targets.get(code)


def _points_of_target(ask: Ask, code: str, unit: str) -> list[Point]:
    """What another target of the plan is reckoned to be: in the scope asked, or in the city where it is the city's."""
    target, units = _target_of(ask, code), ask.subject.plan.units
    if target is None or not units.convertible(target.unit, unit):
        return []
    target.plan = ask.subject.plan
    scope = Scope() if target.scope_kind == ScopeKind.CITY else ask.scope
    own = replace(ask, subject=target, scope=scope, unit=target.unit, params=target.params)
    points = get_metric(target.metric).function(own).points
    return [_in_unit(point, lambda value: units.convert(value, target.unit, unit)) for point in points]


def _in_unit(point: Point, convert: Callable[[Decimal], Decimal]) -> Point:
    low, high = (None if end is None else convert(end) for end in point.interval[:2])
    return point._replace(nominal=convert(point.nominal), interval=point.interval._replace(low=low, high=high))


def _filled(points: Sequence[Point], window: str) -> list[Point]:
    """The whole windows that shorter amounts fill without a gap, each as their sum; those reported whole stand."""
    flows = [point for point in points if not point.stock and point.period.window != "day"]
    if not window or not flows:
        return []
    reported = {point.period for point in flows}
    first, last = min(point.period.start for point in flows), max(point.period.end for point in flows)
    sums = []
    for whole in windows(first, last, window):
        inside = disjoint(point for point in flows if whole.contains(point.period))
        if whole not in reported and sum(point.period.days for point in inside) == whole.days:
            sums.append(total(inside, whole))
    return sums


def paired(ask: Ask, combine: Callable[[Point, Point], Point | None], units: tuple[str, str]) -> Evidence:
    """Every period for which both quantities are known, combined, beside the figures reported directly."""
    ones = quantity_points(ask, ask.params["quantity"], units[0])
    others = {point.period: point for point in quantity_points(ask, ask.params["of"], units[1])}
    pairs = [combine(point, others[point.period]) for point in ones if point.period in others]
    return answer(direct(ask) + [point for point in pairs if point])


def _unit_of(ask: Ask, name: str) -> str:
    word, colon, code = name.partition(":")
    if colon and word == "target":
        target = _target_of(ask, code)
        return target.unit if target else ""
    figures = figures_of(ask).by_quantity.get(code if colon and word == "city" else name, ())
    return figures[0].unit if figures else ""


def _ends(one: Point, other: Point) -> tuple[Decimal, Decimal, Decimal, Decimal] | None:
    """Where both figures lie at least and at most; None where one of them is open on a side."""
    low, high, least, most = one.interval.low, one.interval.high, other.interval.low, other.interval.high
    if low is None or high is None or least is None or most is None:
        return None
    return low, high, least, most


@metric("plans.ratio", title="两数之比", needs=("quantity", "of"), places=True)
def ratio(ask: Ask) -> Evidence:
    """`quantity` as a share of `of` in the same period, in the target's unit (%), or in 万元/亩 each in its own."""
    known, alike = ask.subject.plan.units, _unit_of(ask, ask.params["of"])
    scale = known.convert(Decimal(1), TIMES, ask.unit) if known.convertible(TIMES, ask.unit) else Decimal(1)

    def share(one: Point, other: Point) -> Point | None:
        ends = _ends(one, other)
        if ends is None or not other.nominal or ends[2] <= 0 or _of_a_part(one, other, ask.subject.window):
            return None
        low, high, least, most = ends
        interval = Interval(scale * low / most, scale * high / least)
        return _joined(one, other, scale * one.nominal / other.nominal, interval)

    return paired(ask, share, known.parts(ask.unit) or (alike, alike))


def _of_a_part(one: Point, other: Point, window: str) -> bool:
    """A share of one month says nothing of the year's share: of amounts, only whole windows are compared."""
    return bool(window) and not (one.stock or other.stock) and one.period.window != window


@metric("plans.difference", title="与变动基准之差", needs=("quantity", "of"), places=True)
def difference(ask: Ask) -> Evidence:
    """`quantity` less `of`, the moving base, in the same period."""

    def gap(one: Point, other: Point) -> Point | None:
        ends = _ends(one, other)
        if ends is None:
            return None
        low, high, least, most = ends
        interval = Interval(low - most, high - least)
        return _joined(one, other, one.nominal - other.nominal, interval)

    unit = _unit_of(ask, ask.params["of"])
    return paired(ask, gap, (unit, unit))


def _joined(one: Point, other: Point, nominal: Decimal, interval: Interval) -> Point:
    return one._replace(
        date=max(one.date, other.date),
        nominal=nominal,
        interval=interval,
        stock=False,
        rows=one.rows + other.rows,
        precision="exact" if one.precision == other.precision == "exact" else "about",
        disputed=one.disputed or other.disputed,
    )


@metric("plans.growth", title="年均增长", needs=("quantity",), places=True)
def growth(ask: Ask) -> Evidence:
    """Yearly average growth in % from the target's base year, (V_y / V_base)^(1 / years) - 1, for whole years."""
    name = ask.params["quantity"]
    years = [point for point in quantity_points(ask, name, _unit_of(ask, name)) if point.period.window == "year"]
    base = next((point for point in years if point.period.start.year == ask.subject.base_year), None)
    if base is None or base.nominal <= 0:
        return answer(direct(ask))
    grown = [growth_point(base, point) for point in years if point.period.start.year > base.period.start.year]
    return answer(direct(ask) + grown)


def growth_point(base: Point, point: Point) -> Point:
    """The yearly average growth in % from one year to a later one."""
    years = point.period.start.year - base.period.start.year

    def rate(value: Decimal | None, start: Decimal | None) -> Decimal | None:
        if value is None or not start or value < 0:
            return None
        return ((value / start) ** (Decimal(1) / years) - 1) * HUNDRED

    nominal = rate(point.nominal, base.nominal) or Decimal(0)
    interval = Interval(rate(point.interval.low, base.interval.high), rate(point.interval.high, base.interval.low))
    return _joined(point, base, nominal, interval)
