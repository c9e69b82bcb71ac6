"""What may be done with a problem. Each act is one transaction, one step of its table, one audit event.

Acts raise StaleRow, StepRefused, or ValidationError by field; then nothing is written."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils import timezone

from lianzhang.accounts.models import User
from lianzhang.enterprises.models import Enterprise
from lianzhang.kernel import clocks as reckoning
from lianzhang.plans.models import ProblemKind, ProblemLevel
from lianzhang.records.api import subject_of
from lianzhang.registry.api import Body, unit_of, work_calendar
from lianzhang.registry.models import Chain, Region, Segment
from lianzhang.work.api import (
    Workflow,
    action,
    clocks_of,
    create_row,
    read_clock,
    register_workflow,
    take_step,
)

from .history import HISTORY
from .lifecycle import PROBLEM
from .models import CLOSED, Grade, Outcome, Pending, Problem, State
from .needs import next_level, own_problem

__all__ = ["VERBS", "amend", "raise_problem"]

OUT_OF_REACH = "这件事不归您现在的岗位提出：请核对企业、产业链和区域，或请{office}登记。"


# --- raised
@action
def raise_problem(
    *,
    city: Region,
    title: str,
    text: str,
    kind: ProblemKind,
    source: str,
    by: User,
    urgent: bool = False,
    chain: Chain | None = None,
    segment: Segment | None = None,
    enterprise: Enterprise | None = None,
) -> Problem:
    """Raise a problem at the lowest level that is there for it."""
    row = Problem(
        city=city,
        kind=kind,
        source=source,
        urgent=urgent,
        raised_by=by,
        raised_at=timezone.now(),
        enterprise=enterprise,
    )
    with create_row(row, "raise", by=by, out_of_reach=OUT_OF_REACH) as act:
        _write(act.row, title, text, chain, segment)
        act.row.region = enterprise.region if enterprise else None
        act.row.level = first_level(kind, act.row.chain)
        act.row.number = _next_number(city, act.row.raised_at)
        act.row.last_act_at = act.row.raised_at
        _refuse(act.row)
    return row


@action
def amend(*, row: Problem, version: int, title: str, text: str, by: User) -> Problem:
    """Say it better, before it is taken on."""
    with take_step(row, "amend", by=by, version=version) as act:
        _write(act.row, title, text, act.row.chain, act.row.segment)
        _refuse(act.row)
    return act.row


def _write(row: Problem, title: str, text: str, chain: Chain | None, segment: Segment | None) -> None:
    row.title, row.text = title.strip(), text.strip()
    row.segment = segment
    row.chain = chain or (segment.chain if segment else None)


def _refuse(row: Problem) -> None:
    errors = {}
    if not row.title:
        errors["title"] = "请用一句话写是什么问题。"
    if not row.text:
        errors["text"] = "请写清楚情况：什么事、卡在哪里、要谁帮什么。"
    if row.segment and row.chain and row.segment.chain_id != row.chain.pk:
        errors["segment"] = f"“{row.segment}”不是“{row.chain}”的环节；请重新选。"
    if row.enterprise and row.enterprise.merged_into_id:
        errors["enterprise"] = f"这家企业已并入“{row.enterprise.merged_into}”；请选那一家。"
    if errors:
        raise ValidationError(errors)
    row.clean_fields(exclude=["number", "level", "post", "authors"])


def first_level(kind: ProblemKind, chain: Chain | None) -> ProblemLevel:
    """The lowest level of the plan; one that handles chains only takes what has a chain."""
    levels = list(ProblemLevel.objects.filter(plan=kind.plan_id).select_related("rank").order_by("order"))
    for level in levels:
        of_chains = bool(level.rank and level.rank.role == "chain_team")
        if chain is not None or not of_chains:
            return level
    raise ValidationError({"kind": "方案没有写问题由哪一级办理；请在 problem_levels 表里补上。"})


def _next_number(city: Region, at: datetime) -> str:
    """One more than the year's last; who raises another in the city meanwhile waits."""
    Region.objects.select_for_update(no_key=True).get(pk=city.pk)
    year = timezone.localtime(at).year
    last = Problem.objects.filter(city=city, number__startswith=f"{year}-").aggregate(last=Max("number"))["last"]
    return f"{year}-{int(last.partition('-')[2]) + 1 if last else 1:04d}"


