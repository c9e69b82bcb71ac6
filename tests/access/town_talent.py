"""What a college of each side of the town reports, and posts that it holds."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from lianzhang.plans.models import Trade
from lianzhang.registry.models import Organization
from lianzhang.talent.models import GraduateReport
from tests.acting import post_of

__all__ = ["add_talent"]


def add_talent(town: Any) -> None:
    Trade.objects.create(plan=town.plan, code="town-welder", name="焊工", majors="焊接")
    for side in town.sides:
        college = Organization.objects.create(
            city=town.region, code=f"college-{side.number}", name=f"{side.number}号学院", kind="college"
        )
        post_of("expert", town.region, organization=college)
        figures = [{"major": "焊接", "graduates": 40 + side.number, "stays": 10 + side.number}]
        GraduateReport.objects.create(
            city=town.region, college=college, year=2022, figures=figures, source=f"{side.number}号年报",
            reported_at=timezone.now(),
        )  # fmt: skip
