"""Pages of rates: who buys what where they may read it, the sum alone where it tells of nobody, nothing else."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lianzhang.accounts.models import User
from lianzhang.registry.models import Coverage
from tests.supply.world import SupplyCity, fresh, year_of

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_alone]


@pytest.fixture
def city() -> SupplyCity:
    return SupplyCity()


def page(by: User, address: str) -> Any:
    client = Client()
    client.force_login(fresh(by))
    return client.get(address)


def of_chain(city: SupplyCity) -> str:
    return f"/supply/chains/{city.chains[0].code}/"


def text(answer: Any) -> str:
    return str(answer.content.decode())


class TestAChain:
    def test_the_office_reads_rate_coverage_and_who_buys(self, city: SupplyCity) -> None:
        city.bought(value=Decimal(1200))
        city.bought_from_stranger(item="电机", value=Decimal(2800))
        city.total(value=Decimal(5000))
        shown = text(page(city.office, of_chain(city)))
        assert "近地配套率30.0%" in shown
        assert "只录到采购的80%" in re.sub(r"<[^>]*>", "", shown)
        assert city.anchor.name in shown

    def test_without_totals_it_says_that_nobody_knows_how_much_is_recorded(self, city: SupplyCity) -> None:
        city.bought()
        shown = text(page(city.team, of_chain(city)))
        assert "采购总额没有报" in shown

    def test_without_purchases_it_is_unknown_and_not_zero(self, city: SupplyCity) -> None:
        shown = text(page(city.office, of_chain(city)))
        assert "不清楚" in shown
        assert "0%" not in shown

    @pytest.mark.parametrize("who", ["district", "bank", "expert", "rival_account", "supplier_account", "rival_team"])
    def test_those_who_read_no_purchase_learn_nothing_of_a_single_firm(self, city: SupplyCity, who: str) -> None:
        city.bought(value=Decimal(1234))
        answer = page(getattr(city, who), of_chain(city))
        shown = text(answer)
        assert "不公布" in shown or answer.status_code == 404
        assert city.anchor.name not in shown
        assert "1,234" not in shown

    def test_many_buyers_and_suppliers_are_told_as_one_rate_of_a_year_that_is_over(self, city: SupplyCity) -> None:
        firms = [city.firm(f"整车{number}厂") for number in range(4)]
        sellers = [city.firm(f"零件{number}厂") for number in range(4)]
        for firm in firms:
            city.on_chain(firm, segment=city.segments[1])
            for at, seller in enumerate(sellers):
                city.bought(city.office, customer=firm, supplier=seller, item=f"件{at}", value=Decimal(100))
            for at in range(4):
                city.bought_from_stranger(city.office, customer=firm, supplier_name=f"远方{at}厂", item="料", value=100)
        shown = text(page(city.bank, of_chain(city)))
        assert "近地配套率50.0%" in shown
        assert firms[0].name not in shown
        assert "改由近地供" not in shown

    def test_a_year_that_runs_is_told_to_nobody_outside(self, city: SupplyCity) -> None:
        city.bought(period_start=date(2022, 1, 1), period_end=date(2022, 3, 31))
        shown = text(page(city.bank, f"{of_chain(city)}?at=2022-06-30"))
        assert "还没有采购记录" in shown

    def test_what_if_says_how_much_reaches_the_goal(self, city: SupplyCity) -> None:
        city.bought(value=Decimal(300))
        row = city.bought_from_stranger(item="电机", value=Decimal(700))
        shown = page(city.office, f"{of_chain(city)}?moved=50")
        told = shown.context["what_if"]
        assert (told.product.name, round(told.now, 2), round(told.then, 2)) == (row.item, 0.3, 0.65)

    def test_a_strange_radius_or_year_falls_back(self, city: SupplyCity) -> None:
        city.bought()
        assert page(city.office, f"{of_chain(city)}?radius=moon&year=9999&moved=x").status_code == 200

    def test_a_quarter_within_a_reported_year_counts_once(self, city: SupplyCity) -> None:
        city.bought(value=Decimal(1200))
        city.bought(value=Decimal(300), period_start=date(2022, 1, 1), period_end=date(2022, 3, 31))
        rates = page(city.office, of_chain(city)).context["rates"]
        assert rates.chosen.rate.total == 1200

    def test_the_export_holds_what_the_page_shows(self, city: SupplyCity) -> None:
        city.bought()
        assert page(city.office, f"{of_chain(city)}export.xlsx").status_code == 200
        client = Client()
        client.force_login(fresh(city.bank))
        assert client.get(f"{of_chain(city)}export.xlsx").status_code == 200


class TestTheOverview:
    def test_it_shows_each_chain_and_the_city(self, city: SupplyCity) -> None:
        city.bought(value=Decimal(300))
        city.bought(city.office, customer=city.rival, supplier=city.elsewhere, item="芯片", value=Decimal(100))
        answer = page(city.office, "/supply/")
        assert {line.chain.code: line.rates.chosen.share for line in answer.context["lines"]} == {
            city.chains[0].code: 1.0,
            city.chains[1].code: 0.0,
        }
        assert answer.context["rates"].chosen.share == 0.75

    def test_a_team_of_one_chain_does_not_read_the_other(self, city: SupplyCity) -> None:
        city.bought(value=Decimal(300))
        city.bought(city.office, customer=city.rival, supplier=city.elsewhere, item="芯片", value=Decimal(100))
        lines = page(city.team, "/supply/").context["lines"]
        shares = {line.chain.code: line.rates.chosen.share for line in lines}
        assert shares == {city.chains[0].code: 1.0, city.chains[1].code: None}

    def test_queries_do_not_grow_with_purchases(self, city: SupplyCity) -> None:
        counts = []
        for number in range(9):
            city.bought(item=f"件{number}")
            if number in (2, 8):
                page(city.office, of_chain(city))
                with CaptureQueriesContext(connection) as asked:
                    page(city.office, f"{of_chain(city)}?moved={number}")
                counts.append(len(asked))
        assert counts[0] == counts[1]


def test_a_declared_year_makes_the_rate_of_the_plan_with_its_purchases_behind_it(city: SupplyCity) -> None:
    target = city.world.target("local", measure="level", metric="supply.local_rate", unit="%", value=40)
    city.bought(value=Decimal(300))
    city.bought_from_stranger(value=Decimal(700))
    for register in ("roles", "purchases"):
        Coverage.objects.create(
            city=city.region, register=register, note="台账", declared_by=city.office, **year_of(2022)
        )
    shown = text(page(city.office, f"/targets/{target.code}/?at=2022-12-31"))
    assert "30" in shown
    assert "/supply/rows/" in shown
