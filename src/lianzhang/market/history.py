"""How needs and matches tell what happened to them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.db.models import Model

from lianzhang.records.api import Happening, HistoryWords, register_history

from .models import Need

__all__ = ["EVENT_HISTORY", "JUROR_HISTORY", "MATCH_HISTORY", "NEED_HISTORY"]

NEED_HISTORY = HistoryWords(
    facts={"reason": "说明", "said": "结论"},
    fields={
        "stage": "阶段",
        "title": "要什么",
        "kind": "类别",
        "enterprise": "需求企业",
        "chain": "产业链",
        "text": "公开的说明",
        "valid_until": "有效期至",
    },
)
MATCH_HISTORY = HistoryWords(
    facts={"said": "回话", "reason": "说明", "ground": "为什么", "day": "日期", "value": "金额（万元）"},
    fields={"party": "承接方", "stage": "阶段", "value": "签约金额", "capacity": "落到哪一项", "delivered": "交付"},
)
JUROR_HISTORY = HistoryWords(facts={"reason": "说明"})
EVENT_HISTORY = HistoryWords(
    facts={"reason": "说明", "seated": "排了几个对接"},
    fields={"title": "名称", "place": "地点", "event_day": "日期", "chain": "产业链"},
)


def _as_it_came(rows: Sequence[Model]) -> Iterator[Happening]:
    """Nobody typed it: it came with others, and the log tells nothing of it."""
    for row in rows:
        if isinstance(row, Need) and not row.authors:
            yield Happening(row.entered_at, str(row.post or row.entered_by), "登记")


register_history(_as_it_came)
