"""The page of missing segments: quadrants for who reads purchases, nearness for all, and the statistics as a sheet."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from lianzhang.access.api import acting
from lianzhang.accounts.models import User
from lianzhang.enterprises.api import revision
from lianzhang.kernel.registers import CHANGED, FAULT, NEW, SAME, register_of
from lianzhang.kernel.sheets import Row
from lianzhang.registry.models import Segment
from lianzhang.supply.models import PlaceOutput
from lianzhang.supply.queries.missing import QUADRANTS

from .world import YEAR, SupplyCity, fresh

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_alone]
PAGE = f"/supply/missing/?at={YEAR}-12-31"
# The city does 36 and 37; 38 is done by those that do 37, 39 by others.
VALUES = {
    "试验市": (9, 8, 1, 1),
    "甲市": (6, 9, 8, 1),
    "乙市": (1, 7, 9, 2),
    "丙市": (1, 1, 2, 9),
    "丁市": (2, 1, 1, 8),
}


@pytest.fixture
def city() -> SupplyCity:
    made = SupplyCity()
    for segment, code in zip(made.segments, ("36", "38", "39", ""), strict=True):
        Segment.objects.filter(pk=segment.pk).update(industries=code)
    made.motor = made.product("motor", "电机", segment=made.segments[1])  # type: ignore[attr-defined]
    return made


def compare(city: SupplyCity) -> None:
    PlaceOutput.objects.bulk_create(
        PlaceOutput(city=city.region, place=place, industry=code, year=2021, value=Decimal(value), source="年鉴")
        for place, values in VALUES.items()
        for code, value in zip(("36", "37", "38", "39"), values, strict=True)
    )


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(fresh(user))
    return client


def told(by: User, asked: str = "") -> dict[str, tuple[str, float | None]]:
    lines = client_of(by).get(f"{PAGE}&{asked}").context["missing"].lines
    return {line.segment.name: (line.quadrant.code if line.quadrant else "", line.demand) for line in lines}


class TestThePage:
    def test_without_statistics_it_says_so_and_where_to_hand_them_in(self, city: SupplyCity) -> None:
        page = client_of(city.office).get(PAGE)
        assert "没有对照数据" in page.text
        assert "/exchange/place-outputs/" in page.text
        assert "/exchange/place-outputs/" not in client_of(city.bank).get(PAGE).text

    def test_what_lies_near_and_is_bought_elsewhere_is_filled_first(self, city: SupplyCity) -> None:
        compare(city)
        city.bought(supplier=city.elsewhere, item="电机", product=city.motor, value=Decimal(700))  # type: ignore[attr-defined]
        city.bought(item="本地电机", product=city.motor, value=Decimal(99))  # type: ignore[attr-defined]
        assert told(city.office) == {city.segments[1].name: ("fill", 700.0), city.segments[2].name: ("wait", 0.0)}
        page = client_of(city.office).get(PAGE)
        found = page.context["missing"]
        assert (found.has, found.uncoded, found.reachable.places) == (1, 1, 5)
        assert [line.segment for line, _ in found.drawn] == [city.segments[1]]  # nobody buys the other elsewhere
        for words in ("先补", "左右：够不够得着", "最该先补的是"):
            assert words in page.text
        assert list(told(city.office, "chain=chain-1")) == [city.segments[2].name]
        assert client_of(city.office).get(f"/supply/missing/export.xlsx?at={YEAR}-12-31").status_code == 200

    def test_who_reads_no_purchases_reads_how_near_each_lies_and_no_amount(self, city: SupplyCity) -> None:
        compare(city)
        city.bought(supplier=city.elsewhere, item="电机", product=city.motor, value=Decimal(777))  # type: ignore[attr-defined]
        for by in (city.bank, city.district, city.anchor_account, city.rival_account, city.user_as("member_unit")):
            page = client_of(by).get(PAGE)
            assert told(by) == {each.name: ("", None) for each in city.segments[1:3]}
            assert "777" not in page.text
            assert "不对您现在的岗位公布" in page.text

    def test_a_team_counts_what_its_own_firms_buy(self, city: SupplyCity) -> None:
        compare(city)
        city.bought(supplier=city.elsewhere, item="电机", product=city.motor, value=Decimal(777))  # type: ignore[attr-defined]
        given = {"customer": city.rival, "item": "电机", "product": city.motor, "value": Decimal(5)}  # type: ignore[attr-defined]
        city.bought(city.rival_account, supplier=city.elsewhere, **given)
        assert told(city.rival_team)[city.segments[1].name][1] == 5.0
        assert told(city.team)[city.segments[1].name][1] == 777.0

    def test_statistics_of_another_city_are_not_its_own(self, city: SupplyCity) -> None:
        compare(SupplyCity())
        assert "没有对照数据" in client_of(city.office).get(PAGE).text

    def test_each_quadrant_says_what_to_do(self) -> None:
        assert {(each.near, each.wanted) for each in QUADRANTS} == {
            (a, b) for a in (True, False) for b in (True, False)
        }


class TestTheSheet:
    def rows(self, *lines: dict[str, Any]) -> list[Row]:
        given = {"place": "甲市", "industry": "36", "year": 2021, "value": Decimal(5), "source": "年鉴"}
        return [Row(number, given | line, {}, []) for number, line in enumerate(lines, 2)]

    def test_is_held_against_what_stands(self, city: SupplyCity) -> None:
        compare(city)
        book = register_of("place-outputs").open(city.region.pk, fresh(city.office))
        lines = book.diff(
            self.rows(
                {"value": Decimal(6)}, {"industry": "37"}, {"place": "新市"}, {"industry": "C38"}, {"industry": "00"},
                {"place": "新市"},
            )
        )  # fmt: skip
        assert [line.status for line in lines] == [SAME, CHANGED, NEW, CHANGED, FAULT, FAULT]
        assert "没有“00”这个行业代码" in lines[4].problems[0][1]

    def test_a_team_writes_none_of_it(self, city: SupplyCity) -> None:
        book = register_of("place-outputs").open(city.region.pk, fresh(city.team))
        (line,) = book.diff(self.rows({}))
        assert line.status == FAULT
        assert acting(fresh(city.team)) is not None
        assert revision(city.region.pk) is not None
