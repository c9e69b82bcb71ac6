"""How capacities and specialised parks tell what happened to them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.db.models import Model

from lianzhang.records.api import Happening, HistoryWords, register_history

from .models import Capacity, SpecialPark

__all__ = ["CAPACITY_HISTORY", "PARK_HISTORY"]

CAPACITY_HISTORY = HistoryWords(
    facts={"reason": "理由", "day": "日期"},
    fields={
        "kind": "要素",
        "name": "名称",
        "place": "在哪里",
        "amount": "总量",
        "used": "已用",
        "used_on": "已用数的日期",
        "used_source": "已用数的来源",
        "ready_on": "计划哪天可用",
        "usable_on": "哪天起可用",
        "lapses_on": "哪天失效",
        "works": "项目或下一步",
        "unit": "责任单位",
        "note": "说明",
        "quota": "年度和来源",
    },
)
PARK_HISTORY = HistoryWords(
    facts={"reason": "理由", "day": "日期", "tenant": "企业", "fills": "补哪些环节"},
    fields={
        "name": "名称",
        "chain": "产业链",
        "segments": "补哪些环节",
        "place": "在哪里",
        "ready_on": "计划哪天开园",
        "opened_on": "开园日期",
        "note": "说明",
    },
)


def _as_it_came(rows: Sequence[Model]) -> Iterator[Happening]:
    """Nobody typed it: it came with others, and the log tells nothing of it."""
    for row in rows:
        if isinstance(row, Capacity | SpecialPark) and not row.authors:
            yield Happening(row.entered_at, str(row.post or row.entered_by), "登记")


register_history(_as_it_came)
