"""A small city with kinds as a plan states them, a bureau that answers for quotas, two districts, two teams."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from lianzhang.accounts.models import User
from lianzhang.parks.actions import CAPACITY_VERBS, change_capacity, enter_capacity, use_capacity
from lianzhang.parks.models import Capacity, SpecialPark
from lianzhang.parks.park_actions import PARK_VERBS, move_in, plan_park
from lianzhang.plans.models import CapacityKind
from lianzhang.registry.models import Organization
from tests.enterprises.world import City

__all__ = ["ParksCity", "days", "fresh"]


def fresh(user: User) -> User:
    return User.objects.get(pk=user.pk)


def days(number: int) -> date:
    """So many days from today."""
    return timezone.localdate() + timedelta(days=number)


class ParksCity(City):
    """The bureau answers for quotas, the first district for what lies in it; `team` is of the first chain."""

    def __init__(self) -> None:
        super().__init__()
        self.sewage = self.kind("sewage", "污水处理", "facility", "吨/日")
        self.plots = self.kind("plots", "可供地块", "plot", "亩")
        self.land = self.kind("land_quota", "用地指标", "quota", "亩")
        self.bureau, other, firm = (
            Organization.objects.create(city=self.region, code=f"body-{number}", name=f"{number}号单位")
            for number in range(3)
        )
        self.member, self.other_member = (
            self.user_as("member_unit", organization=each) for each in (self.bureau, other)
        )
        self.district, self.other_district = (self.user_as("district", region=each) for each in self.districts[:2])
        self.team = self.user_as("chain_team", chains=self.chains[:1])
        self.rival_team = self.user_as("chain_team", chains=self.chains[1:])
        self.enterprise = self.user_as("enterprise", organization=firm)

    def kind(self, code: str, name: str, form: str, unit: str, **more: Any) -> CapacityKind:
        order = CapacityKind.objects.filter(plan=self.plan).count()
        return CapacityKind.objects.create(
            plan=self.plan, code=code, name=name, form=form, unit=unit, order=order, **more
        )

    def plant(self, by: User | None = None, **more: Any) -> Capacity:
        """A sewage plant of the first district."""
        given = {"kind": self.sewage, "state": "usable", "name": "第一污水厂", "region": self.districts[0]}
        return self.entered(by, **given | {"amount": Decimal(1000), "usable_on": days(-400)} | more)

    def quota(self, by: User | None = None, **more: Any) -> Capacity:
        given = {"kind": self.land, "state": "usable", "name": "今年省级用地", "year": days(0).year}
        said = {"origin": "provincial", "amount": Decimal(300), "unit": self.bureau}
        return self.entered(by, **given | said | more)

    def entered(self, by: User | None, **given: Any) -> Capacity:
        return enter_capacity(city=self.region, by=fresh(by or self.office), **given)

    def change(self, row: Capacity, by: User | None = None, **said: Any) -> Capacity:
        row.refresh_from_db()
        return change_capacity(row=row, version=row.version, by=fresh(by or self.office), **said)

    def stated(self, row: Capacity, used: str, by: User | None = None, on: date | None = None) -> Capacity:
        row.refresh_from_db()
        told = {"used": Decimal(used), "used_on": on or days(-1), "used_source": "月报"}
        return use_capacity(row=row, version=row.version, by=fresh(by or self.office), **told)

    def special(self, by: User | None = None, **more: Any) -> SpecialPark:
        given = {"chain": self.chains[0], "segments": self.segments[:1], "name": "铸造园"}
        return plan_park(city=self.region, by=fresh(by or self.team), **given | more)

    def take(self, row: Any, name: str, by: User | None = None, **given: Any) -> Any:
        row.refresh_from_db()
        verbs = CAPACITY_VERBS if isinstance(row, Capacity) else PARK_VERBS
        return verbs[name](row=row, version=row.version, by=fresh(by or self.office), **given)

    def moved_in(self, row: SpecialPark, firm: Any, **more: Any) -> SpecialPark:
        row.refresh_from_db()
        return move_in(
            row=row, version=row.version, by=fresh(self.team), **{"enterprise": firm, "day": days(-3)} | more
        )
