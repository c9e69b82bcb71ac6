"""How a matter tells what happened to it where it came with others, and not by acts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.db.models import Model

from lianzhang.records.api import Happening, register_history

from .models import SupervisionItem

__all__ = ["MOMENTS"]

MOMENTS = (
    ("reminded_at", "催办", ""),
    ("answered_at", "反馈", "answer"),
    ("reviewed_at", "审核通过", "review"),
    ("ended_at", "销号", "basis"),
)


def _as_it_came(rows: Sequence[Model]) -> Iterator[Happening]:
    """No post put it on its list: the log tells nothing of what was before it came."""
    for row in rows:
        if isinstance(row, SupervisionItem) and row.post_id is None:
            if row.list.issued_at:
                yield Happening(row.list.issued_at, "随清单", "印发", (row.asked,))
            for moment, act, words in MOMENTS:
                if at := getattr(row, moment):
                    said = getattr(row, words) if words else ""
                    yield Happening(at, row.lead_name if act == "反馈" else "随清单", act, (said,) if said else ())


register_history(_as_it_came)
