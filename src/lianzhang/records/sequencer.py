"""Takes committed events into the chain, one after the other: acts only write theirs and wait for nobody.

After each commit without waiting, at each look of the worker, and before anything that speaks of the chain."""

from __future__ import annotations

from django.db import connection, transaction
from django.db.models import QuerySet

from .chain import FIELDS, digest, end
from .models import AuditEvent

__all__ = ["chain_soon", "chain_waiting"]

# Any number of one's own: whoever chains holds it until the transaction ends.
LOCK = 7_215_643
AT_ONCE = 1_000  # events in one transaction


def chain_waiting() -> int:
    """Chain all committed events that wait for it; how many. Waits while another does the same."""
    return _chain(wait=True)


def chain_soon() -> None:
    """For the act that wrote an event: once it is committed, unless another chains just then, who takes it along.

    On SQLite whoever writes is alone with the database until the commit, and so can chain at once.
    """
    if connection.vendor == "sqlite":
        chain_waiting()
    else:
        transaction.on_commit(_chain_unless_another_does, robust=True)


def _chain_unless_another_does() -> None:
    _chain(wait=False)


def _chain(*, wait: bool) -> int:
    # Another look after each round: what was committed meanwhile found the lock taken, and went on.
    chained = 0
    while _waiting().exists():
        with transaction.atomic():
            done = _chain_some() if _alone(wait) else 0
        if not done:
            break
        chained += done
    return chained


def _waiting() -> QuerySet[AuditEvent]:
    return AuditEvent.objects.filter(position=None).order_by("pk")


def _alone(wait: bool) -> bool:
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        if wait:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
            return True
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        return bool(cursor.fetchone()[0])


def _chain_some() -> int:
    position, previous = end()
    events = list(_waiting()[:AT_ONCE])
    for event in events:
        position += 1
        event.position, event.previous = position, previous
        event.hash = previous = digest({name: getattr(event, name) for name in ("id", "at", *FIELDS)})
    AuditEvent.objects.bulk_update(events, ["position", "previous", "hash"], batch_size=100)
    return len(events)
