"""A small city whose plan has one kind of assessment with three levels, and whoever may diagnose."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from lianzhang.accounts.models import User
from lianzhang.assessments.actions import VERBS, apply, assign, recheck, report
from lianzhang.assessments.advice_actions import ADVICE_VERBS, add
from lianzhang.assessments.assessment_actions import ASSESSMENT_VERBS, record
from lianzhang.assessments.models import Advice, Assessment, Diagnosis, PlatformUse
from lianzhang.assessments.platform_actions import USE_VERBS, report_use
from lianzhang.plans.models import AssessmentKind, AssessmentLevel
from lianzhang.registry.models import Organization, Post
from tests.supply.world import YEAR, SupplyCity, fresh, year_of

__all__ = ["AssessmentCity", "fresh"]


class AssessmentCity(SupplyCity):
    """`anchor` and `supplier` lie in the first district on the first chain, `rival` in the second on the other.

    `unit` is the post of the bureau that answers for the kind, `expert` and `other_expert` may diagnose."""

    def __init__(self) -> None:
        super().__init__()
        self.bureau = Organization.objects.create(city=self.region, code="industry", name="市经信局", kind="department")
        self.other_bureau = Organization.objects.create(
            city=self.region, code="commerce", name="市商务局", kind="department"
        )
        self.unit = self.user_as("member_unit", organization=self.bureau)
        self.other_unit = self.user_as("member_unit", organization=self.other_bureau)
        self.other_expert = self.user_as("expert", chains=self.chains[:1])
        self.today = timezone.localdate()
        self.smart = AssessmentKind.objects.create(
            *(), plan=self.plan, code="smart", name="智能制造", unit=self.bureau, providers="expert;enterprise",
            assign_workdays=5, visit_workdays=15, report_workdays=20, decide_days=60, recheck_months=12,
            valid_months=36,
        )  # fmt: skip
        self.levels = [
            AssessmentLevel.objects.create(plan=self.plan, kind=self.smart, code=f"smart_{n}", order=n, name=f"{n}级")
            for n in (1, 2, 3)
        ]

    def post(self, user: User) -> Post:
        return Post.objects.get(assignments__user=user)

    def applied(self, by: User | None = None, **more: Any) -> Diagnosis:
        given = {"enterprise": self.anchor, "kind": self.smart, "text": "换型时间长"} | more
        return apply(by=fresh(by or self.anchor_account), **given)

    def assigned(self, row: Diagnosis | None = None, by: User | None = None, **provider: Any) -> Diagnosis:
        row = row or self.applied()
        given = provider or {"provider_post": self.post(self.expert)}
        return assign(row=row, version=row.version, by=fresh(by or self.office), **given)

    def on_site(self, row: Diagnosis | None = None, by: User | None = None) -> Diagnosis:
        made: Diagnosis = self.take(row or self.assigned(), "visit", by or self.expert, day=self.today)
        return made

    def advised(self, row: Diagnosis, by: User | None = None, **more: Any) -> Advice:
        said = {"what": "改快速换模", "investment": Decimal(120)} | more
        return add(diagnosis=Diagnosis.objects.get(pk=row.pk), by=fresh(by or self.expert), **said)

    def reported(self, row: Diagnosis | None = None, advice: int = 2, by: User | None = None) -> Diagnosis:
        row = row or self.on_site()
        for number in range(advice):
            self.advised(row, by, what=f"第{number + 1}条建议")
        row = Diagnosis.objects.get(pk=row.pk)
        said = {"level": self.levels[0], "summary": "数据没有联通"}
        return report(row=row, version=row.version, by=fresh(by or self.expert), **said)

    def reported_long_ago(self, days: int = 400, **more: Any) -> Diagnosis:
        """The same, so many days earlier."""
        row = self.reported(**more)
        on = self.today - timedelta(days=days)
        Diagnosis.objects.filter(pk=row.pk).update(
            applied_on=on, assigned_on=on, visited_on=on, reported_on=on, recheck_on=on + timedelta(days=365)
        )
        row.assessments.update(assessed_on=on)
        return Diagnosis.objects.get(pk=row.pk)

    def rechecked(self, row: Diagnosis, by: User | None = None) -> Diagnosis:
        row = Diagnosis.objects.get(pk=row.pk)
        said = {"level": self.levels[1], "summary": "换模做成了"}
        return recheck(row=row, version=row.version, by=fresh(by or self.expert), **said)

    def built(self, advice: Advice) -> Advice:
        self.take(advice, "take", self.anchor_account)
        self.take(advice, "claim", self.anchor_account, day=self.today, built_proof="验收单")
        made: Advice = self.take(advice, "confirm", self.unit)
        return made

    def level(self, by: User | None = None, **more: Any) -> Assessment:
        given = {"enterprise": self.anchor, "level": self.levels[1], "basis": "official", "assessed_on": self.today}
        said = {"source": "第一批名单", "assessor": "省经信厅"}
        return record(by=fresh(by or self.office), **given | said | more)

    def use(self, by: User | None = None, **more: Any) -> PlatformUse:
        given = {"enterprise": self.anchor, "platform": "东风云", "seats": 50, "active": 12, "source": "后台导出"}
        return report_use(by=fresh(by or self.anchor_account), **given | year_of(YEAR) | more)

    def take(self, row: Any, name: str, by: User, **given: Any) -> Any:
        verbs: Any = {
            Diagnosis: VERBS, Advice: ADVICE_VERBS, Assessment: ASSESSMENT_VERBS, PlatformUse: USE_VERBS,
        }.get(type(row))  # fmt: skip
        if verbs is None:
            return super().take(row, name, by, **given)
        row = type(row).objects.get(pk=row.pk)
        return verbs[name](row=row, version=row.version, by=fresh(by), **given)
