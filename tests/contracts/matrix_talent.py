"""What a college reports, for the table of addresses (matrix_rows.py)."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from lianzhang.plans.models import Plan
from lianzhang.registry.models import Organization
from lianzhang.talent.models import GraduateReport

__all__ = ["TALENT", "taught"]

TALENT = ("graduate_report",)


def taught(plan: Plan) -> dict[str, Any]:
    college = Organization.objects.create(city=plan.city, code="matrix-college", name="甲学院", kind="college")
    said = {"year": 2022, "source": "年报", "reported_at": timezone.now()}
    return {"graduate_report": GraduateReport.objects.create(city=plan.city, college=college, **said).pk}
