"""What must hold before a step: a responsibility is the last one; a share is one's own, or another's to rule on."""

from __future__ import annotations

from typing import Any

from lianzhang.work.api import need

from .models import Responsibility, TargetShare
from .scope import is_receiver

__all__ = ["not_disputed", "not_replaced", "receives", "rules_on_another"]


@need("没有被别的接替")
def not_replaced(row: Responsibility, _by: Any) -> str:
    later = Responsibility.objects.filter(replaces=row).exclude(state="withdrawn").select_related("lead").first()
    return f"已由“{later.lead}”接替；请先撤回那一条" if later else ""


@need("由承接的一方回应")
def receives(row: TargetShare, by: Any) -> str:
    return "" if is_receiver(row, by) else f"由承接的“{row.receiver}”回应"


@need("没有提过异议")
def not_disputed(row: TargetShare, _by: Any) -> str:
    return "已提过一次异议并裁定，不再变更" if row.disputed else ""


@need("由提出异议的一方以外的账号裁定")
def rules_on_another(row: TargetShare, by: Any) -> str:
    if by.pk == row.answered_by_id or is_receiver(row, by):
        return "提出异议的一方不能自己裁定；请由别的账号办理"
    return ""
