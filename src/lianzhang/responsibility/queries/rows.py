"""Assignments and parts of a plan as rows alone, with the names that are shown: nothing is judged."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from lianzhang.access.api import visible
from lianzhang.plans.api import PlanViewpoint
from lianzhang.registry.api import joined
from lianzhang.responsibility.models import Responsibility, ResponsibilityState, ShareState, TargetShare

__all__ = ["ASSIGNMENT_WORDS", "SHARE_WORDS", "assignments_in_sight", "saying", "shares_in_sight"]

PAPER = ("paper_title", "paper_number")
ASSIGNMENT_WORDS = (*PAPER, "target__name", "duty__name", *(f"{each}__name" for each in joined("lead")))
SHARE_WORDS = (*PAPER, "target__name", "chain__name", *(f"{each}__name" for each in joined("unit")))


def assignments_in_sight(vp: PlanViewpoint) -> QuerySet[Responsibility]:
    rows = visible(vp.user, Responsibility).exclude(state=ResponsibilityState.WITHDRAWN)
    of_plan = rows.filter(Q(target__plan=vp.plan) | Q(duty__plan=vp.plan))
    return of_plan.select_related("target", "duty", *joined("lead"))


def shares_in_sight(vp: PlanViewpoint) -> QuerySet[TargetShare]:
    """Drafts are nothing that was laid on anybody."""
    rows = visible(vp.user, TargetShare).filter(target__plan=vp.plan).exclude(state=ShareState.DRAFT)
    return rows.select_related("target", "chain", *joined("unit"))


def saying(words: Iterable[str], fields: Iterable[str]) -> Q:
    """Every word stands in one of the fields."""
    names, asked = tuple(fields), Q()
    for word in words:
        said = Q()
        for name in names:
            said |= Q(**{f"{name}__icontains": word})
        asked &= said
    return asked