# --- assigned
def _body(body: Body, field: str) -> Any:
    unit = unit_of(body)
    if unit.ended:
        then = f"，由“{unit.successor}”承接" if unit.successor else ""
        raise ValidationError({field: f"“{unit}”已撤销{then}；请另选。"})
    return unit


@action
def assign(
    *,
    row: Problem,
    version: int,
    lead: Body,
    by: User,
    helpers: list[Body] | None = None,
    instruction: str = "",
) -> Problem:
    """Hand it to a lead unit and those that help. The limit to answer starts."""
    with take_step(
        row, "assign", by=by, version=version, lead=lead, helpers=helpers or [], instruction=instruction
    ) as act:
        act.row.lead = _body(lead, "lead")
        act.row.helpers.set([_body(each, "helpers") for each in helpers or [] if each != lead])
        act.row.instruction = instruction.strip()
        act.row.assigned_at = _touched(act.row)
    return act.row


@action
def reassign(*, row: Problem, version: int, lead: Body, reason: str, by: User) -> Problem:
    """Rule that another unit leads; nothing is disputed any more."""
    with take_step(row, "reassign", by=by, version=version, lead=lead, reason=reason) as act:
        unit = _body(lead, "lead")
        if unit == act.row.lead:
            raise ValidationError({"lead": "和原来的主办单位相同；不改派的请“维持分办”。"})
        act.row.lead, act.row.reason = unit, reason.strip()
        act.row.assigned_at = _touched(act.row)
    return act.row


@action
def merge(*, row: Problem, version: int, into: str, by: User) -> Problem:
    """Let it be dealt with as part of another, which is still open and itself part of none."""
    other = Problem.objects.filter(city=row.city_id, number=into.strip()).exclude(pk=row.pk).first()
    along = [other] if other else []
    with take_step(row, "merge", by=by, version=version, along=along, into=into) as act:
        if other is None or not by.has_perm("problem.coordinate", other):
            raise ValidationError({"into": "没有这个编号的问题；请核对编号。"})
        target = act.related[other.pk]
        if target.merged_into_id or target.state in (State.DECLINED, State.WITHDRAWN, *CLOSED):
            raise ValidationError({"into": f"{target.number}现在是“{target.get_state_display()}”，不能再并入。"})
        if Problem.objects.filter(merged_into=act.row).exists():
            raise ValidationError({"into": "已有别的问题并入这一件；请把那一件并到这里。"})
        act.row.merged_into = target
        act.facts["into"] = target.number
        _touched(act.row)
    return act.row


# --- in hand
@action
def ask_extension(*, row: Problem, version: int, days: int, reason: str, by: User) -> Problem:
    with take_step(row, "ask_extension", by=by, version=version, days=days, reason=reason) as act:
        act.row.pending, act.row.pending_days = Pending.EXTENSION, days
        act.row.reason = reason.strip()
        _touched(act.row)
    return act.row


@action
def extend(*, row: Problem, version: int, by: User) -> Problem:
    with take_step(row, "extend", by=by, version=version) as act:
        act.row.pending, act.row.extended = "", act.row.extended + 1
        _touched(act.row)
    return act.row


@action
def ask_pause(*, row: Problem, version: int, waits_for: str, reason: str, by: User) -> Problem:
    with take_step(row, "ask_pause", by=by, version=version, waits_for=waits_for, reason=reason) as act:
        act.row.pending, act.row.pending_days = waits_for, None
        act.row.reason = reason.strip()
        _touched(act.row)
    return act.row


