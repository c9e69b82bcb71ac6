"""What may be done with a specialised park, and who moved in. Each act is one transaction, one step, one event.

Acts raise StaleRow, StepRefused, or ValidationError by field; then nothing is written."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from lianzhang.accounts.models import User
from lianzhang.enterprises.models import Enterprise
from lianzhang.registry.models import Chain, Region, Segment
from lianzhang.work.api import Workflow, action, create_row, register_workflow, take_step, told_values, write_said

from .history import PARK_HISTORY
from .lifecycle import SPECIAL_PARK
from .models import SpecialPark, Tenant
from .rules import park_faults

__all__ = ["PARK_RELATED", "PARK_VERBS", "SAID", "change_park", "move_in", "move_out", "plan_park"]

PARK_RELATED = ("city", "chain", "park", "region", "post")
OUT_OF_REACH = {"chain": "这条链的专业园区不归您现在的岗位登记；请选本岗位的链，或请{able}登记。"}
SAID = ("name", "park", "region", "ready_on", "note")


def _say(row: SpecialPark, said: dict[str, Any], segments: Collection[Segment]) -> None:
    write_said(row, SAID, said)
    faults = park_faults(row)
    if not segments:
        faults["segments"] = "请选补哪些环节；它们会标在图谱上。"
    elif any(each.chain_id != row.chain_id for each in segments):
        faults["segments"] = "有的环节不在这条链上；请重新选。"
    if faults:
        raise ValidationError(faults)
    row.clean_fields(exclude=["post", "authors"])


def _names(segments: Collection[Segment]) -> str:
    return "、".join(each.name for each in sorted(segments, key=lambda each: each.pk))


@action
def plan_park(*, city: Region, chain: Chain, segments: Collection[Segment], by: User, **said: Any) -> SpecialPark:
    row = SpecialPark(city=city, chain=chain, entered_by=by, entered_at=timezone.now())
    with create_row(row, "plan", by=by, out_of_reach=OUT_OF_REACH) as act:
        _say(row, said, segments)
        act.facts["fills"] = _names(segments)
    row.segments.set(segments)
    return row


@action
def change_park(*, row: SpecialPark, version: int, segments: Collection[Segment], by: User, **said: Any) -> SpecialPark:
    with take_step(row, "change", by=by, version=version) as act:
        _say(act.row, said, segments)
        act.row.segments.set(segments)
    return act.row


@action
def site(*, row: SpecialPark, version: int, by: User) -> SpecialPark:
    with take_step(row, "site", by=by, version=version) as act:
        pass
    return act.row


@action
def build(*, row: SpecialPark, version: int, ready_on: date, by: User) -> SpecialPark:
    with take_step(row, "build", by=by, version=version, ready_on=ready_on) as act:
        act.row.ready_on = ready_on
        if faults := park_faults(act.row):
            raise ValidationError(faults)
    return act.row


@action
def open_park(*, row: SpecialPark, version: int, day: date, by: User) -> SpecialPark:
    with take_step(row, "open", by=by, version=version, day=day) as act:
        if day > timezone.localdate():
            raise ValidationError({"day": "还没有到的日子不能记开园。"})
        act.row.opened_on = day
    return act.row


@action
def move_in(*, row: SpecialPark, version: int, enterprise: Enterprise, day: date, by: User) -> SpecialPark:
    """A firm moves in; one that came back is not written twice."""
    with take_step(row, "move_in", by=by, version=version) as act:
        faults = {}
        if enterprise.merged_into_id:
            faults["enterprise"] = f"这家企业已并入“{enterprise.merged_into}”；请写那一家。"
        elif act.row.tenants.filter(enterprise=enterprise).exists():
            faults["enterprise"] = "这家企业已经登记入园。"
        if day > timezone.localdate():
            faults["day"] = "请写今天或以前的日期。"
        if faults:
            raise ValidationError(faults)
        Tenant.objects.create(special_park=act.row, enterprise=enterprise, moved_in=day)
        act.facts["tenant"] = f"{enterprise}，{day}入园"
    return act.row


@action
def move_out(*, row: SpecialPark, version: int, tenant: Tenant, day: date, by: User) -> SpecialPark:
    with take_step(row, "move_out", by=by, version=version) as act:
        kept = act.row.tenants.select_related("enterprise").filter(pk=tenant.pk, moved_out=None).first()
        if kept is None:
            raise ValidationError({"tenant": "这家企业不在园里；请重新选。"})
        if not kept.moved_in <= day <= timezone.localdate():
            raise ValidationError({"day": f"日期请写{kept.moved_in}（入园）到今天之间。"})
        kept.moved_out = day
        kept.save(update_fields=["moved_out"])
        act.facts["tenant"] = f"{kept.enterprise}，{day}迁出"
    return act.row


@action
def drop(*, row: SpecialPark, version: int, reason: str, by: User) -> SpecialPark:
    with take_step(row, "drop", by=by, version=version, reason=reason) as act:
        act.row.reason = reason.strip()
    return act.row


PARK_VERBS: dict[str, Callable[..., Any]] = {"site": site, "build": build, "open": open_park, "drop": drop}


def _described(row: SpecialPark) -> dict[str, Any]:
    days = told_values(row, ("ready_on", "opened_on"))
    segments = _names(row.segments.all()) if row.pk else ""
    return {
        "name": row.name,
        "chain": str(row.chain),
        "place": row.place,
        "segments": segments,
        "note": row.note,
    } | days


register_workflow(
    Workflow(
        model=SpecialPark,
        lifecycle=SPECIAL_PARK,
        page="special_park",
        list_page="special_parks",
        verbs=PARK_VERBS,
        related=PARK_RELATED,
        describe=_described,
        history=PARK_HISTORY,
    )
)
