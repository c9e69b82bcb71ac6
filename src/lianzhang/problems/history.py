"""How a problem tells what happened to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.db.models import Model

from lianzhang.records.api import Happening, HistoryWords, register_history

from .models import Problem

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

# What a row that came with others, and not by acts, says itself of what happened to it.
MOMENTS = (
    ("raised_at", "提出", "text"),
    ("assigned_at", "分办", "lead"),
    ("answered_at", "答复", "answer"),
    ("verified_at", "核验通过", "verification"),
    ("heard_at", "回话", "feedback"),
    ("closed_at", "销号", ""),
)


def _as_it_came(rows: Sequence[Model]) -> Iterator[Happening]:
    """No post raised it: the log tells nothing of what was before it came."""
    for row in rows:
        if isinstance(row, Problem) and row.post_id is None:
            for moment, act, words in MOMENTS:
                if at := getattr(row, moment):
                    said = str(getattr(row, words) or "") if words else ""
                    yield Happening(at, str(row.raised_by), act, (said,) if said else ())


register_history(_as_it_came)
