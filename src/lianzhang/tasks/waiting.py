"""What tasks and records of work tell desk, search, the pages of chains, and those of duties and targets."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils import timezone

from lianzhang.access.api import may, visible
from lianzhang.kernel.chain_page import ChainPart
from lianzhang.kernel.desk import (
    ChangeRow,
    DueRow,
    DueRows,
    Link,
    SearchGroup,
    SearchHit,
    SearchQuery,
    Waiting,
    WaitingRow,
)
from lianzhang.kernel.formatting import number
from lianzhang.kernel.row_parts import RowPart
from lianzhang.kernel.subject_page import SubjectPart
from lianzhang.plans.api import PlanViewpoint, Viewpoint
from lianzhang.plans.models import Duty, Target
from lianzhang.registry.api import joined, work_calendar
from lianzhang.registry.models import Chain

from .filters import RecordsWanted, TasksWanted
from .models import COUNTS, OPEN, RecordState, Task, TaskState, WorkRecord
from .permissions import Permission
from .queries import HANDLED, LISTED, filter_tasks, overdue, tasks_from, to_do, with_last_word
from .record_queries import filter_records, records_to_do

__all__ = ["chain_part", "changes", "due", "row_part", "search", "subject_part", "waiting"]

MOST = 5
SHOWN = 20
# What is to be done, by the state it waits in.
TO_DO = {
    TaskState.ASSIGNED: "签收",
    TaskState.DISPUTED: "裁定",
    TaskState.IN_HAND: "办理",
    TaskState.REPORTED: "核验",
}
SOON = 3  # workdays to its day, from which on what a unit has in hand presses
RECORD_TO_DO = {RecordState.DRAFT: "提交", RecordState.RETURNED: "改后再交", RecordState.SUBMITTED: "确认"}


def _link(row: Task) -> Link:
    return Link(row.title, "task", (row.pk,))


def _record_link(row: WorkRecord) -> Link:
    return Link(row.title, "work_record", (row.pk,))


def waiting(vp: Viewpoint) -> Waiting | None:
    """The first to fall due, then records; None for those who have nothing to do with tasks."""
    if not may(vp.user, Permission.READ):
        return None
    rows = visible(vp.user, Task).filter(to_do(vp.user))
    records = visible(vp.user, WorkRecord).filter(records_to_do(vp.user))
    counts = rows.count(), records.count()
    told = [_to_do(row) for row in rows.order_by("due", "pk")[:MOST]]
    told += [_record_to_do(row) for row in records.order_by("state", "date", "pk")[:MOST]]
    pages = (("全部任务", "tasks", "件"), ("全部工作记录", "work_records", "条"))
    more = tuple(
        (Link(title, page, query={"mine": "todo"}), f"{number(count)}{unit}")
        for (title, page, unit), count in zip(pages, counts, strict=True)
        if count > MOST
    )
    return Waiting(sum(counts), tuple(told), more)


def _to_do(row: Task) -> WaitingRow:
    what = _what(row)
    return WaitingRow(_link(row), what, row.number, _urgent(row), verb=what, kind="任务", due=row.due)


def _urgent(row: Task) -> bool:
    """Late or nearly so; come back, ruled on, or in the way of its unit until it is ruled on."""
    if row.state == TaskState.REPORTED:
        return row.is_overdue
    back = row.state == TaskState.DISPUTED or (row.disputed and row.state == TaskState.ASSIGNED)
    sent_back = bool(row.rejected) and row.state == TaskState.IN_HAND
    return back or sent_back or row.due <= work_calendar().add_workdays(timezone.localdate(), SOON)


def _record_to_do(row: WorkRecord) -> WaitingRow:
    what = RECORD_TO_DO[RecordState(row.state)]
    return WaitingRow(_record_link(row), what, "", row.state == "returned", verb=what, kind="工作记录")


def _what(row: Task) -> str:
    if row.state == TaskState.IN_HAND and row.asks_change:
        return "批改期" if row.asked_deadline else "批改写"
    return TO_DO[TaskState(row.state)]


def due(vp: Viewpoint, until: date) -> Iterator[DueRows]:
    """Days that come, of what is still in hand."""
    rows = visible(vp.user, Task).filter(state__in=HANDLED, due__gt=vp.at, due__lte=until).order_by("due", "pk")
    by_day: dict[date, list[DueRow]] = {}
    for row in rows:
        by_day.setdefault(row.due, []).append(DueRow(_link(row), f"任务{row.get_state_display()}"))
    for on, told in by_day.items():
        yield DueRows(on, tuple(told), measure="件任务", most=4)


def changes(vp: Viewpoint, since: date) -> Iterator[ChangeRow]:
    """Records of work that were done in these days and confirmed."""
    rows = visible(vp.user, WorkRecord).filter(COUNTS, date__gt=since, date__lte=vp.at)
    for row in rows.select_related("kind", "chain", *joined("unit")).order_by("-date", "-pk")[:SHOWN]:
        subject = Link(str(row.chain or row.unit or row.kind), "work_record", (row.pk,))
        yield ChangeRow(row.date, row.kind.name, subject, _record_link(row))


def search(vp: Viewpoint, query: SearchQuery) -> Iterator[SearchGroup]:
    """While somebody types, of tasks those that are open alone, and nothing is counted."""
    tasks = filter_tasks(TasksWanted(q=query.text, mine="open" if query.brief else ""), vp.user)
    hits = tuple(SearchHit(_link(row), f"{row.number}，{row.get_state_display()}") for row in tasks[: query.most])
    if hits:
        total = len(hits) if query.brief else tasks.count()
        yield SearchGroup("task", "交办任务", "件", 46, hits, total, Link("全部", "tasks", query={"q": query.text}))
    if query.brief:
        return
    records = filter_records(RecordsWanted(q=query.text), vp.user).select_related("kind")
    hits = tuple(SearchHit(_record_link(row), f"{row.kind}，{row.date}") for row in records[: query.most])
    if hits:
        everything = Link("全部", "work_records", query={"q": query.text})
        yield SearchGroup("work_record", "工作记录", "条", 47, hits, records.count(), everything)


def chain_part(vp: Viewpoint, chain: Chain) -> ChainPart:
    """What is open on the chain, and how much of it is late."""
    rows: Any = visible(vp.user, Task).filter(chain=chain)
    open_rows = rows.filter(state__in=OPEN).count()
    if not open_rows:
        return ChainPart()
    late = rows.filter(overdue(vp.at)).count()
    query = {"chain": chain.code}
    answers = [Link(f"{number(open_rows)}件任务在办", "tasks", query=query | {"mine": "open"})]
    if late:
        answers.append(Link(f"{number(late)}件任务超期", "tasks", query=query | {"mine": "overdue"}))
    return ChainPart(answers=tuple(answers))


def subject_part(viewpoint: PlanViewpoint, subject: Duty | Target) -> SubjectPart | None:
    """The tasks that a duty or target was broken down into, and whether one may be added; for a duty its kinds."""
    if not may(viewpoint.user, Permission.READ):
        return None
    name = "duty" if isinstance(subject, Duty) else "target"
    rows = visible(viewpoint.user, Task).filter(Q(**{name: subject}))
    listed = with_last_word(rows.select_related(*joined("lead")).order_by("-pk")[:SHOWN], viewpoint.user)
    kinds = list(subject.work_kinds.order_by("order")) if isinstance(subject, Duty) else []
    assigns = may(viewpoint.user, Permission.ASSIGN)
    records = may(viewpoint.user, Permission.ENTER_RECORD) and bool(kinds)
    if not (listed or assigns or records):
        return None
    context = {"name": name, "subject": subject, "rows": listed, "total": rows.count(), "kinds": kinds}
    return SubjectPart(20, "tasks/_subject.html", context | {"assigns": assigns, "records": records})


def row_part(vp: Viewpoint, row: Any) -> RowPart | None:
    """The tasks that came of a row of another room, each with its state and last word."""
    if not may(vp.user, Permission.READ):
        return None
    rows = tasks_from(row, vp.user).select_related(*LISTED).order_by("-pk")
    listed = with_last_word(rows[:SHOWN], vp.user)
    return RowPart("交办的任务", "tasks/_of_row.html", {"rows": listed}, f"{len(listed)}件") if listed else None