@action
def resume(*, row: Problem, version: int, by: User) -> Problem:
    with take_step(row, "resume", by=by, version=version) as act:
        act.row.pending = ""
        _touched(act.row)
    return act.row


@action
def escalate(*, row: Problem, version: int, question: str, advice: str, by: User) -> Problem:
    """Ask the level above to decide one thing; what waits for a decision does not count into the limit."""
    with take_step(row, "escalate", by=by, version=version, question=question, advice=advice) as act:
        above = next_level(act.row)
        act.row.level = above or act.row.level
        act.row.question, act.row.advice, act.row.instruction = question.strip(), advice.strip(), ""
        _touched(act.row)
    return act.row


@action
def instruct(*, row: Problem, version: int, instruction: str, by: User) -> Problem:
    with take_step(row, "instruct", by=by, version=version, instruction=instruction) as act:
        act.row.instruction = instruction.strip()
        _touched(act.row)
    return act.row


@action
def supply(*, row: Problem, version: int, advice: str, by: User) -> Problem:
    with take_step(row, "supply", by=by, version=version, advice=advice) as act:
        act.row.advice = advice.strip()
        _touched(act.row)
    return act.row


@action
def climb(*, row: Problem, by: Any) -> Problem:
    """Without any progress it rises by one level; whoever has it in hand keeps it."""
    with take_step(row, "climb", by=by) as act:
        act.row.level = next_level(act.row) or act.row.level
    return act.row


# --- answered, verified, confirmed
@action
def answer(*, row: Problem, version: int, outcome: str, answer: str, by: User) -> Problem:
    with take_step(row, "answer", by=by, version=version, outcome=outcome, answer=answer) as act:
        act.row.outcome, act.row.answer = Outcome(outcome), answer.strip()
        act.row.answered_at, act.row.answered_by = _touched(act.row), by
        act.row.used_workdays, overran = _time_taken(act.row)
        act.row.overran = act.row.overran or overran
        act.row.pending = ""
    return act.row


def _time_taken(row: Problem) -> tuple[int, bool]:
    """Workdays of all limits to answer together, and whether one of them was broken, as of now."""
    today, calendar = timezone.localdate(), work_calendar()
    limits = [read_clock(each) for each in clocks_of([row]).get(subject_of(row), ()) if each.name in ("handle", "redo")]
    used = sum(reckoning.used(each, today, calendar) for each in limits)
    return used, any(reckoning.breached(each, today, calendar) for each in limits)


@action
def verify(*, row: Problem, version: int, verification: str, initiative: str, by: User) -> Problem:
    with take_step(row, "verify", by=by, version=version, verification=verification, initiative=initiative) as act:
        act.row.verification, act.row.initiative = verification.strip(), initiative == "yes"
        act.row.verified_at = _touched(act.row)
    return act.row


@action
def reject(*, row: Problem, version: int, reason: str, by: User) -> Problem:
    return _again(row, "reject", version, reason, by)


@action
def dissatisfy(*, row: Problem, version: int, reason: str, by: User) -> Problem:
    return _again(row, "dissatisfy", version, reason, by)


@action
def reopen(*, row: Problem, version: int, reason: str, by: User) -> Problem:
    return _again(row, "reopen", version, reason, by)


def _again(row: Problem, name: str, version: int, reason: str, by: User) -> Problem:
    """Back to the lead unit, with another, shorter limit; what was broken stays broken."""
    with take_step(row, name, by=by, version=version, reason=reason) as act:
        act.row.reason = reason.strip()
        if name == "reopen":
            act.row.reopened += 1
            act.row.closed_at = None
        else:
            act.row.redone += 1
        act.row.initiative = act.row.verified_at = None
        act.row.verification = ""
        _touched(act.row)
        if name == "dissatisfy":
            _hear(act.row, Grade.DISSATISFIED, reason, by)
    return act.row


def _hear(row: Problem, grade: str, words: str, by: User) -> None:
    """What the one who raised it says, or what somebody who called back writes down."""
    row.grade, row.feedback, row.heard_at = grade, words.strip(), row.last_act_at
    row.called_back = bool(own_problem(row, by))


