"""Every report about a target, in whatever state, as far as it is in sight."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from lianzhang.access.api import visible
from lianzhang.plans.models import Observation, Target
from lianzhang.plans.related_figures import SHARED, quantities

__all__ = ["observations_about"]


def observations_about(target: Target, viewer: Any) -> QuerySet[Observation]:
    """Every report in sight that concerns a target, in whatever state and of whatever day."""
    shared = Q(quantity__in=quantities(target), relation__in=SHARED)
    rows = visible(viewer, Observation).filter(Q(plan=target.plan_id) & (Q(target=target) | shared))
    return rows.select_related("source", "chain", "group", "region", "target", "duty").order_by("-date", "-pk")
