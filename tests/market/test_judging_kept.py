"""Scores of open challenges that stay: when a post changes hands, when firms become one, out of whose sight."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from lianzhang.access.api import activate, visible
from lianzhang.access.models import Assignment
from lianzhang.accounts.models import User
from lianzhang.enterprises.merging import merge
from lianzhang.enterprises.models import Enterprise
from lianzhang.market.models import Match, Score
from tests.enterprises.world import START

from .judging import JudgedCity
from .test_acts import sees
from .world import fresh

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_alone]


def acting_for(user: User, role: str) -> User:
    """The account, acting in one of its posts."""
    user = fresh(user)
    held = next(each for each in user.assignments.all() if each.role_code == role)
    activate(user, held.pk)
    return user


@pytest.fixture
def city(settings: Any, tmp_path: Any) -> JudgedCity:
    settings.VAR = tmp_path
    return JudgedCity()


class TestKept:
    def test_a_hand_over_keeps_the_score_and_lets_it_be_changed(self, city: JudgedCity) -> None:
        row = city.bid()
        score, post = city.judged(row), city.post(city.expert)
        city.expert.assignments.update(ends=timezone.localdate())
        heir = city.third
        Assignment.objects.filter(user=heir).update(ends=timezone.localdate())
        Assignment.objects.create(user=heir, post=post, starts=START)
        assert sees(heir, score)
        assert city.judged(row, heir, points={"merit": 1, "team": 1}, seen=1).pk == score.pk

    def test_of_two_firms_that_become_one_no_score_is_lost(self, city: JudgedCity) -> None:
        city.challenge.answered_by = "enterprise"
        city.challenge.save()
        need = city.asked()
        twin, account = city.firm_with_account("东区铸造股份有限公司")
        stays, goes = city.offered(need), city.offered(need, enterprise=twin, by=fresh(account))
        city.judged(stays), city.judged(goes, points={"merit": 1, "team": 1}), city.judged(goes, city.second)
        Enterprise.objects.filter(pk=twin.pk).update(uscc="", organization=None)
        for firm in (city.supplier, twin):
            firm.refresh_from_db()
        versions = (city.supplier.version, twin.version)
        merge(stays=city.supplier, goes=twin, versions=versions, by=fresh(city.office))
        (row,) = Match.objects.all()
        kept = {score.post: score.points["merit"] for score in row.scores.all()}
        assert kept == {city.post(city.expert): "80", city.post(city.second): "80"}


def test_a_match_out_of_every_chain_shows_no_score(city: JudgedCity) -> None:
    score = city.judged(city.bid())
    for user in (city.rival_team, city.rival_account, city.supplier_account, city.bank, city.district):
        assert not visible(fresh(user), Score).filter(pk=score.pk).exists()


def test_a_note_that_is_too_long_is_refused(city: JudgedCity) -> None:
    with pytest.raises(ValidationError):
        city.judged(city.bid(), note="长" * 501)
