"""What the log says about one row."""

from __future__ import annotations

from django.db.models import Model

from lianzhang.records.actions import subject_of
from lianzhang.records.models import AuditEvent

__all__ = ["history_of"]


def history_of(row: Model) -> list[AuditEvent]:
    """The events of one row, oldest first. Rows that came with a plan's folder have none of their own."""
    return list(AuditEvent.objects.filter(subject=subject_of(row)).order_by("pk"))
