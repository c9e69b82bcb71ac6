"""A channel that a firm hosts, and its report, for the table of addresses (matrix_rows.py)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone

from lianzhang.accounts.models import User
from lianzhang.enterprises.models import Enterprise
from lianzhang.plans.models import Plan, PlatformKind, PlatformStage
from lianzhang.platforms.models import Platform, PlatformReport, StageReached

__all__ = ["PLATFORMS", "built_up"]

PLATFORMS = ("platform", "platform_report")


def built_up(plan: Plan, by: User, firm: Enterprise) -> dict[str, Any]:
    given = {"name": "试验渠道", "group": "channel", "role": "member_unit", "report_months": 3}
    kind = PlatformKind.objects.create(plan=plan, code="matrix", **given)
    stage = PlatformStage.objects.create(plan=plan, code="matrix-1", kind=kind, name="运行", running=True)
    entered = {"entered_by": by, "entered_at": timezone.now(), "source": "批复", "state": "confirmed"}
    row = Platform.objects.create(
        city=plan.city, kind=kind, name="试验渠道", enterprise=firm, stage=stage, stage_since=plan.starts, **entered
    )
    StageReached.objects.create(platform=row, stage=stage, on=plan.starts, confirmed=True)
    end = date(plan.starts.year, 12, 31)
    report = PlatformReport.objects.create(
        platform=row, period_end=end, source="总结", entered_by=by, reported_at=timezone.now()
    )
    return {"platform": row.pk, "platform_report": report.pk}
