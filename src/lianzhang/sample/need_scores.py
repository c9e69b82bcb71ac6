"""How the made-up city judged the answers to its open challenges: by experts of the chain, some with an interest.

What was signed had as many scores as its kind asks, and beat another answer; of the others some take answers still,
some wait for judges. What waits to be published stands in one of the stages before."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

from lianzhang.access.api import roles
from lianzhang.market.api import Permission, mean_of, total_of
from lianzhang.market.models import DONE, MatchState, NeedState
from lianzhang.plans.models import NeedCriterion, NeedKind, NeedStage, Plan
from lianzhang.registry.models import Post, Region

from .need_draws import Answered, Drawn

__all__ = ["ScoreDraw"]

INTERESTED = 0.25  # of the challenges one expert says to have an interest
CLOSED = 0.6  # of those in talks take no more answers
SIGNED = (MatchState.AGREED, *DONE)
LEAST, BEATEN = 62, 50  # percent of the points that an expert gives at least, and to the answer that was not chosen
NOTES = ("指标清楚，路线可行", "团队做过同类项目", "进度偏紧，预算要细化", "")


class ScoreDraw:
    """Draws from a source of chance of its own, so that needs and answers stay what they were."""

    def __init__(self, seed: int, today: date, plan: Plan, city: Region) -> None:
        self.rng, self.today = Random(seed + 67), today  # noqa: S311 - nothing secret
        self.kinds = {each.pk: each for each in NeedKind.objects.filter(plan=plan, judges__isnull=False)}
        self.criteria: dict[int, list[NeedCriterion]] = {}
        for each in NeedCriterion.objects.filter(plan=plan).order_by("order"):
            self.criteria.setdefault(each.kind_id, []).append(each)
        self.stages: dict[int, list[NeedStage]] = {}
        for stage in NeedStage.objects.filter(plan=plan, part=NeedStage.Part.SUBMITTED).order_by("order"):
            self.stages.setdefault(stage.kind_id, []).append(stage)
        self.experts = _experts(city)

    def judge(self, drawn: Drawn) -> None:
        """Where a need of a judged kind stands."""
        kind, need = self.kinds.get(drawn.need["kind_id"]), drawn.need
        if need["state"] == NeedState.SUBMITTED:
            self._wait(drawn)
        if kind is None or drawn.match is None:
            return
        state = drawn.match["state"]
        signed = state in SIGNED
        if signed or (state == MatchState.TALKING and need["state"] == "open" and self.rng.random() < CLOSED):
            self._close(drawn, kind, signed=signed)

    def _wait(self, drawn: Drawn) -> None:
        stages = self.stages.get(drawn.need["kind_id"])
        if not stages:
            return
        stage = self.rng.choice(stages)
        drawn.need |= {"stage_id": stage.pk, "staged_on": drawn.need["entered_at"].date()}
        drawn.posted = stage.notice

    def _close(self, drawn: Drawn, kind: NeedKind, *, signed: bool) -> None:
        match, asked = drawn.match or {}, kind.judges or 0
        begun, until = match["begun_on"], match["agreed_on"] or self.today
        closed = begun + (until - begun) / 3
        able = [each for each in self.experts.get(drawn.need["chain_id"], ()) if each != match["body_id"]]
        self.rng.shuffle(able)
        judges, rest = able[:asked], able[asked:]
        told = closed + (until - closed) / 2
        count = asked if signed else self.rng.randint(0, asked)
        drawn.need |= {"bids_closed_on": closed, "announced_on": told if signed else None}
        drawn.scores = [self._score(kind, post, closed, told, LEAST) for post in judges[:count]]
        torn = rest[:1] if self.rng.random() < INTERESTED else []
        said = {"conflict": True, "points": {}, "note": "和报名单位有合作（示例）"}
        drawn.scores += [self._score(kind, post, closed, told, LEAST) | said for post in torn]
        drawn.jurors = [{"post_id": post, "sat_on": closed} for post in (*judges, *torn)]
        if signed:
            drawn.result = self._result(kind, drawn.scores, told, 1)
            others = [each for each in rest if each not in torn]
            if others:
                drawn.rivals = [self._beaten(match, kind, others[0], judges, (closed, told))]

    def _beaten(
        self, match: dict[str, Any], kind: NeedKind, post: int, judges: list[int], days: tuple[date, date]
    ) -> Answered:
        """Another answer, judged by the same and not chosen."""
        closed, told = days
        party = {"enterprise_id": None, "body_id": post} if match["body_id"] else None
        scores = [self._score(kind, judge, closed, told, BEATEN, LEAST) for judge in judges]
        ended = {"state": "failed", "ground": "unchosen", "ended_on": told, "stage_id": None, "slow_on": None}
        blank = dict.fromkeys(("value", "agreed_on", "delivered_on", "ask_on", "event_id", "table", "meets_at"))
        row = match | ended | blank | {"staged_on": told, "offered": True, "why": ""} | (party or {})
        return Answered(row, scores, self._result(kind, scores, told, 2))

    def _score(self, kind: NeedKind, post: int, since: date, until: date, least: int, most: int = 98) -> dict[str, Any]:
        day = since + timedelta(days=self.rng.randint(0, max((until - since).days, 0)))
        criteria = self.criteria.get(kind.pk, ())
        points = {each.code: str(each.most * self.rng.randint(least, most) // 100) for each in criteria}
        note = self.rng.choice(NOTES)
        said = {"conflict": False, "points": points, "note": f"{note}（示例）" if note else ""}
        return {"post_id": post, "scored_on": day, **said}

    def _result(self, kind: NeedKind, scores: list[dict[str, Any]], told: date, rank: int) -> dict[str, Any]:
        criteria = self.criteria.get(kind.pk, [])
        totals = [total_of(each["points"], criteria) for each in scores if not each["conflict"]]
        known = [each for each in totals if each is not None]
        return {"total": mean_of(known), "rank": rank, "count": len(known), "announced_on": told}


def _experts(city: Region) -> dict[int, list[int]]:
    """By chain."""
    told: dict[int, list[int]] = {}
    judging = [each.code for each in roles().values() if Permission.JUDGE in each.permissions]
    posts = Post.objects.filter(city=city, rank__role__in=judging, chains__isnull=False)
    for post, chain in posts.order_by("code", "chains").values_list("pk", "chains"):
        told.setdefault(chain, []).append(post)
    return told
