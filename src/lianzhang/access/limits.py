"""How often one account may take what adds up to a copy of the house: exports, searches, what is suggested while one
types, masked data shown in clear, rows of lists.

Counted in the database, so that every process of the server counts alike and nothing else need run. Rows of lists
and suggestions are written down in tenths of their limit: who looks at a list now and then writes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from threading import Lock
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from lianzhang.access.requests import Request
from lianzhang.records.api import record

from .models import Tally

__all__ = ["LIMITED", "TooOften", "forget_rows", "hold", "hold_rows"]

# What is counted, and what the screens call it; the numbers stand in the settings.
LIMITED = {"export": "导出", "search": "搜索", "suggest": "搜索提示", "reveal": "查看完整号码", "list": "翻看列表"}
WINDOW = timedelta(minutes=1)
TENTH = 10


class TooOften(Exception):
    """Raised by `hold`; the middleware answers 429 and says when to come back."""

    def __init__(self, kind: str, seconds: int) -> None:
        super().__init__(kind)
        self.kind, self.seconds = kind, seconds

    @property
    def word(self) -> str:
        return LIMITED[self.kind]


def hold(request: Request, kind: str) -> None:
    """Count one more `kind` of this account. Raises TooOften above the limit; the first time it is put on record.

    Call it before the work, outside the transaction of the act: a refusal must be counted although nothing was done.
    """
    if seconds := _counted(request.user, kind, request.path):
        raise TooOften(kind, seconds)


@dataclass
class _Shown:
    """What this process showed an account in the minute since `since` and has not written down yet."""

    since: datetime
    rows: int = 0


_lock = Lock()
_shown: dict[tuple[int, str], _Shown] = {}
_shut: dict[tuple[int, str], datetime] = {}


def hold_rows(user: Any, rows: int, kind: str = "list") -> None:
    """Count so many rows of a list that `user` is about to see, or of another `kind`. Raises TooOften above the limit.

    A process knows alone what it has not written down yet: each lets through a tenth more at most.
    """
    allowed, key = settings.LIMITS[kind], (user.pk, kind)
    with _lock:
        now = timezone.now()
        if timedelta() < (left := _shut.get(key, now) - now) <= WINDOW:
            raise TooOften(kind, ceil(left.total_seconds()))
        shown = _shown.get(key)
        if shown is None or not shown.since <= now < shown.since + WINDOW:
            shown = _shown[key] = _Shown(now)
        shown.rows += rows
        if shown.rows < max(1, allowed // TENTH):
            return
        unsaved, shown.rows = shown.rows, 0
    if seconds := _counted(user, kind, LIMITED[kind], unsaved):
        _shut[key] = now + timedelta(seconds=seconds)
        raise TooOften(kind, seconds)


def forget_rows() -> None:
    """What this process has not written down; for tests, whose accounts come and go."""
    _shown.clear()
    _shut.clear()


@transaction.atomic
def _counted(user: Any, kind: str, where: str, more: int = 1) -> int:
    """Seconds until it is allowed again, or 0. A minute begins with its first act, and refusals do not prolong it.

    Who waited for the row may have looked at the clock before the minute began: that act belongs to it all the same.
    """
    allowed = settings.LIMITS[kind]
    now = timezone.now()
    tally, _ = Tally.objects.select_for_update().get_or_create(user=user, kind=kind, defaults={"since": now})
    if abs(now - tally.since) >= WINDOW:
        tally.since, tally.count = now, 0
    if tally.count > allowed:
        return _seconds_left(tally)
    tally.count += more
    tally.save(update_fields=["since", "count"])
    if tally.count <= allowed:
        return 0
    record("limit.reached", where, by=user, kind=LIMITED[kind], allowed=allowed)
    return _seconds_left(tally)


def _seconds_left(tally: Tally) -> int:
    return max(1, ceil((tally.since + WINDOW - timezone.now()).total_seconds()))
