"""Every night: of changes that took effect long ago the whole plan they held is cleared; what they changed stays."""

from __future__ import annotations

from collections.abc import Collection
from datetime import time, timedelta
from typing import Any

from django.utils import timezone

from lianzhang.access.api import SYSTEM
from lianzhang.jobs.api import job_on_rows
from lianzhang.plans.models import ChangeState, PlanChange
from lianzhang.work.api import action, log_event

__all__ = ["KEPT_DAYS", "clear_change", "long_applied"]

KEPT_DAYS = 180


def long_applied() -> list[int]:
    """Withdrawn changes are gone, and what was given back is a draft that somebody works on."""
    before = timezone.now() - timedelta(days=KEPT_DAYS)
    rows = PlanChange.objects.filter(state=ChangeState.APPLIED, applied_at__lt=before, content__isnull=False)
    return list(rows.order_by("pk").values_list("pk", flat=True))


@action
def clear_change(*, row: PlanChange) -> None:
    row.content = None
    row.save(update_fields=["content"])
    log_event("plan_change.clear", row, by=SYSTEM)


@job_on_rows("plans.changes", title="清去早已生效的方案修改里的整份方案", daily=time(3, 20), due=long_applied)
def clear_changes(*, keys: Collection[int]) -> dict[str, Any]:
    rows = PlanChange.objects.filter(pk__in=set(keys) & set(long_applied())).only("pk", "title", "content")
    cleared = 0
    for row in rows.order_by("pk"):
        clear_change(row=row)
        cleared += 1
    return {"cleared": cleared}
