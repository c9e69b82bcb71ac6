"""Writing the log: called inside the transaction of the act it records, and written after all rows of that act."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models
from django.utils import timezone

from .models import AuditEvent
from .origin import current_origin
from .sequencer import chain_soon
from .subjects import subject_of

__all__ = ["changes_between", "record", "rows_first", "state_of_log"]

UNCHAINED = 50  # events that may wait for the chain while it can still be told cheaply what was done

Then = Callable[[AuditEvent], None]


class _Waiting(threading.local):
    depth = 0

    def __init__(self) -> None:
        self.events: list[tuple[AuditEvent, Then | None]] = []


_WAITING = _Waiting()


@contextmanager
def rows_first() -> Iterator[None]:
    """Within the transaction of an act: what it and the acts within it tell is written when the outermost one ends.

    Events stay in the order in which they were told; those of an act that fails are gone with it.
    """
    told = len(_WAITING.events)
    _WAITING.depth += 1
    try:
        yield
        if _WAITING.depth == 1:
            for event, then in _WAITING.events:
                _write(event, then)
    except BaseException:
        del _WAITING.events[told:]
        raise
    finally:
        _WAITING.depth -= 1
        if not _WAITING.depth:
            _WAITING.events = []


def record(
    action: str, row: models.Model | str, *, by: Any, account: str = "", then: Then | None = None, **facts: Any
) -> AuditEvent:
    """Write one audit event about a row, or about what `row` names where there is none.

    `by` is who acts: an account, which names itself, its user name, its post and its city; or the house, in words.
    `account` is what a stranger calls themselves. The sequencer takes the event into the chain once the transaction is
    committed. Within `rows_first` the event is written at its end; `then` is called with it once it is.

    Raises RuntimeError outside a transaction: an act and its event stand or fall together.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("An audit event is written inside the transaction of its act.")
    event = AuditEvent(
        at=timezone.now(),
        by=str(by),
        account=account or getattr(by, "username", ""),
        action=action,
        subject=row if isinstance(row, str) else subject_of(row),
        facts=json.loads(json.dumps(_city(by) | facts, cls=DjangoJSONEncoder)),
        **_origin(by),
    )
    if _WAITING.depth:
        _WAITING.events.append((event, then))
    else:
        _write(event, then)
    return event


def _write(event: AuditEvent, then: Then | None) -> None:
    event.save(force_insert=True)
    chain_soon()
    if then:
        then(event)


def _city(by: Any) -> dict[str, str]:
    """The city whose post the account acts from: codes and posts of two cities may be called alike."""
    active = getattr(by, "active", None)
    return {"city": str(active.post.city)} if active and active.post else {}


def _origin(by: Any) -> dict[str, str]:
    """Where the act comes from; its post is that of the running request, else the one the account acts from."""
    origin = current_origin()._asdict()
    active = getattr(by, "active", None)
    return origin if origin["post"] or active is None else origin | {"post": active.title}


def changes_between(before: dict[str, Any], after: dict[str, Any]) -> dict[str, list[Any]]:
    """What changed, field by field, from what to what: the `changes` of an event."""
    return {name: [before[name], after[name]] for name in after if before[name] != after[name]}


def state_of_log() -> Hashable:
    """Equal as long as no act was committed, whoever did it; None where nobody can tell, as within an act. One query.

    The events that wait, and the hash at the end of the chain: an event committed late, with an id below that of
    others, waits first, and then moves the end. On SQLite none waits, as `chain_soon` says.
    """
    if _WAITING.depth:
        return None
    # PostgreSQL sorts those without a position before all others, SQLite after.
    last = AuditEvent.objects.order_by("-position").values_list("pk", "hash")[: UNCHAINED + 1]
    state = []
    for event in last:
        state.append(event)
        if event[1]:
            return tuple(state)
    return None
