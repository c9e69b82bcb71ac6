"""A firm's page: its suppliers and customers as far as one sees them, what it hangs on, where it ranks; the list."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from lianzhang.accounts.models import User
from lianzhang.enterprises.models import Enterprise

from .world import YEAR, SupplyCity, fresh

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_alone]
AT = f"at={YEAR}-12-31"


@pytest.fixture
def city() -> SupplyCity:
    made = SupplyCity()
    made.bought(product=made.casting)
    made.bought(supplier=made.elsewhere, item="芯片", product=made.chip, value=Decimal(900))
    made.bought(made.rival_account, customer=made.rival, value=Decimal(50))
    made.total()
    made.can_make(published=False)
    return made


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(fresh(user))
    return client


def part(by: User, firm: Enterprise) -> Any:
    page = client_of(by).get(f"/firms/{firm.pk}/?{AT}")
    assert page.status_code == 200
    return next(each.context for each in page.context["dossier"].parts if each.template == "supply/_firm.html")


def names(side: Any) -> list[str]:
    return [each.name for each in side.partners] if side else []


def test_the_office_sees_both_sides_what_is_recorded_and_what_hangs_on_one_supplier(city: SupplyCity) -> None:
    told = part(city.office, city.anchor)
    assert names(told.suppliers) == ["东区铸件有限公司", "远山芯片有限公司"]
    assert (told.customers, told.coverage, told.hanging_count) == (None, 0.42, 2)
    assert [(each.name, each.makers) for each in told.hanging] == [("铝合金压铸件", 0), ("车规级芯片", 0)]
    text = client_of(city.office).get(f"/firms/{city.anchor.pk}/?{AT}").text
    assert f"/supply/sourcings/?{AT}&amp;customer={city.anchor.pk}" in text
    sold = part(city.office, city.supplier)
    assert names(sold.customers) == ["汉江整车制造有限公司", "西区商用车有限公司"]
    assert [each.text for each in sold.makes] == ["铝合金压铸件，单件20公斤以内"]


def test_a_firm_sees_its_own_two_sides_and_of_its_customer_its_own_sale(city: SupplyCity) -> None:
    own = part(city.anchor_account, city.anchor)
    assert (names(own.suppliers), own.hanging_count) == (["东区铸件有限公司", "远山芯片有限公司"], 2)
    sold = part(city.supplier_account, city.supplier)
    assert names(sold.customers) == ["汉江整车制造有限公司", "西区商用车有限公司"]
    assert (sold.suppliers, sold.coverage) == (None, None)


def test_a_team_sees_what_its_own_firms_buy_and_says_that_it_is_not_all(city: SupplyCity) -> None:
    told = part(city.rival_team, city.supplier)
    assert names(told.customers) == ["西区商用车有限公司"]
    assert not told.whole
    assert "只列您看得到的采购" in client_of(city.rival_team).get(f"/firms/{city.supplier.pk}/?{AT}").text
    assert part(city.rival_team, city.anchor).suppliers is None


def test_a_district_and_a_bank_see_nothing_of_it(city: SupplyCity) -> None:
    city.analysed({city.anchor: 0.1, city.supplier: 0.05})
    for by in (city.district, city.bank, city.user_as("head_chief"), city.user_as("member_unit")):
        for firm in (city.anchor, city.supplier):
            told = part(by, firm)
            assert told is None or (told.suppliers, told.customers, told.hanging, told.rank) == (None, None, [], None)
            text = client_of(by).get(f"/firms/{firm.pk}/?{AT}").text
            for words in ("远山芯片", "停供", "只有一家供的", "填采购清单"):
                assert words not in text


def test_the_rank_of_the_last_run_stands_there_for_who_may_read_it(city: SupplyCity) -> None:
    city.analysed({city.anchor: 0.1, city.supplier: 0.05})
    assert (part(city.office, city.supplier).rank, part(city.team, city.anchor).risk) == (2, 0.1)
    assert part(city.supplier_account, city.supplier).rank == 2
    assert "少产10.00%" in client_of(city.anchor_account).get(f"/firms/{city.anchor.pk}/?{AT}").text


class TestTheList:
    def found(self, by: User, value: str) -> set[str]:
        page = client_of(by).get(f"/firms/?supply={value}&at={YEAR + 1}-06-30")
        return {line.firm.name for line in page.context["lines"]}

    def test_tells_who_has_purchases_recorded_and_which_anchors_are_silent(self, city: SupplyCity) -> None:
        assert self.found(city.office, "recorded") == {"汉江整车制造有限公司", "西区商用车有限公司"}
        # The second anchor has lines, and has not said how much it bought in all.
        assert self.found(city.office, "silent") == {"西区商用车有限公司"}
        assert self.found(city.team, "silent") == set()

    def test_is_not_offered_to_who_reads_no_purchases(self, city: SupplyCity) -> None:
        everything = self.found(city.bank, "")
        assert self.found(city.bank, "recorded") == everything
