"""The day one looks from, read from the address: no day is so far that a page runs out of the calendar."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from lianzhang.registry.models import HonourWindow
from tests.enterprises.world import City

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("at", ["9999-12-31", "9999", "2400-01-01"])
@pytest.mark.parametrize("page", ["/", "/honours/kinds/prov/", "/honours/kinds/prov/candidates.xlsx"])
def test_a_day_beyond_all_reckoning_is_told_so(client: Client, at: str, page: str) -> None:
    city = City()
    HonourWindow.objects.create(kind=city.kinds[0], opens=date(2024, 2, 29), closes=date(2024, 3, 1))
    client.force_login(city.office)
    answer = client.get(page, {"at": at})
    assert answer.status_code == 400
    assert "太远了" in answer.text


def test_a_day_before_the_plan_is_told_so(client: Client) -> None:
    client.force_login(City().office)
    answer = client.get("/", {"at": "2000-01-01"})
    assert answer.status_code == 400
    assert "早于方案起始日" in answer.text
