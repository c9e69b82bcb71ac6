"""An agenda made from records: what was promised and not done, what moved, what is behind, what is to be decided."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.utils import timezone

from lianzhang.access.api import visible
from lianzhang.kernel.agenda import AgendaGroup, AgendaQuery, AgendaRow
from lianzhang.kernel.desk import Link
from lianzhang.kernel.rooms import rooms
from lianzhang.plans.api import PlanViewpoint
from lianzhang.plans.models import ChainWork
from lianzhang.records.api import subject_of
from lianzhang.registry.api import joined, work_calendar
from lianzhang.tasks.models import Progress, TaskState

from .models import HAPPENED, AgendaLine, Decision, DecisionState, Meeting

__all__ = ["Fulfilled", "Work", "as_line", "earlier_decisions", "fulfilled", "key_of_line", "live_rows", "works_of"]

LEAD = joined("lead")
PROMISES = 200  # on one agenda


def earlier_decisions(meeting: Meeting) -> list[Decision]:
    """All of the last meeting before, and of any earlier one those that are not done. Two queries.

    To the city's own meeting comes what the chains' meetings left undone as well."""
    held = Meeting.objects.filter(city=meeting.city_id, state__in=HAPPENED).exclude(pk=meeting.pk)
    before = held.filter(chain=meeting.chain_id, starts__lt=meeting.starts)
    last = before.order_by("-starts", "-pk").values_list("pk", flat=True).first()
    open_tasks = ~Q(task__state__in=(TaskState.CLOSED, TaskState.CANCELLED))
    of_last = Q(meeting=last, state__in=(DecisionState.ASSIGNED, DecisionState.DEFERRED))
    earlier = before if meeting.chain_id else held.filter(starts__lte=meeting.ends)
    older = Q(meeting__in=earlier.values("pk"), state=DecisionState.ASSIGNED)
    rows = Decision.objects.filter(of_last | (older & open_tasks)).select_related(
        "task", "meeting__chain", "meeting__city", *LEAD
    )[:PROMISES]
    return sorted(rows, key=lambda each: (each.meeting.starts, each.place))


@dataclass(frozen=True, slots=True)
class Fulfilled:
    """What became of a decision: `light` and `word` of it, whether it is late, and what was said last."""

    decision: Decision
    light: str
    word: str
    late: bool
    said: str


# Light and word by what became of the task.
OUTCOMES = {
    TaskState.CLOSED: ("met", "办成"),
    TaskState.REPORTED: ("running", "报办结，待核验"),
    TaskState.CANCELLED: ("not_due", "已取消"),
}


def fulfilled(rows: Iterable[Decision], today: date) -> list[Fulfilled]:
    """One query for what was said last, whatever their number."""
    decisions = list(rows)
    tasks = [each.task_id for each in decisions if each.task_id]
    last: dict[int, Progress] = {}
    for said in Progress.objects.filter(task__in=tasks).order_by("on", "pk") if tasks else ():
        last[said.task_id] = said
    return [_fulfilled(each, last.get(each.task_id or 0), today) for each in decisions]


def _fulfilled(decision: Decision, said: Progress | None, today: date) -> Fulfilled:
    task = decision.task
    if task is None:
        light, word = ("not_due", decision.get_state_display())
        return Fulfilled(decision, light, word, False, decision.reason)
    if outcome := OUTCOMES.get(TaskState(task.state)):
        return Fulfilled(decision, *outcome, False, task.report or task.reason)
    late = task.due < today
    words = f"{said.text}（{said.on:%m-%d}）" if said else "没有回话"
    if late:
        days = work_calendar().workdays_between(task.due, today)
        moved = f"，改过{task.moved}次期限" if task.moved else ""
        return Fulfilled(decision, "missed", "没办", True, f"超期{days}个工作日{moved}；{words}")
    return Fulfilled(decision, "running", "在办", False, words)


def _promised(meeting: Meeting, today: date) -> Iterator[AgendaRow]:
    for each in fulfilled(earlier_decisions(meeting), today):
        decision = each.decision
        task = decision.task
        of = f"{decision.meeting.chain}：" if decision.meeting.chain_id != meeting.chain_id else ""
        yield AgendaRow(
            group=AgendaGroup.PROMISED,
            title=f"{of}{decision.title}",
            link=Link(decision.title, "task", (task.pk,)) if task else Link(decision.title, "decision", (decision.pk,)),
            kind=each.light,
            state=each.word,
            owner=str(decision.lead),
            since=decision.meeting.day,
            due=task.deadline if task else decision.deadline,
            note=each.said,
            late=each.late,
            row=decision,
        )


def live_rows(vp: PlanViewpoint, meeting: Meeting) -> list[AgendaRow]:
    """Every line as it stands today, by group and then as the rooms give them, what is late first."""
    today = timezone.localdate()
    at = max(vp.plan.starts, min(today, vp.plan.ends))
    looking = PlanViewpoint(city=vp.city, at=at, plan=vp.plan, plans=(vp.plan,), user=vp.user)
    query = AgendaQuery(chain=meeting.chain, since=meeting.starts, at=today)
    rows = list(_promised(meeting, today))
    for room in rooms():
        if room.agenda:
            rows += room.agenda(looking, query)
    groups = list(AgendaGroup)
    return sorted(rows, key=lambda row: (groups.index(row.group), not row.late))


def key_of_line(line: AgendaLine | AgendaRow) -> tuple[str, str]:
    """Equal for the same thing on a fixed agenda and on that of today."""
    if isinstance(line, AgendaLine):
        return line.group, line.code or line.subject
    return line.group, line.code or (subject_of(line.row) if line.row is not None else line.title)


def as_line(meeting: Meeting, place: int, row: AgendaRow) -> AgendaLine:
    """A line as it is kept."""
    return AgendaLine(
        meeting=meeting,
        place=place,
        group=row.group.value,
        kind=row.kind[:20],
        title=row.title[:200],
        state=row.state[:40],
        owner=row.owner[:120],
        since=row.since,
        due=row.due,
        note=row.note[:300],
        late=row.late,
        subject="" if row.code else key_of_line(row)[1][:160],
        page=row.link.page,
        page_key=str(row.link.args[0]) if row.link.args else "",
        page_query=dict(row.link.query),
        code=row.code,
        value=row.value,
        unit=row.unit,
        up_is_good=row.up_is_good,
    )


@dataclass(frozen=True, slots=True)
class Work:
    """One of the works of a chain, and what records show of it; nothing shown is not known, and not undone."""

    work: ChainWork
    shown: tuple[Any, ...]

    @property
    def count(self) -> Decimal:
        return sum((each.value or Decimal() for each in self.shown), Decimal())


def works_of(vp: PlanViewpoint, lines: Iterable[AgendaLine | AgendaRow]) -> list[Work]:
    """The plan's works in its order. One query."""
    by_code = {line.code: line for line in lines if line.group == AgendaGroup.DONE and line.value}
    works = visible(vp.user, ChainWork).filter(plan=vp.plan).order_by("order")
    return [Work(each, tuple(by_code[code] for code in each.codes if code in by_code)) for each in works]
