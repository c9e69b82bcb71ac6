"""What supervision tells desk, search and the pages of chains, and the way to it from rows of other rooms."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils import timezone

from lianzhang.access.api import acting, may, visible
from lianzhang.kernel.chain_page import ChainPart
from lianzhang.kernel.desk import (
    ChangeRow,
    DueRow,
    DueRows,
    LastWord,
    Link,
    SearchGroup,
    SearchHit,
    SearchQuery,
    Waiting,
    WaitingRow,
    WithOthers,
)
from lianzhang.kernel.formatting import day, number
from lianzhang.kernel.rooms import rooms
from lianzhang.kernel.subject_page import SubjectPart
from lianzhang.plans.api import PlanViewpoint, Viewpoint
from lianzhang.plans.models import Colour
from lianzhang.records.api import subject_of
from lianzhang.registry.api import key_of_body, work_calendar
from lianzhang.registry.models import Chain
from lianzhang.tasks.api import link_to_assign
from lianzhang.work.api import in_hand

from .filters import Wanted
from .models import OPEN, WITH_UNIT, ListState, State, SupervisionItem, SupervisionList
from .permissions import Permission
from .queries import LISTED, filter_items, lines_of, silent, to_do

__all__ = ["begins", "chain_part", "changes", "due", "search", "subject_part", "waiting", "with_others"]

MOST = 5
TO_DO = {State.ISSUED: "反馈", State.INSUFFICIENT: "再反馈", State.ANSWERED: "审核", State.ACCEPTED: "销号"}


def _link(row: SupervisionItem) -> Link:
    return Link(row.matter, "supervision_item", (row.pk,))


def waiting(vp: Viewpoint) -> Waiting | None:
    """A unit: what to answer. The office: what to review and to issue. Leaders: what has become red."""
    user = vp.user
    if not may(user, Permission.READ):
        return None
    seen = visible(user, SupervisionItem).select_related("list")
    rows, drafts, red = seen.filter(to_do(user)), _drafts(user), _red(user)
    count, today = rows.count(), timezone.localdate()
    told = [_to_do(row, today) for row in _first(rows)]
    told += [_draft(row) for row in drafts]
    told += [
        WaitingRow(_link(row), "红色督办", f"{row.lead_name}，{row.list.number}", urgent=True, verb="看", kind="督办")
        for row in red
    ]
    more = ((Link("全部", "supervision", query={"mine": "todo"}), f"{number(count)}件"),) if count > MOST else ()
    late = rows.filter(silent(today)).count() if count else 0
    return Waiting(count + len(drafts) + len(red), tuple(told), more, late=late)


def _draft(row: SupervisionList) -> WaitingRow:
    return WaitingRow(Link(str(row), "supervision_list", (row.pk,)), "印发", verb="印发", kind="督办清单")


def _to_do(row: SupervisionItem, today: date) -> WaitingRow:
    verb = TO_DO[State(row.state)]
    due = row.due if row.state in WITH_UNIT else None
    return WaitingRow(_link(row), verb, _note(row), _urgent(row, today), verb=verb, kind="督办", due=due)


def with_others(vp: Viewpoint) -> WithOthers | None:
    """For those who issue: what units have not answered, the longest silent first."""
    if not may(vp.user, Permission.ISSUE):
        return None
    rows = visible(vp.user, SupervisionItem).filter(state__in=WITH_UNIT).exclude(to_do(vp.user))
    return in_hand(rows.select_related("list"), _silent, Link("督办", "supervision"), late="silent", most=MOST)


def _silent(row: SupervisionItem, today: date) -> WaitingRow:
    since = work_calendar().workdays_between(row.due, today)
    word = LastWord(silent=since)
    note = row.list.number or ""
    told = f"超{since}"
    return WaitingRow(_link(row), told, note, urgent=True, kind="督办", due=row.due, who=row.lead_name, last_word=word)


def _first(rows: Any) -> Any:
    return rows.order_by("due", "pk")[:MOST]


def _note(row: SupervisionItem) -> str:
    until = f"，{day(row.due)}前反馈" if row.state in WITH_UNIT else ""
    return f"{row.get_colour_now_display()}督办，{row.list.number}{until}"


def _urgent(row: SupervisionItem, today: date) -> bool:
    return row.state == State.INSUFFICIENT or (row.state in WITH_UNIT and row.due < today)


def _drafts(user: Any) -> list[SupervisionList]:
    if not may(user, Permission.ISSUE):
        return []
    return list(visible(user, SupervisionList).filter(state=ListState.DRAFT).order_by("pk")[:MOST])


def _red(user: Any) -> list[SupervisionItem]:
    """Those who lead see what is red and not ended; it is nothing they must do."""
    active = acting(user)
    if active is None or not active.role.leads or active.role.acts_for:
        return []
    rows = visible(user, SupervisionItem).filter(state__in=OPEN, colour_now=Colour.RED)
    return list(rows.select_related("list").order_by("deadline", "pk")[:MOST])


def due(vp: Viewpoint, until: date) -> Iterator[DueRows]:
    """Days by which units must answer."""
    if not may(vp.user, Permission.READ):
        return
    rows = visible(vp.user, SupervisionItem).filter(state__in=WITH_UNIT, due__gt=vp.at, due__lte=until)
    by_day: dict[date, list[DueRow]] = {}
    for row in rows.order_by("due", "pk"):
        by_day.setdefault(row.due, []).append(DueRow(_link(row), f"督办反馈；{row.lead_name}"))
    for on, told in by_day.items():
        yield DueRows(on, tuple(told), measure="件督办", most=4)


def changes(vp: Viewpoint, since: date) -> Iterator[ChangeRow]:
    """Lists that were issued."""
    if not may(vp.user, Permission.READ):
        return
    issued = visible(vp.user, SupervisionList).exclude(state=ListState.DRAFT)
    for row in issued.filter(as_of__gt=since, as_of__lte=vp.at).order_by("-as_of", "-pk")[:20]:
        link = Link(row.title, "supervision_list", (row.pk,))
        yield ChangeRow(row.as_of, "督办", link, Link(row.number, "supervision_list", (row.pk,)))


def search(vp: Viewpoint, query: SearchQuery) -> Iterator[SearchGroup]:
    """While somebody types, of those that are open alone, and they are not counted."""
    if not may(vp.user, Permission.READ):
        return
    rows = filter_items(Wanted(q=query.text, mine="" if query.brief else "all"), vp.user).select_related("list")
    hits = tuple(SearchHit(_link(row), f"{row.list.number}，{row.get_state_display()}") for row in rows[: query.most])
    if hits:
        everything = Link("全部", "supervision", query={"q": query.text, "mine": "all"})
        total = len(hits) if query.brief else rows.count()
        yield SearchGroup("supervision", "督办", "件", 48, hits, total, everything)


def chain_part(vp: Viewpoint, chain: Chain) -> ChainPart:
    """What of the chain is under supervision, and how much of it is not answered in time."""
    if not may(vp.user, Permission.READ):
        return ChainPart()
    rows = visible(vp.user, SupervisionItem).filter(chain=chain, state__in=OPEN)
    count = rows.count()
    if not count:
        return ChainPart()
    query = {"chain": chain.code}
    answers = [Link(f"{number(count)}件督办没有销号", "supervision", query=query)]
    if late := rows.filter(silent(timezone.localdate())).count():
        answers.append(Link(f"{number(late)}件逾期没有反馈", "supervision", query=query | {"mine": "silent"}))
    return ChainPart(answers=tuple(answers))


def begins(vp: Viewpoint, row: Any) -> Link | None:
    """From a row that may be supervised to an order of its own, or to the matter where it stands already; from a
    matter to a task for the unit that leads it."""
    if isinstance(row, SupervisionItem):
        return _task_from(vp, row)
    if not may(vp.user, Permission.ISSUE) or not _may_be_late(row):
        return None
    subject = subject_of(row)
    standing = visible(vp.user, SupervisionItem).filter(Q(subject=subject, state__in=OPEN)).first()
    if standing:
        return Link("已在督办", "supervision_item", (standing.pk,))
    return Link("督办", "supervision_order", query={"subject": subject})


def _task_from(vp: Viewpoint, row: SupervisionItem) -> Link | None:
    """While it is open; of a target or duty the form tells more than the matter does."""
    if row.state not in OPEN or row.lead is None:
        return None
    of_plan = {row.kind: row.page_key} if row.kind in ("target", "duty") else {"title": row.matter[:80]}
    chain = row.chain.code if row.chain else ""
    given = {"lead": key_of_body(row.lead.body), "text": f"{row.asked}。{row.why}"[:300], "chain": chain}
    return link_to_assign(vp.user, row, **of_plan, **given)


def subject_part(vp: PlanViewpoint, subject: Any) -> SubjectPart | None:
    """Where a target or duty is or was supervised, and by which task that ended. It changes nothing of its state."""
    if not may(vp.user, Permission.READ):
        return None
    rows = visible(vp.user, SupervisionItem).filter(subject=subject_of(subject)).exclude(state=State.DRAFTED)
    lines = lines_of(list(rows.select_related(*LISTED, "task").order_by("-list_id")[:MOST]))
    return SubjectPart(30, "supervision/_subject.html", {"lines": lines, "total": rows.count()}) if lines else None


def _may_be_late(row: Any) -> bool:
    """Whether a room names such rows, and this one is not done; if it is late, is asked when the order is written."""
    return any(room.settled(row) is False for room in rooms() if room.settled)
