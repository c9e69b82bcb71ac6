"""What may be done with an application until it is decided. Each act is one step and one event.

Acts raise StaleRow, StepRefused, or ValidationError by field; then nothing is written."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from lianzhang.accounts.models import User
from lianzhang.enterprises.models import Enterprise
from lianzhang.plans.models import Programme
from lianzhang.registry.api import work_calendar
from lianzhang.work.api import Workflow, action, create_row, register_workflow, take_step, told_once

from .granting import award_upon
from .history import APPLICATION_HISTORY
from .levels import first_level, next_level
from .lifecycle import APPLICATION
from .models import Application
from .rules import application_faults, key_of_object, window_of, worth

__all__ = ["RELATED", "VERBS", "change", "enter", "lapse"]

RELATED = (
    *("city", "programme__kind", "programme__plan", "programme__unit", "programme__honour", "programme__budget"),
    *("enterprise__merged_into", "level", "post", "entered_by"),
)
OUT_OF_REACH = {"enterprise": "这家企业不归您现在的岗位申报；请由企业自己申报，或请{able}代填。"}
MEND_WORKDAYS = 10  # that whoever got it back has at least
ONCE = {"object": "同一年度、同一件事已经有一件申报；请打开那一件接着办。"}


def _say(row: Application, *, object: str, cost: Decimal | None = None, text: str = "") -> None:  # noqa: A002
    row.object, row.text = object.strip(), text.strip()
    row.object_key = key_of_object(row.object)
    row.cost = cost if row.programme.share is not None else None
    row.asked = worth(row.programme, row.cost)
    if faults := application_faults(row):
        raise ValidationError(faults)
    row.clean_fields(exclude=["post", "authors"])


@action
def enter(*, programme: Programme, year: int, enterprise: Enterprise, by: User, **said: Any) -> Application:
    """Fill in an application to a year's catalogue; it stays a draft until it is handed in."""
    today = timezone.localdate()
    row = Application(programme=programme, year=year, enterprise=enterprise, city=programme.plan.city)
    row.entered_by, row.entered_at = by, timezone.now()
    window = window_of(row, today)
    row.closes = window.local_closes if window else today
    with told_once(ONCE), create_row(row, "enter", by=by, out_of_reach=OUT_OF_REACH):
        _say(row, **said)
    return row


@action
def change(*, row: Application, version: int, by: User, **said: Any) -> Application:
    with told_once(ONCE), take_step(row, "change", by=by, version=version) as act:
        _say(act.row, **said)
    return act.row


@action
def submit(*, row: Application, version: int, by: User) -> Application:
    """Before the first level, or again before the one that gave it back."""
    with take_step(row, "submit", by=by, version=version) as act:
        today = timezone.localdate()
        act.row.level = act.row.level or first_level(act.row)
        if act.row.level is None:
            raise ValidationError(f"“{act.row.programme.kind}”没有审核层级；请联系链办。")
        act.row.submitted_on = act.row.submitted_on or today
        act.row.reached_on, act.row.reason = today, ""
    return act.row


@action
def pass_on(*, row: Application, version: int, by: User, reason: str = "") -> Application:
    with take_step(row, "pass_on", by=by, version=version, reason=reason or None) as act:
        act.row.level, act.row.reached_on = next_level(act.row), timezone.localdate()
    return act.row


@action
def approve(*, row: Application, version: int, by: User, amount: str = "", day: date | None = None) -> Application:
    """Granted, with the title that the programme names; what stands for the same thing and is lower goes."""
    with take_step(row, "approve", by=by, version=version, amount=amount or None, day=day) as act:
        award = award_upon(act.row, amount or "", day or timezone.localdate(), by=by)
        act.row.ended_on, act.row.reason = timezone.localdate(), ""
        act.facts["granted"] = f"{award.decided_on}" + (f"，{award.amount}万元" if award.amount else "")
    return act.row


@action
def give_back(*, row: Application, version: int, reason: str, by: User) -> Application:
    """It may come back until the official day, and in any case for some workdays."""
    with take_step(row, "give_back", by=by, version=version, reason=reason) as act:
        today = timezone.localdate()
        window, least = window_of(act.row, today), work_calendar().add_workdays(today, MEND_WORKDAYS)
        act.row.reason, act.row.closes = reason.strip(), max(window.closes, least) if window else least
    return act.row


def _ending(name: str) -> Callable[..., Any]:
    @action
    def end(*, row: Application, version: int, reason: str, by: User) -> Application:
        with take_step(row, name, by=by, version=version, reason=reason) as act:
            act.row.reason, act.row.ended_on = reason.strip(), timezone.localdate()
        return act.row

    return end


refuse, withdraw = map(_ending, ("refuse", "withdraw"))


@action
def lapse(*, row: Application, by: Any) -> Application:
    """Its day has passed, and it was not handed in."""
    with take_step(row, "lapse", by=by) as act:
        act.row.ended_on = timezone.localdate()
    return act.row


VERBS: dict[str, Callable[..., Any]] = {
    "submit": submit,
    "pass_on": pass_on,
    "approve": approve,
    "give_back": give_back,
    "refuse": refuse,
    "withdraw": withdraw,
}


def _described(row: Application) -> dict[str, Any]:
    return {
        "programme": str(row.programme),
        "enterprise": str(row.enterprise),
        "year": str(row.year),
        "object": row.object,
        "cost": "" if row.cost is None else str(row.cost),
        "asked": "" if row.asked is None else str(row.asked),
        "text": row.text,
        "level": str(row.level or ""),
    }


register_workflow(
    Workflow(
        model=Application,
        lifecycle=APPLICATION,
        page="application",
        list_page="applications",
        verbs=VERBS,
        related=RELATED,
        describe=_described,
        texts=lambda row: {"为什么事申报": row.object, "情况说明": row.text},
        history=APPLICATION_HISTORY,
    )
)
