"""What may be done with locks: a period is closed with a reason, and opened again with a reason."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from lianzhang.access.active import acting
from lianzhang.access.permissions import Permission
from lianzhang.access.row_policy import may
from lianzhang.accounts.models import User
from lianzhang.enterprises.revisions import touch
from lianzhang.kernel.lifecycle import StepRefused
from lianzhang.kernel.periods import Period
from lianzhang.records.actions import record
from lianzhang.statements.models import PeriodLock

from .locks import STATEMENTS, lock_over, lock_words

__all__ = ["lock_period", "open_lock"]


@transaction.atomic
def lock_period(*, period: Period, reason: str, by: User) -> PeriodLock:
    """Close a period of the actor's city. Raises ValidationError by field."""
    active = acting(by)
    if active is None or active.city is None or not may(by, Permission.LOCK_PERIOD):
        raise PermissionDenied
    if not reason.strip():
        raise ValidationError({"reason": "请写锁定的理由，如“季度通报已定稿”"})
    touch(active.city)  # first: acts on statements that are under way finish before the lock, or meet it
    standing = lock_over(active.city, period)
    if standing:
        raise ValidationError({"period": lock_words(standing)})
    lock = PeriodLock.objects.create(
        city_id=active.city,
        register=STATEMENTS,
        period_start=period.start,
        period_end=period.end,
        reason=reason.strip(),
        by=by,
    )
    record("lock.close", lock, by=by, period=str(period), reason=lock.reason)
    return lock


@transaction.atomic
def open_lock(*, lock: PeriodLock, reason: str, by: User) -> PeriodLock:
    """Open a period again. Raises StepRefused where it is open already, ValidationError without a reason."""
    if not may(by, Permission.LOCK_PERIOD, lock):
        raise PermissionDenied
    touch(lock.city_id)
    row = PeriodLock.objects.select_for_update(of=("self",)).select_related("opened_by").get(pk=lock.pk)
    if row.opened_at:
        raise StepRefused(f"已由“{row.opened_by}”解锁，理由：{row.opened_reason}", "state")
    if not reason.strip():
        raise ValidationError({"reason": "请写解锁的理由，如“东区补报两家企业”"})
    row.opened_by, row.opened_at, row.opened_reason = by, timezone.now(), reason.strip()
    row.save(update_fields=["opened_by", "opened_at", "opened_reason"])
    period = str(Period(row.period_start, row.period_end))
    record("lock.open", row, by=by, period=period, reason=row.opened_reason)
    return row
