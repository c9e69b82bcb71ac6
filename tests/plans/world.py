"""A small city with one plan, made row by row for tests of metrics and evaluation."""

from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any

from lianzhang.accounts.models import User
from lianzhang.kernel.periods import parse_period
from lianzhang.plans.models import Clause, Goal, Observation, Plan, PlanChain, Source, Target
from lianzhang.registry.models import Chain, Region
from tests.written import touch

START, DUE = date(2021, 1, 1), date(2023, 12, 31)
numbers = count(1)


class World:
    def __init__(self, chains: int = 2, city: Region | None = None) -> None:
        number = next(numbers)
        self.city = city or Region.objects.create(code=f"city-{number}", name="试验市", kind="city")
        self.plan = Plan.objects.create(
            code=f"plan-{number}",
            name="试验方案",
            city=self.city,
            starts=START,
            ends=DUE,
            about_tolerance=Decimal("0.1"),
            evidence_valid_days=365,
        )
        self.user = User.objects.create(username=f"clerk-{number}", label="填报员")
        self.source = Source.objects.create(plan=self.plan, code="paper", title="试验日报")
        self.clause = Clause.objects.create(plan=self.plan, code="one", number="一", title="总体要求")
        self.chains = [self.add_chain(order) for order in range(chains)]

    def add_chain(self, order: int) -> Chain:
        chain = Chain.objects.create(city=self.city, code=f"chain-{order}", name=f"第{order + 1}链")
        PlanChain.objects.create(plan=self.plan, chain=chain, order=order)
        return chain

    def target(self, code: str = "giants", comparator: str = ">=", value: object = 12, **more: Any) -> Target:
        fields = {"measure": "cumulative", "scope_kind": "city", "unit": "家", "metric": "plans.observed"} | more
        target = Target.objects.create(
            plan=self.plan, clause=self.clause, code=code, name=code, starts=START, due=DUE, **fields
        )
        if value is not None:
            self.goal(target, value, comparator=comparator)
        touch(self.city.pk)
        return target

    def goal(self, target: Target, value: object, **more: Any) -> Goal:
        fields = {"comparator": ">=", "effective_from": START} | more
        touch(self.city.pk)
        return Goal.objects.create(target=target, value=Decimal(str(value)), **fields)

    def observe(self, target: Target | None, period: str, value: object, **more: Any) -> Observation:
        when = parse_period(period)
        fields = {
            "relation": "direct",
            "quantity": target.code if target else "context",
            "date": when.end,
            "unit": target.unit if target else "家",
            "nature": "stock",
            "state": "confirmed",
            "source": self.source,
            "entered_by": self.user,
        } | more
        touch(self.city.pk)
        return Observation.objects.create(
            authors=(fields["entered_by"].pk,),
            plan=self.plan,
            target=target,
            period_start=when.start,
            period_end=when.end,
            value=None if value is None else Decimal(str(value)),
            **fields,
        )
