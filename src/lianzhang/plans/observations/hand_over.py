"""What is open at an account when its post passes on: figures not yet submitted, or returned."""

from __future__ import annotations

from django.db.models import F

from lianzhang.access.active import ActiveAssignment
from lianzhang.access.models import Assignment
from lianzhang.access.open_work import OpenWork
from lianzhang.access.roles import role
from lianzhang.access.row_policy import policy_of
from lianzhang.plans.models import Observation, ObservationState
from lianzhang.records.actions import record

__all__ = ["move_figures"]

OPEN = (ObservationState.DRAFT, ObservationState.RETURNED)


def move_figures(left: Assignment, taken: Assignment) -> list[OpenWork]:
    """Drafts and returned figures within the post's reach become those of the account that takes over.

    Submitted and confirmed ones keep who entered them: that is part of what they prove.
    """
    found, rule = role(left.role_code), policy_of(Observation)
    if found is None or rule is None:
        return []
    mine = Observation.objects.filter(entered_by=left.user, state__in=OPEN)
    rows = list(mine.filter(rule.acted_by(ActiveAssignment(left.user_id, left, found))).select_for_update(of=("self",)))
    Observation.objects.filter(pk__in=[row.pk for row in rows]).update(entered_by=taken.user, version=F("version") + 1)
    for row in rows:
        record("observation.pass_on", row, by="岗位交接", changes={"entered_by": [str(left.user), str(taken.user)]})
    return [OpenWork("observation", row.pk, str(row)) for row in rows]
