"""What may be done with a meeting. Each act is one transaction, one step of its table, one audit event.

Acts raise StaleRow, StepRefused, or ValidationError by field; then nothing is written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from django.core.exceptions import ValidationError
from django.utils import timezone

from lianzhang.accounts.models import User
from lianzhang.plans.api import PlanViewpoint
from lianzhang.plans.models import Plan
from lianzhang.registry.models import Post
from lianzhang.work.api import Workflow, action, create_row, register_workflow, take_step

from .agenda import as_line, live_rows
from .decision_actions import assign
from .history import MEETING_HISTORY
from .lifecycle import MEETING
from .models import AgendaLine, Attendance, DecisionState, Meeting, Minute, Presence, State
from .periods import Wanted

__all__ = ["MEETING_VERBS", "attend", "plan_meeting"]

OUT_OF_REACH = "这条产业链不归您现在的岗位安排：请选您负责的产业链，或请{able}安排。"
AHEAD = 400  # days; further off nobody plans a meeting


@action
def plan_meeting(
    *,
    plan: Plan,
    wanted: Wanted,
    on: date,
    chair: Post,
    posts: Iterable[Post],
    by: User,
    time: str = "",
    room: str = "",
) -> Meeting:
    """Plan a meeting for a period that the plan asks for, and ask these posts to it."""
    asked, chain = wanted.asked, wanted.chain
    row = Meeting(city=plan.city, plan=plan, chain=chain, rank=asked.rule.rank, activity=asked.rule.activity)
    row.every, row.starts, row.ends, row.limit = asked.rule.every, asked.period.start, asked.period.end, asked.limit
    with create_row(row, "plan", by=by, out_of_reach=OUT_OF_REACH):
        row.nth = _nth(row, asked.rule.at_least)
        row.on = row.first_on = on
        row.time, row.room, row.chair = time.strip(), room.strip(), chair
        _refuse_day(row, on)
        row.clean_fields(exclude=["post", "authors"])
    told = {post.pk: post for post in (chair, *posts)}
    Attendance.objects.bulk_create(Attendance(meeting=row, asked=post, name=post.name) for post in told.values())
    return row


def _nth(row: Meeting, at_least: int) -> int:
    """The first number free for the period. The plan's row is locked, so that two who plan at once are told apart."""
    Plan.objects.select_for_update(no_key=True).get(pk=row.plan_id)
    same = Meeting.objects.filter(plan=row.plan_id, chain=row.chain_id, activity=row.activity, starts=row.starts)
    taken = set(same.exclude(state=State.CANCELLED).values_list("nth", flat=True))
    if len(taken) >= at_least:
        raise ValidationError(f"{row.chain or row.city}{row.period}已经安排了{len(taken)}次；要换日子请在那里改期。")
    return next(number for number in range(1, at_least + 1) if number not in taken)


def _refuse_day(row: Meeting, on: date) -> None:
    today = timezone.localdate()
    if on < row.starts:
        raise ValidationError({"on": f"{row.period}从{row.starts}开始；请写那天或以后的日期。"})
    if on < today:
        raise ValidationError({"on": "这一天已经过了；请写今天或以后的日期。"})
    if (on - today).days > AHEAD:
        raise ValidationError({"on": "太远了；请写一年以内的日期。"})


@action
def fix(*, row: Meeting, version: int, by: User) -> Meeting:
    """Keep the agenda as it stands today; fixed once more, it is that of the later day."""
    with take_step(row, "fix", by=by, version=version) as act:
        meeting = act.row
        meeting.as_of = timezone.localdate()
        vp = PlanViewpoint(city=meeting.city, at=meeting.as_of, plan=meeting.plan, plans=(meeting.plan,), user=by)
        AgendaLine.objects.filter(meeting=meeting).delete()
        lines = [as_line(meeting, place, each) for place, each in enumerate(live_rows(vp, meeting), 1)]
        AgendaLine.objects.bulk_create(lines)
        act.facts["lines"] = len(lines)
    return act.row


