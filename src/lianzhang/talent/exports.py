"""Posts ahead and what colleges report as workbooks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from lianzhang.kernel.formatting import quarter
from lianzhang.kernel.sheets import MOMENT, WORDS, Said, amount, list_workbook, whole

from .ahead import PostsAhead
from .models import GraduateReport

__all__ = ["ahead_workbook", "reports_workbook"]

MANY = amount("", decimals=0)
WORDS_OF = {"short": "缺", "unknown": "不清楚", "enough": "够", "": "没有人要"}


def ahead_workbook(told: PostsAhead) -> bytes:
    """A line for each trade and quarter."""
    lines = [(each, shown) for each in told.trades for shown in each.cells]
    vague = len(told.unstated)
    columns: Sequence[Said[Any]] = (
        ("工种", WORDS, lambda each: each[0].trade.name),
        ("对口专业", WORDS, lambda each: "、".join(each[0].trade.major_names)),
        ("季度", WORDS, lambda each: quarter(each[1].cell.start)),
        ("要多少人", MANY, lambda each: each[1].cell.wanted),
        ("没写人数或工种的（件）", whole(), lambda each: each[1].cell.unsaid),
        ("毕业生（已知的）", MANY, lambda each: each[1].cell.comes),
        ("毕业生全不全", WORDS, lambda each: "不全" if each[1].unclear else ""),
        ("至少缺", MANY, lambda each: each[1].cell.short),
        ("判断", WORDS, lambda each: WORDS_OF[each[1].cell.word]),
        ("没写要什么工种的", whole(), lambda _each: vague),
    )
    return list_workbook("岗位和毕业生", columns, lines)


def reports_workbook(rows: Iterable[GraduateReport]) -> bytes:
    """A line for each report and major."""
    lines = [(row, each) for row in rows for each in row.lines]
    columns: Sequence[Said[Any]] = (
        ("院校", WORDS, lambda each: each[0].college.name),
        ("毕业年份", whole(), lambda each: each[0].year),
        ("专业", WORDS, lambda each: each[1].major),
        ("毕业生（人）", whole(), lambda each: each[1].graduates),
        ("留本地（人）", whole(), lambda each: each[1].stays),
        ("没写的专业", WORDS, lambda each: "没有毕业生" if each[0].whole else "不清楚"),
        ("来源", WORDS, lambda each: each[0].source),
        ("状态", WORDS, lambda each: each[0].get_state_display()),
        ("退回的理由", WORDS, lambda each: each[0].reason),
        ("填报时间", MOMENT, lambda each: each[0].reported_at),
    )
    return list_workbook("毕业生", columns, lines)
