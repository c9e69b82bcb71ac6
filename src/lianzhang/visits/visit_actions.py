"""What may be done with a visit. Each act is one transaction, one step of its table, one audit event.

Acts raise StaleRow, StepRefused, or ValidationError by field; then nothing is written."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db.models import Model
from django.utils import timezone

from lianzhang.access.api import visible
from lianzhang.accounts.models import User
from lianzhang.enterprises.models import Enterprise
from lianzhang.plans.models import VisitKind, VisitTo
from lianzhang.registry.models import Chain, Post, Region
from lianzhang.work.api import Workflow, action, create_row, link, register_workflow, take_step

from .history import VISIT_HISTORY
from .lifecycle import VISIT
from .models import Visit, VisitState
from .papers import attach

__all__ = ["VISIT_VERBS", "amend", "plan_visit", "record_visit", "write"]

OUT_OF_REACH = "这次走访不归您现在的岗位登记：请由带队、参加的岗位或本链的专班登记，或请{able}登记。"
WRITTEN = ("asked", "result", "next_step", "notes")


@action
def plan_visit(*, city: Region, by: User, source: Model | None = None, **said: Any) -> Visit:
    """Agree on a visit that is to come. `source`: the row of another room that led to it, linked with it."""
    row = Visit(city=city, entered_by=by, entered_at=timezone.now())
    with create_row(row, "plan", by=by, out_of_reach=OUT_OF_REACH):
        members = _place(row, by, **said)
        if row.date < timezone.localdate():
            raise ValidationError({"date": "这一天已经过了；去过的请用“补记走访”登记。"})
    return _joined(row, members, source, by)


@action
def record_visit(
    *, city: Region, by: User, source: Model | None = None, paper: File[bytes] | None = None, **said: Any
) -> Visit:
    """Note a visit that was made, and what came of it, in one go."""
    row = Visit(city=city, entered_by=by, entered_at=timezone.now(), state=VisitState.WRITTEN)
    written = {name: said.pop(name, "") for name in WRITTEN} | {"next_on": said.pop("next_on", None)}
    with create_row(row, "record", by=by, out_of_reach=OUT_OF_REACH):
        members = _place(row, by, **said)
        _refuse_future(row.date, "date")
        _write(row, **written)
    if paper is not None:
        attach(row, paper, by)
    return _joined(row, members, source, by)


def _joined(row: Visit, members: list[Post], source: Model | None, by: User) -> Visit:
    row.members.set([each for each in members if each.pk != row.lead_id])
    if source is not None:
        link(source, row, by=by)
    return row


def _place(
    row: Visit,
    by: User,
    *,
    kind: VisitKind,
    lead: Post,
    date: date,
    topic: str,
    enterprise: Enterprise | None = None,
    target: str = "",
    members: list[Post] | None = None,
    place: str = "",
    chain: Chain | None = None,
    region: Region | None = None,
) -> list[Post]:
    """Who goes where, when, and what for; the posts that go along."""
    row.kind, row.enterprise, row.target = kind, enterprise, target.strip()
    row.lead, row.date, row.first_date = lead, date, date
    row.topic, row.place, row.chain = topic.strip(), place.strip(), chain
    row.region = region or (enterprise.region if enterprise else None)
    _refuse(row, by)
    return members or []


def _refuse(row: Visit, by: User) -> None:
    """A visit that one does not see is none that one is told of."""
    errors = {}
    to_firm = row.kind.to == VisitTo.FIRM
    if to_firm and row.enterprise is None:
        errors["firm"] = f"“{row.kind}”去的是本地企业；请写名录里的企业全称或代码。"
    if not to_firm and not row.target:
        errors["target"] = f"“{row.kind}”去的是外地的目标企业；请写它的名称。"
    if row.enterprise is not None and row.target:
        errors["target"] = "本地企业和目标企业只写一个；各去一次请分两次登记。"
    if row.enterprise is not None and row.enterprise.merged_into_id:
        errors["firm"] = f"这家企业已并入“{row.enterprise.merged_into}”；请写那一家。"
    if not row.topic:
        errors["topic"] = "请用一句话写谈什么。"
    if not row.chain and not row.region:
        errors["chain"] = "请写明是哪条产业链的，或落在哪个区域；不写明就没有人看得到。"
    if errors:
        raise ValidationError(errors)
    row.clean_fields(exclude=["post", "authors"])
    same = {"kind": row.kind, "enterprise": row.enterprise, "target": row.target, "date": row.date, "lead": row.lead}
    if visible(by, Visit).filter(city=row.city, **same).exclude(state=VisitState.CANCELLED).exists():
        raise ValidationError({"date": "同一天由同一岗位带队去这家的走访已经登记过；请打开那一次补充。"})


def _refuse_future(day: date, name: str) -> None:
    if day > timezone.localdate():
        raise ValidationError({name: "这一天还没有到；去过了再登记。"})


def _write(
    row: Visit,
    *,
    asked: str = "",
    result: str = "",
    next_step: str = "",
    next_on: date | None = None,
    notes: str = "",
) -> None:
    row.asked, row.result, row.next_step = asked.strip(), result.strip(), next_step.strip()
    row.next_on, row.notes = next_on, notes.strip()
    errors = {}
    if not row.asked:
        errors["asked"] = "请写对方提了什么；什么都没有提的也照实写“没有提”。"
    if not row.result:
        errors["result"] = "请写谈成什么；没有谈成的也照实写。"
    if row.next_on and not row.next_step:
        errors["next_step"] = "写了日期，请写那天做什么。"
    if row.next_on and row.next_on < row.date:
        errors["next_on"] = f"下一步在走访（{row.date}）以后；请核对日期。"
    if errors:
        raise ValidationError(errors)
    row.clean_fields(exclude=["post", "authors"])
    row.written_at = timezone.now()


@action
def hold(*, row: Visit, version: int, on: date, by: User) -> Visit:
    """Say that it was made, on whichever day."""
    with take_step(row, "hold", by=by, version=version, on=on) as act:
        _refuse_future(on, "on")
        act.row.date = on
    return act.row


@action
def move(*, row: Visit, version: int, date: date, reason: str, by: User) -> Visit:
    with take_step(row, "move", by=by, version=version, date=date, reason=reason) as act:
        if date < timezone.localdate() or date == act.row.date:
            raise ValidationError({"date": f"请写今天以后、不是{act.row.date}的日期；去过的请登记已去。"})
        act.row.date, act.row.reason = date, reason.strip()
        act.row.moved += 1
    return act.row


@action
def cancel(*, row: Visit, version: int, reason: str, by: User) -> Visit:
    with take_step(row, "cancel", by=by, version=version, out_of_reach=None, reason=reason) as act:
        act.row.reason, act.row.decided_at = reason.strip(), timezone.now()
    return act.row


@action
def write(*, row: Visit, version: int, by: User, **written: Any) -> Visit:
    """What was asked, what came of it, what comes next."""
    with take_step(row, "write", by=by, version=version) as act:
        _write(act.row, **written)
    return act.row


@action
def amend(*, row: Visit, version: int, by: User, **written: Any) -> Visit:
    with take_step(row, "amend", by=by, version=version) as act:
        _write(act.row, **written)
    return act.row


@action
def confirm(*, row: Visit, version: int, by: User) -> Visit:
    """Let it count."""
    with take_step(row, "confirm", by=by, version=version, out_of_reach=None) as act:
        act.row.decided_at, act.row.reason = timezone.now(), ""
    return act.row


@action
def give_back(*, row: Visit, version: int, reason: str, by: User) -> Visit:
    with take_step(row, "return", by=by, version=version, reason=reason) as act:
        act.row.decided_at, act.row.reason = timezone.now(), reason.strip()
    return act.row


VISIT_VERBS: dict[str, Callable[..., Visit]] = {
    "hold": hold,
    "move": move,
    "cancel": cancel,
    "confirm": confirm,
    "return": give_back,
}


def _facts(row: Visit) -> dict[str, Any]:
    """What the log keeps, to be read when the row says something else."""
    kept = ("name", "topic", "place", "asked", "result", "next_step", "notes")
    return {"date": str(row.date)} | {name: getattr(row, name) for name in kept}


RELATED = ("city", "kind__duty", "enterprise", "chain", "region", "lead", "post", "entered_by")

register_workflow(
    Workflow(
        model=Visit,
        lifecycle=VISIT,
        page="visit",
        list_page="visits",
        verbs=VISIT_VERBS,
        related=RELATED,
        describe=_facts,
        history=VISIT_HISTORY,
    )
)
