"""What may be done with a decision: asked for, taken in the meeting or before it, and assigned once it is confirmed."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils import timezone

from lianzhang.accounts.models import User
from lianzhang.registry.api import Body, joined, unit_of
from lianzhang.registry.models import ResponsibleUnit
from lianzhang.tasks.api import start_task
from lianzhang.work.api import StepRefused, Workflow, action, create_row, link, register_workflow, take_step

from .history import DECISION_HISTORY
from .lifecycle import DECISION
from .models import Decision, Meeting

__all__ = ["DECISION_VERBS", "ask", "assign", "record"]


@action
def ask(*, meeting: Meeting, by: User, **said: Any) -> Decision:
    """Ask the meeting to decide something, with advice, and what would follow from it."""
    return _create(meeting, "ask", by, **said)


@action
def record(*, meeting: Meeting, by: User, **said: Any) -> Decision:
    """Write down something that the meeting decided without having been asked before."""
    return _create(meeting, "record", by, **said)


def _create(
    meeting: Meeting,
    name: str,
    by: User,
    *,
    title: str,
    text: str,
    lead: Body | None,
    deadline: date,
    proof: str,
    question: str = "",
    advice: str = "",
) -> Decision:
    row = Decision(meeting=meeting, asked_at=timezone.now())
    with create_row(row, name, by=by):
        _refuse_state(row.meeting, name)
        last = Decision.objects.filter(meeting=meeting).aggregate(last=Max("place"))["last"] or 0
        row.place, row.state = last + 1, DECISION.steps[name].to or ""
        row.title, row.question, row.advice = title.strip(), question.strip(), advice.strip()
        _say(row, text, lead, deadline, proof)
        if name == "record":
            row.decided_at, row.decided_by = row.asked_at, by
        row.clean_fields(exclude=["post", "authors"])
    return row


def _refuse_state(meeting: Meeting, name: str) -> None:
    """By the meeting as it is locked."""
    if name == "record" and meeting.is_coming:
        raise StepRefused("会议还没有开；请先“提请决定”，开会以后再记议定的事", "state")
    if not meeting.is_coming and not meeting.minutes_open:
        raise StepRefused(f"会议{meeting.get_state_display()}，不能再加；请列入下一次，或写更正", "state")


def _say(row: Decision, text: str, lead: Body | None, deadline: date, proof: str) -> None:
    if deadline < timezone.localdate():
        raise ValidationError({"deadline": "期限已经过了；请写今天或以后的日期。"})
    row.text, row.deadline, row.proof = text.strip(), deadline, proof.strip()
    row.lead = _unit(lead)


def _unit(lead: Body | None) -> ResponsibleUnit:
    if lead is None:
        raise ValidationError({"lead": "请选由哪个单位主办。"})
    unit = unit_of(lead)
    if unit.ended:
        then = f"，由“{unit.successor}”承接" if unit.successor else ""
        raise ValidationError({"lead": f"“{unit}”已撤销{then}；请另选。"})
    return unit


@action
def agree(*, row: Decision, version: int, by: User, reason: str = "") -> Decision:
    """Decide as it was advised."""
    with take_step(row, "agree", by=by, version=version, reason=reason) as act:
        if act.row.deadline < timezone.localdate():
            raise StepRefused(f"建议的期限{act.row.deadline}已经过了；请“改了再办”，写新的期限", "need")
        act.row.decided_at, act.row.decided_by = timezone.now(), by
        act.row.reason = reason.strip()
    return act.row


@action
def change(*, row: Decision, version: int, text: str, lead: Body, deadline: date, proof: str, by: User) -> Decision:
    """Decide otherwise than advised."""
    given: dict[str, Any] = {"text": text, "lead": lead, "deadline": deadline, "proof": proof}
    with take_step(row, "change", by=by, version=version, **given) as act:
        _say(act.row, text, lead, deadline, proof)
        act.row.decided_at, act.row.decided_by = timezone.now(), by
    return act.row


@action
def decline(*, row: Decision, version: int, reason: str, by: User) -> Decision:
    with take_step(row, "decline", by=by, version=version, reason=reason) as act:
        act.row.reason, act.row.decided_at, act.row.decided_by = reason.strip(), timezone.now(), by
    return act.row


@action
def defer(*, row: Decision, version: int, reason: str, by: User) -> Decision:
    with take_step(row, "defer", by=by, version=version, reason=reason) as act:
        act.row.reason = reason.strip()
    return act.row


@action
def drop(*, row: Decision, version: int, reason: str, by: User) -> Decision:
    with take_step(row, "drop", by=by, version=version, reason=reason) as act:
        act.row.reason = reason.strip()
    return act.row


@action
def assign(*, row: Decision, by: User) -> Decision:
    """Make a confirmed decision a task of its unit."""
    with take_step(row, "assign", by=by) as act:
        decision = act.row
        meeting = decision.meeting
        decision.task = start_task(
            city=meeting.city,
            title=decision.title,
            text=f"{decision.text}（{meeting}议定）",
            proof=decision.proof,
            lead=decision.lead.body,
            deadline=decision.deadline,
            chain=meeting.chain,
            by=by,
            resolved=True,
        )
    link(act.row.meeting, act.row.task, by=by)
    return act.row


DECISION_VERBS = {each.__name__: each for each in (agree, change, decline, defer, drop)}


def _facts(row: Decision) -> dict[str, Any]:
    told = {name: getattr(row, name) for name in ("title", "text", "lead", "deadline", "proof")}
    return {name: str(value) for name, value in told.items()}


register_workflow(
    Workflow(
        model=Decision,
        lifecycle=DECISION,
        page="decision",
        list_page="decisions",
        verbs=DECISION_VERBS,
        related=("post", "decided_by", "task", *joined("lead")),
        owner="meeting",
        describe=_facts,
        history=DECISION_HISTORY,
    )
)
