"""Sums over the register: no output counts twice, only what is settled counts, and the same stands until a change."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from lianzhang.enterprises.models import AboveScale, Enterprise, Membership
from lianzhang.statements.totals import totals
from tests.enterprises.world import City
from tests.written import touch

shares = st.lists(st.decimals(0, 100, places=2), min_size=2, max_size=2)


def chain_output(city: City, number: int = 0, year: int = 2022) -> Decimal:
    return totals(city.region.pk).of("output", year, (city.chains[number].pk,))


class NoOutputCountsTwice(TestCase):
    """Properties over made-up shares, one firm at a time."""

    def setUp(self) -> None:
        self.city = City()
        self.firm = self.city.firm()
        self.city.statement(self.firm, output=Decimal("12345.67"))
        self.chains = [chain.pk for chain in self.city.chains]

    def share(self, given_ones: list[Decimal]) -> list[Decimal]:
        Membership.objects.all().delete()
        for number, share in enumerate(given_ones):
            self.city.on_chain(self.firm, number, share=share)
        return [chain_output(self.city, number) for number in range(len(given_ones))]

    @given(shares)
    @settings(max_examples=25)
    def test_the_chains_never_count_more_than_the_firm_makes(self, given_ones: list[Decimal]) -> None:
        found = self.share(given_ones)
        assert sum(found) <= Decimal("12345.68")
        assert all(each >= 0 for each in found)

    @given(st.decimals(0, 100, places=2), st.decimals(0, 100, places=2))
    @settings(max_examples=25)
    def test_moving_a_share_from_one_chain_to_another_keeps_the_sum(self, one: Decimal, moved: Decimal) -> None:
        moved = min(one, moved)
        before = sum(self.share([one, 100 - one]))
        after = sum(self.share([one - moved, 100 - one + moved]))
        assert abs(before - after) <= Decimal("0.01")


pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> City:
    return City()


def test_a_chain_counts_the_share_in_force_on_the_last_day_of_the_year(city: City) -> None:
    firm = city.firm()
    city.statement(firm, output=Decimal(1000))
    city.on_chain(firm, 0, share=Decimal(30), starts=date(2021, 1, 1), ends=date(2022, 12, 31))
    city.on_chain(firm, 0, share=Decimal(45), starts=date(2022, 12, 31))
    assert chain_output(city) == 450


def test_shares_over_a_hundred_count_for_their_part_of_it(city: City) -> None:
    firm = city.firm()
    city.statement(firm, output=Decimal(900))
    city.on_chain(firm, 0, share=Decimal(100))
    city.on_chain(firm, 1, share=Decimal(50))
    assert (chain_output(city, 0), chain_output(city, 1)) == (600, 300)


@pytest.mark.parametrize("state", ["draft", "submitted", "returned", "replaced"])
def test_what_is_not_confirmed_counts_for_nothing(city: City, state: str) -> None:
    firm = city.firm()
    city.on_chain(firm)
    city.statement(firm, state=state)
    assert chain_output(city) == 0


def test_firms_elsewhere_and_firms_merged_away_count_for_nothing_and_closed_ones_count(city: City) -> None:
    here, elsewhere, gone = city.firm(state="deregistered"), city.firm(outside=True, region=None), city.firm()
    for firm in (here, elsewhere, gone):
        city.on_chain(firm)
        city.statement(firm, output=Decimal(7))
    Enterprise.objects.filter(pk=gone.pk).update(merged_into=here)
    touch(city.region.pk)
    assert chain_output(city) == 7


def test_industry_is_counted_where_a_firm_was_above_the_threshold_in_that_year(city: City) -> None:
    maker, small, trader = city.firm(industry="3670"), city.firm(industry="3670"), city.firm(industry="5172")
    for firm in (maker, small, trader):
        city.statement(firm, output=Decimal(100), research=Decimal(3), revenue=Decimal(90))
    AboveScale.objects.create(enterprise=maker, year=2022)
    AboveScale.objects.create(enterprise=small, year=2021)
    AboveScale.objects.create(enterprise=trader, year=2022)
    touch(city.region.pk)
    found = totals(city.region.pk)
    names = ("output", "industry_output", "industry_research", "industry_revenue", "active", "above_scale", "industry")
    assert [found.of(name, 2022) for name in names] == [300, 100, 3, 90, 1, 2, 1]


def test_exports_and_imports_add_up_and_a_blank_one_is_left_out(city: City) -> None:
    city.statement(city.firm(), exports=Decimal(5), imports=None)
    city.statement(city.firm(), exports=Decimal(2), imports=Decimal("1.5"))
    assert totals(city.region.pk).of("trade", 2022) == Decimal("8.5")


def test_a_quarter_is_no_year(city: City) -> None:
    row = city.statement(city.firm())
    type(row).objects.filter(pk=row.pk).update(period_end=date(2022, 3, 31))
    touch(city.region.pk)
    assert totals(city.region.pk).of("output", 2022) == 0


def test_sums_are_kept_until_something_changes(city: City) -> None:
    firm = city.firm()
    city.on_chain(firm)
    city.statement(firm, output=Decimal(10))
    assert chain_output(city) == 10
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert chain_output(city) == 10
    assert len(queries) == 1
    city.statement(city.firm(), output=Decimal(5))
    assert totals(city.region.pk).of("output", 2022) == 15
