"""A paper is added to a row or removed from it: one transaction, one audit event. Callers have asked who may."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone

from lianzhang.records.actions import record
from lianzhang.records.models import Attachment
from lianzhang.records.subjects import subject_of

from .checking import clean_name, kind_of
from .store import delete_file, hash_of, path_of, store_file, stored_files

__all__ = ["add_attachment", "attachments_of", "inspect", "move_attachments", "remove_attachment", "sweep"]

UNUSED_FOR = 60 * 60  # seconds until a file that no row names is rubbish, not an upload on its way
PER_ROW = 20


def attachments_of(row: models.Model) -> models.QuerySet[Attachment]:
    return Attachment.objects.filter(subject=subject_of(row)).order_by("pk")


def add_attachment(*, row: models.Model, name: str, content: bytes, by: Any) -> Attachment:
    """Store a paper that proves `row`. Raises ValidationError when it is not what it seems.

    It is looked at before anything is locked: that may take a while."""
    name = clean_name(name)
    return _store(row, name, kind_of(name, content), content, by)


def store_original(*, row: models.Model, name: str, content: bytes, by: Any) -> Attachment:
    """Store the file that `row` was made from. It is not taken apart here: its reader does that, in a place of its own,
    and nobody gets it back before."""
    name = clean_name(name)
    return _store(row, name, PurePosixPath(name).suffix.lower().removeprefix("."), content, by)


@transaction.atomic
def _store(row: models.Model, name: str, kind: str, content: bytes, by: Any) -> Attachment:
    type(row)._default_manager.select_for_update().get(pk=row.pk)  # two uploads of one file wait in line
    digest = store_file(content)
    attached = attachments_of(row)
    if twin := attached.filter(sha256=digest).first():
        raise ValidationError(f"这份文件已经附上（{twin.name}），不必重复上传。")
    if attached.count() >= PER_ROW:
        raise ValidationError(f"一条记录最多附{PER_ROW}份；请合并，或先移去无关的。")
    attachment = Attachment.objects.create(
        subject=subject_of(row),
        name=name,
        kind=kind,
        size=len(content),
        sha256=digest,
        by=str(by),
        account=by.get_username(),
        at=timezone.now(),
    )
    record("attachment.add", row, by=by, **_facts(attachment))
    return attachment


@transaction.atomic
def remove_attachment(*, attachment: Attachment, reason: str, by: Any) -> None:
    """Take a paper off its row. The log keeps its name and hash; the file goes with the next sweep."""
    if not reason.strip():
        raise ValidationError("请写移去的理由，如“传错了文件”。")
    current = Attachment.objects.select_for_update().get(pk=attachment.pk)
    facts = _facts(current) | {"reason": reason.strip()}
    record("attachment.remove", current.subject, by=by, **facts)
    current.delete()


def move_attachments(row: models.Model, to: models.Model) -> None:
    """The papers of a row that is given up for another go along; the caller's event tells of it."""
    known = attachments_of(to).values("sha256")
    attachments_of(row).exclude(sha256__in=known).update(subject=subject_of(to))


def _facts(attachment: Attachment) -> dict[str, Any]:
    return {"file": attachment.name, "sha256": attachment.sha256, "size": attachment.size}


def sweep() -> int:
    """Delete the files that no row names any more; how many."""
    named = set(Attachment.objects.values_list("sha256", flat=True))
    unused = [path for path in stored_files(older_than=UNUSED_FOR) if path.name not in named]
    for path in unused:
        delete_file(path)
    return len(unused)


@dataclass
class Inspection:
    """What the store holds against the rows: how many are whole, which are missing or changed."""

    whole: int = 0
    missing: list[Attachment] = field(default_factory=list)
    changed: list[Attachment] = field(default_factory=list)


def inspect() -> Inspection:
    inspection = Inspection()
    for attachment in Attachment.objects.order_by("pk").iterator(500):
        path = path_of(attachment.sha256)
        if not path.exists():
            inspection.missing.append(attachment)
        elif _changed(path, attachment):
            inspection.changed.append(attachment)
        else:
            inspection.whole += 1
    return inspection


def _changed(path: Path, attachment: Attachment) -> bool:
    return path.stat().st_size != attachment.size or hash_of(path) != attachment.sha256
