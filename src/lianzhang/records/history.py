"""What the log says about one row, in words. Whoever asks has come to the row through the door."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Model

from .actions import subject_of
from .models import AuditEvent
from .words import act_word

__all__ = ["Happening", "history_of", "last_change"]

# Facts worth a line of their own, with the word before them.
TOLD = {"ends_source": "依据", "file": "文件", "reason": "理由"}


@dataclass(frozen=True, slots=True)
class Happening:
    at: datetime
    by: str
    act: str
    details: tuple[str, ...] = ()


def _happening(event: AuditEvent) -> Happening:
    details = tuple(f"{word}：{event.facts[fact]}" for fact, word in TOLD.items() if event.facts.get(fact))
    return Happening(event.at, event.by, act_word(event.action), details)


def history_of(row: Model) -> list[Happening]:
    """What happened to one row, oldest first. Rows that came with a plan's folder have nothing of their own."""
    return [_happening(event) for event in AuditEvent.objects.filter(subject=subject_of(row)).order_by("pk")]


def last_change(row: Model) -> Happening | None:
    """Who changed it last, and when; None where only a load did."""
    event = AuditEvent.objects.filter(subject=subject_of(row)).order_by("pk").last()
    return _happening(event) if event else None
