"""What the log says about one row, in words. Whoever asks has come to the row through the door."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Model

from .models import AuditEvent
from .subjects import subject_of
from .words import act_word, fact_word, value_word

__all__ = ["Happening", "history_of", "last_change"]

# Facts worth a line of their own, with the word before them; an event says what changed field by field besides.
TOLD = {
    "chain": "产业链",
    "other": "另一家",
    "into": "并入",
    "post": "岗位",
    "title": "内容",
    "ends_source": "依据",
    "file": "文件",
    "reason": "理由",
}


@dataclass(frozen=True, slots=True)
class Happening:
    at: datetime
    by: str
    act: str
    details: tuple[str, ...] = ()


def _happening(event: AuditEvent, model: type[Model]) -> Happening:
    details = [f"{word}：{event.facts[fact]}" for fact, word in TOLD.items() if event.facts.get(fact)]
    for name, (was, now) in event.facts.get("changes", {}).items():
        old, new = (value_word(model, name, value) for value in (was, now))
        details.append(f"{fact_word(model, name)}：{old} → {new}")
    return Happening(event.at, event.by, act_word(event.action), tuple(details))


def history_of(row: Model, *others: Model) -> list[Happening]:
    """What happened to one row, oldest first, with what happened to `others` that belong to it.

    Rows that came with a plan's folder have nothing of their own.
    """
    events = AuditEvent.objects.filter(subject__in=[subject_of(each) for each in (row, *others)]).order_by("pk")
    return [_happening(event, type(row)) for event in events]


def last_change(row: Model) -> Happening | None:
    """Who changed it last, and when; None where only a load did."""
    event = AuditEvent.objects.filter(subject=subject_of(row)).order_by("pk").last()
    return _happening(event, type(row)) if event else None
