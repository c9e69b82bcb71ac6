"""What follows from an act: written in its transaction as a job, done by the worker once. Rooms subscribe to acts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fnmatch import fnmatchcase

from lianzhang.jobs.api import enqueue, job
from lianzhang.records.models import AuditEvent

__all__ = ["Subscriber", "publish", "subscribe", "unsubscribe"]

Deliver = Callable[[AuditEvent], None]


@dataclass(frozen=True, slots=True)
class Subscriber:
    """`acts` is a pattern of acts ("statement.*", "*.return"); `deliver` runs in a transaction of its own, after."""

    name: str
    acts: str
    deliver: Deliver


_SUBSCRIBERS: dict[str, Subscriber] = {}


def subscribe(name: str, acts: str, deliver: Deliver) -> None:
    """Let `deliver` follow every act that fits. Raises ValueError when two use one name."""
    if name in _SUBSCRIBERS and _SUBSCRIBERS[name].deliver is not deliver:
        raise ValueError(f"subscriber {name!r} is there twice")
    _SUBSCRIBERS[name] = Subscriber(name, acts, deliver)


def unsubscribe(name: str) -> None:
    _SUBSCRIBERS.pop(name, None)


def publish(event: AuditEvent) -> None:
    """Ask for what follows from an event, inside its transaction."""
    for each in _SUBSCRIBERS.values():
        if fnmatchcase(event.action, each.acts):
            enqueue("work.deliver", key=f"{each.name}:{event.pk}", subscriber=each.name, event=event.pk)


@job("work.deliver", title="办理之后的通知")
def deliver(*, subscriber: str, event: int) -> None:
    """Nothing where nobody subscribes under that name any more."""
    if subscription := _SUBSCRIBERS.get(subscriber):
        subscription.deliver(AuditEvent.objects.get(pk=event))