@action
def confirm(*, row: Problem, version: int, grade: str, by: User, feedback: str = "") -> Problem:
    return _confirmed(row, "confirm", version, grade, feedback, by)


@action
def accept(*, row: Problem, version: int, grade: str, by: User, feedback: str = "") -> Problem:
    return _confirmed(row, "accept", version, grade, feedback, by)


def _confirmed(row: Problem, name: str, version: int, grade: str, feedback: str, by: User) -> Problem:
    with take_step(row, name, by=by, version=version, grade=grade, feedback=feedback) as act:
        act.row.closed_at = _touched(act.row)
        _hear(act.row, grade, feedback, by)
    return act.row


@action
def lapse(*, row: Problem, by: Any, version: int | None = None) -> Problem:
    """Nobody said anything within the limit: neither consent nor its contrary."""
    with take_step(row, "lapse", by=by, version=version) as act:
        act.row.closed_at = _touched(act.row)
        act.row.grade, act.row.heard_at = "", None
    return act.row


def _touched(row: Problem) -> datetime:
    row.last_act_at = timezone.now()
    return row.last_act_at


def _said(name: str) -> Any:
    """An act that asks no more than a reason, and writes it down."""

    @action
    def act_with_reason(*, row: Problem, version: int, reason: str, by: User) -> Problem:
        with take_step(row, name, by=by, version=version, reason=reason) as act:
            act.row.reason = reason.strip()
            if name == "dispute":
                act.row.disputed = True
            if name == "refuse":
                act.row.pending = ""
            _touched(act.row)
        return act.row

    return act_with_reason


def _plain(name: str) -> Any:
    """An act that is no more than its step."""

    @action
    def act_alone(*, row: Problem, version: int, by: User) -> Problem:
        with take_step(row, name, by=by, version=version) as act:
            _touched(act.row)
        return act.row

    return act_alone


VERBS = {
    **{name: _plain(name) for name in ("take_up", "pause")},
    **{
        name: _said(name)
        for name in ("withdraw", "decline", "dispute", "uphold", "note", "refuse", "send_back", "query")
    },
    **{
        each.__name__: each
        for each in (
            *(assign, reassign, merge, ask_extension, extend, ask_pause, resume, escalate, instruct, supply),
            *(answer, verify, reject, dissatisfy, reopen, confirm, accept, lapse),
        )
    },
}


def _facts(row: Problem) -> dict[str, Any]:
    """What the log keeps, to be read when the row says something else."""
    return {
        "title": row.title,
        "text": row.text,
        "kind": row.kind.name,
        "level": row.level.name,
        "lead": str(row.lead or ""),
        "instruction": row.instruction,
        "question": row.question,
        "advice": row.advice,
        "outcome": row.get_outcome_display() if row.outcome else "",
        "answer": row.answer,
        "verification": row.verification,
        "grade": row.get_grade_display() if row.grade else "",
        "feedback": row.feedback,
    }


def _tell_when_due(row: Problem) -> None:
    """Keep beside the row when its limit to answer runs out; while a pause goes on, the last day that was known."""
    limits = [each for each in clocks_of([row]).get(subject_of(row), ()) if each.name in ("handle", "redo")]
    if row.pk and limits and limits[-1].due:
        row.answer_by = limits[-1].due


RELATED = (
    *("city", "kind", "level__rank", "chain", "segment", "enterprise", "region", "post", "raised_by", "answered_by"),
    *("lead__organization", "lead__region", "lead__park", "merged_into"),
)

register_workflow(
    Workflow(
        model=Problem,
        lifecycle=PROBLEM,
        page="problem",
        list_page="problems",
        verbs=VERBS,
        related=RELATED,
        describe=_facts,
        texts=lambda row: {"标题": row.title, "情况": row.text},
        history=HISTORY,
        prepare=_tell_when_due,
    )
)
