"""Every night: who was asked to buy with others and did not say so by the day takes no part."""

from __future__ import annotations

from collections.abc import Collection
from datetime import time
from typing import Any

from django.utils import timezone

from lianzhang.access.api import SYSTEM
from lianzhang.jobs.api import job_on_rows
from lianzhang.market.models import MemberState, PoolMember, PoolState
from lianzhang.work.api import StepRefused

from .member_actions import lapse_member

__all__: list[str] = []


def silent() -> list[int]:
    asked = PoolMember.objects.filter(state=MemberState.INVITED, pool__answer_by__lt=timezone.localdate())
    return list(asked.filter(pool__state=PoolState.CALLING).order_by("pk").values_list("pk", flat=True))


@job_on_rows("market.pool_silence", title="到期没有答复的拼单邀请另列", daily=time(1, 55), due=silent)
def lapse_invited(*, keys: Collection[int]) -> dict[str, Any]:
    rows = PoolMember.objects.filter(pk__in=keys).select_related("pool", "enterprise").order_by("pk")
    return {"silent": sum(_done(row) for row in rows)}


def _done(row: PoolMember) -> bool:
    """One that somebody moved meanwhile is left."""
    try:
        lapse_member(row=row, by=SYSTEM)
    except StepRefused:
        return False
    return True
