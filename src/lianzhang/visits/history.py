"""How visits and promises tell what happened to them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.db.models import Model

from lianzhang.records.api import Happening, HistoryWords, register_history

from .models import Promise, Visit

__all__ = ["PROMISE_HISTORY", "VISIT_HISTORY"]

VISIT_HISTORY = HistoryWords(
    facts={"reason": "理由", "on": "日期", "date": "改到"},
    fields={
        "name": "对象",
        "date": "日期",
        "topic": "谈什么",
        "place": "地点",
        "asked": "对方提了什么",
        "result": "谈成什么",
        "next_step": "下一步",
        "notes": "内部备注",
    },
)
PROMISE_HISTORY = HistoryWords(
    facts={
        "reason": "理由",
        "said": "回话",
        "heard": "兑现了吗",
        "text": "说明",
        "paper": "凭据",
        "kept_on": "兑现日期",
        "proof": "依据",
        "deadline": "改到",
    },
    fields={"text": "承诺什么", "unit": "由谁兑现", "deadline": "期限", "kept_on": "兑现日期", "proof": "依据"},
)

# What a row that came with others, and not by acts, says itself of what happened to it.
MOMENTS = {
    Visit: (
        ("entered_at", "约定", "entered_by", "topic"),
        ("written_at", "写记录", "entered_by", ""),
        ("decided_at", "确认", "entered_by", ""),
    ),
    Promise: (("entered_at", "承诺", "entered_by", "text"), ("decided_at", "了结", "entered_by", "reason")),
}


def _as_it_came(rows: Sequence[Model]) -> Iterator[Happening]:
    """No post entered it: the log tells nothing of what was before it came."""
    for row in rows:
        if not isinstance(row, Visit | Promise) or row.post_id is not None:
            continue
        for moment, act, who, words in MOMENTS[type(row)]:
            if at := getattr(row, moment):
                said = str(getattr(row, words) or "") if words else ""
                yield Happening(at, str(getattr(row, who)), act, (said,) if said else ())


register_history(_as_it_came)
