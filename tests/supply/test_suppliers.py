"""Who could supply is found by what firms say they can make, as far as one sees it; where they are, adds nothing."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from lianzhang.accounts.models import User
from lianzhang.enterprises.models import Enterprise
from lianzhang.supply.queries.suppliers import _INDEXES, kilometres
from tests.supply.world import SupplyCity, fresh


def lying(longitude: float, latitude: float, **more: Any) -> Enterprise:
    return Enterprise(
        longitude=Decimal(str(longitude)), latitude=Decimal(str(latitude)), coordinates="cgcs2000", **more
    )


PLACES = st.tuples(st.floats(100, 120), st.floats(25, 40))


@given(PLACES, PLACES)
def test_the_way_is_the_same_wherever_a_firm_is_registered(
    one: tuple[float, float], other: tuple[float, float]
) -> None:
    customer = lying(*one)
    near, far = lying(*other, outside=False), lying(*other, outside=True, outside_place="江苏省")
    assert kilometres(customer, near) == kilometres(customer, far)
    assert kilometres(customer, near) == pytest.approx(kilometres(near, customer))


def test_the_way_from_wuhan_to_xiangyang_is_about_270_kilometres() -> None:
    assert kilometres(lying(114.30, 30.60), lying(112.14, 32.04)) == pytest.approx(258, abs=5)


def test_firms_measured_in_two_systems_have_no_way_between_them() -> None:
    other = lying(112, 32)
    other.coordinates = "gcj02"
    assert kilometres(lying(112, 32), other) is None


@pytest.mark.django_db
class TestThePage:
    @pytest.fixture
    def city(self) -> SupplyCity:
        _INDEXES.answers.clear()  # what a test before took back had the same keys
        return SupplyCity()

    def found(self, by: User, need: str, **more: Any) -> Any:
        client = Client()
        client.force_login(fresh(by))
        return client.get("/supply/suppliers/", {"need": need, **more})

    def test_it_finds_who_can_make_it_and_says_why(self, city: SupplyCity) -> None:
        city.can_make()
        city.can_make(city.rival, text="汽车座椅总成", product=None)
        page = self.found(city.office, "铝压铸件")
        assert [each.firm for each in page.context["page"]][:1] == [city.supplier]
        assert "铝" in "".join(page.context["page"][0].reasons)

    def test_a_firm_finds_what_is_published_and_nothing_else(self, city: SupplyCity) -> None:
        city.can_make(customers="某整车厂")
        assert not self.found(city.rival_account, "铝合金压铸件").context["page"].object_list
        city.can_make(text="锌合金压铸件", published=True, customers="某整车厂")
        page = self.found(city.rival_account, "压铸件")
        assert [each.capability.text for each in page.context["page"]] == ["锌合金压铸件"]
        assert "某整车厂" not in page.content.decode()

    def test_enough_free_capacity_is_said_and_comes_first(self, city: SupplyCity) -> None:
        city.can_make(city.rival, capacity=Decimal(100), free=Decimal(10), unit="吨")
        city.can_make(city.supplier, capacity=Decimal(900), free=Decimal(600), unit="吨")
        page = self.found(city.office, "铝合金压铸件", quantity="500", unit="吨")
        assert [each.firm for each in page.context["page"]] == [city.supplier, city.rival]
        assert "可接单产能够" in page.context["page"][0].reasons

    def test_a_bank_has_no_such_page(self, city: SupplyCity) -> None:
        assert self.found(city.bank, "压铸件").status_code == 403

    def test_nothing_asked_nothing_found(self, city: SupplyCity) -> None:
        city.can_make()
        assert not self.found(city.office, " ").context["page"].object_list

    def test_a_word_that_the_office_adds_is_understood(self, city: SupplyCity) -> None:
        from lianzhang.supply.catalogue.actions import add_term

        city.can_make()
        before = self.found(city.office, "老铝").context["page"].object_list
        add_term(
            city=city.region, term="老铝", means="铝合金压铸件", kind="jargon", source="车间", by=fresh(city.office)
        )
        after = self.found(city.office, "老铝").context["page"].object_list
        assert [each.firm for each in after] == [city.supplier]
        assert not before or before[0].score < after[0].score
