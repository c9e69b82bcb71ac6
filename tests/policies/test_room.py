"""What other pages show of this room: a chain's page, the calendar."""

from __future__ import annotations

from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from lianzhang.policies.models import Award
from lianzhang.policies.waiting import chain_part, due
from tests.policies.world import DAY, PolicyCity, fresh

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_alone]


@pytest.fixture
def city(settings: Any, tmp_path: Any) -> PolicyCity:
    settings.VAR = tmp_path
    return PolicyCity()


def test_a_chains_page_says_what_its_firms_were_paid(city: PolicyCity) -> None:
    city.paid(city.planned(amount=Decimal(10)))
    Award.objects.update(due_on=city.today - DAY)
    vp: Any = SimpleNamespace(user=fresh(city.office), at=city.today, plan=city.plan)
    assert [link.title for link in chain_part(vp, city.chains[0]).answers] == [
        "今年批准的已拨付10万元",
        "1笔过了承诺没有拨完",
    ]
    assert chain_part(vp, city.chains[1]).answers == ()
    vp.user = fresh(city.bank)
    assert chain_part(vp, city.chains[0]).answers == ()


def test_the_calendar_says_when_the_county_and_when_the_window_closes(city: PolicyCity) -> None:
    city.award()
    vp: Any = SimpleNamespace(user=fresh(city.unit), at=city.today, plan=city.plan)
    told = {(rows.on, each.note) for rows in due(vp, city.today + 60 * DAY) for each in rows.rows}
    assert (city.today + 5 * DAY, "县区截止") in told
    assert (city.today + 20 * DAY, "正式截止") in told
    assert any("承诺拨付到这一天" in words for _, words in told)
    vp.user = fresh(city.bank)
    assert list(due(vp, city.today + 60 * DAY)) == []