@action
def move(*, row: Meeting, version: int, on: date, reason: str, by: User) -> Meeting:
    with take_step(row, "move", by=by, version=version, on=on, reason=reason) as act:
        if on == act.row.on:
            raise ValidationError({"on": f"就是{on}；请写另一天。"})
        _refuse_day(act.row, on)
        act.row.on, act.row.reason = on, reason.strip()
        act.row.moved += 1
    return act.row


@action
def cancel(*, row: Meeting, version: int, reason: str, by: User) -> Meeting:
    with take_step(row, "cancel", by=by, version=version, reason=reason) as act:
        act.row.reason = reason.strip()
    return act.row


@action
def hold(*, row: Meeting, version: int, held_on: date, by: User) -> Meeting:
    """Say on which day it was held; any day from the period's start on counts for the period."""
    with take_step(row, "hold", by=by, version=version, held_on=held_on) as act:
        meeting = act.row
        if held_on > timezone.localdate():
            raise ValidationError({"held_on": "这一天还没有到；开过以后再记。"})
        if held_on < meeting.starts:
            raise ValidationError({"held_on": f"{meeting.period}从{meeting.starts}开始；更早的会不算这一时期的。"})
        meeting.held_on = held_on
    return act.row


@action
def attend(*, row: Meeting, version: int, came: Mapping[int, str], by: User) -> Meeting:
    """Note of each post that was asked (the key of its attendance) whether it came."""
    with take_step(row, "attend", by=by, version=version) as act:
        told = list(Attendance.objects.select_for_update().filter(meeting=act.row))
        for each in told:
            if each.pk in came:
                each.presence = Presence(came[each.pk])
        Attendance.objects.bulk_update(told, ["presence"])
        here = sum(each.presence in (Presence.PRESENT, Presence.DEPUTISED) for each in told)
        act.facts["present"] = f"{here}/{len(told)}"
    return act.row


@action
def write(*, row: Meeting, version: int, text: str, by: User) -> Meeting:
    """Write the minutes; those that were sent back are written anew."""
    with take_step(row, "write", by=by, version=version, text=text) as act:
        said = {"text": text.strip(), "by": by, "at": timezone.now()}
        Minute.objects.update_or_create(meeting=act.row, corrects=False, defaults=said)
        act.row.reason = ""
    return act.row


@action
def give_back(*, row: Meeting, version: int, reason: str, by: User) -> Meeting:
    with take_step(row, "return", by=by, version=version, reason=reason) as act:
        act.row.reason = reason.strip()
    return act.row


@action
def confirm(*, row: Meeting, version: int, by: User) -> Meeting:
    """Let the minutes stand; each decision becomes a task of its unit."""
    with take_step(row, "confirm", by=by, version=version) as act:
        act.row.confirmed_at, act.row.confirmed_by = timezone.now(), by
        taken = list(act.row.decisions.filter(state=DecisionState.TAKEN).order_by("place"))
        act.facts["tasks"] = len(taken)
    for decision in taken:
        assign(row=decision, by=by)
    return Meeting.objects.get(pk=act.row.pk)


@action
def correct(*, row: Meeting, version: int, text: str, reason: str, by: User) -> Meeting:
    """Add a correction; what was confirmed stays as it is."""
    with take_step(row, "correct", by=by, version=version, text=text, reason=reason) as act:
        said = {"text": text.strip(), "reason": reason.strip(), "by": by, "at": timezone.now()}
        Minute.objects.create(meeting=act.row, corrects=True, **said)
        act.row.changed += 1
    return act.row


MEETING_VERBS = {
    **{each.__name__: each for each in (fix, move, cancel, hold, write, confirm, correct)},
    "return": give_back,
}
RELATED = ("city", "plan__city", "chain", "rank", "chair", "post", "confirmed_by")

register_workflow(
    Workflow(
        model=Meeting,
        lifecycle=MEETING,
        page="meeting",
        list_page="meetings",
        verbs=MEETING_VERBS,
        related=RELATED,
        describe=lambda row: {
            "title": str(row),
            "on": str(row.on),
            "time": row.time,
            "room": row.room,
            "chair": str(row.chair),
            "held_on": str(row.held_on or ""),
        },
        history=MEETING_HISTORY,
    )
)
