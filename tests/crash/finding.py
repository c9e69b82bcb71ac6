"""What must hold in the database and on the disk whenever a process was killed, whatever it was doing."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from django.db import connection

from lianzhang.enterprises.models import AboveScale, Enterprise
from lianzhang.exchange.models import Batch, BatchState
from lianzhang.plans.models import Observation, Plan, UploadedSheet
from lianzhang.records.attachments.actions import inspect
from lianzhang.records.attachments.store import hash_of
from lianzhang.records.chain import verify
from lianzhang.records.models import Attachment, AuditEvent
from lianzhang.records.sequencer import chain_waiting

from .acts import FIRMS, FOLDER, ROWS, TOLD

STEPS = {
    "draft": ["observation.enter"],
    "submitted": ["observation.enter", "observation.submit"],
    "confirmed": ["observation.enter", "observation.submit", "observation.confirm"],
}
ORDER = list(STEPS)


def faults() -> list[str]:
    looks = (database, log, figures, sheets, batches, papers, plan, backups, told)
    return [f"{look.__name__}: {fault}" for look in looks for fault in look()]


def database() -> Iterator[str]:
    connection.check_constraints()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA integrity_check")
            if (answer := cursor.fetchone()[0]) != "ok":
                yield answer


def log() -> Iterator[str]:
    """It holds as the killed left it, and whatever was committed can be chained."""
    yield from (str(found) for found in verify().breaks)
    chain_waiting()
    after = verify()
    yield from (str(found) for found in after.breaks)
    if after.waiting:
        yield f"{after.waiting} events wait for the chain"


def events() -> dict[str, list[str]]:
    by_subject: dict[str, list[str]] = {}
    for subject, action in AuditEvent.objects.order_by("pk").values_list("subject", "action"):
        by_subject.setdefault(subject, []).append(action)
    return by_subject


def figures() -> Iterator[str]:
    """Each figure took exactly the steps the log tells, and the log tells of no figure that is not there."""
    written = {subject: acts for subject, acts in events().items() if subject.startswith("plans.Observation:")}
    rows = Observation.objects.filter(target__code="giants", sheet=None)
    expected = {f"plans.Observation:{row.pk}": STEPS[row.state] for row in rows}
    if written != expected:
        yield str({key: (written.get(key), expected.get(key)) for key in written | expected})


def sheets() -> Iterator[str]:
    """A sheet is in with all its rows, its mark and its event, or it is not in at all."""
    written = Counter(AuditEvent.objects.filter(action="sheet.apply").values_list("subject", flat=True))
    for sheet in UploadedSheet.objects.all():
        state = (sheet.observations.count(), sheet.applied_at is not None, written[f"plans.UploadedSheet:{sheet.pk}"])
        if state not in ((0, False, 0), (ROWS, True, 1)):
            yield f"{sheet.name}: {state}"


def batches() -> Iterator[str]:
    """A batch is in with all its firms, their years and its event, or it is not in at all."""
    written = Counter(AuditEvent.objects.filter(action="batch.apply").values_list("subject", flat=True))
    for batch in Batch.objects.all():
        firms = Enterprise.objects.filter(name__startswith=f"第{batch.name.removesuffix('.csv')}批")
        years = AboveScale.objects.filter(enterprise__in=firms).count()
        applied = batch.state == BatchState.APPLIED
        state = (firms.count(), years, applied, written[f"exchange.Batch:{batch.pk}"])
        if state not in ((0, 0, False, 0), (FIRMS, 2 * FIRMS, True, 1)):
            yield f"{batch.name}: {state}"


def papers() -> Iterator[str]:
    found = inspect()
    yield from (f"{each} has lost its file" for each in (*found.missing, *found.changed))
    acts = Counter(AuditEvent.objects.filter(action__startswith="attachment.").values_list("action", flat=True))
    if acts["attachment.add"] - acts["attachment.remove"] != Attachment.objects.count():
        yield f"{acts} for {Attachment.objects.count()} rows"


def plan() -> Iterator[str]:
    """One version of the folder or the other, and as many duties as that one has; an event for each change."""
    loaded = Plan.objects.get(code=FOLDER.name)
    marked = loaded.clauses.filter(title__contains="目标a").exists()
    duties = len((FOLDER / "duties.csv").read_text(encoding="utf-8").splitlines()) - 1
    if loaded.duties.count() != duties - (not marked):
        yield f"{loaded.duties.count()} of {duties} duties in version {'a' if marked else 'b'}"
    last = AuditEvent.objects.filter(action="plans.load", subject=f"plans.Plan:{loaded.pk}").first()
    if last is None or last.facts["content_hash"] != loaded.content_hash:
        yield "the log does not tell of this version"


def backups() -> Iterator[str]:
    """What has a backup's name is whole."""
    for folder in (Path(os.environ["VAR"]) / "backups").glob("[0-9]*"):
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        for name, digest in manifest["files"].items():
            if hash_of(folder / name) != digest:
                yield f"{folder.name}/{name} is damaged"


def told() -> Iterator[str]:
    """Whatever was told as done is there."""
    for line in TOLD.read_text(encoding="utf-8").splitlines() if TOLD.exists() else ():
        kind, pk, what = line.split()
        if not THERE[kind](pk, what):
            yield line


def _figure_is_as_far(pk: str, state: str) -> bool:
    row = Observation.objects.filter(pk=pk).first()
    return row is not None and ORDER.index(row.state) >= ORDER.index(state)


THERE: dict[str, Callable[[str, str], bool]] = {
    "figure": _figure_is_as_far,
    "sheet": lambda pk, _: UploadedSheet.objects.filter(pk=pk, applied_at__isnull=False).exists(),
    "register_sheet": lambda pk, _: Batch.objects.filter(pk=pk, state=BatchState.APPLIED).exists(),
    "paper": lambda _, sha256: AuditEvent.objects.filter(action="attachment.add", facts__sha256=sha256).exists(),
}
