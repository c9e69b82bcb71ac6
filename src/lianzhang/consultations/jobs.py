"""Every night: what an expert did not answer by the day is put down as such, and a question that nobody answered."""

from __future__ import annotations

from collections.abc import Collection
from datetime import time
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from lianzhang.access.api import SYSTEM
from lianzhang.jobs.api import job_on_rows
from lianzhang.work.api import StepRefused

from .actions import lapse, lapse_opinion
from .models import PENDING, Consultation, Opinion, State

__all__ = ["due", "lapse_silence"]


def _late() -> QuerySet[Consultation]:
    return Consultation.objects.filter(state=State.OPEN, wanted_by__lt=timezone.localdate())


def due() -> list[int]:
    """Questions past their day of which an answer is wanted still, or that nobody answered."""
    silent = Q(pk__in=Opinion.objects.filter(state__in=PENDING).values("consultation"))
    rows = _late().filter(silent | Q(waits_for=0, answers=0))
    return list(rows.order_by("pk").values_list("pk", flat=True))


@job_on_rows("consultations.night", title="专家咨询到期没有答复的另列", daily=time(1, 40), due=due)
def lapse_silence(*, keys: Collection[int]) -> dict[str, Any]:
    """One that somebody moved meanwhile is left."""
    late = _late().filter(pk__in=keys)
    silent = Opinion.objects.filter(consultation__in=late, state__in=PENDING).select_related("consultation")
    opinions = sum(_done(lapse_opinion, each) for each in list(silent.order_by("pk")))
    unanswered = late.filter(waits_for=0, answers=0)
    return {"opinions": opinions, "consultations": sum(_done(lapse, each) for each in list(unanswered.order_by("pk")))}


def _done(act: Any, row: Any) -> bool:
    try:
        act(row=row, by=SYSTEM)
    except StepRefused:
        return False
    return True
