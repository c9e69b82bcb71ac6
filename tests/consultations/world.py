"""A city with two chains: experts of each, a chief and a team of the first that ask them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from lianzhang.accounts.models import User
from lianzhang.consultations import actions
from lianzhang.consultations.models import Consultation, Opinion
from lianzhang.registry.models import Post
from tests.enterprises.world import City

ANSWER = {"opinion": "可以改用国产设备。", "reasons": "两家同类产线已稳定运行。", "conflict": "none"}


class ExpertCity(City):
    """`experts` are two of the first chain; `stranger` is of the second."""

    def __init__(self) -> None:
        super().__init__()
        first, second = self.chains[:1], self.chains[1:]
        self.experts = [self.user_as("expert", chains=first) for _ in range(2)]
        self.stranger = self.user_as("expert", chains=second)
        self.chief, self.team = (self.user_as(role, chains=first) for role in ("chief", "chain_team"))

    def post(self, user: User) -> Post:
        return Post.objects.get(assignments__user=user)

    def ask(self, by: User | None = None, experts: list[User] | None = None, **more: Any) -> Consultation:
        given: dict[str, Any] = {
            "chain": self.chains[0],
            "title": "涂布机换国产行不行",
            "question": "进口交期八个月，国产两个月，良率差多少？",
            "wanted_by": timezone.localdate() + timedelta(days=7),
        }
        posts = [self.post(each) for each in (self.experts if experts is None else experts)]
        return actions.ask(by=by or self.chief, experts=posts, **given | more)

    def opinion(self, row: Consultation, expert: User) -> Opinion:
        return Opinion.objects.get(consultation=row, post=self.post(expert))

    def say(self, row: Consultation, expert: User, name: str = "answer", **given: Any) -> Opinion:
        """A step by a fresh look at the account, as each request does; to answer is to take it up first."""
        mine, fresh = self.opinion(row, expert), User.objects.get(pk=expert.pk)
        if name == "answer":
            mine = actions.OPINION_VERBS["take_up"](row=mine, version=mine.version, by=fresh)
            given = ANSWER | given
        return actions.OPINION_VERBS[name](row=mine, version=mine.version, by=fresh, **given)

    def close(self, row: Consultation, by: User, use: str = "used") -> Consultation:
        row.refresh_from_db()
        fresh = User.objects.get(pk=by.pk)
        return actions.VERBS["close"](row=row, version=row.version, by=fresh, use=use, reason="意见可行")
