"""How responsibilities and parts tell what happened to them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db.models import Model

from lianzhang.records.api import Happening, HistoryWords, register_history

from .models import Responsibility, TargetShare

__all__ = ["OF_RESPONSIBILITY", "OF_SHARE"]

OF_RESPONSIBILITY = HistoryWords(
    facts={"subject": "目标或任务", "helpers": "配合单位", "reason": "理由"},
    fields={
        "lead": "责任单位",
        "paper_title": "依据文件",
        "paper_number": "文号",
        "starts": "起始日期",
        "ended": "终止日期",
        "reason": "理由",
    },
)
OF_SHARE = HistoryWords(
    facts={"reason": "理由"},
    fields={
        "target": "目标",
        "receiver": "承接",
        "value": "分解值",
        "due": "期限",
        "paper_title": "依据文件",
        "paper_number": "文号",
        "excess": "加码的理由",
    },
)


def _as_it_came(rows: Sequence[Model]) -> Iterator[Happening]:
    """No post recorded it: the log tells nothing of what was before it came."""
    for row in rows:
        if isinstance(row, Responsibility) and row.post_id is None:
            yield Happening(row.recorded_at, str(row.recorded_by), "指定责任单位", (str(row.lead),))
        if isinstance(row, TargetShare) and row.post_id is None:
            told: tuple[tuple[datetime | None, str], ...] = ((row.issued_at, "下达"), (row.answered_at, _answer(row)))
            yield from (Happening(at, "", act, ()) for at, act in told if at)


def _answer(row: TargetShare) -> str:
    return "提出异议" if row.disputed else "签收"


register_history(_as_it_came)
