"""Diagnoses of the town: of each side's firms one reported by an expert, one by a firm; levels and platforms."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from lianzhang.assessments.models import Advice, Assessment, Diagnosis, PlatformUse
from lianzhang.plans.models import AssessmentKind, AssessmentLevel
from tests.acting import post_of
from tests.enterprises.world import START

__all__ = ["add_assessments"]


def add_assessments(town: Any) -> None:
    for number, (code, unit) in enumerate((("ours", town.bureau), ("theirs", None))):
        kind = AssessmentKind.objects.create(
            plan=town.plan, code=code, order=number, name=f"{code}评定", unit=unit, providers="expert;enterprise"
        )
        level = AssessmentLevel.objects.create(plan=town.plan, kind=kind, code=f"{code}_1", order=1, name="一级")
        for side in town.sides:
            _of_side(town, side, kind, level)


def _of_side(town: Any, side: Any, kind: AssessmentKind, level: AssessmentLevel) -> None:
    expert = post_of("expert", town.region, chains=[side.chain])
    for firm, provider in ((side.known, {"provider_post": expert}), (side.left, {"provider_firm": side.known})):
        row = Diagnosis.objects.create(
            *(), city=town.region, enterprise=firm, chain=side.chain, kind=kind, text=f"{side.number}号想看{kind}",
            state="reported", applied_on=START, assigned_on=START, visited_on=START, reported_on=START,
            summary=f"{side.number}号结论", advice_count=1, **provider,
        )  # fmt: skip
        Advice.objects.create(
            diagnosis=row, what=f"{side.number}号建议", state="taken", decided_on=START, gain=f"{firm.pk}"
        )
        for diagnosis, part, basis in ((row, "before", "provider"), (None, "", "official")):
            Assessment.objects.create(
                *(), city=town.region, enterprise=firm, kind=kind, level=level, basis=basis, part=part,
                diagnosis=diagnosis, assessed_on=START, assessor=f"{side.number}号院", source=f"{firm.pk}号名单",
            )  # fmt: skip
    for firm in side.firms:
        PlatformUse.objects.create(
            *(), city=town.region, enterprise=firm, platform=f"{kind.code}云", platform_key=f"{kind.code}云",
            period_start=START, period_end=START.replace(month=12, day=31), seats=firm.pk, active=firm.pk,
            source=f"{firm.pk}号后台", reported_at=timezone.now(), state="checked" if firm.pk % 2 else "reported",
        )  # fmt: skip
