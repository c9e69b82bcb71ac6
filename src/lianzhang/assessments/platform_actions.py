"""What may be done with reports of platform use. Each act is one step and one event."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from lianzhang.accounts.models import User
from lianzhang.enterprises.models import Enterprise
from lianzhang.work.api import (
    Workflow,
    action,
    create_row,
    register_workflow,
    take_step,
    told_once,
    told_values,
    write_said,
)

from .history import USE_HISTORY
from .lifecycle import PLATFORM_USE
from .models import PlatformUse
from .rules import key_of_platform, use_faults

__all__ = ["SAID", "USE_RELATED", "USE_VERBS", "change_use", "report_use"]

USE_RELATED = ("city", "enterprise__merged_into", "post")
SAID = ("seats", "active", "source")
OUT_OF_REACH = {"enterprise": "这家企业的平台使用不归您现在的岗位填报；请由企业自己填，或请{able}填。"}
ONCE = {"period_end": "这个平台、这个时期已经报过；请改那一份。"}


def _say(row: PlatformUse, said: dict[str, Any]) -> None:
    write_said(row, SAID, said)
    if faults := use_faults(row):
        raise ValidationError(faults)
    row.clean_fields(exclude=["post", "authors"])


@action
def report_use(
    *, enterprise: Enterprise, platform: str, period_start: date, period_end: date, by: User, **said: Any
) -> PlatformUse:
    """Say what a firm bought of a platform, and what of it was active in a period."""
    row = PlatformUse(city=enterprise.city, enterprise=enterprise, platform=platform.strip())
    row.platform_key = key_of_platform(row.platform)
    row.period_start, row.period_end, row.reported_at = period_start, period_end, timezone.now()
    with told_once(ONCE), create_row(row, "report", by=by, out_of_reach=OUT_OF_REACH):
        _say(row, said)
    return row


@action
def change_use(*, row: PlatformUse, version: int, by: User, **said: Any) -> PlatformUse:
    """Correct what was said; it is checked anew."""
    with take_step(row, "change", by=by, version=version) as act:
        _say(act.row, said)
        act.row.reason = ""
    return act.row


@action
def check_use(*, row: PlatformUse, version: int, by: User) -> PlatformUse:
    with take_step(row, "check", by=by, version=version) as act:
        act.row.reason = ""
    return act.row


@action
def return_use(*, row: PlatformUse, version: int, reason: str, by: User) -> PlatformUse:
    with take_step(row, "return", by=by, version=version, reason=reason) as act:
        act.row.reason = reason.strip()
    return act.row


@action
def withdraw_use(*, row: PlatformUse, version: int, reason: str, by: User) -> None:
    with take_step(row, "withdraw", by=by, version=version, reason=reason):
        pass


USE_VERBS: dict[str, Callable[..., Any]] = {"check": check_use, "return": return_use, "withdraw": withdraw_use}


def _described(row: PlatformUse) -> dict[str, Any]:
    said = told_values(row, SAID)
    return {"platform": row.platform} | said


register_workflow(
    Workflow(
        model=PlatformUse,
        lifecycle=PLATFORM_USE,
        page="platform_use",
        list_page="platform_uses",
        verbs=USE_VERBS,
        related=USE_RELATED,
        describe=_described,
        history=USE_HISTORY,
    )
)
