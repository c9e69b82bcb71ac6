"""Who carries it on: a unit is asked, and takes over or says why not; until then the one before carries it."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from lianzhang.accounts.models import User
from lianzhang.kernel.vocabulary import spoken
from lianzhang.registry.api import Body
from lianzhang.work.api import action, take_step

from .enter_actions import living_unit
from .models import HandOver, Project

__all__ = ["hand_over", "recall_hand_over", "refuse_hand_over", "take_over"]

ELSEWHERE = "不在{own}，不能接手；请选{own}的单位或园区。"


def _standing(row: Project) -> HandOver:
    return HandOver.objects.get(project=row, state=HandOver.State.ASKED)


@action
def hand_over(*, row: Project, version: int, unit: Body, reason: str, by: User) -> Project:
    with take_step(row, "hand_over", by=by, version=version, unit=unit, reason=reason) as act:
        if getattr(unit, "city_id", None) != act.row.city_id:
            raise ValidationError({"unit": f"“{unit}”{spoken(ELSEWHERE)}"})
        taken = living_unit(unit)
        if taken.pk == act.row.unit_id:
            raise ValidationError({"unit": f"“{taken}”就是现在的责任单位；请选别的单位。"})
        act.row.asked_unit = taken
        HandOver.objects.create(
            project=act.row, left=act.row.unit, taken=taken, note=reason.strip(), asked_at=act.row.acted()
        )
    return act.row


@action
def take_over(*, row: Project, version: int, by: User) -> Project:
    with take_step(row, "take_over", by=by, version=version) as act:
        _answer(act.row, HandOver.State.ACCEPTED)
        act.row.unit, act.row.asked_unit = act.row.asked_unit, None
    return act.row


@action
def refuse_hand_over(*, row: Project, version: int, reason: str, by: User) -> None:
    """The unit that was asked sees the project no more; so the list follows."""
    with take_step(row, "refuse_hand_over", by=by, version=version, out_of_reach=None, reason=reason) as act:
        _answer(act.row, HandOver.State.REFUSED, reason.strip())
        act.row.asked_unit, act.row.reason = None, reason.strip()


@action
def recall_hand_over(*, row: Project, version: int, by: User) -> Project:
    with take_step(row, "recall_hand_over", by=by, version=version) as act:
        _answer(act.row, HandOver.State.WITHDRAWN)
        act.row.asked_unit = None
    return act.row


def _answer(row: Project, state: Any, why: str = "") -> None:
    asked = _standing(row)
    asked.state, asked.reason, asked.answered_at = state, why, timezone.now()
    asked.save()
    row.acted()
