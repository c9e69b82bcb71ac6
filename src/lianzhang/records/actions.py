"""Writing the log: called inside the transaction of the act it records."""

from typing import Any

from django.db import connection, models

from .models import AuditEvent


def subject_of(row: models.Model) -> str:
    return f"{row._meta.label}:{row.pk}"


def record(action: str, row: models.Model, *, by: str, **facts: Any) -> AuditEvent:
    """Write one audit event. Raises RuntimeError outside a transaction: an act and its event stand or fall together."""
    if not connection.in_atomic_block:
        raise RuntimeError("An audit event is written inside the transaction of its act.")
    return AuditEvent.objects.create(action=action, subject=subject_of(row), by=by, facts=facts)
