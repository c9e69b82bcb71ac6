"""What must hold before a step on a participation, or on the question what came of it."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from lianzhang.access.api import SYSTEM, acting
from lianzhang.market.models import EventState, FairResult, Participation
from lianzhang.work.api import need

__all__ = ["fair_held", "fair_planned", "of_the_firm", "told_by_the_firm"]


def _answers_for(row: Participation, by: Any) -> bool:
    """The firm itself; and the office and the chain's team, who may ask it."""
    active = acting(by)
    if by is SYSTEM or (active is not None and active.role.acts_for in ("city", "chains")):
        return True
    return active is not None and active.organization == row.enterprise.organization_id is not None


@need("由参加的企业、专班或链办办理")
def of_the_firm(row: Participation, by: Any) -> str:
    return "" if _answers_for(row, by) else "由参加的企业、专班或链办办理"


@need("由参加的企业、专班或链办答复")
def told_by_the_firm(row: FairResult, by: Any) -> str:
    return "" if _answers_for(row.participation, by) else "由参加的企业、专班或链办答复"


@need("办过以后")
def fair_held(row: Participation, _by: Any) -> str:
    if row.event.state == EventState.HELD or (
        row.event.state == EventState.PLANNED and row.event.day <= timezone.localdate()
    ):
        return ""
    return "展会已取消" if row.event.state == EventState.CANCELLED else f"要到{row.event.day}"


@need("展会没有取消")
def fair_planned(row: Participation, _by: Any) -> str:
    return "" if row.event.state != EventState.CANCELLED else "展会已取消"
