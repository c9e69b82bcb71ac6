"""A pool through its pages: from two open needs that are offered together to a delivery that moves the local supply
rate, each by its own account; and what becomes of a pool when two of its buyers turn out to be one firm."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from lianzhang.enterprises.merging import merge
from lianzhang.enterprises.models import Enterprise
from lianzhang.market.models import Delivery, Match, Need, Pool, PoolMember
from lianzhang.work.api import StepRefused
from tests.acting import at_work

from .pools_world import PoolCity, fresh
from .test_from_purchase_to_rate import last_month, rate

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_alone]


@pytest.fixture
def city(settings: Any, tmp_path: Any) -> PoolCity:
    settings.VAR = tmp_path
    return PoolCity()


def sent(user: Any, name: str, key: Any = None, query: str = "", **said: Any) -> None:
    answer = at_work(user).post(reverse(name, args=[key] if key else []) + query, said)
    assert answer.status_code == 302, answer.text[-3000:]


def test_from_two_needs_to_one_delivery_through_the_pages(city: PoolCity) -> None:
    last = last_month()
    city.bought_from_stranger(item="铝合金压铸件", value=Decimal(1200), **last)
    before = rate(city)
    own = city.published(city.need(quantity=Decimal(30), unit="吨"))
    other = city.need(city.second_account, enterprise=city.second)
    city.take(city.take(other, "submit", city.second_account), "publish", city.team)
    today = timezone.localdate()
    days = {"answer_by": str(today + timedelta(days=9)), "valid_until": str(today + timedelta(days=99))}
    begun = {"chain": city.chains[0].code, "title": "铝合金压铸件", "text": "一起买", "unit": "吨", **days}
    sent(city.team, "pool_new", query=f"?needs={own.pk}-{other.pk}", **begun)
    pool = Pool.objects.get()
    assert PoolMember.objects.filter(state="invited").count() == 2
    for firm, account, much in city.buyers[:2]:
        row = PoolMember.objects.get(enterprise=firm)
        page = reverse("pool_member_join", args=[row.pk])
        assert at_work(account).get(page).status_code == 200
        more = {"need": own.pk} if firm == city.anchor else {}
        sent(account, "pool_member_join", row.pk, version=0, quantity=much, leads="on", shares="on", **more)
    leader = PoolMember.objects.get(enterprise=city.anchor)
    pool.refresh_from_db()
    sent(city.team, "pool_agree", pool.pk, version=pool.version, leader=leader.pk)
    need = Need.objects.get(pool=pool)
    sent(city.office, "need_publish", need.pk, version=need.version)
    match = city.take(city.suggested(need), "take_up", city.supplier_account)
    city.take(match, "agree", city.anchor_account, day=today, value="70")
    Match.objects.update(begun_on=last["period_start"], agreed_on=last["period_start"])
    assert rate(city) == before  # agreed is an intention
    paid = city.paid(by=city.second_account, customer=city.second, item="铸件", value=Decimal(800), **last)
    mine = PoolMember.objects.get(enterprise=city.second)
    assert at_work(city.second_account).get(reverse("pool_member_receive", args=[mine.pk])).status_code == 200
    sent(city.second_account, "pool_member_receive", mine.pk, version=mine.version, purchase=paid.pk)
    assert Delivery.objects.get().purchase == paid
    assert rate(city) != before
    for account in (city.second_account, city.anchor_account, city.team, city.office):
        assert at_work(account).get(reverse("pool", args=[pool.pk])).status_code == 200
    assert Need.objects.exclude(state="pooled").count() == 2  # the pool's, and the one that did not go in


def test_two_buyers_that_are_one_firm_are_told_before_they_merge_and_counted_once_after(city: PoolCity) -> None:
    pool = city.called()
    rows = city.enrolled(pool)
    Enterprise.objects.filter(pk=city.third.pk).update(uscc="")
    firms = [Enterprise.objects.get(pk=firm.pk) for firm in (city.second, city.third)]
    versions = (firms[0].version, firms[1].version)
    with pytest.raises((ValidationError, StepRefused), match="都在拼单"):
        merge(stays=firms[0], goes=firms[1], versions=versions, by=fresh(city.office))
    city.part(rows[2], "leave", city.third_account)
    Enterprise.objects.filter(pk=city.third.pk).update(organization=None)
    merge(stays=firms[0], goes=firms[1], versions=versions, by=fresh(city.office))
    assert dict(PoolMember.objects.values_list("enterprise", "quantity")) == {city.anchor.pk: 30, city.second.pk: 41}
