"""What may be done with a problem that was raised. Each act is one transaction, one step of its table, one audit event.

Acts raise StaleRow, StepRefused, or ValidationError by field; then nothing is written."""

from __future__ import annotations

from typing import Any

from lianzhang.accounts.models import User
from lianzhang.records.api import subject_of
from lianzhang.work.api import (
    Workflow,
    action,
    clocks_of,
    register_workflow,
    take_step,
)

from .closing_actions import accept, answer, confirm, contest, dissatisfy, hear, lapse, reject, reopen, verify
from .history import HISTORY
from .lifecycle import PROBLEM
from .models import Pending, Problem
from .needs import next_level
from .placing_actions import assign, bring_back, inherit, merge, reassign, split

__all__ = ["VERBS", "bring_back", "climb", "inherit"]


# --- in hand
@action
def ask_extension(*, row: Problem, version: int, days: int, reason: str, by: User) -> Problem:
    with take_step(row, "ask_extension", by=by, version=version, days=days, reason=reason) as act:
        act.row.pending, act.row.pending_days = Pending.EXTENSION, days
        act.row.reason = reason.strip()
        act.row.acted()
    return act.row


@action
def extend(*, row: Problem, version: int, by: User) -> Problem:
    with take_step(row, "extend", by=by, version=version) as act:
        act.row.pending, act.row.extended = "", act.row.extended + 1
        act.row.acted()
    return act.row


@action
def ask_pause(*, row: Problem, version: int, waits_for: str, reason: str, by: User) -> Problem:
    with take_step(row, "ask_pause", by=by, version=version, waits_for=waits_for, reason=reason) as act:
        act.row.pending, act.row.pending_days = waits_for, None
        act.row.reason = reason.strip()
        act.row.acted()
    return act.row


@action
def resume(*, row: Problem, version: int, by: User) -> Problem:
    with take_step(row, "resume", by=by, version=version) as act:
        act.row.pending = ""
        act.row.acted()
    return act.row


@action
def escalate(*, row: Problem, version: int, question: str, advice: str, by: User) -> Problem:
    """Ask the level above to decide one thing; what waits for a decision does not count into the limit."""
    with take_step(row, "escalate", by=by, version=version, question=question, advice=advice) as act:
        above = next_level(act.row)
        act.row.level = above or act.row.level
        act.row.question, act.row.advice, act.row.instruction = question.strip(), advice.strip(), ""
        act.row.acted()
    return act.row


@action
def instruct(*, row: Problem, version: int, instruction: str, by: User) -> Problem:
    with take_step(row, "instruct", by=by, version=version, instruction=instruction) as act:
        act.row.instruction = instruction.strip()
        act.row.acted()
    return act.row


@action
def supply(*, row: Problem, version: int, advice: str, by: User) -> Problem:
    with take_step(row, "supply", by=by, version=version, advice=advice) as act:
        act.row.advice = advice.strip()
        act.row.acted()
    return act.row


@action
def climb(*, row: Problem, by: Any) -> Problem:
    """Without any progress it rises by one level; whoever has it in hand keeps it."""
    with take_step(row, "climb", by=by) as act:
        act.row.level = next_level(act.row) or act.row.level
    return act.row


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
            act.row.acted()
        return act.row

    return act_with_reason


def _plain(name: str) -> Any:
    """An act that is no more than its step."""

    @action
    def act_alone(*, row: Problem, version: int, by: User) -> Problem:
        with take_step(row, name, by=by, version=version) as act:
            act.row.acted()
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
            *(
                assign,
                reassign,
                merge,
                split,
                bring_back,
                ask_extension,
                extend,
                ask_pause,
                resume,
                escalate,
                instruct,
                supply,
            ),
            *(answer, verify, reject, dissatisfy, reopen, confirm, accept, lapse, hear, contest),
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


# Steps after which those that are part of it are asked for their word, or no more.
ASKING = {"verify": "ask", "reject": "unask", "dissatisfy": "unask", "reopen": "unask"}


def _parts(row: Problem, step: str) -> list[int]:
    return list(row.merged.values_list("pk", flat=True)) if step in ASKING else []


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
        also=_parts,
    )
)
