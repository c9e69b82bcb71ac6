"""What happened to a statement, told from the log in words, with each figure that was changed."""

from __future__ import annotations

from collections.abc import Iterator

from lianzhang.records.history import Happening
from lianzhang.records.models import AuditEvent
from lianzhang.records.subjects import subject_of
from lianzhang.records.words import act_word
from lianzhang.statements.models import ITEMS, Statement

__all__ = ["Happening", "history_of_statement"]


TITLES = {item: title for item, (title, _) in ITEMS.items()} | {"note": "说明", "entered_by": "填报"}


def history_of_statement(row: Statement) -> list[Happening]:
    """The statement's life, oldest first. One query."""
    events = AuditEvent.objects.filter(subject=subject_of(row)).order_by("pk")
    return [Happening(each.at, each.by, act_word(each.action), tuple(_details(each))) for each in events]


def _details(event: AuditEvent) -> Iterator[str]:
    facts = event.facts
    for name, (old, new) in facts.get("changes", {}).items():
        yield f"{TITLES.get(name, name)}：{old or '（空）'} → {new or '（空）'}"
    for name, title in (("rule", "疑问"), ("reason", "理由"), ("file", "文件")):
        if facts.get(name):
            yield f"{title}：{facts[name]}"
