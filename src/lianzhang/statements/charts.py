"""A firm's yearly figures as <target-chart> draws them: bars without a goal. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from lianzhang.kernel.formatting import amount, scaled
from lianzhang.statements.models import ITEMS, Statement

__all__ = ["DRAWN", "all_zero", "firm_chart"]

DRAWN = ("output", "revenue", "research")


def firm_chart(item: str, years: Sequence[Statement], at: date) -> dict[str, Any] | None:
    """One figure over the years, in the unit that suits the largest. None where fewer than two years say anything,
    or all of them say zero."""
    reported = [row for row in years if getattr(row, item) is not None]
    if len(reported) < 2 or all_zero(item, reported):
        return None
    unit = ITEMS[item][1]
    largest = max(abs(getattr(row, item)) for row in reported)
    shown = scaled(largest, unit)[1]
    by = scaled(largest, unit)[0] / largest if largest else 1
    points = [_bar(row, item, by) for row in reported]
    return {
        "unit": shown,
        "style": "bars",
        "at": at.isoformat(),
        "due": at.isoformat(),
        "goal": [],
        "pace": [],
        "points": points,
        "projection": None,
    }


def all_zero(item: str, years: Sequence[Statement]) -> bool:
    """Whether every year that says something says zero: that is a sentence, not a drawing."""
    reported = [getattr(row, item) for row in years if getattr(row, item) is not None]
    return len(reported) > 1 and not any(reported)


def _bar(row: Statement, item: str, by: Any) -> dict[str, Any]:
    value = getattr(row, item)
    return {
        "date": row.period_end.isoformat(),
        "value": round(float(value * by), 2),
        "label": f"{row.period_end.year}年",
        "text": amount(value, ITEMS[item][1]),
        "kind": "direct",
        "precision": "exact",
        "source": "企业报表",
    }
