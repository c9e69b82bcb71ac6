"""What must hold of kinds of events: who is asked what came of it is asked after some months, and by some day."""

from __future__ import annotations

from lianzhang.plans.models import EventKind

from .faults import Problems, at
from .reading import PlanFolder

__all__ = ["MARKET_CHECKS"]


def _asked(folder: PlanFolder) -> Problems:
    for row in folder.rows("event_kinds"):
        if row["results"] != EventKind.Results.PARTICIPANTS:
            continue
        for column, words in (("months", "几个月后问"), ("reply_workdays", "几个工作日内答复")):
            if not row[column] and column not in row.broken:
                yield at("event_kinds", row, column, f"结果要问参加的企业的，请写{words}")


MARKET_CHECKS = (_asked,)
