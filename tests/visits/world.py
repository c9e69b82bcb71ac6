"""A city whose posts visit firms and promise them things."""

from __future__ import annotations

from datetime import date
from typing import Any

from lianzhang.access.api import acting
from lianzhang.accounts.models import User
from lianzhang.plans.models import Duty, VisitKind
from lianzhang.registry.models import Post
from lianzhang.visits.models import Promise, Visit
from lianzhang.visits.promise_actions import PROMISE_VERBS, make_promise
from lianzhang.visits.visit_actions import VISIT_VERBS, plan_visit, record_visit, write
from tests.tasks.world import TaskCity

TODAY = date(2023, 10, 9)
WRITTEN = {"asked": "要地要电。", "result": "同意先看地。"}


class VisitCity(TaskCity):
    """`bureau` owes what is promised. A `joint` visit goes to a target firm, a `service` visit to `served`."""

    def __init__(self) -> None:
        super().__init__()
        self.attract = Duty.objects.create(plan=self.plan, clause=self.world.clause, code="attract", name="联合招商")
        self.joint = VisitKind.objects.create(
            plan=self.plan, code="joint", name="联合招商拜访", to="target", duty=self.attract
        )
        self.service = VisitKind.objects.create(plan=self.plan, code="service", name="走访服务企业", to="firm")
        self.served = self.firm("东区电池厂")
        self.firm_account = self.user_as("enterprise", organization=self.body(self.served))
        self.lead: Post = self.post(self.team)

    def post(self, user: User) -> Post:
        active = acting(User.objects.get(pk=user.pk))
        assert active is not None
        assert active.post is not None
        return active.post

    def said(self, **more: Any) -> dict[str, Any]:
        given = {"kind": self.joint, "target": "外地壳体厂", "topic": "来市设厂", "lead": self.lead, "date": TODAY}
        return given | {"chain": self.chains[0]} | more

    def planned(self, by: User | None = None, **more: Any) -> Visit:
        return plan_visit(city=self.region, by=by or self.team, **self.said(**{"date": date(2023, 10, 20)} | more))

    def recorded(self, by: User | None = None, **more: Any) -> Visit:
        return record_visit(city=self.region, by=by or self.team, **self.said(**WRITTEN | more))

    def visited(self, by: User | None = None, **more: Any) -> Visit:
        """A service visit to the firm that is there."""
        return self.recorded(by, **{"kind": self.service, "target": "", "enterprise": self.served} | more)

    def promised(self, visit: Visit | None = None, by: User | None = None, **more: Any) -> Promise:
        given = {"text": "接通二期供电", "unit": self.bureau, "deadline": date(2023, 11, 30)} | more
        return make_promise(visit=visit or self.visited(), by=by or self.team, **given)

    def go(self, row: Visit, name: str, by: User | None = None, **given: Any) -> Visit:
        """A step by a fresh look at the account, as each request does."""
        fresh = User.objects.get(pk=(by or self.team).pk)
        act = write if name == "write" else VISIT_VERBS[name]
        return act(row=row, version=row.version, by=fresh, **given)

    def settle(self, row: Promise, name: str, by: User | None = None, **given: Any) -> Promise:
        fresh = User.objects.get(pk=(by or self.office).pk)
        return PROMISE_VERBS[name](row=row, version=row.version, by=fresh, **given)
