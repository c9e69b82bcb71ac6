"""How a problem tells what happened to it."""

from __future__ import annotations

from lianzhang.records.api import HistoryWords

__all__ = ["HISTORY"]

HISTORY = HistoryWords(
    facts={"reason": "理由", "days": "延长工作日", "into": "并入", "initiative": "部门主动"},
    fields={
        "title": "标题",
        "text": "情况",
        "kind": "类别",
        "level": "层级",
        "lead": "主办",
        "instruction": "意见",
        "question": "请决定",
        "advice": "建议",
        "outcome": "结果",
        "answer": "答复",
        "verification": "核验依据",
        "grade": "满意程度",
        "feedback": "回话",
    },
)
