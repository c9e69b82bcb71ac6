"""How what colleges report tells what happened to it."""

from __future__ import annotations

from lianzhang.records.api import HistoryWords

__all__ = ["REPORT_HISTORY"]

REPORT_HISTORY = HistoryWords(
    facts={"reason": "理由"},
    fields={"college": "院校", "year": "毕业年份", "figures": "各专业", "whole": "没写的专业", "source": "来源"},
)
