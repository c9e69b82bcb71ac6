"""A project's investment as <target-chart> draws it: what was done in all, month by month, to the planned sum. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from .amounts import money
from .models import MonthFigure, Project

__all__ = ["chart_of"]

TEN_THOUSAND = Decimal(10_000)


def chart_of(row: Project, months: Sequence[MonthFigure], at: date) -> dict[str, Any] | None:
    """None where fewer than two months say what was done."""
    told = [each for each in months if each.done is not None]
    if len(told) < 2:
        return None
    large = max(row.planned or 0, row.done) >= TEN_THOUSAND
    unit, by = ("亿元", TEN_THOUSAND) if large else ("万元", Decimal(1))
    start, end = row.started_on or told[0].month, row.planned_completion or at
    points, total = [], Decimal(0)
    for each in told:
        total += each.done or 0
        points.append(_point(each, total, by))
    goal = {"from": start.isoformat(), "to": max(end, at).isoformat(), "label": "计划总投资"}
    return {
        "unit": unit,
        "style": "line",
        "at": at.isoformat(),
        "due": max(end, at).isoformat(),
        "goal": [goal | {"value": round(float(row.planned / by), 4)}] if row.planned else [],
        "pace": _pace(row, start, end, by),
        "points": points,
        "projection": None,
    }


def _point(row: MonthFigure, total: Decimal, by: Decimal) -> dict[str, Any]:
    last = (row.month + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    return {
        "date": last.isoformat(),
        "value": round(float(total / by), 4),
        "label": f"{row.month:%Y-%m}",
        "text": money(total),
        "kind": "direct",
        "precision": "exact",
        "source": "月度投资",
    }


def _pace(row: Project, start: date, end: date, by: Decimal) -> list[dict[str, Any]]:
    if not row.planned or end <= start:
        return []
    return [
        {"date": start.isoformat(), "value": 0},
        {"date": end.isoformat(), "value": round(float(row.planned / by), 4)},
    ]
