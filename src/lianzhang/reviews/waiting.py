"""What meetings tell the desk, the search and the pages of chains."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils import timezone

from lianzhang.access.api import acting, may, visible
from lianzhang.kernel.chain_page import ChainPart, ChainTab
from lianzhang.kernel.desk import (
    ChangeRow,
    Coming,
    DueRow,
    DueRows,
    Link,
    SearchGroup,
    SearchHit,
    SearchQuery,
    Waiting,
    WaitingRow,
)
from lianzhang.kernel.desk import (
    Decision as Asked,
)
from lianzhang.kernel.formatting import number
from lianzhang.kernel.vocabulary import words
from lianzhang.plans.api import PlanViewpoint, Viewpoint
from lianzhang.registry.api import joined, work_calendar
from lianzhang.registry.models import Chain
from lianzhang.tasks.models import TaskState

from .agenda import earlier_decisions
from .board import not_yet
from .filters import DecisionsWanted, MeetingsWanted
from .models import COMING, HAPPENED, Attendance, Decision, DecisionState, Meeting, State
from .periods import Cell
from .permissions import Permission
from .queries import DECISION_LISTED, LISTED, filter_decisions, filter_meetings, to_confirm, to_decide, to_record

__all__ = ["chain_part", "changes", "due", "search", "waiting"]

MOST, SHOWN = 8, 6
DECIDED_BY = ("agree", "change", "defer")
SOON = 45  # days before the limit from which a meeting that nobody planned waits to be planned
TO_DO = {State.PLANNED: "定议程", State.FIXED: "记开会日期", State.HELD: "写纪要", State.WRITTEN: "确认纪要"}


def _link(row: Meeting) -> Link:
    return Link(str(row), "meeting", (row.pk,))


def waiting(vp: Viewpoint) -> Waiting | None:
    """The chair: decisions and minutes. Who plans: what to plan, to fix, to note, to write."""
    user = vp.user
    if not may(user, Permission.READ):
        return None
    today = timezone.localdate()
    asked = (
        visible(user, Decision).filter(to_decide(user)).select_related(*DECISION_LISTED).order_by("meeting__on", "pk")
    )
    rows = [_to_decide(each, today) for each in asked[:MOST]]
    own = visible(user, Meeting).filter(to_confirm(user) | to_record(user)).select_related(*LISTED)
    rows += [_to_do(each, today) for each in own.order_by("on", "pk")[:MOST]]
    if may(user, Permission.PLAN) and isinstance(vp, PlanViewpoint):
        rows += _to_plan(vp, today)
    late = sum(row.due is not None and row.due < today for row in rows)
    return Waiting(len(rows), tuple(rows), late=late, today=sum(row.due == today for row in rows))


def _to_decide(row: Decision, today: date) -> WaitingRow:
    days = work_calendar().workdays_between(row.asked_at.date(), today)
    waited = f"等{number(days)}天" if days > 0 else "今天到"
    adviser = str(row.post or words().office)
    return WaitingRow(
        Link(row.title, "decision", (row.pk,)),
        "决定",
        f"{row.meeting}，{row.meeting.on:%m-%d}",
        verb="决定",
        kind="决定",
        chain=str(row.meeting.chain or ""),
        due=row.meeting.on,
        decision=Asked(row.question or row.text, row.advice or row.text, adviser, row, DECIDED_BY, waited),
    )


def _to_do(row: Meeting, today: date) -> WaitingRow:
    verb = TO_DO[State(row.state)]
    late = row.is_coming and row.on < today
    due = row.on if row.is_coming else None
    note = f"{row.day:%m-%d}，{row.room or row.chair}"
    return WaitingRow(_link(row), verb, note, late, verb=verb, kind="会议", chain=str(row.chain or ""), due=due)


def _to_plan(vp: PlanViewpoint, today: date) -> list[WaitingRow]:
    """One line for each chain that is running out of days; of many chains they are counted behind one link."""
    told = [each for each in not_yet(vp) if each[1].days_left is not None and each[1].days_left <= SOON]
    if not told:
        return []
    if len(told) > SHOWN:
        first = min(cell.asked.limit for _, cell in told)
        link = Link(f"{number(len(told))}场调度、会商还没有安排", "reviews")
        note = f"最早{first:%m-%d}到期"
        return [WaitingRow(link, "安排", note, first < today, verb="安排", kind="会议", due=first)]
    return [_one_to_plan(chain, cell) for chain, cell in told]


def _one_to_plan(chain: Chain | None, cell: Cell) -> WaitingRow:
    query = {"activity": cell.asked.rule.activity, "starts": cell.period.start.isoformat()}
    named = {"chain": chain.code} if chain else {}
    title = f"{chain or words().whole}{cell.period}{'调度' if chain else '会商'}还没有安排"
    note = f"还剩{cell.days_left}天"
    return WaitingRow(
        Link(title, "meeting_new", query=query | named),
        "安排",
        note,
        verb="安排",
        kind="会议",
        chain=str(chain or ""),
        due=cell.asked.limit,
    )


def coming(vp: Viewpoint) -> Coming | None:
    """The next that the post chairs or is asked to. Two queries, and three for what is on its agenda."""
    active = acting(vp.user)
    if active is None or not may(vp.user, Permission.READ):
        return None
    post = active.assignment.post_id
    own = Q(chair=post) | Q(pk__in=Attendance.objects.filter(asked=post).values("meeting"))
    rows = visible(vp.user, Meeting).filter(own, state__in=COMING, on__gte=timezone.localdate())
    row = rows.select_related(*LISTED).order_by("on", "time", "pk").first()
    if row is None:
        return None
    told = []
    works_on_it = may(vp.user, Permission.DECIDE, row) or may(vp.user, Permission.RECORD, row)
    if works_on_it and (earlier := earlier_decisions(row)):
        done = sum(each.task is not None and each.task.state == TaskState.CLOSED for each in earlier)
        title = f"上次答应{number(len(earlier))}件，办成{number(done)}件"
        told.append(Link(title, "meeting", (row.pk,), fragment="promised"))
    if asked := visible(vp.user, Decision).filter(meeting=row, state=DecisionState.ASKED).count():
        told.append(Link(f"这次请决定{number(asked)}件", "meeting", (row.pk,), fragment="decide"))
    return Coming(_link(row), row.on, row.time, row.room, tuple(told))


def due(vp: Viewpoint, until: date) -> Iterator[DueRows]:
    """Meetings to come. One query."""
    if not may(vp.user, Permission.READ):
        return
    rows = visible(vp.user, Meeting).filter(state__in=COMING, on__gt=vp.at, on__lte=until).select_related(*LISTED)
    by_day: dict[date, list[DueRow]] = {}
    for row in rows.order_by("on", "time", "pk"):
        where = "，".join(filter(None, (row.time, row.room, f"{row.chair}主持")))
        by_day.setdefault(row.on, []).append(DueRow(_link(row), where))
    for on, told in by_day.items():
        yield DueRows(on, tuple(told), measure="场会", most=4)


def changes(vp: Viewpoint, since: date) -> Iterator[ChangeRow]:
    """Meetings that were held."""
    if not may(vp.user, Permission.READ):
        return
    rows = visible(vp.user, Meeting).filter(state__in=HAPPENED, held_on__gt=since, held_on__lte=vp.at)
    for row in rows.select_related(*LISTED).order_by("-held_on", "-pk")[:20]:
        value = Link(row.get_state_display(), "meeting", (row.pk,))
        yield ChangeRow(row.day, row.word, _link(row), value, "晚开" if row.is_late else "")


def search(vp: Viewpoint, query: SearchQuery) -> Iterator[SearchGroup]:
    """Meetings by chain, place and chair; decisions by title. While somebody types, nothing is counted."""
    if not may(vp.user, Permission.READ):
        return
    meetings = filter_meetings(MeetingsWanted(q=query.text), vp.user).select_related(*LISTED)
    hits = tuple(SearchHit(_link(row), f"{row.day}，{row.get_state_display()}") for row in meetings[: query.most])
    if hits:
        total = len(hits) if query.brief else meetings.count()
        yield SearchGroup("meeting", "会议", "场", 49, hits, total, Link("全部", "meetings", query={"q": query.text}))
    rows: Any = filter_decisions(DecisionsWanted(q=query.text), vp.user).select_related(
        "meeting__chain", "meeting__city", *joined("lead")
    )
    hits = tuple(
        SearchHit(Link(row.title, "decision", (row.pk,)), f"{row.meeting}，{row.lead}") for row in rows[: query.most]
    )
    if hits:
        total = len(hits) if query.brief else rows.count()
        yield SearchGroup(
            "decision", "会议决定", "件", 50, hits, total, Link("全部", "decisions", query={"q": query.text})
        )


def chain_part(vp: Viewpoint, chain: Chain) -> ChainPart:
    """The last meeting and the next, what it decided and what of that is open. Three queries, and one for the tab."""
    if not may(vp.user, Permission.READ):
        return ChainPart()
    rows = visible(vp.user, Meeting).filter(chain=chain)
    count = rows.exclude(state=State.CANCELLED).count()
    coming = rows.filter(state__in=COMING).select_related(*LISTED).order_by("on").first()
    answers: list[Link] = []
    if coming:
        answers.append(Link(f"下次调度{coming.on:%m-%d}", "meeting", (coming.pk,)))
    open_ones = filter_decisions(DecisionsWanted(chain=chain, mine="open"), vp.user).count()
    if open_ones:
        link = Link(f"会议定的{number(open_ones)}件没办成", "decisions", query={"chain": chain.code, "mine": "open"})
        answers.append(link)
    if not count:
        return ChainPart(answers=tuple(answers))
    tab = ChainTab("reviews", "调度", 60, "reviews/_chain.html", number(count), lambda: _tab(vp, chain), printed=60)
    return ChainPart(answers=tuple(answers), tabs=(tab,))


def _tab(vp: Viewpoint, chain: Chain) -> dict[str, Any]:
    rows = visible(vp.user, Meeting).filter(chain=chain).exclude(state=State.CANCELLED).select_related(*LISTED)
    open_ones = filter_decisions(DecisionsWanted(chain=chain, mine="open"), vp.user).select_related(*DECISION_LISTED)
    return {"meetings": list(rows.order_by("-on")[:SHOWN]), "decisions": list(open_ones[:SHOWN]), "of": chain}
