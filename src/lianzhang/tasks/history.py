"""How tasks and records of work tell what happened to them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.db.models import Model

from lianzhang.records.api import Happening, HistoryWords, register_history

from .models import Task, WorkRecord

__all__ = ["RECORD_HISTORY", "TASK_HISTORY"]

TASK_HISTORY = HistoryWords(
    facts={"reason": "理由", "on": "日期", "pace": "进展", "text": "说明", "paper": "凭据", "deadline": "改到"},
    fields={
        "title": "任务",
        "lead": "主办",
        "deadline": "期限",
        "proof": "怎么算办成",
        "report": "办成什么",
        "done_on": "办成日期",
        "verification": "核验依据",
    },
)
RECORD_HISTORY = HistoryWords(
    facts={"reason": "理由", "seats_added": "名单加上", "seats_removed": "名单去掉"},
    fields={
        "kind": "类别",
        "topic": "专题",
        "attended": "到场人数",
        "title": "做了什么",
        "date": "日期",
        "result": "结果",
        "unit": "单位",
        "chain": "产业链",
        "region": "区域",
        "duty": "方案任务",
        "task": "任务",
        "saved": "节约金额（万元）",
        "saved_firms": "多少家企业",
        "source": "来源",
    },
)

# What a row that came with others, and not by acts, says itself of what happened to it.
TASK_MOMENTS = (
    ("assigned_at", "交办", "assigned_by", "text"),
    ("taken_up_at", "签收", "lead", ""),
    ("verified_at", "核验通过", "assigned_by", "verification"),
)
RECORD_MOMENTS = (("entered_at", "登记", "entered_by", "title"), ("decided_at", "确认", "decided_by", "reason"))


def _as_it_came(rows: Sequence[Model]) -> Iterator[Happening]:
    """No post entered it: the log tells nothing of what was before it came."""
    for row in rows:
        if not isinstance(row, Task | WorkRecord) or row.post_id is not None:
            continue
        for moment, act, who, words in TASK_MOMENTS if isinstance(row, Task) else RECORD_MOMENTS:
            if at := getattr(row, moment):
                said = str(getattr(row, words) or "") if words else ""
                yield Happening(at, str(getattr(row, who)), act, (said,) if said else ())


register_history(_as_it_came)
