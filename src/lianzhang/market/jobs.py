"""Every night: needs whose day has passed are listed as such; both sides of a match are asked what came of it.

A question that nobody answered in time is put down as silence."""

from __future__ import annotations

from collections.abc import Collection
from datetime import time
from typing import Any

from django.utils import timezone

from lianzhang.access.api import SYSTEM
from lianzhang.honours.api import months_after
from lianzhang.jobs.api import job_on_rows
from lianzhang.work.api import StepRefused

from .actions import lapse
from .follow_up_actions import ask_both, ask_of_stays, lapse_follow_up
from .models import CARRIED, DONE, UNSIGNED, Answer, FollowUp, Match, MatchState, Need, NeedState

__all__: list[str] = []


def over() -> list[int]:
    """Open needs past their day of which nothing was agreed, and nothing is being judged."""
    rows = Need.objects.filter(state=NeedState.OPEN, valid_until__lt=timezone.localdate())
    agreed = Match.objects.filter(state__in=(MatchState.AGREED, *DONE)).values("need")
    judged = Match.objects.filter(state__in=UNSIGNED, need__bids_closed_on__isnull=False).values("need")
    return list(rows.exclude(pk__in=agreed).exclude(pk__in=judged).order_by("pk").values_list("pk", flat=True))


def to_ask() -> list[int]:
    rows = Match.objects.filter(state__in=CARRIED, ask_on__lte=timezone.localdate())
    return list(rows.order_by("pk").values_list("pk", flat=True))


def _stays() -> list[tuple[Match, int]]:
    """Of which matches who needed people is asked now, and for which of the months: the last that has passed."""
    today, told = timezone.localdate(), []
    rows = Match.objects.filter(state__in=DONE, delivered_on__isnull=False).exclude(need__kind__stay_months="")
    for row in rows.select_related("need__kind", "need__enterprise").prefetch_related("follow_ups").order_by("pk"):
        asked = max((each.months or 0 for each in row.follow_ups.all()), default=0)
        passed = [
            months
            for months in row.need.kind.asked_of_stays
            if row.delivered_on and months_after(row.delivered_on, months) < today
        ]
        if passed and passed[-1] > asked:
            told.append((row, passed[-1]))
    return told


def stays_to_ask() -> list[int]:
    return [row.pk for row, _ in _stays()]


def silent() -> list[int]:
    rows = FollowUp.objects.filter(state=Answer.ASKED, due__lt=timezone.localdate())
    return list(rows.order_by("pk").values_list("pk", flat=True))


@job_on_rows("market.lapse", title="到期没有签约的需求另列", daily=time(1, 45), due=over)
def lapse_needs(*, keys: Collection[int]) -> dict[str, Any]:
    return {"needs": sum(_done(lapse, row=each) for each in Need.objects.filter(pk__in=keys).order_by("pk"))}


@job_on_rows("market.ask", title="询问对接结果", daily=time(7, 30), due=to_ask)
def ask_both_sides(*, keys: Collection[int]) -> dict[str, Any]:
    rows = Match.objects.filter(pk__in=keys).select_related("need__kind", "need__enterprise", "enterprise", "body")
    return {"asked": sum(_done(ask_both, match=each) for each in rows.order_by("pk"))}


@job_on_rows("market.stays", title="询问到岗的还在不在", daily=time(7, 40), due=stays_to_ask)
def ask_who_stayed(*, keys: Collection[int]) -> dict[str, Any]:
    asked = [ask_of_stays(match=row, months=months, by=SYSTEM) for row, months in _stays() if row.pk in keys]
    return {"asked": sum(each is not None for each in asked)}


@job_on_rows("market.silence", title="到期没有答复的询问另列", daily=time(1, 50), due=silent)
def lapse_silence(*, keys: Collection[int]) -> dict[str, Any]:
    rows = FollowUp.objects.filter(pk__in=keys).select_related("match__need__kind")
    return {"silent": sum(_done(lapse_follow_up, row=each) for each in rows.order_by("pk"))}


def _done(act: Any, **row: Any) -> bool:
    """One that somebody moved meanwhile is left."""
    try:
        act(**row, by=SYSTEM)
    except StepRefused:
        return False
    return True
