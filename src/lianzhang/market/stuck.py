"""Needs for land, energy and the like that stand still: longer in a stage than is healthy, or with nobody on them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from lianzhang.access.api import NOTHING, acting, may, visible
from lianzhang.accounts.models import User
from lianzhang.kernel.formatting import day
from lianzhang.plans.models import NeedStage
from lianzhang.records.api import subject_of
from lianzhang.work.models import Link

from .capacities import drawing_kinds
from .models import RUNNING, Match, Need, NeedState
from .permissions import Permission

__all__ = ["stuck", "stuck_needs", "stuck_to_raise", "stuck_words"]

FIRST = 20  # days in which somebody takes a need up, where its kind does not say


def _first_days() -> dict[int, int]:
    """By the kind of need that draws on something, how long its first stage may last."""
    kinds = list(drawing_kinds().values_list("need_kind", flat=True).distinct())
    told = dict.fromkeys((each for each in kinds if each), FIRST)
    stages = NeedStage.objects.filter(kind__in=kinds, part=NeedStage.Part.TALKING).order_by("-order")
    return told | {kind: days for kind, days in stages.values_list("kind", "days") if days}


def stuck() -> Q:
    today, waiting = timezone.localdate(), NOTHING
    running = Match.objects.filter(need=OuterRef("pk"), state__in=RUNNING).order_by()
    slow = Q(Exists(running.filter(slow_on__lt=today)))
    first = _first_days()
    for kind, days in first.items():
        waiting |= Q(kind=kind, published_on__lt=today - timedelta(days=days))
    return Q(state=NeedState.OPEN, kind__in=first) & (slow | waiting & ~Q(Exists(running)) & ~_had())


def _had() -> Q:
    """Something was delivered already, and nobody is on the rest."""
    return Q(Exists(Match.objects.filter(need=OuterRef("pk"), state__in=("delivered", "kept")).order_by()))


def stuck_needs(by: User) -> QuerySet[Need]:
    """Those in sight of who carries needs for both sides."""
    active = acting(by)
    if active is None or active.role.acts_for not in ("city", "chains") or not may(by, Permission.CHECK):
        return visible(by, Need).none()
    return visible(by, Need).filter(stuck())


def stuck_to_raise(by: User) -> list[Need]:
    """Of those what led to no row of another room yet, such as a problem. Two queries."""
    rows = list(stuck_needs(by).select_related("enterprise").order_by("pk"))
    begun = set(Link.objects.filter(source__in=[subject_of(row) for row in rows]).values_list("source", flat=True))
    return [row for row in rows if subject_of(row) not in begun]


def stuck_words(row: Any) -> str:
    """Where a need stands still and since when; "" where it does not."""
    if not Need.objects.filter(stuck(), pk=row.pk).exists():
        return ""
    slow = row.matches.filter(state__in=RUNNING, slow_on__lt=timezone.localdate()).select_related("stage", "body")
    for each in slow.order_by("slow_on")[:1]:
        where = f"“{each.stage}”" if each.stage else each.get_state_display()
        return f"{day(each.staged_on)}起停在{where}，应在{day(each.slow_on)}前办完，由{each.party}承接"
    return f"{day(row.published_on)}发布以后一直没有人接"
