"""The map of the city: what is counted for whom, the layer and its coordinate system, the page and its filters."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from lianzhang.accounts.models import User
from lianzhang.enterprises.models import CoordinateSystem
from lianzhang.registers.city_map.drawing import SHADES, shade
from lianzhang.registers.city_map.layer import layer_of, tiles
from lianzhang.registry.models import Region
from tests.cockpit.conftest import links, words
from tests.enterprises.world import City

AT = {"at": "2023-06-30"}
PLACE: dict[str, Any] = {"longitude": Decimal("112.14"), "latitude": Decimal("32.04"), "coordinates": "wgs84"}


@pytest.fixture
def city(db: None) -> City:
    """An anchor in a park of the eastern district, a supplier beside it; one firm in the western, without place."""
    city = City()
    anchor, supplier = city.firm(park=city.park, **PLACE), city.firm(**PLACE)
    city.on_chain(anchor, role="anchor", share=Decimal(50))
    city.on_chain(supplier, role="key_supplier")
    city.on_chain(city.firm(region=city.districts[1]), 1)
    for firm in (anchor, supplier):
        city.statement(firm, output=Decimal(20_000))
    return city


def get(city: City, user: User | None = None, **query: str) -> Any:
    client = Client()
    client.force_login(user or city.office)
    answer = client.get("/map/", AT | query)
    assert answer.status_code == 200
    return answer


def counted(answer: Any) -> dict[str, tuple[int, Decimal | None]]:
    return {spot.row.name: (spot.firms, spot.output) for spot in answer.context["city_map"].spots}


class TestCounting:
    def test_firms_and_output_of_each_district_and_its_parks(self, city: City) -> None:
        answer = get(city)
        assert counted(answer) == {"东区": (2, Decimal(40_000)), "西区": (1, None)}
        (park,) = answer.context["city_map"].spots[0].parks
        assert (park.row.name, park.firms, park.role("anchor")) == ("东区园", 1, 1)
        assert "有3家在营企业；2个区域里1个有2022年的产值" in words(answer, "<h1")

    def test_a_chain_counts_its_share_and_a_role_its_firms(self, city: City) -> None:
        assert counted(get(city, chain="chain-0"))["东区"] == (2, Decimal(30_000))
        assert counted(get(city, chain="chain-0", role="anchor"))["东区"] == (1, Decimal(10_000))
        assert counted(get(city, role="core"))["东区"] == (0, None)

    def test_a_district_counts_its_own_firms_alone(self, city: City) -> None:
        answer = get(city, city.user_as("district", region=city.districts[1]))
        assert counted(answer) == {"东区": (0, None), "西区": (1, None)}
        assert "只计您能看到的企业" in words(answer)

    def test_firms_that_are_gone_or_elsewhere_are_not_on_the_map(self, city: City) -> None:
        for more in ({"state": "deregistered"}, {"outside": True}):
            city.firm(**more)
        assert counted(get(city))["东区"][0] == 2

    def test_firms_without_a_district_are_told_of(self, city: City) -> None:
        city.firm(region=None)
        answer = get(city)
        assert "有1家没有写明区域" in words(answer)
        assert "/firms/?at=2023-06-30&missing=region" in links(answer)

    def test_the_year_is_one_that_is_over(self, city: City) -> None:
        client = Client()
        client.force_login(city.office)
        assert client.get("/map/", {"at": "2022-06-30"}).context["city_map"].year is None

    def test_the_number_of_queries_does_not_grow_with_firms(self, city: City) -> None:
        def count() -> int:
            with CaptureQueriesContext(connection) as captured:
                get(city)
            return len(captured)

        count()  # the first request of a session makes one more
        before = count()
        for _ in range(4):
            city.statement(city.firm(**PLACE))
        count()  # sums are worked out anew once the register changed
        assert count() == before


class TestPage:
    def handed(self, answer: Any) -> dict[str, Any]:
        found = re.search(r'<script id="city-map" type="application/json">(.*?)</script>', answer.text)
        assert found
        return json.loads(found[1])

    def test_a_city_without_boundaries_is_drawn_as_tiles_and_says_so(self, city: City) -> None:
        drawn = self.handed(get(city))
        assert drawn["layer"] == ""
        assert {shape["code"] for shape in drawn["shapes"]} == {region["code"] for region in drawn["regions"]}
        assert "没有这座城市的边界图层" in drawn["told"]
        assert drawn["points"] == []  # no place on earth lies on tiles

    def test_points_are_given_in_the_system_of_the_boundaries(self, city: City) -> None:
        Region.objects.filter(pk=city.region.pk).update(code="420600")
        drawn = self.handed(get(city, chain="chain-0"))
        assert drawn["layer"] == "420600"
        assert "GCJ-02" in drawn["told"]
        assert [point["word"] for point in drawn["points"]] == ["链主", "关键配套"]
        assert drawn["points"][0]["x"] == pytest.approx(112.1454, abs=0.001)  # some hundred metres to the east
        assert [mark["name"] for mark in drawn["marks"]] == ["东区园"]

    def test_a_district_leads_to_its_firms_with_what_was_chosen(self, city: City) -> None:
        code = city.districts[0].code
        address = f"/firms/?at=2023-06-30&chain=chain-0&region={code}"
        assert self.handed(get(city, chain="chain-0"))["regions"][0]["href"] == address
        assert any(f"region={code}" in href and "chain=chain-0" in href for href in links(get(city, chain="chain-0")))

    def test_nothing_registered_is_not_said_to_be_zero(self, db: None) -> None:
        city = City()
        answer = get(city)
        assert "没有登记在营企业" in words(answer, "<h1")
        assert {region["firms"] for region in self.handed(answer)["regions"]} == {"没有登记企业"}
        assert {region["shade"] for region in self.handed(answer)["regions"]} == {None}

    def test_those_who_read_no_firms_find_the_door_closed(self, city: City) -> None:
        client = Client()
        client.force_login(User.objects.create(username="stranger"))
        assert client.get("/map/").status_code == 403


class TestLayer:
    def test_the_table_names_a_system_and_a_source_for_every_city(self) -> None:
        table = json.loads(
            (Path(__file__).parents[2] / "src/lianzhang/registers/city_map/boundaries.json").read_text("utf-8")
        )
        for code, each in table.items():
            layer = layer_of(code)
            assert layer.system in CoordinateSystem
            assert each["file"]
            assert layer.source in layer.caption

    @given(st.integers(1, 40))
    def test_tiles_touch_and_never_overlap(self, many: int) -> None:
        centres = [tile["centre"] for tile in tiles([str(number) for number in range(many)])]
        apart = [((x - u) ** 2 + (y - v) ** 2) ** 0.5 for (x, y), (u, v) in pairwise(sorted(map(tuple, centres)))]
        assert all(distance > 1.99 or distance == 0 for distance in apart)
        assert len(set(map(tuple, centres))) == many

    @given(st.lists(st.decimals(0, 10**6, places=2), min_size=1, max_size=20))
    def test_a_larger_output_never_has_a_lighter_shade(self, outputs: list[Decimal]) -> None:
        known = sorted(outputs)
        shades = [shade(output, known) for output in known]
        assert shades == sorted(shades, key=lambda each: each or 0)
        assert shades[-1] == SHADES - 1 or len(known) < SHADES
        assert shade(None, known) is None
