"""How a statement tells its history: the titles of its figures, and what was said of those that looked wrong."""

from __future__ import annotations

from lianzhang.records.api import HistoryWords
from lianzhang.statements.models import ITEMS

__all__ = ["HISTORY"]

TITLES = {item: title for item, (title, _) in ITEMS.items()} | {"note": "说明", "entered_by": "填报"}

HISTORY = HistoryWords(facts={"rule": "疑问", "reason": "理由", "file": "文件"}, fields=TITLES)
