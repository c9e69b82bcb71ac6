"""How applications, awards and balances of banks tell what happened to them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.db.models import Model

from lianzhang.records.api import Happening, HistoryWords, register_history

from .models import Application

__all__ = ["APPLICATION_HISTORY", "AWARD_HISTORY", "BALANCE_HISTORY", "REVIEW_HISTORY"]

APPLICATION_HISTORY = HistoryWords(
    facts={"reason": "说明", "granted": "批准"},
    fields={
        "programme": "事项",
        "enterprise": "企业",
        "year": "年度",
        "object": "为什么事",
        "cost": "投入（万元）",
        "asked": "申请（万元）",
        "text": "情况说明",
        "level": "层级",
    },
)
AWARD_HISTORY = HistoryWords(
    facts={"reason": "说明", "day": "日期", "paper": "凭证", "stake": "基金投资"},
    fields={
        "amount": "金额（万元）",
        "due_on": "计划拨付",
        "valid_until": "有效期至",
        "payment": "拨付",
    },
)
REVIEW_HISTORY = HistoryWords(
    facts={"reason": "理由"},
    fields={"budget": "预算", "scores": "完成值／目标值", "reasons": "偏差原因", "text": "总体情况"},
)
BALANCE_HISTORY = HistoryWords(
    facts={"reason": "理由"},
    fields={
        "bank": "银行",
        "period_end": "季末",
        "long_term": "制造业中长期贷款余额（亿元）",
        "all_loans": "各项贷款余额（亿元）",
        "source": "来源",
        "why": "变化大的原因",
    },
)


def _as_it_came(rows: Sequence[Model]) -> Iterator[Happening]:
    """Nobody typed it: it came with others, and the log tells nothing of it."""
    for row in rows:
        if isinstance(row, Application) and not row.authors:
            yield Happening(row.entered_at, str(row.post or row.entered_by), "填写")


register_history(_as_it_came)
