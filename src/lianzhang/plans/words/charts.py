"""A target's figures as the chart draws them: the goal as it was asked, the even pace, the figures by kind. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import zip_longest
from typing import Any

from lianzhang.kernel.metrics import Point, Row
from lianzhang.kernel.periods import Period
from lianzhang.plans.evaluation import Evaluation, State, Terms
from lianzhang.plans.models.plan import Goal, Target

from .wording import asked_text, point_text, when_text

__all__ = ["target_chart"]


def target_chart(
    target: Target,
    goals: Sequence[Goal],
    evaluation: Evaluation,
    points: Sequence[Point],
    sources: Mapping[Row, str],
    asides: Iterable[dict[str, Any]] = (),
) -> dict[str, Any]:
    """What <target-chart> reads. `goals` are all rows ever in force, `asides` figures that do not count."""
    bars = bool(evaluation.parts)
    drawn = [_bar(part.key, part.evaluation, target.unit, sources) for part in evaluation.parts] if bars else []
    return {
        "unit": target.unit,
        "style": "bars" if bars else "line",
        "goal": [_segment(target, goal, until) for goal, until in _in_turn(goals, target.due)],
        "pace": [] if bars or evaluation.state is State.WATCHED else _pace(evaluation.terms),
        "points": [bar for bar in drawn if bar]
        if bars
        else [*(_mark(point, target.unit, sources) for point in points), *asides],
        "at": evaluation.at.isoformat(),
        "due": target.due.isoformat(),
        "projection": _projection(evaluation),
    }


def _in_turn(goals: Sequence[Goal], due: date) -> Iterable[tuple[Goal, date]]:
    """Each goal row with the last day it is asked: until its period ends, or a revision takes its place."""
    rows = sorted(goals, key=lambda goal: (goal.period_start or date.min, goal.effective_from))
    for row, following in zip_longest(rows, rows[1:]):
        replaced = following is not None and following.period_start == row.period_start
        end = row.period_end or due
        yield row, min(end, following.effective_from - timedelta(days=1)) if following and replaced else end


def _segment(target: Target, goal: Goal, until: date) -> dict[str, Any]:
    start = goal.period_start or max(target.starts, goal.effective_from)
    segment = {
        "from": min(start, until).isoformat(),
        "to": until.isoformat(),
        "value": _plain(goal.value),
        "label": asked_text(goal, target.unit),
    }
    return segment | ({"value_max": _plain(goal.value_max)} if goal.value_max is not None else {})


def _pace(terms: Terms) -> list[dict[str, Any]]:
    days = (terms.start, terms.due)
    asked = [(day, terms.expected_on(day)) for day in days]
    return [{"date": day.isoformat(), "value": _plain(value)} for day, value in asked if value is not None]


def _mark(point: Point, unit: str, sources: Mapping[Row, str]) -> dict[str, Any]:
    return {
        "date": _day(point).isoformat(),
        **({} if point.stock else {"starts": point.period.start.isoformat()}),
        "value": _plain(point.nominal),
        "label": when_text(point),
        "text": point_text(point, unit),
        "kind": "computed" if _reckoned(point) else "direct",
        "precision": point.precision,
        "source": _source(point, sources),
    }


def _reckoned(point: Point) -> bool:
    """Whether it was reckoned from several reported figures; records counted or summed are the thing itself."""
    return sum(row.kind == "observation" for row in point.rows) > 1 and not point.disputed


def _bar(key: object, evaluation: Evaluation, unit: str, sources: Mapping[Row, str]) -> dict[str, Any] | None:
    if evaluation.point is None or not isinstance(key, Period):
        return None
    bar = _mark(evaluation.point, unit, sources) | {"state": str(evaluation.state)}
    return bar | {"date": key.end.isoformat(), "label": str(key)}


def _day(point: Point) -> date:
    return point.date if point.stock else point.period.end


def _source(point: Point, sources: Mapping[Row, str]) -> str:
    return "；".join(dict.fromkeys(sources[row] for row in point.rows if row in sources))


def _projection(evaluation: Evaluation) -> dict[str, Any] | None:
    """A line is drawn on only from a figure that still says how things are."""
    line = evaluation.projection
    if line is None or evaluation.state not in (State.ON_COURSE, State.BEHIND):
        return None
    method = "按趋势推算" if line.method == "trend" else "按平均速度推算"
    return {"date": line.on.isoformat(), "value": _plain(round(line.value, 1)), "label": method}


def _plain(value: Decimal) -> float:
    return float(round(value, 4))
