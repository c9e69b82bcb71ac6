"""A chain's output over the years as <target-chart> draws it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from lianzhang.kernel.formatting import amount
from lianzhang.kernel.quantities import convert

__all__ = ["trend_chart"]


def trend_chart(years: Sequence[tuple[int, Decimal]], at: date) -> dict[str, Any] | None:
    """`years` with output in 万元; one year alone, or nothing but zeros, is no trend: None."""
    if len(years) < 2 or not any(output for _, output in years):
        return None
    last = date(years[-1][0], 12, 31).isoformat()
    return {
        "unit": "亿元",
        "style": "line",
        "goal": [],
        "pace": [],
        "points": [_point(year, output) for year, output in years],
        "at": at.isoformat(),
        "due": last,
        "projection": None,
    }


def _point(year: int, output: Decimal) -> dict[str, Any]:
    return {
        "starts": date(year, 1, 1).isoformat(),
        "date": date(year, 12, 31).isoformat(),
        "value": float(round(convert(output, "万元", "亿元"), 4)),
        "label": f"{year}年",
        "text": amount(output, "万元"),
        "kind": "direct",
        "source": "已确认的企业年报，按计入比例合计",
    }
