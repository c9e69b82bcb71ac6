"""Who needed people is asked how many of those who came are in their posts still, so many months later."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lianzhang.honours.api import months_after
from lianzhang.market import jobs
from lianzhang.market.follow_up_actions import ANSWERS, counted
from lianzhang.market.models import Delivery, FollowUp, Match
from lianzhang.plans.evaluating import evaluate_target
from lianzhang.plans.models import NeedKind
from lianzhang.work.api import StepRefused
from tests.market.test_acts import refused
from tests.market.world import MarketCity, fresh

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_alone]


@pytest.fixture
def city(settings: Any, tmp_path: Any) -> MarketCity:
    settings.VAR = tmp_path
    made = MarketCity()
    NeedKind.objects.filter(pk=made.finance.pk).update(unit="人", name="用工", stay_months="6;12")
    made.finance.refresh_from_db()
    return made


@pytest.fixture
def came(city: MarketCity) -> Match:
    """Twelve people came on the first day of the month seven months ago."""
    row = city.suggested(city.published(city.loan(quantity=Decimal(20), unit="人")), body=city.post(city.bank))
    row = city.take(row, "take_up", city.bank)
    row = city.take(row, "agree", city.bank, day=timezone.localdate(), value="500")
    row = city.delivered(row, day=timezone.localdate(), note="到岗名册", quantity=Decimal(12))
    return moved(row, 7)


def moved(row: Match, months: int) -> Match:
    today = timezone.localdate()
    year, month = divmod(today.year * 12 + today.month - 1 - months, 12)
    on = date(year, month + 1, 1)
    Match.objects.filter(pk=row.pk).update(begun_on=on, agreed_on=on, delivered_on=on)
    Delivery.objects.filter(match=row).update(delivered_on=on)
    row.refresh_from_db()
    return row


def question(row: Match) -> FollowUp:
    return FollowUp.objects.get(match=row, months__isnull=False, state="asked")


def test_the_firm_is_asked_once_for_the_last_months_that_passed(city: MarketCity, came: Match) -> None:
    assert jobs.ask_who_stayed(keys=jobs.stays_to_ask()) == {"asked": 1}
    assert (question(came).months, jobs.stays_to_ask()) == (6, [])
    moved(came, 13)
    assert jobs.ask_who_stayed(keys=jobs.stays_to_ask()) == {"asked": 0}  # asked something today
    FollowUp.objects.filter(match=came).update(asked_on=came.delivered_on)
    jobs.ask_who_stayed(keys=jobs.stays_to_ask())
    assert set(FollowUp.objects.filter(match=came).values_list("months", flat=True)) >= {6, 12}


def test_no_rival_answers_no_outcome_is_said_and_no_more_stay_than_came(city: MarketCity, came: Match) -> None:
    jobs.ask_who_stayed(keys=jobs.stays_to_ask())
    row = question(came)
    for user in (city.bank, city.rival_account, city.other_bank):
        with pytest.raises((PermissionDenied, StepRefused)):
            counted(row=row, version=row.version, stayed="3", by=fresh(user))
    with pytest.raises((PermissionDenied, StepRefused)):
        ANSWERS["won"](row=row, version=row.version, by=fresh(city.anchor_account))
    for wrong in ("13", "很多", "-1"):
        act = lambda wrong=wrong: counted(row=row, version=row.version, stayed=wrong, by=fresh(city.anchor_account))  # noqa: E731
        assert "stayed" in refused(act)
    client = Client()
    client.force_login(fresh(city.anchor_account))
    assert "到岗满6个月" in client.get(reverse("match", args=[came.pk])).content.decode()
    where = reverse("follow_up_counted", args=[row.pk])
    assert client.post(where, {"version": "9", "stayed": "8"}).status_code == 409  # a second tab
    assert client.post(where, {"version": str(row.version), "stayed": "0"}).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.stayed) == ("counted", 0)  # none is said, and is not unknown


def test_the_metric_reads_who_stayed_and_without_an_answer_the_least(city: MarketCity, came: Match) -> None:
    on = months_after(came.delivered_on or timezone.localdate(), 6)
    given = {"metric": "market.posts_stayed", "params": {"item": "6"}, "unit": "人", "value": 5, "comparator": ">="}
    target = city.world.target("stayed", window="year", measure="each", **given)
    type(target).objects.filter(pk=target.pk).update(starts=date(on.year, 1, 1), due=date(on.year, 12, 31))
    target.refresh_from_db()
    assert evaluate_target(target, on).points == ()
    city.cover("posts", starts=date(on.year, 1, 1), ends=date(on.year, 12, 31))
    (unsaid,) = evaluate_target(target, on).points
    assert (unsaid.nominal, unsaid.interval.high) == (0, None)
    jobs.ask_who_stayed(keys=jobs.stays_to_ask())
    row = question(came)
    counted(row=row, version=row.version, stayed="9", by=fresh(city.office))  # who carries it counts for the firm
    told = evaluate_target(target, on)
    assert [each.nominal for each in told.points] == [9]
    assert {(each.kind, each.pk) for each in told.rows} >= {("follow_up", row.pk)}
