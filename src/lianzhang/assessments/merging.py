"""What becomes of diagnoses, levels and platform use when two firms turn out to be one."""

from __future__ import annotations

from typing import Any

from lianzhang.enterprises.api import Belonging, Union, register_belonging
from lianzhang.enterprises.models import Enterprise

from .models import RUNNING, Assessment, AssessmentState, Diagnosis, PlatformUse

__all__: list[str] = []


def _diagnoses(stays: Enterprise, goes: Enterprise, union: Union) -> None:
    """Two under way of one kind, or a firm that would diagnose itself: a person decides before anything moves."""
    running = set(stays.diagnoses.filter(state__in=RUNNING).values_list("kind", flat=True))
    for row in goes.diagnoses.select_related("kind"):
        if row.state in RUNNING and row.kind_id in running:
            union.against.append(f"两家都有在办的{row.kind}诊断；请先撤回其中一件，再合并。")
        elif row.provider_firm_id == stays.pk:
            union.against.append(f"“{row}”由要留下的这家做；合并后成了自己诊断自己，请先另派。")
        else:
            union.sort("诊断", row, known=False)


def _provided(stays: Enterprise, goes: Enterprise, union: Union) -> None:
    for row in Diagnosis.objects.filter(provider_firm=goes).select_related("kind", "enterprise"):
        if row.enterprise_id == stays.pk:
            union.against.append(f"“{row}”由要并掉的这家做；合并后成了自己诊断自己，请先另派。")
        else:
            union.sort("作为诊断方", row, known=False)


def _level_key(row: Assessment) -> Any:
    return row.kind_id, row.basis, row.assessed_on


def _levels(stays: Enterprise, goes: Enterprise, union: Union) -> None:
    """One level rated on one day is one, where both say the same."""
    free = {"diagnosis": None, "state": AssessmentState.RECORDED}
    known = {_level_key(row): row for row in stays.assessments.filter(**free)}
    for row in goes.assessments.select_related("kind", "level"):
        same = known.get(_level_key(row)) if row.diagnosis_id is None and row.state == free["state"] else None
        if same is not None and same.level_id != row.level_id:
            union.against.append(f"两家同一天的{row.kind}等级不一样；请先撤销其中一条，再合并。")
        else:
            union.sort("等级评定", row, known=same is not None)


def _use_key(row: PlatformUse) -> Any:
    return row.platform_key, row.period_start, row.period_end


def _uses(stays: Enterprise, goes: Enterprise, union: Union) -> None:
    """Of one platform and period the report of the firm that goes on stands."""
    known = {_use_key(row): row for row in stays.platform_uses.all()}
    for row in goes.platform_uses.all():
        same = known.get(_use_key(row))
        if same is not None and (same.seats, same.active) != (row.seats, row.active):
            union.against.append(f"两家都报了{row.platform}同一时期的使用，数不一样；请先撤销其中一份，再合并。")
        else:
            union.sort("平台使用", row, known=same is not None)


register_belonging(Belonging("诊断", 88, _diagnoses))
register_belonging(Belonging("作为诊断方", 89, _provided, field="provider_firm"))
register_belonging(Belonging("等级评定", 90, _levels))
register_belonging(Belonging("平台使用", 91, _uses))
