"""A challenge of the market's city: judged by two experts of its chain, whom other experts answer."""

from __future__ import annotations

from typing import Any

from lianzhang.accounts.models import User
from lianzhang.market.judge_actions import judge
from lianzhang.market.models import Match, Need, Score
from lianzhang.plans.models import NeedCriterion, NeedStage

from .world import MarketCity, fresh

FULL = {"merit": 80, "team": 20}


class JudgedCity(MarketCity):
    """`expert` and `second` judge on the first chain, `elsewhere_expert` on the other; `solver` and `rival_solver`
    answer, experts of the first chain themselves."""

    def __init__(self) -> None:
        super().__init__()
        self.challenge = self.kind("challenge", "揭榜挂帅", "expert", proof="word", shown="all", judges=2)
        for order, (code, name, weight, most) in enumerate((("merit", "先进性", 60, 100), ("team", "团队", 40, 20))):
            NeedCriterion.objects.create(
                plan=self.plan, kind=self.challenge, code=code, name=name, weight=weight, most=most, order=order
            )
        for order, (code, part) in enumerate((("bid", "talking"), ("signed", "agreed"), ("tested", "delivered"))):
            NeedStage.objects.create(
                plan=self.plan, kind=self.challenge, code=f"challenge_{code}", name=code, part=part, order=order
            )
        first = self.chains[:1]
        self.second, self.third = (self.user_as("expert", chains=first) for _ in range(2))
        self.solver, self.rival_solver = (self.user_as("expert", chains=first) for _ in range(2))
        self.elsewhere_expert = self.user_as("expert", chains=self.chains[1:])

    def asked(self, **more: Any) -> Need:
        given = {"kind": self.challenge, "title": "高温轴承", "text": "耐六百度", "details": {}} | more
        return self.published(self.need(**given))

    def bid(self, need: Need | None = None, by: User | None = None) -> Match:
        by = by or self.solver
        return self.offered(need or self.asked(), enterprise=None, body=self.post(by), by=fresh(by))

    def judged(self, row: Match, by: User | None = None, points: dict[str, Any] | None = None, **more: Any) -> Score:
        row.refresh_from_db()
        given = {"version": row.version, "points": FULL if points is None else points} | more
        return judge(row=row, by=fresh(by or self.expert), **given)
