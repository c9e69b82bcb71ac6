"""From a line of purchases to a delivery: what was bought far away is needed here, answered, delivered by a purchase
that both sides confirm. That purchase alone moves the local supply rate; an intention moves nothing."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lianzhang.market.models import Match, Need, NeedState
from lianzhang.supply.models import Purchase
from tests.market.world import MarketCity, fresh

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_alone]


@pytest.fixture
def city(settings: Any, tmp_path: Any) -> MarketCity:
    settings.VAR = tmp_path
    return MarketCity()


def client(user: Any) -> Client:
    made = Client()
    made.force_login(fresh(user))
    return made


def last_month() -> dict[str, date]:
    end = timezone.localdate().replace(day=1) - timedelta(days=1)
    return {"period_start": end.replace(day=1), "period_end": end}


def rate(city: MarketCity) -> str:
    at = last_month()["period_end"]
    shown = client(city.office).get(f"/supply/chains/{city.chains[0].code}/?at={at}").text
    return (re.search(r"近地配套率([\d.]+%)", shown) or ["", "不清楚"])[1]


def need_from(city: MarketCity, far: Purchase) -> Need:
    """Begun from the line: what was bought stands in the form already."""
    buyer = client(city.anchor_account)
    address = reverse("need_new") + f"?kind={city.goods.code}&purchase={far.pk}"
    begun = buyer.get(address).context["form"]
    assert (begun.initial["title"], begun.initial["value"]) == (far.item, far.value)
    sent = {name: "" if begun[name].value() is None else str(begun[name].value()) for name in begun.fields}
    sent |= {"text": "年用量稳定", "valid_until": str(timezone.localdate() + timedelta(days=90))}
    answer = buyer.post(address, sent)
    assert answer.status_code == 302, answer.context["form"].errors
    return Need.objects.get()


def test_the_rate_moves_by_the_purchase_that_shows_the_delivery_and_by_nothing_before(city: MarketCity) -> None:
    far = city.bought_from_stranger(item="电机壳", value=Decimal(1200), **last_month())
    assert rate(city) == "0.0%"
    need = city.published(need_from(city, far))
    match = city.agreed(city.offered(need))
    assert rate(city) == "0.0%"  # agreed is an intention
    first = last_month()["period_start"]
    Match.objects.update(begun_on=first, agreed_on=first)  # they have known each other for a while
    city.delivered(match, purchase=city.paid(item="电机壳", value=Decimal(800), **last_month()))
    assert rate(city) == "40.0%"
    need.refresh_from_db()
    assert Match.objects.get().state == "delivered"
    assert need.state in (NeedState.OPEN, NeedState.MET)
