"""A problem is answered, verified, confirmed by who raised it; or tried once more."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from lianzhang.accounts.models import User
from lianzhang.kernel import clocks as reckoning
from lianzhang.records.api import subject_of
from lianzhang.registry.api import work_calendar
from lianzhang.work.api import Act, action, clocks_of, read_clock, take_step

from .models import Grade, Outcome, Problem
from .needs import own_problem
from .papers import attach

__all__ = [
    "accept",
    "answer",
    "confirm",
    "contest",
    "dissatisfy",
    "hear",
    "lapse",
    "pass_over",
    "reject",
    "reopen",
    "verify",
]


@action
def answer(*, row: Problem, version: int, outcome: str, answer: str, by: User, paper: Any = None) -> Problem:
    """Say what came of it; `paper` is a file that the one who asked reads with it."""
    with take_step(row, "answer", by=by, version=version, outcome=outcome, answer=answer, paper=paper) as act:
        if paper is not None:
            act.row.answer_papers = (*act.row.answer_papers, attach(act.row, paper, "paper", by=by).pk)
        act.row.outcome, act.row.answer = Outcome(outcome), answer.strip()
        act.row.answered_at, act.row.answered_by = act.row.acted(), by
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
        act.row.verified_at = act.row.acted()
        for key in _parts_of(act):
            act.follow(key, "ask", grade="", feedback="", heard_at=None, called_back=False)
    return act.row


def _parts_of(act: Act) -> list[int]:
    """Those that are part of it still, locked with it."""
    return [key for key, each in act.related.items() if each.merged_into_id == act.row.pk]


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
        while act.row.lead and act.row.lead.ended and act.row.lead.successor:
            act.row.lead = act.row.lead.successor
        if name == "reopen":
            act.row.reopened += 1
            act.row.closed_at = None
        else:
            act.row.redone += 1
        act.row.initiative = act.row.verified_at = None
        act.row.verification = ""
        act.row.acted()
        for key in _parts_of(act):
            act.follow(key, "unask")
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
        act.row.closed_at = act.row.acted()
        _hear(act.row, grade, feedback, by)
    return act.row


@action
def hear(*, row: Problem, version: int, grade: str, by: User, feedback: str = "") -> Problem:
    """The word of one whose problem was dealt with as part of another."""
    with take_step(row, "hear", by=by, version=version, grade=grade, feedback=feedback) as act:
        act.row.acted()
        _hear(act.row, grade, feedback, by)
    return act.row


@action
def contest(*, row: Problem, version: int, reason: str, by: User) -> Problem:
    """What does not do for one of them is tried once more for that one alone, by the unit that answered."""
    with take_step(row, "contest", by=by, version=version, reason=reason) as act:
        matter = act.row.common_matter
        act.row.merged_into, act.row.reason = None, reason.strip()
        act.row.lead, act.row.assigned_at = matter.lead, matter.assigned_at
        act.row.helpers.set(matter.helpers.all())
        act.row.redone += 1
        act.row.acted()
        _hear(act.row, Grade.DISSATISFIED, reason, by)
    return act.row


@action
def pass_over(*, row: Problem, by: Any) -> Problem:
    """One that was dealt with as part of another said nothing within the limit."""
    with take_step(row, "pass_over", by=by) as act:
        act.row.acted()
    return act.row


@action
def lapse(*, row: Problem, by: Any, version: int | None = None) -> Problem:
    """Nobody said anything within the limit: neither consent nor its contrary."""
    with take_step(row, "lapse", by=by, version=version) as act:
        act.row.closed_at = act.row.acted()
        act.row.grade, act.row.heard_at = "", None
    return act.row
