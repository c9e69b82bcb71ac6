"""What needs put on the agenda of a meeting."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from lianzhang.kernel.agenda import AgendaQuery
from lianzhang.market.agenda import agenda
from lianzhang.market.models import Match
from lianzhang.plans.api import viewpoint
from tests.market.world import MarketCity, fresh

pytestmark = pytest.mark.django_db


def figures(city: MarketCity, chain: Any = None) -> dict[str, int]:
    today = timezone.localdate()
    vp = viewpoint(fresh(city.office), {}, today)
    rows = agenda(vp, AgendaQuery(chain=chain, since=today - timedelta(days=90), at=today))
    return {row.code: int(row.value or 0) for row in rows}


def test_what_nobody_answers_and_what_was_delivered_are_counted_by_chain() -> None:
    city = MarketCity()
    city.published(city.need(title="没人接的"))
    assert figures(city) == figures(city, city.chains[0]) == {"needs_unanswered": 1, "needs_delivered": 0}
    assert figures(city, city.chains[1]) == {"needs_unanswered": 0, "needs_delivered": 0}


def test_an_agreement_is_no_delivery_and_an_old_delivery_none_of_these_days() -> None:
    city = MarketCity()
    match = city.agreed()
    assert figures(city)["needs_delivered"] == 0
    for days, counted in ((10, 1), (100, 0)):
        on = timezone.localdate() - timedelta(days=days)
        Match.objects.filter(pk=match.pk).update(state="delivered", delivered_on=on, agreed_on=on)
        assert figures(city)["needs_delivered"] == counted
