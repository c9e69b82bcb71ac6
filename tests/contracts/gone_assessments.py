"""Rows of assessments that nothing hangs on, and every act on one of them that has an address (test_gone.py)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Model
from django.utils import timezone

from lianzhang.assessments.actions import VERBS
from lianzhang.assessments.advice_actions import ADVICE_VERBS
from lianzhang.assessments.assessment_actions import ASSESSMENT_VERBS
from lianzhang.assessments.lifecycle import ADVICE, ASSESSMENT, DIAGNOSIS, PLATFORM_USE
from lianzhang.assessments.models import Advice, Assessment, Diagnosis, PlatformUse
from lianzhang.assessments.platform_actions import USE_VERBS
from lianzhang.kernel.lifecycle import AskKind
from lianzhang.plans.models import AssessmentKind, AssessmentLevel
from tests.enterprises.world import START, City

__all__ = ["AssessmentRows", "assessment_acts"]


def assessment_acts(said: str) -> dict[str, tuple[str, dict[str, str]]]:
    """By the name of each address its row, and what the form sends; `said` is what somebody has just written."""
    tables = (
        (DIAGNOSIS, VERBS), (ADVICE, ADVICE_VERBS), (ASSESSMENT, ASSESSMENT_VERBS), (PLATFORM_USE, USE_VERBS),
    )  # fmt: skip
    texts = {
        f"{table.name}_{step}": (
            table.name,
            {ask.name: said for ask in table.steps[step].asks if ask.kind is AskKind.TEXT},
        )
        for table, verbs in tables
        for step in verbs
    }
    found_out = {"level": "gone_1", "summary": said}
    return texts | {
        "diagnosis_assign": ("applied_diagnosis", {"provider_name": said}),
        "diagnosis_report": ("diagnosis", found_out),
        "diagnosis_recheck": ("reported_diagnosis", found_out),
        "advice_new": ("diagnosis", {"what": said}),
        "advice_change": ("advice", {"what": said}),
        "platform_use_change": ("platform_use", {"active": "5", "source": said}),
    }


class AssessmentRows:
    """Part of Rows, which has a city and a firm. A provider without an account: the office writes for it."""

    city: City
    other: Any

    def _kind(self) -> AssessmentKind:
        given = {"plan": self.city.plan, "code": "gone", "defaults": {"name": "试验评定"}}
        kind, _ = AssessmentKind.objects.get_or_create(**given)
        level = {"name": "一级", "kind": kind, "order": 1}
        AssessmentLevel.objects.get_or_create(plan=self.city.plan, code="gone_1", defaults=level)
        return kind

    def diagnosis(self, state: str = "on_site") -> Model:
        on = timezone.localdate() - timedelta(days=1)
        days = {} if state == "applied" else {"assigned_on": on, "visited_on": on, "provider_name": "某院"}
        if state == "reported":
            days |= {"reported_on": on, "recheck_on": on}
        return Diagnosis.objects.create(
            *(), city=self.city.region, enterprise=self.city.firm(), kind=self._kind(), text="换型慢", state=state,
            applied_on=on, advice_count=1, **days,
        )  # fmt: skip

    def applied_diagnosis(self) -> Model:
        return self.diagnosis("applied")

    def reported_diagnosis(self) -> Model:
        return self.diagnosis("reported")

    def advice(self) -> Model:
        return Advice.objects.create(diagnosis=self.diagnosis(), what="快速换模")

    def assessment(self) -> Model:
        kind = self._kind()
        return Assessment.objects.create(
            *(), city=self.city.region, enterprise=self.city.firm(), kind=kind, level=kind.levels.get(),
            basis="official", assessed_on=START, source="名单", assessor="省厅",
        )  # fmt: skip

    def platform_use(self) -> Model:
        return PlatformUse.objects.create(
            *(), city=self.city.region, enterprise=self.city.firm(), platform="某云", platform_key="某云",
            period_start=START, period_end=START.replace(month=12, day=31), seats=5, source="后台",
            reported_at=timezone.now(),
        )  # fmt: skip
