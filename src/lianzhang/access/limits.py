"""How often one account may take what adds up to a copy of the house: exports, searches, masked data shown in clear.

Counted in the database, so that every process of the server counts alike and nothing else need run."""

from __future__ import annotations

from datetime import timedelta
from math import ceil

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from lianzhang.access.requests import Request
from lianzhang.records.api import record

from .models import Tally

__all__ = ["LIMITED", "TooOften", "hold"]

# What is counted, and what the screens call it; the numbers stand in the settings.
LIMITED = {"export": "导出", "search": "搜索", "reveal": "查看完整号码"}
WINDOW = timedelta(minutes=1)


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
    if seconds := _counted(request, kind, settings.LIMITS[kind]):
        raise TooOften(kind, seconds)


@transaction.atomic
def _counted(request: Request, kind: str, allowed: int) -> int:
    """Seconds until it is allowed again, or 0. A minute begins with its first act, and refusals do not prolong it."""
    user = request.user
    now = timezone.now()
    tally, _ = Tally.objects.select_for_update().get_or_create(user=user, kind=kind, defaults={"since": now})
    if not tally.since <= now < tally.since + WINDOW:
        tally.since, tally.count = now, 0
    if tally.count > allowed:
        return _seconds_left(tally)
    tally.count += 1
    tally.save(update_fields=["since", "count"])
    if tally.count <= allowed:
        return 0
    record("limit.reached", request.path, by=user, kind=LIMITED[kind], allowed=allowed)
    return _seconds_left(tally)


def _seconds_left(tally: Tally) -> int:
    return max(1, ceil((tally.since + WINDOW - timezone.now()).total_seconds()))
