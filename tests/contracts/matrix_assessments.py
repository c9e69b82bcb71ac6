"""A diagnosis, an advice, a level and a report of use, for the table of addresses (matrix_rows.py)."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from lianzhang.assessments.models import Advice, Assessment, Diagnosis, PlatformUse
from lianzhang.enterprises.models import Enterprise
from lianzhang.plans.models import AssessmentKind, AssessmentLevel, Plan
from lianzhang.registry.models import Chain

__all__ = ["ASSESSMENTS", "assessed"]

ASSESSMENTS = ("diagnosis", "advice", "assessment", "platform_use")


def assessed(plan: Plan, chain: Chain, firm: Enterprise) -> dict[str, Any]:
    """Of the demonstration's firm: one reported with an advice, its level, a report to be checked."""
    kind = AssessmentKind.objects.create(plan=plan, code="matrix", name="试验评定", providers="expert")
    level = AssessmentLevel.objects.create(plan=plan, kind=kind, code="matrix_1", order=1, name="一级")
    days = dict.fromkeys(("applied_on", "assigned_on", "visited_on", "reported_on"), plan.starts)
    row = Diagnosis.objects.create(
        *(), city=plan.city, enterprise=firm, chain=chain, kind=kind, text="换型慢", state="reported", advice_count=1,
        undecided=1, provider_name="某院", **days,
    )  # fmt: skip
    given = {"city": plan.city, "enterprise": firm}
    return {
        "diagnosis": row.pk,
        "advice": Advice.objects.create(diagnosis=row, what="快速换模").pk,
        "assessment": Assessment.objects.create(
            kind=kind, level=level, basis="official", assessed_on=plan.starts, source="名单", assessor="省厅", **given
        ).pk,
        "platform_use": PlatformUse.objects.create(
            *(), platform="某云", platform_key="某云", period_start=plan.starts, period_end=plan.starts, seats=5,
            source="后台", reported_at=timezone.now(), **given,
        ).pk,
    }  # fmt: skip
