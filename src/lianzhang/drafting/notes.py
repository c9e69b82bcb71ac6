"""What somebody should know of a draft before they trust it, in words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .draft import Draft

__all__ = ["notes_on"]

FEW_LETTERS = 200


def notes_on(drafted: Draft) -> list[str]:
    """Where the draft rests on a guess, or the paper does not look like one plan."""
    numbers = [clause.number for clause in drafted.clauses if not clause.parent]
    checks = (
        (len(drafted.paper.plain) < FEW_LETTERS, "文字很少，不像一份完整的方案；请核对。"),
        (not drafted.targets, "没有读到带数字的目标；方案确实没有数字的，载入后只看任务。"),
        (
            len(drafted.clauses) == 1,
            "没有读到条款编号（一、（一）1. 第一条……），全文当作一条；请补编号后再起草，或在草稿里拆分。",
        ),
        (
            not drafted.period.stated,
            f"没有读到方案的起止年份，暂按{drafted.period.starts:%Y}—{drafted.period.ends:%Y}年；请核对起止日期。",
        ),
        (not drafted.chains, "没有读到产业链名单；请补上产业链。"),
        (
            len(numbers) != len(set(numbers)) or len(re.findall(r"^第一[章条]", drafted.paper.plain, re.MULTILINE)) > 2,
            "条款编号重头来过，像是两份文件合在一起；请核对，是两份的请分开起草。",
        ),
    )
    return [note for wrong, note in checks if wrong]
