"""Firms' statements that wait for the one who looks: to confirm, returned, never submitted."""

from __future__ import annotations

from lianzhang.access.api import OF_CHAINS, OF_PLACES, acting, may, visible
from lianzhang.accounts.models import User
from lianzhang.enterprises.api import cached, own_firm
from lianzhang.kernel.desk import Link, Waiting, WaitingRow
from lianzhang.kernel.formatting import number
from lianzhang.kernel.periods import Period
from lianzhang.plans.api import Viewpoint
from lianzhang.statements.models import Statement
from lianzhang.statements.permissions import Permission
from lianzhang.work.api import own_reports
from lianzhang.work.models import ReportState

from .grid import firms_answered_for
from .models import ITEMS
from .owed import owed
from .queries import to_decide, unfinished
from .reporting import Asked, asked, handed_in

__all__ = ["waiting"]


def waiting(vp: Viewpoint) -> Waiting | None:
    """None for those who neither enter nor confirm. Two queries where an act wrote into the register since."""
    if not may(vp.user, Permission.ENTER_STATEMENT) and not may(vp.user, Permission.CONFIRM_STATEMENT):
        return None
    active = acting(vp.user)
    deciding, own = cached(vp.user, ("statements waiting", active and active.pk), lambda: _counts(vp.user))
    counts = (
        ("企业报表待确认", "decide", "确认", deciding),
        ("企业报表被退回，请修改重报", "returned", "重报", own.get(ReportState.RETURNED, 0)),
        ("企业报表草稿，还没有提交", "drafts", "提交", own.get(ReportState.DRAFT, 0)),
    )
    rows = [
        WaitingRow(
            Link(title, "statements", query={"mine": mine}), f"{number(count)}份", urgent=mine == "returned", verb=verb
        )
        for title, mine, verb, count in counts
        if count
    ]
    asked = _asked(vp)
    count = sum(count for *_, count in counts) + len(asked)
    return Waiting(count, (*rows, *asked), first=lambda: _first(vp.user))


def _asked(vp: Viewpoint) -> list[WaitingRow]:
    active = acting(vp.user)
    if active is None or not may(vp.user, Permission.ENTER_STATEMENT):
        return []
    return _of_firms(vp) if active.role.code in (*OF_PLACES, *OF_CHAINS) else _of_firm(vp)


def _of_firms(vp: Viewpoint) -> list[WaitingRow]:
    """To who answers for firms: how many of them have not handed in the latest period, a year with its last quarter.

    One query for each period where an act wrote into the register since."""
    periods = asked(vp.since, vp.at)
    latest = [each for each in periods if each.period.end == periods[0].period.end]
    return [_line(each, count, vp) for each in latest if (count := _how_many_missing(vp.user, each))]


def _how_many_missing(user: User, of: Asked) -> int:
    active = acting(user)

    def count() -> int:
        told = handed_in(visible(user, Statement), of.period).order_by().values("enterprise")
        return firms_answered_for(user, of).exclude(pk__in=told).count()

    return cached(user, ("statements not handed in", active and active.pk, of.period), count)


def _line(of: Asked, count: int, vp: Viewpoint) -> WaitingRow:
    link = Link(f"{of.period}报表", "statement_grid", query={"period": of.period.code})
    note = f"{of.reporting.of_whom}还有{number(count)}家没有报"
    return WaitingRow(link, "", note, of.late(vp.at), verb="填报", due=of.due)


def _of_firm(vp: Viewpoint) -> list[WaitingRow]:
    """To a firm: the latest form that is asked of it and that nobody has begun."""
    firm = own_firm(vp.user)
    missing = [each for each in owed(firm, vp.since, vp.at, vp.user) if each.statement is None] if firm else []
    if firm is None or not missing:
        return []
    first = missing[0]
    link = Link(f"{first.asked.period}报表", "statement_grid", query={"period": first.asked.period.code})
    more = f"，另有{number(len(missing) - 1)}期没有报" if len(missing) > 1 else ""
    note = f"{len(ITEMS)}项没有填{more}"
    return [WaitingRow(link, "", note, first.late, verb="填报", due=first.asked.due)]


def _counts(user: User) -> tuple[int, dict[str, int]]:
    """What the account may decide on, and by state what it has not finished itself."""
    return visible(user, Statement).filter(to_decide(user)).count(), unfinished(user)


def _first(user: User) -> Link | None:
    """What waits longest to be decided on, else what came back."""
    rows = visible(user, Statement).select_related("enterprise")
    row = rows.filter(to_decide(user)).order_by("submitted_at", "pk").first()
    row = row or rows.filter(own_reports(user), state=ReportState.RETURNED).order_by("decided_at", "pk").first()
    if row is None:
        return None
    return Link(f"{row.enterprise}{Period(row.period_start, row.period_end)}", "statement", (row.pk,))
