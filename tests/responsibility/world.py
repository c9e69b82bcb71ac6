"""A city whose office lays targets on bureaus, districts and chains."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.test import Client

from lianzhang.accounts.models import User
from lianzhang.plans.models import Duty, Goal, Target
from lianzhang.registry.models import Organization, ResponsibleUnit
from lianzhang.responsibility import actions, share_actions
from lianzhang.responsibility.models import Responsibility, TargetShare
from lianzhang.responsibility.share_actions import Part
from tests.acting import seated
from tests.enterprises.world import City

DAY, DUE = date(2022, 3, 1), date(2023, 12, 31)


class Town(City):
    """`target` asks for 12 firms; `bureau` and `other` are bodies with an account each, so are two districts."""

    def __init__(self) -> None:
        super().__init__()
        self.target = self.world.target("giants", ">=", 12)
        self.duty = Duty.objects.create(plan=self.plan, clause=self.world.clause, code="meet", name="开会")
        self.bureau, self.bureau_account = self.unit("经信局")
        self.other, self.other_account = self.unit("科技局")
        self.district_accounts = [self.user_as("district", region=each) for each in self.districts]
        self.team = self.user_as("chain_team", chains=self.chains[:1])
        self.second_office = self.user_as("chain_office")

    def unit(self, name: str) -> tuple[Organization, User]:
        body = Organization.objects.create(city=self.region, code=f"body-{name}", name=name, kind="department")
        return body, seated(name, "member_unit", self.region, organization=body)

    def assign(self, subject: Target | Duty | None = None, **more: Any) -> Responsibility:
        given = {"seen": "", "lead": self.bureau, "paper_title": "分工方案", "starts": DAY, "by": self.office} | more
        return actions.assign(subject=subject or self.target, **given)

    @property
    def goal(self) -> Goal:
        return self.target.goals.get()

    def draft(self, *values: object, target: Target | None = None, by: User | None = None) -> list[TargetShare]:
        """A part for each district, in their order."""
        target = target or self.target
        parts = {each: Part(Decimal(str(value))) for each, value in zip(self.districts, values, strict=False)}
        given = {"parts": parts, "due": DUE, "paper_title": "分解表", "by": by or self.clerk}
        return share_actions.draft_parts(target=target, goal=target.goals.get(), **given)

    def issue(self, rows: list[TargetShare], excess: str = "", by: User | None = None) -> list[TargetShare]:
        target = rows[0].target
        versions = {row.pk: row.version for row in rows}
        given = {"versions": versions, "excess": excess, "by": by or self.office}
        share_actions.issue_parts(target=target, goal=target.goals.get(), **given)
        return list(TargetShare.objects.filter(pk__in=versions).order_by("pk"))

    def issued(self, *values: object) -> list[TargetShare]:
        return self.issue(self.draft(*values))

    def take(self, row: TargetShare, name: str, by: User, **given: Any) -> TargetShare:
        """A step by a fresh look at the account, as each request does."""
        fresh = User.objects.get(pk=by.pk)
        return share_actions.VERBS[name](row=row, version=row.version, by=fresh, **given)

    def dissolve(self, body: Organization, successor: Organization | None = None) -> None:
        after = (
            ResponsibleUnit.objects.get_or_create(city=self.region, organization=successor)[0] if successor else None
        )
        unit, _ = ResponsibleUnit.objects.get_or_create(city=self.region, organization=body)
        ResponsibleUnit.objects.filter(pk=unit.pk).update(ended=date(2022, 6, 1), successor=after)


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client
