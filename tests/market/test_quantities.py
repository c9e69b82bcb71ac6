"""What a need counts in a unit arrives in parts: how much is there, how much is missing, what a chain got in a year."""

from __future__ import annotations

from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lianzhang.market.models import Delivery, Match
from lianzhang.market.waiting import chain_part
from lianzhang.plans.models import NeedKind
from tests.market.test_acts import refused
from tests.market.world import MarketCity, fresh

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_alone]


@pytest.fixture
def city(settings: Any, tmp_path: Any) -> MarketCity:
    settings.VAR = tmp_path
    made = MarketCity()
    NeedKind.objects.filter(pk=made.finance.pk).update(unit="人", name="用工")
    made.finance.refresh_from_db()
    return made


@pytest.fixture
def agreed(city: MarketCity) -> Match:
    row = city.suggested(city.published(city.loan(quantity=Decimal(20), unit="人")), body=city.post(city.bank))
    row = city.take(row, "take_up", city.bank)
    return city.take(row, "agree", city.bank, day=timezone.localdate(), value="500")


def arrived(city: MarketCity, row: Match, quantity: str) -> Match:
    given = {"day": timezone.localdate(), "note": "到岗名册", "quantity": Decimal(quantity)}
    return city.delivered(row, **given)


def page(user: Any, name: str, *given: Any) -> Any:
    client = Client()
    client.force_login(fresh(user))
    return client.get(reverse(name, args=given))


def test_the_need_says_how_many_arrived_and_how_many_are_missing(city: MarketCity, agreed: Match) -> None:
    arrived(city, agreed, "12")
    told = "".join(page(city.anchor_account, "need", agreed.need_id).text.split())
    assert "12人，还差8人" in told


def test_nobody_arrived_is_no_delivery(city: MarketCity, agreed: Match) -> None:
    assert "quantity" in refused(lambda: arrived(city, agreed, "0"))
    assert not Delivery.objects.exists()


def test_the_form_asks_how_many_where_the_need_says_in_what_and_nowhere_else(city: MarketCity, agreed: Match) -> None:
    form = page(city.anchor_account, "match_deliver", agreed.pk).context["form"]
    assert form.fields["quantity"].label == "到了多少（人）"
    assert form.fields["quantity"].required
    agreed.need.unit = ""
    agreed.need.save()
    assert "quantity" not in page(city.anchor_account, "match_deliver", agreed.pk).context["form"].fields


def test_a_chain_is_told_how_many_posts_were_filled_this_year(city: MarketCity, agreed: Match) -> None:
    row = arrived(city, agreed, "12")
    vp: Any = SimpleNamespace(user=fresh(city.team), at=timezone.localdate(), plan=city.plan)
    assert [link.title for link in chain_part(vp, city.chains[0]).answers][-1] == "用工到了12人"
    assert chain_part(vp, city.chains[1]).answers == ()
    vp.user = fresh(city.rival_team)
    assert chain_part(vp, city.chains[0]).answers == ()
    row.refresh_from_db()
    Match.objects.filter(pk=row.pk).update(delivered_on=row.agreed_on)
    Delivery.objects.update(delivered_on=timezone.localdate().replace(year=2020))
    vp.user = fresh(city.team)
    assert not any("用工" in link.title for link in chain_part(vp, city.chains[0]).answers)
