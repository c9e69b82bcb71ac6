"""The chain of hashes through the log: an edit, a deletion, an insertion, another order and a cut tail all show.

SHA-256 (FIPS 180-4) over the event's own fields as canonical JSON and the hash of the event at the position before."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from django.utils import timezone

from .models import AuditAnchor, AuditEvent

__all__ = ["FIELDS", "Break", "Head", "Verdict", "digest", "end", "head", "verify"]

FIELDS = ("by", "account", "post", "action", "subject", "facts", "address", "reference", "previous")
CHUNK = 5_000
LATE = timedelta(minutes=5)  # after which an event that nobody took into the chain is a finding


@dataclass(frozen=True, slots=True)
class Head:
    """The end of the chain, to be kept elsewhere: with it a cut tail shows. `last` is a position."""

    events: int
    last: int
    hash: str
    at: str

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Break:
    """Where the log does not hold together, and how. `event` is None where the event itself is gone."""

    event: int | None
    what: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """`events` are in the chain; `waiting` were committed and are not yet."""

    events: int
    waiting: int
    breaks: list[Break]

    @property
    def holds(self) -> bool:
        return not self.breaks


def digest(event: dict[str, Any]) -> str:
    """The hash of an event given by its fields; `at` in UTC, to the microsecond.

    With its `id`, which is what the log is read by. Events of the time before the sequencer were hashed without.
    """
    hashed = {name: event[name] for name in (*FIELDS, "id") if name in event} | {"at": _moment(event["at"])}
    canonical = json.dumps(hashed, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return sha256(canonical.encode()).hexdigest()


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def end() -> tuple[int, str]:
    """The position and hash of the last event in the chain, on which the next one is hung."""
    last = AuditEvent.objects.exclude(position=None).order_by("-position").first()
    if last and last.position:
        return last.position, last.hash
    anchor = AuditAnchor.objects.order_by("-upto").first()
    return (anchor.upto, anchor.hash) if anchor else (0, "")


def head() -> Head:
    gone = sum(AuditAnchor.objects.values_list("events", flat=True))
    chained = AuditEvent.objects.exclude(position=None)
    position, own = end()
    at = chained.filter(position=position).values_list("at", flat=True).first()
    return Head(gone + chained.count(), position, own, _moment(at) if at else "")


def verify(expected: Head | None = None, at: datetime | None = None) -> Verdict:
    """Walk the whole log once; with a head that was kept elsewhere, also whether the log still holds it.

    `at` is the moment from which one asks whether an event waited too long for the chain: by default now.
    """
    anchor = AuditAnchor.objects.order_by("-upto").first()
    previous, after = (anchor.hash, anchor.upto) if anchor else ("", 0)
    waiting = AuditEvent.objects.filter(position=None)
    late = waiting.filter(at__lt=(at or timezone.now()) - LATE).order_by("pk").values_list("pk", flat=True)
    breaks = [Break(pk, "写下后超过5分钟还没有接入链") for pk in late]
    left = waiting.count()
    events, hashes = 0, {after: previous}
    for position, event in _events():
        events += 1
        if position <= after or event["previous"] != previous:
            breaks.append(Break(event["id"], "与前一条接不上：中间有删除、插入或调换"))
        if not _whole(position, event):
            breaks.append(Break(event["id"], "内容被改过"))
        previous = event["hash"]
        if expected and position == expected.last:
            hashes[position] = previous
    if expected and hashes.get(expected.last) != expected.hash:
        breaks.append(Break(None, f"留存的末条（第{expected.last}位）不在记录里，或已不同：尾部被删或被换"))
    return Verdict(events, left, breaks)


def _whole(position: int, event: dict[str, Any]) -> bool:
    """Before the sequencer, the id was the position, and so needed no hash of its own."""
    if digest(event) == event["hash"]:
        return True
    return position == event["id"] and digest({name: event[name] for name in event if name != "id"}) == event["hash"]


def _events() -> Iterator[tuple[int, dict[str, Any]]]:
    rows = AuditEvent.objects.exclude(position=None).order_by("position")
    names = ("id", "at", "hash", *FIELDS)
    for position, *values in rows.values_list("position", *names).iterator(CHUNK):
        yield position, dict(zip(names, values, strict=True))
