"""What chairs have in hand, for those who plan and record: minutes to confirm, and decisions asked of them."""

from __future__ import annotations

from collections import Counter
from datetime import date

from django.utils import timezone

from lianzhang.access.api import may, visible
from lianzhang.kernel.desk import LastWord, Link, Owing, WaitingRow, WithOthers
from lianzhang.plans.api import Viewpoint
from lianzhang.registry.api import work_calendar

from .models import Decision, DecisionState, Meeting, State
from .permissions import Permission
from .queries import LISTED, to_confirm, to_decide

__all__ = ["with_others"]

MOST = 8
PATIENCE = 5  # workdays after a meeting until its minutes are late


def with_others(vp: Viewpoint) -> WithOthers | None:
    """None for those who plan no meetings. Two queries."""
    user = vp.user
    if not may(user, Permission.PLAN):
        return None
    today = timezone.localdate()
    written = visible(user, Meeting).filter(state=State.WRITTEN).exclude(to_confirm(user))
    rows = list(written.select_related(*LISTED).order_by("held_on", "pk"))
    asked = visible(user, Decision).filter(state=DecisionState.ASKED).exclude(to_decide(user))
    chairs = list(asked.values_list("meeting__chair__name", flat=True))
    late = [row for row in rows if _waited(row, today) > PATIENCE]
    held = Counter([str(row.chair) for row in rows] + chairs)
    late_of = Counter(str(row.chair) for row in late)
    longest = {str(row.chair): _waited(row, today) - PATIENCE for row in reversed(late)}
    return WithOthers(
        count=len(rows) + len(chairs),
        late=len(late),
        everything=Link("会议", "meetings"),
        overdue=Link("纪要待确认", "meetings", query={"state": State.WRITTEN}),
        rows=tuple(_row(row, today) for row in late[:MOST]),
        owing=tuple(
            Owing(who, count, late_of[who], longest.get(who, 0), Link(who, "meetings", query={"q": who}))
            for who, count in held.items()
        ),
    )


def _waited(row: Meeting, today: date) -> int:
    return work_calendar().workdays_between(row.day, today)


def _row(row: Meeting, today: date) -> WaitingRow:
    days = _waited(row, today)
    return WaitingRow(
        Link(str(row), "meeting", (row.pk,)),
        f"超{days - PATIENCE}",
        "纪要待确认",
        urgent=True,
        kind="会议",
        chain=str(row.chain or ""),
        due=row.day,
        who=str(row.chair),
        last_word=LastWord(on=row.day, silent=days),
    )
