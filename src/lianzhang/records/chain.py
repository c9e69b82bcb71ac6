"""The chain of hashes through the log: an edit, a deletion, an insertion, another order and a cut tail all show.

SHA-256 (FIPS 180-4) over the event's own fields as canonical JSON and the hash of the event before it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from django.db import connection

from .models import AuditAnchor, AuditEvent

__all__ = ["Break", "Head", "Verdict", "digest", "head", "last_hash", "verify"]

FIELDS = ("by", "account", "post", "action", "subject", "facts", "address", "reference", "previous")
CHUNK = 5_000
# Any number of one's own: whoever writes the next event holds it until the transaction ends.
LOCK = 7_215_643


@dataclass(frozen=True, slots=True)
class Head:
    """The end of the log, to be kept elsewhere: with it a cut tail shows."""

    events: int
    last: int
    hash: str
    at: str

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Break:
    """Where the log does not hold together, and how."""

    event: int | None
    what: str


@dataclass(frozen=True, slots=True)
class Verdict:
    events: int
    breaks: list[Break]

    @property
    def holds(self) -> bool:
        return not self.breaks


def digest(event: dict[str, Any]) -> str:
    """The hash of an event given by its fields; `at` in UTC, to the microsecond."""
    told = {name: event[name] for name in FIELDS} | {"at": _moment(event["at"])}
    canonical = json.dumps(told, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return sha256(canonical.encode()).hexdigest()


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def last_hash() -> str:
    """The hash that the next event must hold. Whoever asks is alone with the log until the transaction ends."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    last = AuditEvent.objects.order_by("-id").values_list("hash", flat=True).first()
    if last is None:
        anchor = AuditAnchor.objects.order_by("-upto").first()
        last = anchor.hash if anchor else ""
    return last


def head() -> Head:
    last = AuditEvent.objects.order_by("-id").first()
    anchor = AuditAnchor.objects.order_by("-upto").first()
    gone = sum(AuditAnchor.objects.values_list("events", flat=True))
    if last is None:
        return Head(gone, anchor.upto if anchor else 0, anchor.hash if anchor else "", "")
    return Head(gone + AuditEvent.objects.count(), last.pk, last.hash, _moment(last.at))


def verify(expected: Head | None = None) -> Verdict:
    """Walk the whole log once; with a head that was kept elsewhere, also whether the log still holds it."""
    anchor = AuditAnchor.objects.order_by("-upto").first()
    previous, after = (anchor.hash, anchor.upto) if anchor else ("", 0)
    breaks: list[Break] = []
    events, hashes = 0, {after: previous}
    for pk, event in _events(after):
        events += 1
        if event["previous"] != previous:
            breaks.append(Break(pk, "与前一条接不上：中间有删除、插入或调换"))
        if digest(event) != event["hash"]:
            breaks.append(Break(pk, "内容被改过"))
        previous = event["hash"]
        if expected and pk == expected.last:
            hashes[pk] = previous
    if expected and hashes.get(expected.last) != expected.hash:
        breaks.append(Break(expected.last, "留存的末条不在记录里，或已不同：尾部被删或被换"))
    return Verdict(events, breaks)


def _events(after: int) -> Iterator[tuple[int, dict[str, Any]]]:
    rows = AuditEvent.objects.filter(pk__gt=after).order_by("pk").values_list("pk", "at", "hash", *FIELDS)
    for pk, *values in rows.iterator(CHUNK):
        yield pk, dict(zip(("at", "hash", *FIELDS), values, strict=True))
