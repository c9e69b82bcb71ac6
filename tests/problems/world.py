"""A city in which firms ask, bureaus answer, and the office assigns and verifies."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from lianzhang.accounts.models import User
from lianzhang.kernel.workdays import SHANGHAI
from lianzhang.plans.models import ProblemKind, ProblemLevel, ProblemLimit
from lianzhang.problems import actions
from lianzhang.problems.models import Problem
from lianzhang.problems.raise_actions import raise_problem
from lianzhang.registry.models import Organization, Rank
from tests.acting import seated
from tests.enterprises.world import City

LIMITS = {"accept": 2, "handle": 15, "verify": 2, "confirm": 5, "redo": 5, "decide": 5, "climb": 10}


class ProblemCity(City):
    """`firm_account` asks, `team` is of the first chain, `bureau` and `other` are bodies with an account each."""

    def __init__(self) -> None:
        super().__init__()
        team_rank = Rank.objects.create(city=self.region, code="lead", name="专班", role="chain_team", order=9)
        self.levels = [
            ProblemLevel.objects.create(plan=self.plan, code="team", name="专班", rank=team_rank, order=0),
            ProblemLevel.objects.create(plan=self.plan, code="office", name="链办", order=1),
            ProblemLevel.objects.create(plan=self.plan, code="leaders", name="市领导", order=2),
        ]
        self.kind = ProblemKind.objects.create(plan=self.plan, code="land", name="用地")
        for step, days in LIMITS.items():
            ProblemLimit.objects.create(plan=self.plan, step=step, limit_workdays=days)
        self.asking = self.firm("示例河汀电池厂")
        self.firm_account = self.user_as("enterprise", organization=self.body(self.asking))
        self.team = self.user_as("chain_team", chains=self.chains[:1])
        self.chief = self.user_as("chief", chains=self.chains[:1])
        self.bureau, self.bureau_account = self.unit("水利局")
        self.other, self.other_account = self.unit("自然资源局")

    def unit(self, name: str) -> tuple[Organization, User]:
        body = Organization.objects.create(city=self.region, code=f"body-{name}", name=name, kind="department")
        return body, seated(name, "member_unit", self.region, organization=body)

    def asked(self, by: User | None = None, **more: Any) -> Problem:
        given = {"title": "用地里有一条灌渠", "text": "改线没有单位牵头。", "kind": self.kind, "source": "firm"}
        given |= {"enterprise": self.asking} | more
        return raise_problem(city=self.region, by=by or self.firm_account, **given)

    def take(self, row: Problem, name: str, by: User, **given: Any) -> Problem:
        """A step by a fresh look at the account, as each request does."""
        fresh = User.objects.get(pk=by.pk)
        return actions.VERBS[name](row=row, version=row.version, by=fresh, **given)

    def in_hand(self, **more: Any) -> Problem:
        row = self.take(self.asked(**more), "assign", self.office, lead=self.bureau)
        return self.take(row, "take_up", self.bureau_account)

    def answered(self, outcome: str = "solved", **more: Any) -> Problem:
        return self.take(self.in_hand(**more), "answer", self.bureau_account, outcome=outcome, answer="已改到红线外。")

    def verified(self, outcome: str = "solved", **more: Any) -> Problem:
        row = self.answered(outcome, **more)
        return self.take(row, "verify", self.office, verification="到现场看了。", initiative="yes")


class Clockwork:
    """The day on which acts happen."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.monkeypatch = monkeypatch

    def at(self, text: str) -> None:
        moment = datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)
        self.monkeypatch.setattr("django.utils.timezone.now", lambda: moment)
