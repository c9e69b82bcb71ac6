"""A plan that is over is put away, and taken back: read at its address, looked from by nobody else; none of its figures
is written, and it is not changed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from lianzhang.access.api import not_actionable, require
from lianzhang.accounts.models import User
from lianzhang.work.api import action, log_event, move_all, need

from .models import Plan
from .permissions import Permission

__all__ = ["ARCHIVED", "archive_plan", "in_use", "refuse_archived", "restore_plan"]

ARCHIVED = "这份方案已经归档，只看不改；要接着办，请先取回。"


@action
def archive_plan(*, plan: Plan, by: Any) -> Plan:
    """Raises ValidationError where it is not over, or was put away before."""
    row = _held(plan, by)
    if row.archived_at is not None:
        raise ValidationError("这份方案已经归档了。")
    if row.ends >= timezone.localdate():
        raise ValidationError(f"这份方案到{row.ends}才结束，结束以后才能归档。")
    _mark(row, timezone.now())
    log_event("plan.archive", row, by=by)
    return row


@action
def restore_plan(*, plan: Plan, by: Any) -> Plan:
    row = _held(plan, by)
    if row.archived_at is None:
        raise ValidationError("这份方案没有归档，或已由别人取回。")
    _mark(row, None)
    log_event("plan.restore", row, by=by)
    return row


def _held(plan: Plan, by: Any) -> Plan:
    """Locked. By a person within reach who may, or from the command line, which tells its name."""
    rows = Plan.objects.filter(pk=plan.pk)
    if isinstance(by, User):
        require(by, Permission.ARCHIVE_PLAN)
        if not_actionable(by, rows).exists():
            raise PermissionDenied
    return rows.select_for_update().get()


def _mark(row: Plan, at: datetime | None) -> None:
    row.archived_at = at
    row.save(update_fields=["archived_at"])
    move_all(row.city_id)


@need("方案没有归档")
def in_use(row: Any, _by: Any) -> str:
    about = row if hasattr(row, "plan") else getattr(row, "target", None) or getattr(row, "duty", None)
    plan = getattr(about, "plan", None)
    return "方案已经归档，请先取回" if plan is not None and plan.archived_at else ""


def refuse_archived(plan: Plan | None) -> None:
    """Nothing new is written for a plan that was put away. Raises ValidationError."""
    if plan is not None and plan.archived_at is not None:
        raise ValidationError(ARCHIVED)
