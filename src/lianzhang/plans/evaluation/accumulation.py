"""From figures as reported to figures that can be held against a goal: whole periods, running totals. Pure."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from lianzhang.kernel.metrics import Point
from lianzhang.kernel.periods import Period
from lianzhang.kernel.quantities import Interval
from lianzhang.plans.models.plan import Measure

from .goals import Terms

__all__ = ["comparable", "disjoint", "total"]


def comparable(terms: Terms, points: Iterable[Point]) -> list[Point]:
    """The figures that speak of what the goal asks, in order of time.

    A goal on a period (a year's output) takes whole periods; part of one is a lower bound where more is better.
    A total takes stocks; newly added takes amounts, summed without counting a day twice.
    """
    if terms.measure == Measure.ADDED:
        return _added(terms, points)
    if terms.measure == Measure.CUMULATIVE:
        return sorted((point for point in points if point.stock), key=_by_date)
    if terms.window:
        fitting = (_whole_or_bound(terms, point) for point in points)
        return sorted((point for point in fitting if point), key=_by_period)
    return sorted(points, key=_by_date)


def disjoint(points: Iterable[Point]) -> list[Point]:
    """Amounts no day of which is counted twice: a longer period goes before the shorter ones it overlaps."""
    chosen: list[Point] = []
    for point in sorted(points, key=lambda each: (-each.period.days, each.period, each.date)):
        if not any(point.period.overlaps(other.period) for other in chosen):
            chosen.append(point)
    return sorted(chosen, key=_by_period)


def total(points: Sequence[Point], over: Period) -> Point:
    """The sum of amounts within `over`. Days that no amount covers leave the sum open upwards."""
    lows = [point.interval.low for point in points]
    highs = [point.interval.high for point in points]
    covered = sum(point.period.days for point in points) >= over.days
    low = None if None in lows else sum((each for each in lows if each is not None), Decimal(0))
    high = sum((each for each in highs if each is not None), Decimal(0)) if covered and None not in highs else None
    return Point(
        period=over,
        date=max(point.date for point in points),
        nominal=sum((point.nominal for point in points), Decimal(0)),
        interval=Interval(low, high, open_low=any(point.interval.open_low for point in points)),
        stock=False,
        rows=tuple(row for point in points for row in point.rows),
        precision="exact" if all(point.precision == "exact" for point in points) else "about",
        disputed=any(point.disputed for point in points),
    )


def _added(terms: Terms, points: Iterable[Point]) -> list[Point]:
    amounts, totals = [], []
    for point in points:
        if point.stock and terms.baseline is not None:
            totals.append(_less(point, terms.baseline))
        elif not point.stock and point.period.start >= terms.start:
            amounts.append(point)
    chosen = disjoint(amounts)
    running = [
        total(chosen[: index + 1], Period(terms.start, point.period.end))._replace(stock=True)
        for index, point in enumerate(chosen)
    ]
    return sorted(totals + running, key=_by_date)


def _less(point: Point, base: Decimal) -> Point:
    low, high = point.interval.low, point.interval.high
    interval = point.interval._replace(
        low=None if low is None else low - base, high=None if high is None else high - base
    )
    return point._replace(nominal=point.nominal - base, interval=interval)


def _whole_or_bound(terms: Terms, point: Point) -> Point | None:
    if point.period.window == terms.window:
        return point
    if point.stock or terms.falling or point.period.days > 366:
        return None
    return point._replace(interval=point.interval._replace(high=None))


def _by_date(point: Point) -> tuple[object, ...]:
    return point.date, point.period.end, point.stock, point.nominal


def _by_period(point: Point) -> tuple[object, ...]:
    return point.period.end, point.date, point.stock, point.nominal
