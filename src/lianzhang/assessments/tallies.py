"""How many rows each tab of a list holds, and the sentence at its head."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from lianzhang.access.api import visible
from lianzhang.accounts.models import User

from .models import (
    ENDED,
    REPORTED,
    RUNNING,
    Advice,
    Assessment,
    AssessmentState,
    Basis,
    Diagnosis,
    PlatformUse,
)
from .queries import (
    COUNTED,
    ONLY_SEATS,
    SOON,
    advice_to_do,
    diagnoses_to_do,
    in_force,
    recheck_due,
    stale,
    uses_to_do,
)

__all__ = ["advice_tally", "diagnosis_tally", "level_tally", "use_tally"]


def _counted(rows: Any, **tabs: Q) -> dict[str, int]:
    """One query."""
    counts = {f"of_{name}": Count("pk", filter=condition) for name, condition in tabs.items()}
    told = rows.order_by().aggregate(of_total=Count("*"), **counts)
    return {name.removeprefix("of_"): count for name, count in told.items()}


def diagnosis_tally(by: User) -> dict[str, int]:
    today = timezone.localdate()
    return _counted(
        visible(by, Diagnosis),
        todo=diagnoses_to_do(by),
        overdue=Q(state__in=RUNNING, due__lt=today),
        open=Q(state__in=RUNNING),
        reported=Q(state__in=REPORTED),
        recheck=recheck_due(today),
        closed=Q(state__in=ENDED),
    )


def advice_tally(by: User) -> dict[str, int]:
    states = {state: Q(state=state) for state in ("open", "taken", "refused", "claimed", "built")}
    rows = visible(by, Advice).filter(diagnosis__state__in=REPORTED)
    return _counted(rows, todo=advice_to_do(by), stale=stale(by, timezone.localdate()), **states)


def level_tally(by: User) -> dict[str, int]:
    today = timezone.localdate()
    recorded = Q(state=AssessmentState.RECORDED)
    return _counted(
        visible(by, Assessment),
        **{f"by_{basis}": recorded & Q(basis=basis) for basis in Basis.values},
        ending=in_force(today) & Q(valid_until__lte=today + SOON, basis=Basis.OFFICIAL),
        withdrawn=Q(state=AssessmentState.WITHDRAWN),
    )


def use_tally(by: User) -> dict[str, int]:
    """Firms that were on a platform, and firms that have seats there alone, beside the numbers of reports."""
    rows = visible(by, PlatformUse)
    told = _counted(rows, todo=uses_to_do(by), active=COUNTED, seats=ONLY_SEATS, unknown=Q(active=None))
    firms = rows.order_by().aggregate(
        firms_on=Count("enterprise", filter=COUNTED, distinct=True), firms=Count("enterprise", distinct=True)
    )
    return {**told, **firms}
