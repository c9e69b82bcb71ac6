"""What must hold before a step on a meeting or a decision: who chairs, what is ready, what is still open."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from lianzhang.access.api import SYSTEM, acting
from lianzhang.work.api import need

from .models import COMING, Decision, DecisionState, Meeting, State

__all__ = ["all_decided", "asked_it", "chairs", "has_minutes", "in_its_meeting", "meeting_open", "none_late"]


def _is_chair(meeting: Meeting, by: Any) -> bool:
    active = acting(by)
    return active is not None and active.assignment.post_id == meeting.chair_id


@need("由主持会议的岗位办理")
def chairs(row: Meeting, by: Any) -> str:
    return "" if by is SYSTEM or _is_chair(row, by) else f"由主持会议的“{row.chair}”办理"


@need("议题都已议定，或留到下次")
def all_decided(row: Meeting, _by: Any) -> str:
    open_ones = row.decisions.filter(state=DecisionState.ASKED).count()
    return f"还有{open_ones}件没有议；请议定、不办或下次议" if open_ones else ""


@need("已写纪要")
def has_minutes(row: Meeting, _by: Any) -> str:
    return "" if row.minutes.exists() else "还没有写纪要"


@need("期限还没有过")
def none_late(row: Meeting, _by: Any) -> str:
    """A decision whose day passed before it was confirmed would be a task that is late at once."""
    late = row.decisions.filter(state=DecisionState.TAKEN, deadline__lt=timezone.localdate()).first()
    return f"“{late}”的期限{late.deadline}已经过了；请先改期限" if late else ""


@need("由主持的岗位决定，或在会上记录")
def in_its_meeting(row: Decision, by: Any) -> str:
    """The chair, at any time before the minutes are confirmed; whoever records, of what the meeting said."""
    active = acting(by)
    if by is SYSTEM or _is_chair(row.meeting, by):
        return ""
    if active is not None and active.role.acts_for and row.meeting.minutes_open:
        return ""
    return f"开会以前由主持会议的“{row.meeting.chair}”决定；开会以后由记录的岗位照会上议定的记"


@need("纪要还没有确认")
def meeting_open(row: Decision, _by: Any) -> str:
    open_states = (*COMING, State.HELD, State.WRITTEN)
    return "" if row.meeting.state in open_states else f"会议{row.meeting.get_state_display()}，不能再改；可以写更正"


@need("由提出的岗位办理")
def asked_it(row: Decision, by: Any) -> str:
    active = acting(by)
    if by is SYSTEM or (active and (active.role.acts_for == "city" or active.assignment.post_id == row.post_id)):
        return ""
    return f"由提出的“{row.post}”办理"
