"""Records decide where their register is declared complete; for all other times reported figures do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from lianzhang.kernel.metrics import Ask, Evidence, Point, Undeclared
from lianzhang.kernel.periods import Period
from lianzhang.plans.api import answer, reported

__all__ = ["decide", "whole_years"]


def decide(
    ask: Ask, points: Sequence[Point], covered: Sequence[Period], undeclared: Undeclared | None = None
) -> Evidence:
    """`points` come from records of the times `covered`. `undeclared`: what the register holds otherwise."""
    reports = [point for point in reported(ask) if not any(_within(point, stretch) for stretch in covered)]
    evidence = answer([*points, *reports])
    waiting = undeclared if undeclared and undeclared.held and not _covered_on(ask.at, covered) else None
    return Evidence(evidence.points, covered=tuple(covered), undeclared=waiting)


def whole_years(stretches: Iterable[Period], at: date) -> list[Period]:
    """The years that lie within one of these times and are over by a day."""
    return [
        year
        for stretch in stretches
        for number in range(stretch.start.year, min(stretch.end, at).year + 1)
        if stretch.contains(year := Period(date(number, 1, 1), date(number, 12, 31))) and year.end <= at
    ]


def _within(point: Point, stretch: Period) -> bool:
    return stretch.contains(Period(point.date, point.date) if point.stock else point.period)


def _covered_on(day: date, covered: Iterable[Period]) -> bool:
    return any(stretch.start <= day <= stretch.end for stretch in covered)
