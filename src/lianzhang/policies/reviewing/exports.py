"""Reviews of budgets as a workbook: a row for each indicator."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from lianzhang.kernel.sheets import WORDS, Said, amount, list_workbook, whole
from lianzhang.policies.models import BudgetReview
from lianzhang.policies.review_lines import lines_now
from lianzhang.policies.review_scores import Line, total_of

__all__ = ["reviews_workbook"]

MANY = amount("", decimals=4)


class Told(NamedTuple):
    review: BudgetReview
    line: Line
    lines: list[Line]


COLUMNS: Sequence[Said[Told]] = (
    ("预算", WORDS, lambda each: each.review.budget.name),
    ("年度", whole(), lambda each: each.review.year),
    ("管理单位", WORDS, lambda each: str(each.review.budget.unit or "")),
    ("一级指标", WORDS, lambda each: each.line.group),
    ("二级指标", WORDS, lambda each: each.line.name),
    ("权重（%）", MANY, lambda each: each.line.weight),
    ("目标值", MANY, lambda each: each.line.target),
    ("完成值", MANY, lambda each: each.line.achieved),
    ("得分", MANY, lambda each: each.line.score),
    ("偏差原因", WORDS, lambda each: each.line.reason),
    ("总分", MANY, lambda each: total_of(each.lines)),
    ("状态", WORDS, lambda each: each.review.get_state_display()),
)


def reviews_workbook(rows: Iterable[BudgetReview]) -> bytes:
    told = ((row, lines_now(row)) for row in rows)
    return list_workbook("绩效自评", COLUMNS, [Told(row, line, lines) for row, lines in told for line in lines])
