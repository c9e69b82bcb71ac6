"""What may be done with locks: a period is closed with a reason, and opened again with a reason."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from lianzhang.access.api import acting
from lianzhang.accounts.models import User
from lianzhang.enterprises.api import touch
from lianzhang.kernel.periods import Period
from lianzhang.statements.models import PeriodLock
from lianzhang.work.api import Workflow, action, create_row, register_workflow, take_step

from .lock_lifecycle import LOCK
from .locks import STATEMENTS, lock_over, lock_words

__all__ = ["lock_period", "open_lock"]


@action
def lock_period(*, period: Period, reason: str, by: User) -> PeriodLock:
    """Close a period of the actor's city. Raises ValidationError by field."""
    active = acting(by)
    if active is None or active.city is None:
        raise PermissionDenied
    lock = PeriodLock(
        city_id=active.city,
        register=STATEMENTS,
        period_start=period.start,
        period_end=period.end,
        reason=reason.strip(),
        by=by,
    )
    with create_row(lock, "close", by=by):
        if not lock.reason:
            raise ValidationError({"reason": "请写锁定的理由，如“季度通报已定稿”"})
        if standing := lock_over(active.city, period):
            raise ValidationError({"period": lock_words(standing)})
    return lock


@action
def open_lock(*, lock: PeriodLock, reason: str, by: User) -> PeriodLock:
    """Open a period again. Raises StepRefused where it is open already, or without a reason."""
    with take_step(lock, "open", by=by, reason=reason) as act:
        act.row.opened_by, act.row.opened_at, act.row.opened_reason = by, timezone.now(), reason.strip()
    return act.row


def _facts(row: PeriodLock) -> dict[str, Any]:
    return {"period": str(Period(row.period_start, row.period_end)), "reason": row.reason}


register_workflow(
    Workflow(
        model=PeriodLock,
        lifecycle=LOCK,
        related=("opened_by",),
        touch=lambda row: touch(row.city_id),
        describe=_facts,
    )
)
