"""What a college reports, and every act on it that has an address (test_gone.py)."""

from __future__ import annotations

from django.db.models import Model
from django.utils import timezone

from lianzhang.kernel.lifecycle import AskKind
from lianzhang.plans.models import Trade
from lianzhang.registry.models import Organization
from lianzhang.talent.actions import REPORT_VERBS
from lianzhang.talent.lifecycle import GRADUATE_REPORT
from lianzhang.talent.models import GraduateReport
from tests.enterprises.world import City

__all__ = ["TalentRows", "talent_acts"]


def talent_acts(said: str) -> dict[str, tuple[str, dict[str, str]]]:
    """By the name of each address its row, and what the form sends; `said` is what somebody has just written."""
    texts = {
        f"graduate_report_{step}": (
            "graduate_report",
            {ask.name: said for ask in GRADUATE_REPORT.steps[step].asks if ask.kind is AskKind.TEXT},
        )
        for step in REPORT_VERBS
    }
    return texts | {"graduate_report_change": ("graduate_report", {"graduates_焊接": "5", "source": said})}


class TalentRows:
    """Part of Rows, which has a city."""

    city: City

    def graduate_report(self) -> Model:
        Trade.objects.get_or_create(plan=self.city.plan, code="gone", defaults={"name": "焊工", "majors": "焊接"})
        given = {"defaults": {"name": "甲学院", "kind": "college"}}
        college, _ = Organization.objects.get_or_create(city=self.city.region, code="gone-college", **given)
        told = {"year": 2022, "source": "年报", "reported_at": timezone.now()}
        return GraduateReport.objects.create(city=self.city.region, college=college, **told)
