"""From gate to gate: each stage is reached on a day, entered afterwards with a paper; lost, taken up again, noted."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.utils import timezone

from lianzhang.accounts.models import User
from lianzhang.kernel.formatting import day
from lianzhang.work.api import action, take_step

from .first_report import free_lapsed, hold_investor, let_go, once, reported_before
from .lifecycle import GATE_STEPS
from .limits import protected_until
from .models import DATES, EARLY, ORDER, HandOver, Project, Stage
from .papers import attach

__all__ = ["GATE_VERBS", "lose", "note", "revive"]


def _gate(name: str) -> Any:
    """The act that brings a project through the gate `name`."""
    stage = GATE_STEPS[name]

    @action
    def pass_gate(*, row: Project, version: int, on: date, by: User, paper: File[Any] | None = None) -> Project:
        with take_step(row, name, by=by, version=version, on=on, paper=paper) as act:
            _refuse_day(act.row, on)
            setattr(act.row, DATES[stage], on)
            _came_forward(act.row, on)
            if stage not in EARLY:
                let_go(act.row)
            attach(act.row, paper, by=by)
        return act.row

    return pass_gate


def _refuse_day(row: Project, on: date) -> None:
    """A stage is reached no later than today and no earlier than the one before."""
    if on > timezone.localdate():
        raise ValidationError({"on": "日期在今天以后；到了那天再记。"})
    before = [(Stage(stage), reached) for stage in ORDER if (reached := getattr(row, DATES[stage]))]
    late = [(stage, reached) for stage, reached in before if reached > on]
    if late:
        stage, reached = late[-1]
        raise ValidationError({"on": f"不能早于{stage.label}日期（{day(reached)}）；请核对哪一个写错了。"})


def _came_forward(row: Project, on: date) -> None:
    row.progressed_on = max(row.progressed_on, on)
    if row.state in EARLY and row.investor_key:
        row.protected_until = protected_until(row, row.progressed_on)
    row.acted()


@action
def note(*, row: Project, version: int, on: date, text: str, by: User, paper: File[Any] | None = None) -> Project:
    """Say what came forward on a day; from it on stalling is counted."""
    with take_step(row, "note", by=by, version=version, on=on, text=text, paper=paper) as act:
        begun = act.row.begun
        if on > timezone.localdate() or (begun and on < begun):
            raise ValidationError({"on": f"进展的日期要在项目开始（{day(begun)}）以后、今天以前。"})
        act.row.reason = text.strip()
        _came_forward(act.row, on)
        attach(act.row, paper, by=by)
    return act.row


@action
def lose(*, row: Project, version: int, on: date, reason: str, by: User) -> Project:
    with take_step(row, "lose", by=by, version=version, on=on, reason=reason) as act:
        _refuse_day(act.row, on)
        act.row.lost_from, act.row.lost_on = row.state, on
        act.row.progressed_on = max(act.row.progressed_on, on)
        act.row.reason, act.row.asked_unit = reason.strip(), None
        HandOver.objects.filter(project=act.row, state=HandOver.State.ASKED).update(state=HandOver.State.WITHDRAWN)
        let_go(act.row)
        act.row.acted()
    return act.row


@action
def revive(*, row: Project, version: int, on: date, reason: str, by: User) -> Project:
    """Talked about again, if nobody else has reported the investor meanwhile."""
    revived = once(lambda: _revive(row, version, on, reason, by))
    if revived is None:
        raise ValidationError({"reason": reported_before()})
    return revived


def _revive(row: Project, version: int, on: date, reason: str, by: User) -> Project:
    with take_step(row, "revive", by=by, version=version, on=on, reason=reason) as act:
        if on > timezone.localdate() or (act.row.lost_on and on < act.row.lost_on):
            raise ValidationError({"on": f"要在流失（{day(act.row.lost_on)}）以后、今天以前。"})
        if free_lapsed(act.row.city_id, act.row.investor, act.row.uscc):
            raise ValidationError({"reason": reported_before()})
        for stage in ORDER[ORDER.index(Stage.TALKS) :]:
            setattr(act.row, DATES[stage], None)
        act.row.talks_on, act.row.lost_on, act.row.lost_from = on, None, ""
        act.row.reason = reason.strip()
        act.row.progressed_on = on
        hold_investor(act.row)
        act.row.acted()
    return act.row


GATE_VERBS = {name: _gate(name) for name in GATE_STEPS}
