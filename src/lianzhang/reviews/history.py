"""How meetings tell what happened to them."""

from __future__ import annotations

from lianzhang.records.api import HistoryWords

__all__ = ["DECISION_HISTORY", "MEETING_HISTORY"]

MEETING_HISTORY = HistoryWords(
    facts={"reason": "理由", "text": "内容", "tasks": "成了几件任务", "present": "到会"},
    fields={
        "on": "哪天开",
        "time": "时间",
        "room": "地点",
        "chair": "主持",
        "held_on": "开会日期",
        "title": "议题",
        "lead": "主办",
        "deadline": "期限",
        "proof": "怎样算办成",
    },
)
DECISION_HISTORY = MEETING_HISTORY
