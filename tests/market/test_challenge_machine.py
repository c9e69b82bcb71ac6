"""A challenge walked at random by everybody at once, by the real acts: whatever is tried, nobody judges where they take
part, nobody answers what they judged, and what was announced stays."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from lianzhang.market.models import Juror, Match, MatchState, Need, NeedState, Result, Score
from lianzhang.work.api import RowGone, StaleRow

from .judging import JudgedCity

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_alone]
STEPS = 90
EXPERTS = ("expert", "second", "third", "solver", "rival_solver")


@pytest.fixture
def city(settings: Any, tmp_path: Any) -> JudgedCity:
    settings.VAR = tmp_path
    return JudgedCity()


class Walk:
    """One need, and what has been announced of it so far."""

    def __init__(self, city: JudgedCity, seed: int) -> None:
        self.city, self.chance = city, Random(seed)
        self.need = city.asked()
        self.told: dict[int, tuple[Any, ...]] = {}
        self.done: set[str] = set()
        self.tries: dict[str, Callable[[], Any]] = {
            "bid": self.bid,
            "sit": lambda: city.sits(self.need, self.somebody()),
            "score": self.score,
            "release": lambda: city.released(self.chance.choice(list(Juror.objects.all()))),
            "step": self.step,
            "answer": self.answer,
        }

    def somebody(self) -> Any:
        return getattr(self.city, self.chance.choice(EXPERTS))

    def bid(self) -> None:
        self.city.bid(self.need, self.somebody())

    def score(self) -> None:
        row = self.chance.choice(list(Match.objects.all()))
        points = {"merit": self.chance.randrange(101), "team": self.chance.randrange(21)}
        self.city.scored(row, self.somebody(), points, conflict=self.chance.random() < 0.15)

    def step(self) -> None:
        name = self.chance.choice(("close_bids", "close_bids", "reopen", *("announce",) * 5, *("recall",) * 6, "close"))
        by = self.chance.choice((*(self.city.team, self.city.office) * 3, self.city.solver, self.city.anchor_account))
        self.city.take(self.need, name, by, **({"reason": "有异议"} if name == "recall" else {}))
        self.done.add(name)
        if name == "recall":
            self.told = {}

    def answer(self) -> None:
        row = self.chance.choice(list(Match.objects.all()))
        name = self.chance.choice((*("agree",) * 4, "move", "say", *("fail",) * (self.chance.random() < 0.1)))
        said = {"agree": {"day": timezone.localdate()}, "fail": {"ground": "unchosen"}, "say": {"said": "在谈"}}
        by = self.chance.choice((self.city.team, self.city.anchor_account, self.somebody()))
        self.city.take(row, name, by, **said.get(name, {}))
        self.done.add(name)

    def attempt(self) -> None:
        name = self.chance.choices(list(self.tries), (2, 4, 6, 1, 6, 2))[0]
        try:
            with transaction.atomic():
                self.tries[name]()
        except (ValidationError, StaleRow, RowGone, IndexError):
            return
        self.done.add(name)

    def holds(self) -> None:
        self.need = Need.objects.get(pk=self.need.pk)
        judges = {(each.need_id, each.post_id) for each in Juror.objects.all()}
        answering = {(each.need_id, each.body_id) for each in Match.objects.all()}
        assert not judges & answering
        assert all((each.match.need_id, each.post_id) in judges for each in Score.objects.select_related("match"))
        assert not Score.objects.filter(conflict=True).exclude(points={}).exists()
        signed = Match.objects.filter(agreed_on__isnull=False)
        assert not signed.filter(result=None).exists()
        results = {each.match_id: (each.total, each.rank) for each in Result.objects.all()}
        if signed.exists():
            assert self.need.announced_on is not None
        if self.need.announced_on:
            talking = Match.objects.filter(state=MatchState.TALKING).values_list("pk", flat=True)
            assert set(talking) <= set(results)
            assert {key: results[key] for key in self.told} == self.told
            self.told = results
        if self.need.state == NeedState.OPEN and not self.need.bids_closed_on:
            assert not Match.objects.filter(state=MatchState.AGREED).exists()


def test_a_challenge_walked_at_random_keeps_its_promises(city: JudgedCity) -> None:
    done = set()
    for seed in range(12):
        with transaction.atomic():
            walk = Walk(city, seed)
            for _ in range(STEPS):
                walk.attempt()
                walk.holds()
            done |= walk.done
            transaction.set_rollback(True)
    assert {"bid", "sit", "score", "release", "close_bids", "announce", "recall", "agree"} <= done
