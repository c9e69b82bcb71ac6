"""A challenge of the market's city: judged by two experts of its chain, whom other experts answer."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from lianzhang.accounts.models import User
from lianzhang.market.judge_actions import judge, release, sit
from lianzhang.market.models import Juror, Match, Need, Score
from lianzhang.plans.models import NeedCriterion, NeedStage

from .world import MarketCity, fresh

FULL = {"merit": 80, "team": 20}
STAGES = (
    *(("case", "论证", "submitted", {}), ("notice", "公示", "submitted", {"least": 5, "notice": True})),
    *(("bid", "资格审查", "talking", {}), ("signed", "签约", "agreed", {}), ("tested", "测试验收", "agreed", {})),
    *(("applied", "应用", "delivered", {}), ("paid", "结清", "kept", {})),
)


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
        for order, (code, name, part, more) in enumerate(STAGES):
            NeedStage.objects.create(
                plan=self.plan, kind=self.challenge, code=f"challenge_{code}", name=name, part=part, order=order, **more
            )
        first = self.chains[:1]
        self.second, self.third = (self.user_as("expert", chains=first) for _ in range(2))
        self.solver, self.rival_solver = (self.user_as("expert", chains=first) for _ in range(2))
        self.elsewhere_expert = self.user_as("expert", chains=self.chains[1:])

    def written(self, **more: Any) -> Need:
        given = {"kind": self.challenge, "title": "高温轴承", "text": "耐六百度", "details": {}} | more
        return self.take(self.need(**given), "submit", self.anchor_account)

    def on_notice(self, row: Need | None = None) -> Need:
        return self.take(row or self.written(), "move", self.team, said="论证通过")

    def waited(self, row: Need, days: int = 5) -> Need:
        """So many days on."""
        Need.objects.filter(pk=row.pk).update(staged_on=timezone.localdate() - timedelta(days=days))
        return row

    def asked(self, **more: Any) -> Need:
        """Argued, shown to the public for long enough, and open."""
        row = self.written(**more)
        if row.stage is not None:
            row = self.waited(self.on_notice(row))
        return self.take(row, "publish", self.team)

    def bid(self, need: Need | None = None, by: User | None = None, **said: Any) -> Match:
        by = by or self.solver
        return self.offered(need or self.asked(), enterprise=None, body=self.post(by), by=fresh(by), **said)

    def closed(self, need: Need) -> Need:
        need.refresh_from_db()
        return need if need.bids_closed_on else self.take(need, "close_bids", self.team)

    def sits(self, need: Need, by: User | None = None) -> Juror:
        return sit(need=need, by=fresh(by or self.expert))

    def released(self, row: Juror, by: User | None = None) -> Juror:
        row.refresh_from_db()
        return release(row=row, version=row.version, reason="出差", by=fresh(by or self.team))

    def judged(self, row: Match, by: User | None = None, points: dict[str, Any] | None = None, **more: Any) -> Score:
        """By one who sits in judgement, once answers are closed."""
        self.sits(self.closed(row.need), by)
        return self.scored(row, by, points, **more)

    def scored(self, row: Match, by: User | None = None, points: dict[str, Any] | None = None, **more: Any) -> Score:
        row.refresh_from_db()
        given = {"version": row.version, "points": FULL if points is None else points} | more
        return judge(row=row, by=fresh(by or self.expert), **given)

    def announced(self, row: Match) -> Match:
        """Judged by both, and told."""
        self.judged(row), self.judged(row, self.second)
        self.take(row.need, "announce", self.team)
        row.refresh_from_db()
        return row
