"""A city whose plan asks each chain to be reviewed every quarter, and the whole once a year."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from lianzhang.accounts.models import User
from lianzhang.kernel.periods import Period
from lianzhang.plans.api import Asked
from lianzhang.plans.models import Cadence, ChainWork, Duty
from lianzhang.registry.models import Chain, Post
from lianzhang.reviews import decision_actions
from lianzhang.reviews.actions import MEETING_VERBS, plan_meeting
from lianzhang.reviews.decision_actions import DECISION_VERBS
from lianzhang.reviews.models import Decision, Meeting
from lianzhang.reviews.participants import posts_for
from lianzhang.reviews.periods import Wanted, asked_for, rules_of
from tests.problems.world import Clockwork
from tests.tasks.world import TaskCity

__all__ = ["Q2", "Q3", "ReviewCity"]

Q2, Q3 = Period(date(2023, 4, 1), date(2023, 6, 30)), Period(date(2023, 7, 1), date(2023, 9, 30))
REVIEW, CONSULT = "调度本产业链工作", "会商产业链工作"


class ReviewCity(TaskCity):
    """`chief` leads the first chain, `team` works on it, `stranger` on the second; it is 9 October 2023."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.clock = Clockwork(monkeypatch)
        self.clock.at("2023-10-09T10:00")
        super().__init__()
        self.chief = self.user_as("chief", chains=self.chains[:1])
        self.stranger = self.user_as("chain_team", chains=self.chains[1:])
        self.chair = self.post_of(self.chief)
        rank = self.post_of(self.team).rank
        named = {"plan": self.plan, "clause": self.world.clause}
        self.review_duty = Duty.objects.create(**named, code="review", name="每季度调度一次", cadence="quarter")
        self.rule = Cadence.objects.create(
            plan=self.plan, rank=rank, activity=REVIEW, every="quarter", kind="meeting", of="chain", within_days=10
        )
        self.rule.duties.add(self.review_duty)
        Cadence.objects.create(plan=self.plan, rank=rank, activity=CONSULT, every="year", kind="meeting", of="city")
        for order, (code, shown_by) in enumerate((("problems", "problems_closed"), ("quality", "record_quality"))):
            ChainWork.objects.create(plan=self.plan, code=code, name=code, order=order, shown_by=shown_by)
        User.objects.update(password_set_at=timezone.now())  # else today, whatever this clock says

    def post_of(self, user: User) -> Post:
        post = self.fresh(user).assignments.get().post
        assert post is not None
        return post

    def fresh(self, user: User) -> User:
        """As each request looks at the account."""
        return User.objects.get(pk=user.pk)

    def wanted(self, chain: Chain | None, period: Period) -> Wanted:
        (rules,) = rules_of(self.plan, of_chains=chain is not None)
        asked: list[Asked] = asked_for(rules, self.plan, period.start, period.end)
        return Wanted(chain, next(each for each in asked if each.period == period))

    def planned(self, period: Period = Q3, on: date = date(2023, 10, 11), **more: Any) -> Meeting:
        given: dict[str, Any] = {"by": self.fresh(self.office), "chair": self.chair, "chain": self.chains[0]} | more
        wanted = self.wanted(given.pop("chain"), period)
        posts = given.pop("posts", None) or posts_for(self.plan, wanted.chain)
        return plan_meeting(plan=self.plan, wanted=wanted, on=on, posts=posts, room="三楼", **given)

    def meet(self, row: Meeting, name: str, by: User | None = None, **given: Any) -> Meeting:
        row.refresh_from_db()
        return MEETING_VERBS[name](row=row, version=row.version, by=self.fresh(by or self.office), **given)

    def held(self, on: date = date(2023, 10, 9), **more: Any) -> Meeting:
        row = self.meet(self.planned(**more), "fix")
        return self.meet(row, "hold", held_on=on)

    def written(self, **more: Any) -> Meeting:
        return self.meet(self.held(**more), "write", text="议了三件事。")

    def said(self, **more: Any) -> dict[str, Any]:
        return {
            "title": "电芯扩产先供地",
            "text": "先供一期120亩。",
            "lead": self.bureau,
            "deadline": date(2023, 12, 20),
            "proof": "供地批复",
        } | more

    def asked(self, meeting: Meeting, **more: Any) -> Decision:
        asked = {"question": "先供地还是先签约？", "advice": "先供一期。"} | more
        return decision_actions.ask(meeting=meeting, by=self.fresh(self.team), **self.said(**asked))

    def recorded(self, meeting: Meeting, **more: Any) -> Decision:
        return decision_actions.record(meeting=meeting, by=self.fresh(self.office), **self.said(**more))

    def decide(self, row: Decision, name: str, by: User | None = None, **given: Any) -> Decision:
        row.refresh_from_db()
        return DECISION_VERBS[name](row=row, version=row.version, by=self.fresh(by or self.chief), **given)
