"""How a consultation tells what happened to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.db.models import Model

from lianzhang.records.api import Happening, HistoryWords, register_history

from .models import Consultation, State

__all__ = ["HISTORY"]

HISTORY = HistoryWords(
    facts={
        "experts": "请的专家",
        "post": "专家",
        "reason": "说明",
        "opinion": "意见",
        "reasons": "依据",
        "day": "延到",
    },
    fields={"title": "标题", "question": "问题", "wanted_by": "哪天前要", "use": "采用情况"},
)


def _as_it_came(rows: Sequence[Model]) -> Iterator[Happening]:
    """Nobody typed it: it came with others, and the log tells nothing of it."""
    for row in rows:
        if isinstance(row, Consultation) and not row.authors:
            by = str(row.post or row.asked_by)
            yield Happening(row.asked_at, by, "提问")
            if row.closed_at:
                said = (row.reason,) if row.reason else ()
                act = row.get_use_display() if row.state == State.CLOSED else row.get_state_display()
                yield Happening(row.closed_at, by, act, said)


register_history(_as_it_came)
