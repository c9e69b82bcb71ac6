"""What must hold before a step on a matter: whose it is, who answered, what is still missing."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from lianzhang.access.api import SYSTEM, acting, units_of
from lianzhang.work.api import need

from .models import State, SupervisionItem, SupervisionList

__all__ = ["by_another", "has_items", "is_lead", "items_complete", "leads"]


def is_lead(row: SupervisionItem, by: Any) -> bool:
    """Whether `by` speaks for the unit that leads, whatever the account."""
    active = None if by is SYSTEM else acting(by)
    return active is not None and row.lead_id is not None and units_of(active).filter(pk=row.lead_id).exists()


@need("由主办单位反馈")
def leads(row: SupervisionItem, by: Any) -> str:
    return "" if is_lead(row, by) else f"由主办单位“{row.lead_name}”办理"


@need("由反馈单位以外的账号审核")
def by_another(row: SupervisionItem, by: Any) -> str:
    if by is not SYSTEM and (by.pk == row.answered_by_id or is_lead(row, by)):
        return "反馈的单位不能审核自己的反馈；请由别的单位审核"
    return ""


@need("清单里有事项")
def has_items(row: SupervisionList, _by: Any) -> str:
    return "" if row.items.exists() else "清单里还没有事项；请先从候选里选"


@need("每件都有主办单位，反馈期限不早于今天")
def items_complete(row: SupervisionList, _by: Any) -> str:
    nobody = row.items.filter(lead=None).count()
    if nobody:
        return f"有{nobody}件无人负责；请先定主办单位"
    past = row.items.filter(state=State.DRAFTED, answer_by__lt=timezone.localdate()).count()
    return f"有{past}件的反馈期限已经过去；请改期限" if past else ""
