"""The city of these tests stands as it says."""

from __future__ import annotations

import pytest
from stdnum.cn import uscc as standard

from lianzhang.access.row_policy import visible
from lianzhang.enterprises.models import Enterprise

from .world import City, uscc


def test_made_codes_pass_the_standards_check() -> None:
    assert all(standard.is_valid(uscc(number)) for number in range(1, 60))


@pytest.mark.django_db
def test_each_post_sees_its_part_of_the_firms() -> None:
    city = City()
    east, west = city.firm(), city.firm(region=city.districts[1])
    outside = city.firm(outside=True, region=None, outside_place="邻市")
    city.on_chain(west, 1)
    seen = {
        name: set(visible(user, Enterprise))
        for name, user in {
            "office": city.office,
            "team": city.user_as("chain_team", chains=[city.chains[0]]),
            "district": city.user_as("district", region=city.districts[1]),
            "park": city.user_as("park", park=city.park),
            "expert": city.user_as("expert", chains=[city.chains[1]]),
            "firm": city.user_as("enterprise", organization=city.body(east)),
            "foreign": City().office,
        }.items()
    }
    everything = {east, west, outside}
    assert seen == {
        "office": everything,
        "team": everything,
        "district": {west},
        "park": set(),
        "expert": {west},
        "firm": {east},
        "foreign": set(),
    }
