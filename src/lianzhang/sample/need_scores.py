"""How the made-up city judged the answers to its open challenges: by experts of the chain, some with an interest.

What was signed had as many scores as its kind asks; of the others some wait for judges still."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from random import Random
from typing import Any

from lianzhang.access.api import roles
from lianzhang.market.models import DONE, MatchState
from lianzhang.market.permissions import Permission
from lianzhang.plans.models import NeedCriterion, NeedKind, Plan
from lianzhang.registry.models import Post, Region

from .need_draws import Drawn

__all__ = ["ScoreDraw"]

INTERESTED = 0.25  # of the answers one expert says to have an interest
SIGNED = (MatchState.AGREED, *DONE)
LEAST = 55  # percent of the points that an expert gives at least
NOTES = ("指标清楚，路线可行", "团队做过同类项目", "进度偏紧，预算要细化", "")


class ScoreDraw:
    """Draws scores from a source of chance of its own, so that needs and answers stay what they were."""

    def __init__(self, seed: int, today: date, plan: Plan, city: Region) -> None:
        self.rng, self.today = Random(seed + 67), today  # noqa: S311 - nothing secret
        self.kinds = {each.pk: each for each in NeedKind.objects.filter(plan=plan, judges__isnull=False)}
        self.criteria: dict[int, list[NeedCriterion]] = {}
        for each in NeedCriterion.objects.filter(plan=plan).order_by("order"):
            self.criteria.setdefault(each.kind_id, []).append(each)
        self.experts = _experts(city)

    def scores(self, drawn: Drawn) -> list[dict[str, Any]]:
        """Of an answer of a judged kind, once it came."""
        kind, match = self.kinds.get(drawn.need["kind_id"]), drawn.match
        if kind is None or match is None or match["state"] == MatchState.SUGGESTED:
            return []
        rng, asked = self.rng, kind.judges or 0
        able = [each for each in self.experts.get(drawn.need["chain_id"], ()) if each != match["body_id"]]
        rng.shuffle(able)
        count = asked if match["state"] in SIGNED else rng.randint(0, asked)
        given = [self._score(kind, match, post) for post in able[:count]]
        if able[count:] and rng.random() < INTERESTED:
            said = {"conflict": True, "points": {}, "note": "和报名单位有合作（示例）"}
            given.append(self._score(kind, match, able[count]) | said)
        return given

    def _score(self, kind: NeedKind, match: Mapping[str, Any], post: int) -> dict[str, Any]:
        until = match["agreed_on"] or match["ended_on"] or self.today
        day = match["begun_on"] + timedelta(days=self.rng.randrange(1, 20))
        criteria: Sequence[NeedCriterion] = self.criteria.get(kind.pk, ())
        points = {each.code: str(each.most * self.rng.randint(LEAST, 98) // 100) for each in criteria}
        note = self.rng.choice(NOTES)
        return {
            "post_id": post,
            "conflict": False,
            "points": points,
            "note": f"{note}（示例）" if note else "",
            "scored_on": max(match["begun_on"], min(day, until)),
        }


def _experts(city: Region) -> dict[int, list[int]]:
    """By chain."""
    told: dict[int, list[int]] = {}
    judging = [each.code for each in roles().values() if Permission.JUDGE in each.permissions]
    posts = Post.objects.filter(city=city, rank__role__in=judging, chains__isnull=False)
    for post, chain in posts.order_by("code", "chains").values_list("pk", "chains"):
        told.setdefault(chain, []).append(post)
    return told
