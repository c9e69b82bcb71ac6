"""Every night: what was not handed in by its day is listed as such, and who could apply to what is reckoned anew.

After a change of one firm's records that firm alone is reckoned."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import time
from typing import Any

from django.utils import timezone

from lianzhang.access.api import SYSTEM
from lianzhang.enterprises.models import Enterprise
from lianzhang.honours.models import Honour
from lianzhang.jobs.api import enqueue, job, job_on_rows
from lianzhang.records.models import AuditEvent
from lianzhang.statements.models import Statement
from lianzhang.work.api import StepRefused, subscribe

from .actions import lapse
from .models import Application, ApplicationState
from .reckoning import Standings, firms_to_reckon, keep, lots_of, work_out

__all__: list[str] = []


def over() -> list[int]:
    """What was not handed in by its day."""
    waiting = (ApplicationState.DRAFT, ApplicationState.RETURNED)
    rows = Application.objects.filter(state__in=waiting, closes__lt=timezone.localdate())
    return list(rows.order_by("pk").values_list("pk", flat=True))


@job_on_rows("policies.lapse", title="截止没有报出的申报另列", daily=time(1, 40), due=over)
def lapse_applications(*, keys: Collection[int]) -> dict[str, Any]:
    return {"applications": sum(_lapsed(each) for each in Application.objects.filter(pk__in=keys).order_by("pk"))}


def _lapsed(row: Application) -> bool:
    """One that somebody moved meanwhile is left."""
    try:
        lapse(row=row, by=SYSTEM)
    except StepRefused:
        return False
    return True


@job("policies.eligible.rows", title="算哪些企业能申报哪些政策（分批）", prepare=lambda *, keys: work_out(keys))
def reckon_firms(*, keys: Collection[int], prepared: Standings) -> dict[str, Any]:
    """A lot of firms against all programmes; nobody waits while it is worked out."""
    return {"kept": keep(keys, prepared)}


@job("policies.eligible", title="算哪些企业能申报哪些政策", daily=time(2, 20), prepare=firms_to_reckon)
def reckon_all(*, prepared: Sequence[int]) -> dict[str, Any]:
    """How far it is, the page of jobs tells by lots."""
    for keys in lots_of(prepared).values():
        enqueue("policies.eligible.rows", asked_by="定时", keys=keys)
    return {"firms": len(prepared)}


def follow_firm(event: AuditEvent) -> None:
    """A firm's records changed: it alone is reckoned anew."""
    kind, _, key = event.subject.partition(":")
    model = OF_FIRMS.get(kind)
    if model is None:
        return
    field = "pk" if model is Enterprise else "enterprise"
    firm = model._default_manager.filter(pk=key).values_list(field, flat=True).first()
    if firm is not None:
        enqueue("policies.eligible.rows", key=f"firm:{firm}", asked_by="企业记录有变", keys=[firm])


OF_FIRMS: dict[str, Any] = {
    "enterprises.Enterprise": Enterprise,
    "statements.Statement": Statement,
    "honours.Honour": Honour,
    "enterprises.Honour": Honour,
}
for _acts in ("firm.*", "statement.confirm", "honour.*"):
    subscribe(f"policies.eligible {_acts}", _acts, follow_firm)
