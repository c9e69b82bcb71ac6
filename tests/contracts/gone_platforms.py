"""Rows of platforms that nothing hangs on, and every act on one of them that has an address (test_gone.py)."""

from __future__ import annotations

from typing import Any

from django.db.models import Model
from django.utils import timezone

from lianzhang.kernel.lifecycle import AskKind
from lianzhang.plans.models import PlatformKind, PlatformStage
from lianzhang.platforms.actions import VERBS
from lianzhang.platforms.lifecycle import PLATFORM, PLATFORM_REPORT
from lianzhang.platforms.models import Platform, PlatformMember, PlatformReport, StageReached
from lianzhang.platforms.report_actions import REPORT_VERBS
from tests.enterprises.world import START, City

__all__ = ["PlatformRows", "platform_acts"]

MEMBER = 71


def platform_acts(said: str) -> dict[str, tuple[str, dict[str, str]]]:
    """By the name of each address its row, and what the form sends; `said` is what somebody has just written."""
    texts = {
        f"{table.name}_{step}": (
            table.name,
            {ask.name: said for ask in table.steps[step].asks if ask.kind is AskKind.TEXT},
        )
        for table, verbs in ((PLATFORM, VERBS), (PLATFORM_REPORT, REPORT_VERBS))
        for step in verbs
    }
    day = START.isoformat()
    return texts | {
        "platform_change": ("platform", {"name": said, "host_name": said, "stage_since": day, "source": said}),
        "platform_join": ("platform", {"name": said, "since": day}),
        "platform_leave": ("platform", {"member": str(MEMBER), "until": day}),
        "platform_report_new": ("platform", {"source": said}),
        "platform_report_change": ("platform_report", {"source": said}),
    }


class PlatformRows:
    """Part of Rows, which has a city and a firm."""

    city: City
    other: Any

    def platform(self) -> Model:
        plan = self.city.plan
        given = {"name": "研究院", "group": "platform", "role": "member_unit", "report_months": 3}
        kind, _ = PlatformKind.objects.get_or_create(plan=plan, code="gone", defaults=given)
        first, _ = (
            PlatformStage.objects.get_or_create(plan=plan, code=f"gone-{name}", kind=kind, name=name, order=order)[0]
            for order, name in enumerate(("建设", "运行"))
        )
        row = Platform.objects.create(
            *(), city=self.city.region, kind=kind, name=f"研究院{Platform.objects.count()}", host_name="大学",
            stage=first, stage_since=START, source="批复", entered_by=self.city.office, entered_at=timezone.now(),
            state="confirmed",
        )  # fmt: skip
        StageReached.objects.create(platform=row, stage=first, on=START, confirmed=True)
        PlatformMember.objects.update_or_create(pk=MEMBER, defaults={"platform": row, "name": "大学", "since": START})
        return row

    def platform_report(self) -> Model:
        row: Any = self.platform()
        end = START.replace(month=12, day=31)
        given = {"entered_by": self.city.office, "reported_at": timezone.now(), "source": "总结"}
        return PlatformReport.objects.create(platform=row, period_end=end, **given)
