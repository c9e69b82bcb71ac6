"""Every morning: who took part in a fair is asked what came of it, once for each time that its kind names.

A question that nobody answered in time is put down as silence."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, time
from typing import Any

from django.utils import timezone

from lianzhang.access.api import SYSTEM
from lianzhang.honours.api import months_after
from lianzhang.jobs.api import job_on_rows
from lianzhang.market.models import EventState, FairResult, FairResultState, Participation, ParticipationState
from lianzhang.plans.models import EventKind
from lianzhang.work.api import StepRefused

from .actions import RESULT_RELATED, ask_fair, lapse_fair

__all__ = ["due_months"]


def due_months(day: date, months: Collection[int], asked: Collection[int], today: date) -> int | None:
    """For which of the months a firm is to be asked now: the last that has passed, where it was not asked yet. Pure."""
    passed = [each for each in months if months_after(day, each) < today]
    last = max(passed, default=None)
    return last if last is not None and last > max(asked, default=0) else None


def _to_ask() -> list[tuple[Participation, int]]:
    rows = Participation.objects.filter(
        state=ParticipationState.ATTENDED,
        event__state=EventState.HELD,
        event__kind__results=EventKind.Results.PARTICIPANTS,
    )
    told, today = [], timezone.localdate()
    related = rows.select_related("event__kind", "enterprise", "city").prefetch_related("results")
    for row in related.order_by("pk"):
        kind = row.event.kind
        asked = [each.months for each in row.results.all()]
        months = due_months(row.event.day, kind.asked_after if kind else (), asked, today)
        if months is not None:
            told.append((row, months))
    return told


def to_ask() -> list[int]:
    return [row.pk for row, _ in _to_ask()]


def silent() -> list[int]:
    rows = FairResult.objects.filter(state=FairResultState.ASKED, due__lt=timezone.localdate())
    return list(rows.order_by("pk").values_list("pk", flat=True))


@job_on_rows("market.fairs", title="询问参展结果", daily=time(7, 35), due=to_ask)
def ask_of_fairs(*, keys: Collection[int]) -> dict[str, Any]:
    count = 0
    for row, months in _to_ask():
        if row.pk in keys:
            last = max(row.event.kind.asked_after) if row.event.kind else months
            count += ask_fair(participation=row, months=months, final=months == last, by=SYSTEM) is not None
    return {"asked": count}


@job_on_rows("market.fair_silence", title="到期没有答复的参展结果另列", daily=time(1, 55), due=silent)
def lapse_fairs(*, keys: Collection[int]) -> dict[str, Any]:
    count = 0
    for row in FairResult.objects.filter(pk__in=keys).select_related(*RESULT_RELATED):
        try:
            lapse_fair(row=row, by=SYSTEM)
        except StepRefused:  # somebody answered meanwhile
            continue
        count += 1
    return {"silent": count}
