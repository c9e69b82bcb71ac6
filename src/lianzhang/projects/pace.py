"""How far a project's investment should be on a day, by elapsed time or by the plan's curve of a year. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from .models import BUILT, ENDED, Project, Stage

__all__ = ["Pace", "pace_of"]

# Percentage points behind from which on it lags, and lags badly.
AMBER, RED = 10, 30
# Percent of a year's investment by the end of a month.
Curve = Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Pace:
    """`state` is one of the six lights; `due` and `done` in percent of the planned investment; `why` in words."""

    state: str
    why: str
    due: float | None = None
    done: float | None = None


def pace_of(row: Project, today: date, curve: Curve | None = None) -> Pace:
    if row.state == Stage.LOST:
        return Pace("not_due", "已流失")
    if row.state in BUILT:
        return _built(row)
    start = row.started_on or row.planned_start
    if start is None and row.landed_on is None:
        return Pace("not_due", "还没到定开工日子的时候")
    if start is None or row.planned_completion is None:
        return Pace("unknown", "没有写计划开工、竣工日期")
    if row.started_on is None:
        late = (today - start).days
        return Pace("behind", f"比计划开工晚{late}天") if late > 0 else Pace("not_due", "还没到计划开工的日子")
    if not row.planned or row.planned_completion <= start:
        return Pace("unknown", "没有写计划总投资" if not row.planned else "计划竣工不晚于开工")
    due = 100 * _elapsed(start, row.planned_completion, min(today, row.planned_completion), curve or {})
    done = float(100 * row.done / row.planned)
    return _judged(due, done, past=today > row.planned_completion)


def _judged(due: float, done: float, *, past: bool) -> Pace:
    behind = due - done
    if past:
        return Pace("missed", "过了计划竣工日期", due, done)
    if behind > RED:
        return Pace("missed", f"落后序时{behind:.0f}个百分点", due, done)
    if behind > AMBER:
        return Pace("behind", f"落后序时{behind:.0f}个百分点", due, done)
    return Pace("on_course", "合序时", due, done)


def _built(row: Project) -> Pace:
    if row.planned_completion is None or row.completed_on is None:
        return Pace("met" if row.state in ENDED else "unknown", row.get_state_display())
    late = (row.completed_on - row.planned_completion).days
    return Pace("met", "按期竣工") if late <= 0 else Pace("behind", f"竣工晚{late}天")


def _elapsed(start: date, end: date, today: date, curve: Curve) -> float:
    """The share of the way between two days; along the curve where there is one."""
    first, last, now = (_position(day, curve) for day in (start, end, today))
    return min(max((now - first) / (last - first), 0.0), 1.0) if last > first else 1.0


def _position(day: date, curve: Curve) -> float:
    """Where a day stands when years lie end to end: in days, or in percent of each year's curve."""
    if not curve:
        return float(day.toordinal())
    before, after = (
        max((percent for month, percent in curve.items() if month <= last), default=0)
        for last in (day.month - 1, day.month)
    )
    first = day.replace(day=1)
    length = ((first + timedelta(days=32)).replace(day=1) - first).days
    return float(Decimal(day.year) * 100 + before) + (after - before) * day.day / length
