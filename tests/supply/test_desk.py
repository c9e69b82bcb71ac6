"""What supply tells the desks: bills that are due, sales to confirm, disputes, what nobody mapped; and the search."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from lianzhang.accounts.models import User
from lianzhang.kernel.desk import SearchQuery
from lianzhang.plans.api import viewpoint
from lianzhang.supply.desk import search, waiting
from tests.problems.world import Clockwork

from .world import LAST, YEAR, SupplyCity, fresh, year_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(monkeypatch: pytest.MonkeyPatch) -> SupplyCity:
    Clockwork(monkeypatch).at("2023-05-09T10:00")
    return SupplyCity()


def looking(city: SupplyCity, by: User) -> Any:
    return viewpoint(fresh(by), {"plan": city.plan.code}, timezone.localdate())


def titles(city: SupplyCity, by: User) -> dict[str, str]:
    told = waiting(looking(city, by))
    return {row.link.title: row.value for row in told.rows} if told else {}


class TestWhatWaits:
    def test_an_anchor_is_asked_for_last_years_bill_until_lines_and_total_are_there(self, city: SupplyCity) -> None:
        asked = f"填{YEAR}年采购清单"
        city.bought(**year_of(LAST))
        assert titles(city, city.anchor_account) == {asked: "还没有填"}
        city.bought()
        assert titles(city, city.anchor_account) == {asked: "已填1条，没报采购总额"}
        city.total()
        assert titles(city, city.anchor_account) == {}
        assert titles(city, city.rival_account) == {asked: "还没有填"}
        assert titles(city, city.supplier_account).keys() == {"客户填了向您采购的，请确认"}

    def test_the_other_side_confirms_and_where_they_disagree_the_buyer_and_the_office_are_told(
        self, city: SupplyCity
    ) -> None:
        city.bought()
        city.disputed(item="端盖")
        city.total()
        assert titles(city, city.supplier_account) == {"客户填了向您采购的，请确认": "1条"}
        assert titles(city, city.anchor_account) == {"对方有异议的采购": "1条"}
        office = waiting(looking(city, city.office))
        assert office is not None
        assert {row.link.title: row.verb for row in office.rows}["对方有异议的采购"] == "裁定"
        assert (office.count, office.pressing) == (3, 1)
        for by in (city.rival_account, city.rival_team):
            assert "对方有异议的采购" not in titles(city, by)

    def test_what_nobody_mapped_is_told_to_who_keeps_records_with_its_weight(self, city: SupplyCity) -> None:
        city.bought(value=300)
        city.bought(item="端盖", value=700, product=city.casting)
        for by in (city.office, city.clerk, city.team):
            assert titles(city, by)["没有归到产品的采购"] == "1种，占采购额30%"
        assert "没有归到产品的采购" not in titles(city, city.rival_team)
        assert "没有归到产品的采购" not in titles(city, city.anchor_account)

    def test_anchors_that_have_not_reported_are_counted_for_who_may_urge_them(self, city: SupplyCity) -> None:
        asked = f"链主没报{YEAR}年采购清单"
        assert titles(city, city.office) == {asked: "2家"}
        assert titles(city, city.team) == titles(city, city.rival_team) == {asked: "1家"}
        city.bought(product=city.casting)
        city.total()
        assert titles(city, city.office) == {asked: "1家"}
        assert titles(city, city.team) == {}
        assert titles(city, city.clerk) == {}

    def test_who_neither_enters_nor_carries_anything_has_nothing_waiting(self, city: SupplyCity) -> None:
        city.bought()
        for by in (city.bank, city.district, city.expert, city.user_as("member_unit")):
            assert waiting(looking(city, by)) is None

    def test_the_desk_of_an_anchor_leads_to_its_bill(self, city: SupplyCity) -> None:
        client = Client()
        client.force_login(fresh(city.anchor_account))
        page = client.get("/")
        assert f"/supply/firms/{city.anchor.pk}/bill/?" in page.text
        assert client.get(f"/supply/firms/{city.anchor.pk}/bill/?period={YEAR}").status_code == 200


class TestTheSearch:
    def found(self, city: SupplyCity, by: User, text: str) -> dict[str, list[str]]:
        groups = search(looking(city, by), SearchQuery(text, 5))
        return {group.kind: [hit.link.title for hit in group.hits] for group in groups}

    def test_finds_products_by_another_name_and_what_firms_can_make(self, city: SupplyCity) -> None:
        city.can_make(published=False)
        assert self.found(city, city.bank, "压铸铝件") == {"product": ["铝合金压铸件"]}
        assert self.found(city, city.office, "压铸件")["capability"] == ["铝合金压铸件，单件20公斤以内"]
        assert self.found(city, city.supplier_account, "单件 公斤") == {"capability": ["铝合金压铸件，单件20公斤以内"]}
        for by in (city.rival_account, city.bank):
            assert "capability" not in self.found(city, by, "压铸件")

    def test_of_another_city_nothing_is_found(self, city: SupplyCity) -> None:
        other = SupplyCity()
        other.can_make()
        assert self.found(city, city.office, "单件20公斤") == {}
