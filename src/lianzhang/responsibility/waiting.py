"""What this room tells the desk, the search and the pages of targets and duties."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from lianzhang.access.api import may, visible
from lianzhang.kernel.desk import DueRow, DueRows, Link, Waiting, WaitingRow
from lianzhang.kernel.formatting import number
from lianzhang.kernel.subject_page import SubjectPart
from lianzhang.plans.api import PlanViewpoint, Viewpoint
from lianzhang.plans.models import Duty, Target
from lianzhang.registry.api import joined

from .models import ISSUED, ShareState, TargetShare
from .permissions import Permission
from .queries.assignments import history_of_subject, told_of
from .queries.shares import breakdown_of, shares_to_do
from .responsible import NOBODY, Source
from .scope import own_shares

__all__ = ["due", "subject_part", "waiting"]

MOST = 5
TO_DO = {ShareState.ISSUED: "签收", ShareState.DISPUTED: "裁定"}


def waiting(vp: Viewpoint) -> Waiting | None:
    """Parts to take, disputes to rule on; beside them, in one line and not counted, what nobody answers for."""
    if not isinstance(vp, PlanViewpoint) or not may(vp.user, Permission.READ):
        return None
    answers, assigns = may(vp.user, Permission.ANSWER_SHARE), may(vp.user, Permission.ASSIGN)
    if not answers and not assigns:
        return None
    rows = visible(vp.user, TargetShare).filter(shares_to_do(vp.user), target__plan=vp.plan)
    count = rows.count()
    listed = rows.select_related("target", "chain", *joined("unit")).order_by("issued_at", "pk")[:MOST] if count else ()
    told = tuple(_to_do(row) for row in listed)
    return Waiting(count, told, tuple(_more(vp, count, assigns=assigns)))


def _to_do(row: TargetShare) -> WaitingRow:
    verb = TO_DO[ShareState(row.state)]
    return WaitingRow(_link(row), verb, str(row.receiver), verb=verb, kind="目标分解")


def _more(vp: PlanViewpoint, count: int, *, assigns: bool) -> Iterator[tuple[Link, str]]:
    if count > MOST:
        yield Link("全部", "shares", query={"mine": "todo"}), f"{number(count)}份"
    if assigns and (unowned := sum(each.source == Source.NOBODY for each in told_of(vp).values())):
        yield Link(f"{number(unowned)}项目标和任务", "responsibilities", query={"who": "nobody"}), "无人负责，请指定。"


def _link(row: TargetShare) -> Link:
    return Link(row.target.name, "share", (row.pk,))


def due(vp: Viewpoint, until: date) -> Iterator[DueRows]:
    """The parts that one has to reach oneself, by the day on which they are due."""
    if not isinstance(vp, PlanViewpoint) or not may(vp.user, Permission.ANSWER_SHARE):
        return
    rows = visible(vp.user, TargetShare).filter(own_shares(vp.user), target__plan=vp.plan, state__in=ISSUED)
    by_day: dict[date, list[DueRow]] = {}
    for row in rows.filter(due__gt=vp.at, due__lte=until).select_related("target").order_by("due", "pk"):
        by_day.setdefault(row.due, []).append(DueRow(_link(row), "承接的目标"))
    for on, told in by_day.items():
        yield DueRows(on, tuple(told), measure="份目标分解", most=4)


def subject_part(vp: PlanViewpoint, subject: Target | Duty) -> SubjectPart | None:
    """Who answers, since when and by which paper; of a target the parts beside the whole."""
    if not may(vp.user, Permission.READ):
        return None
    key = "target" if isinstance(subject, Target) else "duty"
    context = {
        "key": f"{key}:{subject.pk}",
        "subject": subject,
        "responsible": told_of(vp).get((key, subject.pk), NOBODY),
        "rows": history_of_subject(subject, vp.user),
        "breakdown": breakdown_of(vp, subject) if isinstance(subject, Target) else None,
    }
    return SubjectPart(10, "responsibility/_subject.html", context)
