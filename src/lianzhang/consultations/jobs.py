"""Every night: what an expert did not answer by the day is put down as such, and a question that nobody answered."""

from __future__ import annotations

from datetime import time
from typing import Any

from django.utils import timezone

from lianzhang.access.api import SYSTEM
from lianzhang.jobs.api import job
from lianzhang.work.api import StepRefused

from .actions import lapse, lapse_opinion
from .models import PENDING, Consultation, Opinion, State

__all__ = ["lapse_silence"]


@job("consultations.night", title="专家咨询到期没有答复的另列", daily=time(1, 40))
def lapse_silence() -> dict[str, Any]:
    """Each row in a transaction of its own; one that somebody moved meanwhile is left."""
    late = Consultation.objects.filter(state=State.OPEN, wanted_by__lt=timezone.localdate())
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
