"""What the plan's room tells the desk: figures that wait, and changes of the plan that wait."""

from __future__ import annotations

from lianzhang.access.api import may, visible
from lianzhang.kernel.desk import Link, Waiting, WaitingRow
from lianzhang.plans.models import ChangeState, PlanChange
from lianzhang.plans.permissions import Permission
from lianzhang.plans.queries import waiting as figures
from lianzhang.plans.viewpoint import PlanViewpoint

from .queries import changes_to_do, open_drafts

__all__ = ["waiting"]

MOST = 5
VERBS = {ChangeState.DRAFT: "看完提交", ChangeState.PROPOSED: "核对"}


def waiting(vp: PlanViewpoint) -> Waiting | None:
    told = figures.waiting(vp)
    if not any(may(vp.user, each) for each in (Permission.PROPOSE_CHANGE, Permission.APPLY_CHANGE)):
        return told
    rows = visible(vp.user, PlanChange).filter(changes_to_do(vp.user)).only("title", "state", "entered_by", "pk")
    listed = list(rows.select_related("entered_by").order_by("pk"))
    own = tuple(
        WaitingRow(
            Link(row.title, "plan_change", (row.pk,)),
            str(row.get_state_display()),
            f"{row.entered_by}提出" if row.state == ChangeState.PROPOSED else "",
            verb=VERBS[ChangeState(row.state)],
            kind="方案修改",
        )
        for row in listed[:MOST]
    )
    drafts = [
        WaitingRow(Link(each.name, "paper_draft", (each.pk,)), "起草了一半", verb="接着看", kind="方案起草")
        for each in open_drafts(vp.user).filter(entered_by=vp.user.pk)
    ]
    own, count = (*drafts, *own)[:MOST], len(listed) + len(drafts)
    if told is None:
        return Waiting(count, own)
    return Waiting(told.count + count, (*own, *told.rows), told.more, told.first, told.today, told.late)
