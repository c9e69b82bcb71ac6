"""What may be done with a cluster, platform or channel. Each act is one transaction, one step, one event.

Acts raise StaleRow, StepRefused, or ValidationError by field; then nothing is written."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from lianzhang.accounts.models import User
from lianzhang.kernel.formatting import day as day_words
from lianzhang.registry.models import Region
from lianzhang.work.api import Workflow, action, counting, create_row, register_workflow, take_step, write_said

from .history import PLATFORM_HISTORY
from .lifecycle import PLATFORM
from .models import Platform, StageReached
from .rules import platform_faults
from .stages import next_stage, reached_of, running_between

__all__ = ["OUT_OF_REACH", "PLATFORM_RELATED", "VERBS", "change", "enter"]

OUT_OF_REACH = "这个平台不归您现在的岗位办理；请核对产业链、区域和责任单位，或请{able}办理。"
PLATFORM_RELATED = (
    *("city", "kind__plan", "chain", "enterprise__merged_into", "organization", "region", "park", "stage"),
    *("honour__kind", "honour__enterprise", "honour__park", "post", "entered_by"),
)
SAID = ("name", "chain", "enterprise", "organization", "host_name", "region", "park", "stage_since", "honour", "source")


def _say(row: Platform, said: dict[str, Any]) -> None:
    write_said(row, SAID, said)
    if faults := platform_faults(row):
        raise ValidationError(faults)
    row.clean_fields(exclude=["post", "authors"])


def _reach(row: Platform, on: date, *, confirmed: bool = False) -> None:
    """Write on which day it reached the stage that it is in."""
    reached = StageReached.objects.filter(platform=row, stage=row.stage).first()
    reached = reached or StageReached(platform=row, stage=row.stage)
    with counting(reached):
        reached.on, reached.confirmed = on, confirmed
        reached.save()


@action
def enter(*, city: Region, by: User, **said: Any) -> Platform:
    """Register what is there, or begins; `kind` and `stage` are of the plan."""
    row = Platform(city=city, kind=said.pop("kind"), stage=said.pop("stage"), entered_by=by, entered_at=timezone.now())
    with create_row(row, "enter", by=by, out_of_reach=OUT_OF_REACH):
        _say(row, said)
    _reach(row, row.stage_since)
    return row


@action
def change(*, row: Platform, version: int, by: User, **said: Any) -> Platform:
    with take_step(row, "change", by=by, version=version, out_of_reach=OUT_OF_REACH) as act:
        before = act.row.stage_since
        _say(act.row, said)
        if act.row.stage_since != before:
            _refuse_before(act.row, act.row.stage_since, "stage_since")
            _reach(act.row, act.row.stage_since)
        act.row.reason = ""
    return act.row


@action
def confirm(*, row: Platform, version: int, by: User) -> Platform:
    """Let its stage count; who typed it until now may decide on what is typed from now on."""
    with take_step(row, "confirm", by=by, version=version) as act:
        for reached in reached_of(act.row):
            if not reached.confirmed:
                with counting(reached):
                    reached.confirmed = True
                    reached.save()
        act.row.reason, act.row.authors = "", ()
    return act.row


@action
def give_back(*, row: Platform, version: int, reason: str, by: User) -> Platform:
    with take_step(row, "return", by=by, version=version, reason=reason) as act:
        act.row.reason = reason.strip()
    return act.row


@action
def move(*, row: Platform, version: int, day: date, source: str, by: User) -> Platform:
    """It reached the next stage."""
    with take_step(row, "move", by=by, version=version, day=day, source=source) as act:
        later = next_stage(act.row)
        if later is None:
            raise ValidationError(f"“{act.row.stage}”是最后一个阶段。")
        if day > timezone.localdate():
            raise ValidationError({"day": "日期在今天以后；到了再登记。"})
        _refuse_before(act.row, day, "day")
        act.row.stage, act.row.stage_since = later, day
        _reach(act.row, day)
        act.row.reason = ""
    return act.row


def _refuse_before(row: Platform, on: date, field: str) -> None:
    earlier = StageReached.objects.filter(platform=row).exclude(stage=row.stage_id if field == "stage_since" else None)
    last = earlier.order_by("-on").values_list("on", flat=True).first()
    if last and on < last:
        raise ValidationError({field: f"早于到上一个阶段的日期（{day_words(last)}）；请核对。"})


@action
def step_back(*, row: Platform, version: int, reason: str, by: User) -> Platform:
    """It did not come so far: back to the stage that it had reached before."""
    with take_step(row, "step_back", by=by, version=version, reason=reason) as act:
        reached = reached_of(act.row)
        for each in (each for each in reached if each.stage_id == act.row.stage_id):
            with counting(each):
                each.delete()
        last = [each for each in reached if each.pk][-1]
        act.row.stage, act.row.stage_since, act.row.reason = last.stage, last.on, reason.strip()
    return act.row


@action
def close(*, row: Platform, version: int, day: date, reason: str, by: User) -> Platform:
    with take_step(row, "close", by=by, version=version, day=day, reason=reason) as act:
        if not act.row.stage_since <= day <= timezone.localdate():
            raise ValidationError({"day": f"要在{day_words(act.row.stage_since)}到今天之间。"})
        act.row.ended, act.row.reason = day, reason.strip()
    return act.row


VERBS: dict[str, Callable[..., Platform]] = {
    "confirm": confirm,
    "return": give_back,
    "move": move,
    "step_back": step_back,
    "close": close,
}


def _prepare(row: Platform) -> None:
    """From when to when it runs, by the stages that were confirmed."""
    if row.pk:
        row.running_since, row.running_until = running_between(reached_of(row))


def _described(row: Platform) -> dict[str, Any]:
    told = {name: getattr(row, name) for name in PLATFORM_HISTORY.fields}
    return {name: "" if value is None else str(value) for name, value in told.items()}


register_workflow(
    Workflow(
        model=Platform,
        lifecycle=PLATFORM,
        page="platform",
        list_page="platforms",
        verbs=VERBS,
        related=PLATFORM_RELATED,
        describe=_described,
        prepare=_prepare,
        history=PLATFORM_HISTORY,
    )
)
