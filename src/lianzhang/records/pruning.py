"""Taking old events out of the log: written to a file first, then anchored, then deleted, in one transaction."""

from __future__ import annotations

import hashlib
import json
from calendar import monthrange
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from .actions import record
from .chain import FIELDS, verify
from .models import AuditAnchor, AuditEvent
from .sequencer import chain_waiting

__all__ = ["PruneRefused", "months_before", "prune"]

WRITTEN = ("id", "position", "hash", *FIELDS)


class PruneRefused(Exception):
    """Why nothing was taken out; the message is for the one who asked."""


def months_before(day: date, months: int) -> date:
    """The same day of an earlier month, or that month's last."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def prune(*, before: date, file: Path) -> int:
    """Move the events of the days before `before` into `file`, one JSON a line; how many.

    Raises PruneRefused for events that must still be kept, for a log that does not hold, and for a file that exists.
    """
    months = settings.AUDIT_KEEP_MONTHS
    latest = months_before(timezone.localdate(), months)
    if before > latest:
        raise PruneRefused(f"审计记录至少保存{months}个月，最多移出{latest}以前的。")
    if file.exists():
        raise PruneRefused(f"{file} 已存在；请换一个文件名，旧文件不覆盖。")
    chain_waiting()
    with transaction.atomic():
        return _prune(before, file)


def _prune(before: date, file: Path) -> int:
    if not verify().holds:
        raise PruneRefused("审计记录核验不通过，不能移出；请先运行 lianzhang audit verify。")
    edge = timezone.make_aware(datetime.combine(before, time.min))
    chained = AuditEvent.objects.exclude(position=None).order_by("position")
    young = chained.filter(at__gte=edge).values_list("position", flat=True).first()
    old = chained.filter(at__lt=edge)
    # The chain is cut at one place: what follows the first young event stays, whatever its clock said.
    old = old.filter(position__lt=young) if young else old
    last = old.last()
    if last is None or last.position is None:
        raise PruneRefused(f"没有{before}以前的记录。")
    moved, checksum = _write(old, file)
    AuditAnchor.objects.create(upto=last.position, hash=last.hash, events=moved, file_sha256=checksum)
    old.filter(position__lte=last.position)._raw_delete(old.db)
    who = "系统管理员（命令行）"
    label = AuditEvent._meta.label
    record("audit.prune", label, by=who, before=str(before), events=moved, sha256=checksum)
    return moved


def _write(rows: Any, file: Path) -> tuple[int, str]:
    checksum, count = hashlib.sha256(), 0
    with file.open("xb") as out:
        for at, *values in rows.values_list("at", *WRITTEN).iterator(5_000):
            event = {"at": at.isoformat(), **dict(zip(WRITTEN, values, strict=True))}
            line = json.dumps(event, ensure_ascii=False).encode() + b"\n"
            out.write(line)
            checksum.update(line)
            count += 1
    return count, checksum.hexdigest()
