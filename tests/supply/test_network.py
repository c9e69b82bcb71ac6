"""The page of the network: what is drawn is what one may read, narrowed as the address says; a table says the same."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from lianzhang.accounts.models import User

from .world import SupplyCity

pytestmark = pytest.mark.django_db
ADDRESS = "/supply/network/"
GRAPH = re.compile(r'<script id="supply-graph" type="application/json">(.*?)</script>', re.DOTALL)


@pytest.fixture
def city() -> SupplyCity:
    """The anchor buys castings from its supplier and a stranger, chips from outside alone; the rival from outside."""
    city = SupplyCity()
    city.bought(product=city.casting)
    city.bought_from_stranger(product=city.casting, item="壳体", value=Decimal(300))
    city.bought(supplier=city.elsewhere, product=city.chip, item="控制芯片", value=Decimal(3400))
    city.bought(city.rival_account, customer=city.rival, supplier=city.elsewhere, item="电控", value=Decimal(77))
    city.bought(city.rival_account, customer=city.rival, supplier=city.supplier, item="支架", value=Decimal(55))
    return city


@pytest.fixture
def look(city: SupplyCity, client: Client) -> Any:
    def look(by: User, status: int = 200, **asked: Any) -> tuple[str, dict[str, Any]]:
        client.force_login(by)
        answer = client.get(ADDRESS, asked)
        assert answer.status_code == status
        page = answer.content.decode()
        found = GRAPH.search(page)
        return page, json.loads(found[1]) if found else {}

    return look


def names(graph: dict[str, Any]) -> set[str]:
    return {node["name"] for node in graph["nodes"]}


def links(graph: dict[str, Any]) -> set[tuple[str, str]]:
    name = [node["name"] for node in graph["nodes"]]
    return {(name[link["from"]], name[link["to"]]) for link in graph["links"]}


def test_a_chain_is_drawn_from_its_suppliers_to_its_anchor(city: SupplyCity, look: Any) -> None:
    page, graph = look(city.office, chain=city.chains[0].code)
    assert {
        (city.supplier.name, city.anchor.name),
        (city.STRANGER, city.anchor.name),
        (city.elsewhere.name, city.anchor.name),
    } <= links(graph)
    columns = {node["name"]: graph["columns"][node["column"]]["name"] for node in graph["nodes"]}
    assert columns[city.elsewhere.name] == columns[city.STRANGER] == "市外供应商"
    assert columns[city.supplier.name] == "一级配套"
    hrefs = {node["name"]: node["href"] for node in graph["nodes"]}
    assert hrefs[city.anchor.name].startswith(f"/firms/{city.anchor.pk}/")
    assert hrefs[city.STRANGER] == ""
    assert "4条采购" in page
    assert "4,955万元" in page


def test_only_what_has_no_other_source_is_red(city: SupplyCity, look: Any) -> None:
    _, graph = look(city.office, chain=city.chains[0].code)
    assert {node["name"] for node in graph["nodes"] if node["sole"]} == {city.elsewhere.name, city.supplier.name}
    name = [node["name"] for node in graph["nodes"]]
    red = {(name[link["from"]], name[link["to"]]) for link in graph["links"] if link.get("sole")}
    assert red == {(city.elsewhere.name, city.anchor.name), (city.supplier.name, city.rival.name)}


def test_a_supplier_does_not_learn_that_it_is_the_only_one(city: SupplyCity, look: Any) -> None:
    _, graph = look(city.supplier_account)
    assert links(graph) == {(city.supplier.name, city.anchor.name), (city.supplier.name, city.rival.name)}
    assert not any(node["sole"] for node in graph["nodes"])


def test_a_firm_is_drawn_with_those_around_it(city: SupplyCity, look: Any) -> None:
    _, graph = look(city.office, firm=city.supplier.pk)
    assert names(graph) == {city.supplier.name, city.anchor.name, city.rival.name}
    columns = {node["name"]: graph["columns"][node["column"]]["name"] for node in graph["nodes"]}
    assert columns[city.supplier.name] == "这一家"
    assert columns[city.anchor.name] == "客户"
    _, graph = look(city.office, firm=city.supplier.pk, steps=2)
    assert city.elsewhere.name in names(graph)


def _answer(page: str) -> str:
    found = re.search("<h1>.*?</h1>", page, re.DOTALL)
    assert found
    return found[0]


class TestWhoSees:
    def test_a_rival_draws_its_own_purchases_and_no_other(self, city: SupplyCity, look: Any) -> None:
        for asked in ({}, {"chain": city.chains[0].code}, {"chain": city.chains[1].code}):
            page, graph = look(city.rival_account, **asked)
            if graph:
                assert names(graph) == {city.rival.name, city.elsewhere.name, city.supplier.name}
            assert city.anchor.name not in page
            assert "3,400" not in page

    def test_a_firm_that_one_does_not_see_answers_as_one_that_is_none(self, city: SupplyCity, look: Any) -> None:
        foreign, _ = look(city.rival_account, firm=city.anchor.pk)
        nobody, _ = look(city.rival_account, firm=999_999)
        assert city.anchor.name not in foreign
        assert _answer(foreign) == _answer(nobody)

    def test_bank_district_expert_and_leaders_read_no_purchase(self, city: SupplyCity, look: Any) -> None:
        for by in (city.bank, city.district, city.other_district, city.expert):
            for asked in ({"chain": city.chains[0].code}, {"firm": city.anchor.pk}, {"least": 3000}, {"steps": 2}):
                page, graph = look(by, **asked)
                assert not graph
                assert city.elsewhere.name not in page
                assert city.STRANGER not in page

    def test_chief_and_team_draw_their_own_chain_alone(self, city: SupplyCity, look: Any) -> None:
        for by in (city.chief, city.team):
            _, graph = look(by)
            assert (city.elsewhere.name, city.anchor.name) in links(graph)
            assert (city.elsewhere.name, city.rival.name) not in links(look(by, chain=city.chains[1].code)[1])
        _, graph = look(city.rival_team)
        assert city.anchor.name not in names(graph)

    def test_who_reads_none_is_told_sums_that_tell_of_nobody(self, city: SupplyCity, look: Any) -> None:
        buyers = [city.anchor, *(city.firm(f"整车{number}厂") for number in range(7))]
        sellers = [
            city.firm(f"外省{number}厂", region=None, outside=True, outside_place="江苏省") for number in range(4)
        ]
        near = [city.supplier, *(city.firm(f"近旁{number}厂") for number in range(3))]
        for number, firm in enumerate(buyers[1:]):  # on either chain: what the city has beside one tells of nobody
            city.on_chain(firm, number % 2, segment=city.segments[1 + 2 * (number % 2)])
        for number, firm in enumerate(buyers):
            for supplier in (*sellers, *near):
                more = {"supplier": supplier, "item": f"件{number}", "value": Decimal(1000)}
                city.bought(city.office, customer=firm, **more)
        page, graph = look(city.bank, chain=city.chains[0].code)
        assert [node["kind"] for node in graph["nodes"]] == ["others", "others"]
        assert all(not node["href"] for node in graph["nodes"])
        assert len(graph["links"]) == 1
        assert "只公布合计" in page
        for firm in (*sellers, *near, *buyers):
            assert firm.name not in page
        assert not look(city.bank, chain=city.chains[0].code, least=1)[1]  # no part of a sum


class TestNarrowing:
    def test_by_product_with_what_lies_beneath_it(self, city: SupplyCity, look: Any) -> None:
        _, graph = look(city.office, chain=city.chains[0].code, product=city.chip.pk)
        assert names(graph) == {city.elsewhere.name, city.anchor.name}

    def test_by_value_between_two_firms(self, city: SupplyCity, look: Any) -> None:
        _, graph = look(city.office, chain=city.chains[0].code, least=1200)
        assert names(graph) == {city.elsewhere.name, city.anchor.name, city.supplier.name}

    def test_by_district(self, city: SupplyCity, look: Any) -> None:
        _, graph = look(city.office, chain=city.chains[0].code, region=city.districts[1].pk)
        assert links(graph) == {(city.supplier.name, city.rival.name)}

    def test_nothing_that_fits_is_said(self, city: SupplyCity, look: Any) -> None:
        page, graph = look(city.office, chain=city.chains[0].code, least=10**6)
        assert not graph
        assert "没有符合条件的" in page

    def test_how_many_are_drawn(self, city: SupplyCity, look: Any) -> None:
        for number in range(20):
            city.bought_from_stranger(
                supplier_name=f"江城第{number}铸造有限公司", item=f"件{number}", value=Decimal(number)
            )
        _, graph = look(city.office, chain=city.chains[0].code)
        assert sum(node["kind"] == "outside" for node in graph["nodes"]) == 12
        assert sum(node["kind"] == "others" for node in graph["nodes"]) == 1
        _, graph = look(city.office, chain=city.chains[0].code, shown="all")
        assert not any(node["kind"] == "others" for node in graph["nodes"])


def test_the_workbook_holds_what_is_drawn_and_no_more(city: SupplyCity, client: Client) -> None:
    for by, count in ((city.office, 4), (city.rival_account, 2), (city.bank, 0)):
        client.force_login(by)
        asked = {} if by == city.rival_account else {"chain": city.chains[0].code}
        answer = client.get(f"{ADDRESS}export.xlsx", asked)
        assert answer.status_code == 200
        rows = [*load_workbook(BytesIO(answer.getvalue())).active.values]  # type: ignore[union-attr]
        assert len(rows) == count + 1
    assert "供应商" in rows[0]


def test_as_many_queries_at_twice_the_firms(city: SupplyCity, look: Any) -> None:
    def count() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            look(city.office, chain=city.chains[0].code)
        return len(asked)

    count()
    before = count()
    for number in range(10):
        city.bought_from_stranger(supplier_name=f"江城第{number}铸造有限公司", item=f"件{number}")
    count()
    assert count() <= before
