"""A city in which districts report leads, units hand projects on, and the office sees all of it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone

from lianzhang.accounts.models import User
from lianzhang.plans.models import ProjectKind, ProjectLimit
from lianzhang.projects import actions
from lianzhang.projects.enter_actions import amend, enter
from lianzhang.projects.models import Claim, Project
from lianzhang.registry.models import Organization
from tests.acting import seated
from tests.enterprises.world import City

LIMITS = (("stalled", "lead", 30), ("stalled", "", 60), ("protected", "", 60), ("hand_over", "", 5))


class ProjectCity(City):
    """`promotion` and `bureau` are bodies, `east` and `west` districts, each with an account."""

    def __init__(self) -> None:
        super().__init__()
        self.new = self.kind("new", "新建")
        self.upgrade = self.kind("tech_upgrade", "技术改造", begins="landed")
        self.smart, self.green = self.kind("smart", "智能化", "mark"), self.kind("green", "绿色化", "mark")
        self.land = self.kind("land", "用地", "need")
        for what, stage, days in LIMITS:
            ProjectLimit.objects.create(plan=self.plan, what=what, stage=stage, days=days)
        self.promotion, self.promoter = self.unit("招商局")
        self.bureau, self.bureau_account = self.unit("经信局")
        self.east = seated("east", "district", self.region, region=self.districts[0])
        self.west = seated("west", "district", self.region, region=self.districts[1])
        self.parkers = seated("parkers", "park", self.region, park=self.park)
        self.team = self.user_as("chain_team", chains=self.chains[:1])
        self.chief = self.user_as("chief", chains=self.chains[:1])
        self.local = self.firm("示例河汀电池厂")
        self.firm_account = self.user_as("enterprise", organization=self.body(self.local))

    def kind(self, code: str, name: str, what: str = "kind", begins: str = "lead") -> ProjectKind:
        return ProjectKind.objects.create(plan=self.plan, code=code, name=name, what=what, begins=begins)

    def unit(self, name: str) -> tuple[Organization, User]:
        body = Organization.objects.create(city=self.region, code=f"body-{name}", name=name, kind="department")
        return body, seated(name, "member_unit", self.region, organization=body)

    def reported(self, by: User | None = None, **more: Any) -> Project | Claim:
        given = {"name": "电芯项目", "kind": self.new, "investor": "示例远山能源公司", "chain": self.chains[0]} | more
        return enter(city=self.region, by=fresh(by or self.promoter), **given)

    def lead(self, by: User | None = None, **more: Any) -> Project:
        row = self.reported(by, **more)
        assert isinstance(row, Project)
        return row

    def upgraded(self, by: User | None = None, **more: Any) -> Project:
        given = {"name": "制动线改造", "kind": self.upgrade, "investor": "", "enterprise": self.local}
        given |= {"region": self.districts[0], "planned": Decimal(2000), "filing_number": "2023-1"}
        return self.lead(by or self.bureau_account, **(given | more))

    def take(self, row: Project, name: str, by: User, **given: Any) -> Project:
        """A step by a fresh look at the account, as each request does."""
        row.refresh_from_db()
        return actions.VERBS[name](row=row, version=row.version, by=fresh(by), **given)

    def amend(self, row: Project, by: User, **given: Any) -> Any:
        row.refresh_from_db()
        return amend(row=row, version=row.version, by=fresh(by), **given)

    def signed(self, by: User | None = None, on: date | None = None) -> Project:
        by = by or self.promoter
        row = self.take(self.lead(by), "meet", by, on=on or timezone.localdate())
        given = {"planned": Decimal(50_000), "contract": Decimal(60_000), "region": self.districts[0]}
        return self.take(self.amend(row, by, **given), "sign", by, on=on or timezone.localdate())


def fresh(user: User) -> User:
    return User.objects.get(pk=user.pk)
